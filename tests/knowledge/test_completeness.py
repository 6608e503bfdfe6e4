"""Every name and every title that the essay prints leads to an entity.

The list of names is taken from the text alone: runs of capitalised words, titles
in italics or in quotation marks. The graph is asked afterwards. What it does not
know must be explained, in one of few kinds, in a table that may only be short.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from dissensus.namespaces import DCTERMS, DIS, SKOS
from dissensus.passages import read_source_text

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "source" / "essay.txt"
SEGMENTS = ROOT / "data" / "molyneux-2017" / "segments.tsv"
EXPLAINED = Path(__file__).with_name("unmatched-names.tsv")
ID = "https://w3id.org/dissensus/id/"

ENTITIES = {
    "person", "organisation", "collective", "event", "place", "work", "edition",
    "concept", "doctrine",
}  # fmt: skip
LABELS = {SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, DCTERMS.title}
KINDS_AT_MOST = 5
SHARE_AT_MOST = 0.05

# Dates are compared by test_completeness_figures.py.
CALENDAR = {
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December", "Spring",
}  # fmt: skip
# Capitalised, but naming nothing: the words with which a note refers to a text.
FORMULAE = {"I", "As", "Vol", "Ch", "Cited", "III", "My", "Table"}
ORDINALS = {"First", "Second", "Third", "Fourth", "Fifth", "Sixth"}  # of a series
LINKING = "(?:of|the|de|von|for|to|in|and|on)"
WORD = (
    r"(?:[a-z]+-)?"  # anti-Bolshevik names the Bolsheviks
    r"(?:St\.|(?:[A-Z]\.)+|(?:O')?[A-Z][^\W\d_]*(?:-[^\W\d_]+)*(?:'s\b|'(?!\w))?)"
)
RUN = re.compile(
    rf"(?<![\w'-]){WORD}(?:(?:[ ]+|(?<=\.))(?:{LINKING}[ ]+)*{WORD})*(?:[ ]\d(?!\d))?"
)
ITALIC = re.compile(r"\*([A-Z][^*]+)\*")
QUOTED = re.compile(r"(?<!\w)(['\"])([A-Z].+?)(?:\1(?!\w)|$)")
SENTENCE_START = re.compile(
    r"(?:[.!?:]['\")\]]*\s+['\"(\[]*|[\n\t]\W*|(?<=\s)['\"]|^[^A-Za-z]*)$"
)

pytestmark = pytest.mark.skipif(
    not SOURCE.is_file(),
    reason=f"the essay is not part of the project and not at {SOURCE}",
)
Key = tuple[str, ...]
Index = dict[Key, set[str]]
Names = dict[str, set[str]]  # each name and the segments that print it


def _segments() -> dict[str, tuple[str, str]]:
    """Return kind and text of each logical segment, its parts put together."""
    text, found = read_source_text(SOURCE), dict[str, tuple[str, str]]()
    with SEGMENTS.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            part = text[int(row["start"]) : int(row["end"])]
            if row["kind"] == "heading":  # headings capitalise every word
                continue
            if row["logical_id"] in found:
                glue = "\n" if row["kind"] == "table" else " "
                part = _joined(found[row["logical_id"]][1], part, glue)
            found[row["logical_id"]] = (row["kind"], part)
    return {name: (kind, _plain(part)) for name, (kind, part) in found.items()}


def _joined(first: str, second: str, glue: str) -> str:
    if first.endswith("-"):  # a word cut by the end of a column
        return (first if second[0].isupper() else first[:-1]) + second
    return first + glue + second


def _plain(text: str) -> str:
    """Drop addresses, emphasis and call-outs; make quotation marks straight."""
    text = re.sub(r"<[^>]*>|\*\*", "", text)
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", " ", text)
    return text.translate(str.maketrans("’‘“”", "''\"\""))


def _titles(kind: str, text: str) -> tuple[set[str], str]:
    """Return the titles in a text, and the text without them."""
    found = set[str]()

    def italic(match: re.Match[str]) -> str:
        found.add(match[1].strip(" ,"))
        return " ; "

    def quoted(match: re.Match[str]) -> str:
        words = match[2].strip(" ,")
        length, capitals = len(words.split()), len(re.findall(r"\b[A-Z]", words))
        # Speech has sentences; in running text a title has several capitals.
        titled = kind == "footnote" or (capitals > 1 and capitals * 3 >= length)
        if ". " in words or "'" in words.split()[-1] or not titled:
            return match[0]
        if not 2 <= length <= 16:
            return match[0]
        found.add(words)
        return " ; "

    return found, QUOTED.sub(quoted, ITALIC.sub(italic, text)).replace("*", "")


@pytest.fixture(scope="module")
def printed() -> tuple[Names, Names]:
    """The names and the titles that the text prints, each with its segments."""
    titles, rest = Names(), dict[str, str]()
    for name, (kind, text) in _segments().items():
        found, rest[name] = _titles(kind, text)
        for title in found:
            titles.setdefault(title, set()).add(name)
    return _names(rest), titles


def _names(texts: dict[str, str]) -> Names:
    """Return the capitalised runs; the first word of a sentence only if it names."""
    runs = [
        (match[0], name, SENTENCE_START.search(text[: match.start()]) is not None)
        for name, text in texts.items()
        for match in RUN.finditer(text)
    ]
    inside = {run for run, _, opens in runs if not opens}
    heads = {word for run in inside for word in re.findall(r"[^\W\d_]+", run)}
    common = set(re.findall(r"(?<![\w-])[a-z]+", " ".join(texts.values())))
    found = Names()
    for run, segment, opens in runs:
        name = _without_opening(run, inside, heads, common) if opens else run
        words = set(re.findall(r"[^\W\d_]+", name)) - CALENDAR - FORMULAE
        if any(word[0].isupper() for word in words):
            found.setdefault(name, set()).add(segment)
    return found


def _without_opening(
    run: str, inside: set[str], heads: set[str], common: set[str]
) -> str:
    """Drop the word that is capitalised only because it opens a sentence."""
    first = re.findall(r"[^\W\d_]+", run)[0]
    ordinary = first.lower() in common or first in ORDINALS or first.endswith("ly")
    named = run in inside if ordinary else first in heads or " " in run
    if named:
        return run
    return re.sub(rf"^\W*(?:{LINKING}\s+)*", "", run[run.index(first) + len(first) :])


@pytest.fixture(scope="module")
def index() -> Index:
    """Every name by which an entity of the graph goes, and who goes by it."""
    found: Index = defaultdict(set)
    for subject, label in _labels():
        found[_fold(label)].add(subject)
        if subject.startswith("person/"):
            found[_fold(label.split()[-1])].add(subject)
        if subject.startswith(("work/", "edition/")):
            found[_fold(re.split("[:;]", label)[0])].add(subject)
    return found


def _labels() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "data").rglob("*.ttl")):
        for quad in parse(path=path, format=RdfFormat.TURTLE, rename_blank_nodes=True):
            subject = str(getattr(quad.subject, "value", "")).removeprefix(ID)
            if subject.split("/")[0] not in ENTITIES or quad.predicate not in LABELS:
                continue
            assert isinstance(quad.object, Literal)
            if quad.object.language in {"en", None}:
                yield subject, quad.object.value


def _fold(name: str) -> Key:
    """Make spellings of one name alike: case, accents, hyphens, number, -ist."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", re.sub(r"'s\b|'", "", plain))
    if words[:1] == ["the"]:
        del words[0]
    return tuple(map(_stem, words))


def _stem(word: str) -> str:
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 2 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return re.sub(r"(?<=...)ist$", "ism", word)


def _unknown(name: str, index: Index) -> str:
    """Return what is left of a run when the longest names known are taken out."""
    words = re.findall(r"[^\W_]+", re.sub(r"'s\b|'", "", name))
    folded, left, at = [_stem(word.casefold()) for word in words], list[str](), 0
    while at < len(words):
        ends = range(len(words), at, -1)
        known = next((end for end in ends if tuple(folded[at:end]) in index), at)
        word = words[at]
        if known == at and word[0].isupper() and len(word) > 1:
            left += [word] if word not in CALENDAR | FORMULAE else []
        at = max(known, at + 1)
    return " ".join(left)


def _unmatched(printed: tuple[Names, Names], index: Index) -> Names:
    names, titles = printed
    found = Names()
    for name, segments in names.items():
        if left := _unknown(name, index):
            found.setdefault(left, set()).update(segments)
    return found | {t: s for t, s in titles.items() if _fold(t) not in index}


def _explained() -> dict[str, str]:
    with EXPLAINED.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert all(row["reason"] for row in rows)
    return {row["name"]: row["kind"] for row in rows}


def test_all_sixty_one_notes_are_in_the_graph() -> None:
    notes = (ROOT / "data" / "molyneux-2017").glob("notes*.ttl")
    numbers = [
        int(quad.object.value)
        for path in notes
        for quad in parse(path=path, format=RdfFormat.TURTLE, rename_blank_nodes=True)
        if quad.predicate == DIS.noteNumber and isinstance(quad.object, Literal)
    ]

    assert sorted(numbers) == list(range(1, 62))


def test_the_lists_hold_names_of_every_sort(printed: tuple[Names, Names]) -> None:
    """A list that missed what anyone sees in the text would prove nothing."""
    names, titles = printed
    seen = " | ".join(names)

    assert len(names) > 300
    assert len(titles) > 50
    for name in ("Kostov", "C.L.R. James", "Rabkrin", "Kalmyks", "Putilov Works"):
        assert name in seen
    assert {"Lenin's Last Struggle", "In Defence of October"} <= set(titles)


def test_every_name_and_title_is_in_the_graph_or_explained(
    printed: tuple[Names, Names], index: Index
) -> None:
    left = _unmatched(printed, index)

    assert set(left) == set(_explained()), {
        name: left.get(name) for name in set(left) ^ set(_explained())
    }


def test_explanations_are_few_and_of_few_kinds(printed: tuple[Names, Names]) -> None:
    explained = _explained()
    names, titles = printed

    assert len(set(explained.values())) <= KINDS_AT_MOST
    assert len(explained) <= SHARE_AT_MOST * (len(names) + len(titles))


@pytest.mark.parametrize(
    ("entity", "name"),
    [
        ("person/traicho-kostov", "Kostov"),
        ("organisation/rabkrin", "Rabkrin"),
        ("place/kazan", "Kazan"),
        ("work/lenins-last-struggle", "Lenin's Last Struggle"),
    ],
)
def test_an_entity_taken_out_is_missed(
    printed: tuple[Names, Names], index: Index, entity: str, name: str
) -> None:
    """Taken out of the graph, with its editions, it leaves its name unmatched."""
    title = _fold(name)
    bearers = {s for key, found in index.items() if key == title for s in found}
    assert entity in bearers

    poorer = {key: left for key, s in index.items() if (left := s - bearers)}

    missed = " | ".join(_unmatched(printed, poorer))
    assert name in missed
