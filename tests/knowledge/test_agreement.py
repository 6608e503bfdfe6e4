"""The published agreement of the two codings is what the data say.

A tenth of the segments was coded a second time, blind to the first coding: those with
the smallest SHA-256 digests of their names, so nobody chose. What the second coder
wrote down stands in ``second-coding.tsv``, each statement beside the stance that it was
matched with.
"""

import csv
import functools
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "molyneux-2017"
PAGE = ROOT / "docs" / "agreement.md"
STANCE = "https://w3id.org/dissensus/id/stance/"
KINDS = {"paragraph", "blockquote", "list-item", "lead-in"}
LONG_NOTE = 300

_READINGS = """
PREFIX dis: <https://w3id.org/dissensus/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?stance ?position ?mode ?act ?start ?end WHERE {
  ?attestation dis:attests ?stance ; dis:reportingMode ?mode ;
    prov:wasGeneratedBy ?act ; dis:inPassage ?passage .
  ?stance dis:position ?position .
  ?passage oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end .
}
"""


@dataclass(frozen=True)
class Reading:
    """One stance as one coding finds it in one stretch of the text."""

    stance: str
    position: str
    mode: str
    second: bool
    start: int
    end: int


@dataclass(frozen=True)
class Pair:
    """One stance of one segment, as both codings have it."""

    signs: tuple[str, str]
    positions: tuple[str, str]
    modes: tuple[str, str]


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@functools.cache
def _spans() -> dict[str, tuple[int, int]]:
    return {r["id"]: (int(r["start"]), int(r["end"])) for r in _table("segments.tsv")}


def _sample() -> list[str]:
    """A tenth of what can bear a statement, by digest and not by choice."""
    eligible = [
        row["id"]
        for row in _table("segments.tsv")
        if row["kind"] in KINDS
        or (
            row["kind"] == "footnote"
            and int(row["end"]) - int(row["start"]) >= LONG_NOTE
        )
    ]
    eligible.sort(key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return sorted(eligible[: round(len(eligible) / 10)], key=lambda n: _spans()[n])


def _last(value: str) -> str:
    return re.split(r"[/#]", value.strip("<>"))[-1]


@functools.cache
def _readings() -> tuple[Reading, ...]:
    store = Store()
    for path in DATA.glob("*.ttl"):
        store.bulk_load(path=str(path), format=RdfFormat.TURTLE)
    rows = store.query(_READINGS)
    assert isinstance(rows, QuerySolutions)
    return tuple(
        Reading(
            _last(str(row["stance"])),
            _last(str(row["position"])),
            _last(str(row["mode"])),
            str(row["act"]).endswith("-second>"),
            int(row["start"].value),
            int(row["end"].value),
        )
        for row in rows
    )


def _found(segment: str, *, second: bool) -> dict[str, list[Reading]]:
    """The stances that one coding attests in words of the segment."""
    start, end = _spans()[segment]
    found: dict[str, list[Reading]] = {}
    for reading in _readings():
        if reading.second == second and reading.start < end and reading.end > start:
            found.setdefault(reading.stance, []).append(reading)
    return found


def _statements(segment: str) -> list[dict[str, str]]:
    rows = _table("second-coding.tsv")
    return [row for row in rows if row["segment"] == segment]


def _sign(position: str, wording: str = "same") -> str:
    """Denying a statement is affirming its opposite."""
    denies = position.endswith("denial") != (wording == "opposite")
    return "denies" if denies else "affirms"


def _pair(segment: str, stance: str) -> Pair:
    """Of several statements on one stance the first counts, as the leading clause."""
    first = _found(segment, second=False)[stance]
    mine = next(
        r
        for r in _table("second-coding.tsv")
        if r["stance"] == stance
        and r["segment"] in {segment, segment.partition(".")[0]}
    )
    position = mine["position"]
    if mine["wording"] == "opposite":
        position = position.replace("denial", "AFF").replace("affirmation", "denial")
        position = position.replace("AFF", "affirmation")
    modes = {reading.mode for reading in first}
    mode = mine["mode"] if mine["mode"] in modes else min(modes)
    return Pair(
        (_sign(first[0].position), _sign(mine["position"], mine["wording"])),
        (first[0].position, position),
        (mode, mine["mode"]),
    )


def _kappa(pairs: Sequence[tuple[str, str]]) -> Fraction:
    """Cohen's kappa: agreement beyond what the shares of each value give by chance."""
    total = len(pairs)
    observed = Fraction(sum(a == b for a, b in pairs), total)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(Fraction(left[v] * right[v], total * total) for v in left)
    return (observed - chance) / (1 - chance)


def _counts() -> dict[str, tuple[int, int, int, int, int]]:
    """For each segment: statements, stances of the first, of both, of one alone."""
    counts = {}
    for segment in _sample():
        first, second = (set(_found(segment, second=s)) for s in (False, True))
        alone = sum(not row["stance"] for row in _statements(segment))
        counts[segment] = (
            len(_statements(segment)),
            len(first),
            len(first & second),
            len(first - second),
            len(second - first) + alone,
        )
    return counts


def _figures() -> dict[str, str]:
    both = [
        _pair(segment, stance)
        for segment in _sample()
        for stance in sorted(
            _found(segment, second=False).keys() & _found(segment, second=True).keys()
        )
    ]
    counts = _counts().values()
    first, common, lost, extra = (sum(row[i] for row in counts) for i in (1, 2, 3, 4))

    def share(part: int, whole: int) -> str:
        return f"{part} of {whole} ({100 * part / whole:.0f} %)"

    def same(values: list[tuple[str, str]]) -> str:
        return share(sum(a == b for a, b in values), len(values))

    signs, positions, modes = (
        [getattr(pair, name) for pair in both]
        for name in ("signs", "positions", "modes")
    )
    return {
        "Stances of the first coding that the second found": share(common, first),
        "Found by both, of all that either found": share(common, common + lost + extra),
        "Same sign": same(signs),
        "Same position": same(positions),
        "Same mode": same(modes),
        "Cohen's kappa of the sign": f"{float(_kappa(signs)):.2f}",
        "Cohen's kappa of the position": f"{float(_kappa(positions)):.2f}",
        "Cohen's kappa of the mode": f"{float(_kappa(modes)):.2f}",
    }


def _published() -> dict[str, list[str]]:
    """The rows of the tables of the page, by their first cell."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [[c.strip() for c in x.strip("|").split("|")] for x in lines if x[:1] == "|"]
    return {row[0]: row[1:] for row in rows}


def test_the_second_coding_covers_the_sample_and_nothing_else() -> None:
    coded = {row["segment"] for row in _table("second-coding.tsv")}

    assert coded == set(_sample())


def test_every_statement_is_matched_or_says_why_not() -> None:
    for row in _table("second-coding.tsv"):
        assert bool(row["stance"]) != bool(row["reason"]), row


def test_what_was_matched_is_attested_in_its_segment() -> None:
    for segment in _sample():
        matched = {row["stance"] for row in _statements(segment) if row["stance"]}

        assert matched <= _found(segment, second=True).keys(), segment


@pytest.mark.parametrize("name", sorted(_figures()))
def test_a_published_figure_is_the_one_of_the_data(name: str) -> None:
    assert _published()[name] == [_figures()[name]]


@pytest.mark.parametrize("segment", _sample())
def test_the_row_of_a_segment_is_the_one_of_the_data(segment: str) -> None:
    assert _published()[segment][:5] == [str(n) for n in _counts()[segment]]


def test_kappa_is_one_for_the_same_and_zero_for_chance() -> None:
    same = [("a", "a"), ("b", "b")]
    chance = [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]

    assert (float(_kappa(same)), float(_kappa(chance))) == (1.0, 0.0)
