"""Every number that the essay prints is in the graph.

A number is one of these: a figure that somebody observed (an Observation), a date,
the number of a page, volume, chapter or issue in a note, the number of an item of
a list. What is none of them is explained in a table that may only be short.
"""

import calendar
import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from dissensus.passages import read_source_text

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "source" / "essay.txt"
SEGMENTS = ROOT / "data" / "molyneux-2017" / "segments.tsv"
EXPLAINED = Path(__file__).with_name("unmatched-figures.tsv")
ID = "https://w3id.org/dissensus/id/"
KINDS_AT_MOST, SHARE_AT_MOST = 5, 0.05

MONTHS = list(calendar.month_name)[1:]
# "one" is mostly a pronoun; it is a figure where it counts.
WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six"
    "|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|tens|dozens"
    "|hundreds?|thousands?|millions?|half|third(?= of)|quarter|fortieth"
    "|one(?= in | and a )"
)
MONTH = "|".join(MONTHS)
DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{MONTH})?\s?"
    r"(?P<year>1[89]\d\d|20\d\d)(?!\d)(?:-(?P<end>\d{1,4})(?!\d))?(?P<decade>s)?"
    rf"|\b(?P<day2>\d{{1,2}}) (?P<month2>{MONTH})"
)
NUMBER = re.compile(rf"\d[\d,]*(?:\.\d+)?(?<!,)|\b(?:{WORDS})\b")
HIDDEN = re.compile(r"<[^>]*>|\*[^*\n]+\*")  # addresses, and titles with a number

pytestmark = pytest.mark.skipif(
    not SOURCE.is_file(),
    reason=f"the essay is not part of the project and not at {SOURCE}",
)
Facts = dict[str, dict[str, list[str]]]
Span = tuple[int, int]


@dataclass(frozen=True, order=True)
class Figure:
    """A number as printed, and where."""

    segment: str
    start: int
    end: int
    printed: str
    within: Span  # its segment: a sentence may date what the next one says
    edtf: tuple[str, ...] = ()  # what a date says, if it is one


@pytest.fixture(scope="module")
def text() -> str:
    """The text of the essay, as its publisher gave it."""
    return read_source_text(SOURCE)


@pytest.fixture(scope="module")
def figures(text: str) -> list[Figure]:
    """The numbers of the text, the dates first, in the order of the segments."""
    rows = SEGMENTS.read_text(encoding="utf-8").splitlines()
    return [
        figure
        for row in csv.DictReader(rows, delimiter="\t")
        for figure in _figures(row["id"], text, int(row["start"]), int(row["end"]))
    ]


def _figures(segment: str, text: str, start: int, end: int) -> Iterator[Figure]:
    part = HIDDEN.sub(lambda m: " " * len(m[0]), text[start:end])
    for match in DATE.finditer(part):
        a, b = match.span()
        printed = match[0].strip()
        yield Figure(segment, start + a, start + b, printed, (start, end), _edtf(match))
    part = DATE.sub(lambda m: " " * len(m[0]), part)
    for match in NUMBER.finditer(part):
        a, b = match.span()
        yield Figure(segment, start + a, start + b, match[0].strip(), (start, end))


def _edtf(match: re.Match[str]) -> tuple[str, ...]:
    """Return what the date would be written as, each end of a span apart."""
    day, month = match["day"] or match["day2"], match["month"] or match["month2"]
    date = match["year"] or ""
    if month:
        date += f"-{MONTHS.index(month) + 1:02}"
    if day and month:
        date += f"-{int(day):02}"
    if match["decade"]:
        return (f"{date[:3]}X",)
    if not match["end"]:
        return (date,)
    return date, match["year"][: -len(match["end"])] + match["end"]


@pytest.fixture(scope="module")
def facts() -> Facts:
    """All that the data say, by subject and the last word of the property."""
    found: Facts = defaultdict(lambda: defaultdict(list))
    for path in sorted((ROOT / "data").rglob("*.ttl")):
        for quad in parse(path=path, format=RdfFormat.TURTLE, rename_blank_nodes=True):
            said = found[str(getattr(quad.subject, "value", "")).removeprefix(ID)]
            name = re.split("[/#]", quad.predicate.value)[-1]
            said[name].append(str(getattr(quad.object, "value", "")).removeprefix(ID))
    return found


class Known:
    """What the graph knows of numbers, by the place at which it knows it."""

    def __init__(self, facts: Facts, text: str) -> None:
        self.facts = facts
        self.parts: dict[str, list[str]] = defaultdict(list)
        for passage in [p for p in facts if p.startswith("passage/")]:
            for whole in facts[passage].get("withinPassage", []):
                self.parts[whole].append(passage)
        self.observed = list(self._attested("observation/"))
        self.dates = list(self._dates())
        self.cited = self._cited()
        self.items = list(self._items())
        self.names = list(self._names(text))

    def spans(self, passage: str) -> list[Span]:
        said = [self.facts[s] for s in self.facts[passage].get("hasSelector", [])]
        if said:
            return [(int(s["start"][0]), int(s["end"][0])) for s in said]
        return [span for part in self.parts[passage] for span in self.spans(part)]

    def _attested(self, kind: str) -> Iterator[tuple[Span, str, str]]:
        """Yield the place, the thing and the numbers of each thing attested."""
        for said in list(self.facts.values()):
            for thing in said.get("attests", []):
                if not thing.startswith(kind):
                    continue
                names = ("asPrinted", "value", "upperValue", "refPeriod")
                told = [v for n in names for v in self.facts[thing].get(n, [])]
                for indicator in self.facts[thing].get("indicator", []):
                    told += self.facts[indicator].get("unit", [])  # index-1913
                for passage in said.get("inPassage", []):
                    for span in self.spans(passage):
                        yield span, thing, " | ".join(told).lower()

    def _dates(self) -> Iterator[tuple[Span, set[str]]]:
        """Yield the dates of what each passage attests or names."""
        for subject, said in list(self.facts.items()):
            things = said.get("attests", []) + said.get("contests", [])
            for passage in said.get("inPassage", []):
                told = {d for t in things or [subject] for d in self._told(t, 2)}
                for span in self.spans(passage):
                    yield span, told

    def _told(self, thing: str, steps: int) -> set[str]:
        """Return the dates of a thing and of what it is about, so many steps on."""
        said = self.facts.get(thing, {})
        names = ["edtf", "issued", "refPeriod", "datingNote"]
        if thing.startswith("claim/"):  # its sentence may name the date
            names.append("prefLabel")
        found = {d for n in names for d in said.get(n, [])}
        kinds = ("event/", "work/", "edition/", "claim/", "observation/")
        for value in (v for values in said.values() for v in values if steps):
            if value.startswith(kinds):
                found |= self._told(value, steps - 1)
        return found

    def _cited(self) -> dict[str, str]:
        """Return the pages, volumes, issues and years of what each note cites."""
        found: dict[str, str] = defaultdict(str)
        for said in list(self.facts.values()):
            for note in said.get("inNote", []):
                cited = said.get("hasCitedEntity", []) + said.get("citedThrough", [])
                cited += [w for c in cited for w in self._around(c)]
                names = (
                    "locator",
                    "asPrinted",
                    "volumeNumber",
                    "issueNumber",
                    "issued",
                )
                for told in [said, *(self.facts[c] for c in cited)]:
                    values = [v for n in names for v in told.get(n, [])]
                    found[note.rpartition("-")[2]] += " " + " ".join(values)
        return found

    def _around(self, work: str) -> list[str]:
        told = self.facts[work]
        return told.get("isPartOf", []) + told.get("editionOf", [])

    def _items(self) -> Iterator[tuple[Span, str]]:
        """Yield the place and the number of each item of a series."""
        numbers = {
            thing: said["ordinal"][0]
            for said in self.facts.values()
            if "ordinal" in said
            for thing in said.get("item", [])
        }
        for said in list(self.facts.values()):
            for thing in said.get("attests", []):
                for passage in said.get("inPassage", []) if thing in numbers else []:
                    for span in self.spans(passage):
                        yield span, numbers[thing]

    def _names(self, text: str) -> Iterator[Span]:
        """Yield where the text prints a name with a number in it."""
        kinds = ("event/", "work/", "table/", "organisation/")
        for subject, said in self.facts.items():
            for label in said.get("prefLabel", []) + said.get("altLabel", []):
                name = label.partition(":")[0]
                if subject.startswith(kinds) and re.search(r"\d", name):
                    for match in re.finditer(rf"\b{re.escape(name)}\b", text):
                        yield match.span()

    def how(self, figure: Figure) -> str:
        """Return how the graph has a number, or nothing if it has not."""
        number = rf"(?<![\w.]){re.escape(figure.printed.lower())}(?![\w]|\.\d)"
        for span, thing, told in self.observed:
            if _in(figure, span) and re.search(number, told):
                return thing
        start, end = figure.within
        near = {d for (a, b), ds in self.dates if a < end and start < b for d in ds}
        if figure.edtf and all(any(d in k for k in near) for d in figure.edtf):
            return "date"
        if re.search(number, self.cited.get(figure.segment, "")):
            return "reference"
        if any(_in(figure, s) and n == figure.printed for s, n in self.items):
            return "item"
        return "name" if any(_in(figure, span) for span in self.names) else ""


def _in(figure: Figure, span: Span) -> bool:
    return span[0] <= figure.start and figure.end <= span[1]


def _explained() -> list[dict[str, str]]:
    rows = EXPLAINED.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(rows, delimiter="\t"))


def _missed(known: Known, figures: list[Figure]) -> list[tuple[str, str]]:
    return [(f.segment, f.printed) for f in figures if not known.how(f)]


def test_the_list_holds_figures_of_every_sort(figures: list[Figure]) -> None:
    """A list that missed what anyone sees in the text would prove nothing."""
    assert len(figures) > 300
    assert {
        ("p029", "150,000"), ("bq10", "1.6"), ("p053", "three"), ("tb01.6", "54.4"),
        ("p053", "31"), ("p005", "May 1918"), ("p031", "30 August"),
        ("fn07", "545"), ("p070.2", "30"), ("bq17", "sixteen"), ("p003", "1932-3"),
    } <= {(f.segment, f.printed) for f in figures}  # fmt: skip


def test_every_figure_is_in_the_graph_or_explained(
    figures: list[Figure], facts: Facts, text: str
) -> None:
    explained = [(row["segment"], row["printed"]) for row in _explained()]

    assert sorted(_missed(Known(facts, text), figures)) == sorted(explained)


def test_explanations_are_few_and_of_few_kinds(figures: list[Figure]) -> None:
    explained = _explained()

    assert all(row["reason"] for row in explained)
    assert len({row["kind"] for row in explained}) <= KINDS_AT_MOST
    assert len(explained) <= SHARE_AT_MOST * len(figures)


@pytest.mark.parametrize(
    ("segment", "printed"),
    [("p029", "150,000"), ("tb01.6", "54.4"), ("fn07", "545"), ("p005", "1943")],
)
def test_a_figure_taken_out_is_missed(
    figures: list[Figure], facts: Facts, text: str, segment: str, printed: str
) -> None:
    """Without what says the number at its place, the text has it alone."""
    (figure,) = [f for f in figures if (f.segment, f.printed) == (segment, printed)]
    stem = figure.printed.replace(",", "")

    poorer: Facts = defaultdict(lambda: defaultdict(list))
    for subject, said in facts.items():
        for name, values in said.items():
            kept = [v for v in values if not re.search(rf"\b({stem}|{printed})\b", v)]
            poorer[subject][name] = values if name in {"start", "end"} else kept

    before, after = (_missed(Known(known, text), figures) for known in (facts, poorer))
    assert (segment, printed) in set(after) - set(before)
