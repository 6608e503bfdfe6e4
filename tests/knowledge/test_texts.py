"""What the data say of cited texts is what the notes of the essay print."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import count, takewhile
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from dissensus.namespaces import DCTERMS, DIS, OA, RDF, SCHEMA, SKOS, Namespace
from dissensus.passages import read_source_text

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "source" / "essay.txt"
CITO = Namespace("http://purl.org/spar/cito/")
PRINTED = ("shared", "molyneux-2017")  # what stands in editorial/ is not printed

needs_text = pytest.mark.skipif(
    not SOURCE.is_file(),
    reason=f"the essay is not part of the project and not at {SOURCE}",
)
Facts = dict[str, dict[NamedNode, list[str]]]


@pytest.fixture(scope="module")
def facts() -> Facts:
    """What the folders of printed facts say, by subject and property."""
    return _facts(PRINTED)


def _facts(folders: tuple[str, ...]) -> Facts:
    found: Facts = defaultdict(lambda: defaultdict(list))
    for triple in _triples(folders):
        found[triple.subject.value][triple.predicate].append(triple.object.value)
    return found


def _triples(folders: tuple[str, ...]) -> Iterator[Triple]:
    for folder in folders:
        for path in sorted((ROOT / "data" / folder).glob("*.ttl")):
            for quad in parse(
                path=path, format=RdfFormat.TURTLE, rename_blank_nodes=True
            ):
                yield quad.triple


def _of(facts: Facts, class_: NamedNode) -> list[str]:
    return sorted(s for s, said in facts.items() if class_.value in said[RDF.type])


def _citations(facts: Facts) -> list[str]:
    return sorted({*_of(facts, DIS.Citation), *_of(facts, DIS.Quotation)})


def _words(facts: Facts, passage: str, text: str) -> str:
    """Return the words of a passage, without emphasis, apostrophes straight."""
    return _plain(" ".join(text[a:b] for a, b in _spans(facts, passage)))


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace("*", "").replace("’", "'"))


def _printed_at(facts: Facts, citation: str) -> list[str]:
    """Return the passages in which the reference is printed: its note, or itself."""
    notes = facts[citation][DIS.inNote]
    return [
        passage
        for node in notes or [citation]
        for passage in facts[node][DIS.textPassage if notes else DIS.inPassage]
    ]


def _place_of_printing(facts: Facts, citation: str, text: str) -> str:
    """Return the note, the words quoted and the paragraphs that introduce them."""
    passages = [*_printed_at(facts, citation), *facts[citation][DIS.inPassage]]
    around = {
        index
        for passage in passages
        for start, _ in _spans(facts, passage)
        for index in _with_introduction(text, text.count("\n\n", 0, start))
    }
    words = " ".join(_paragraphs(text)[index] for index in sorted(around))
    return _plain(words).casefold().replace("myself", "john molyneux")


@cache
def _paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


def _with_introduction(text: str, index: int) -> list[int]:
    """Return a paragraph and the two of the running text before it: "he" goes so far.

    Notes stand at the foot of a page, in the midst of a paragraph that runs on.
    """
    if _is_note(_paragraphs(text)[index]):
        return [index]
    before = [i for i in range(index) if not _is_note(_paragraphs(text)[i])]
    return [*before[-2:], index]


def _is_note(paragraph: str) -> bool:
    return paragraph.lstrip()[:1] in set("⁰¹²³⁴⁵⁶⁷⁸⁹")


def _spans(facts: Facts, passage: str) -> list[tuple[int, int]]:
    """Return where a passage stands; one that a page break divides, in its parts."""
    parts = [passage] if facts[passage][OA.hasSelector] else _parts(facts, passage)
    found = []
    for part in parts:
        (selector,) = facts[part][OA.hasSelector]
        (start,), (end,) = facts[selector][OA.start], facts[selector][OA.end]
        found.append((int(start), int(end)))
    return found


def _parts(facts: Facts, passage: str) -> list[str]:
    numbered = (f"{passage}.{number}" for number in count(1))
    return list(takewhile(lambda part: bool(facts[part][OA.hasSelector]), numbered))


def _names(facts: Facts, entity: str) -> list[str]:
    """Return the names of a place, or the last names of a person, in Latin letters."""
    names = [*facts[entity][SKOS.prefLabel], *facts[entity][SKOS.altLabel]]
    latin = [name for name in names if name.isascii()]
    person = DIS.Person.value in facts[entity][RDF.type]
    return [name.split()[-1] if person else name for name in latin]


def _told_of(facts: Facts, book: str) -> list[list[str]]:
    """Return what is said of a text: of each fact the wordings that may be printed."""
    said = facts[book]
    told = [[title] for title in said[DCTERMS.title]]
    told += [[issued[:4]] for issued in said[DCTERMS.issued]]
    told += [[words] for words in [*said[SCHEMA.url], *said[SCHEMA.issueNumber]]]
    told += [_names(facts, place) for place in said[DIS.publicationPlace]]
    return told + [
        _names(facts, creator)
        for creator in said[DCTERMS.creator]
        if DIS.Person.value in facts[creator][RDF.type]
    ]


@needs_text
def test_titles_years_places_and_authors_are_printed_where_a_text_is_cited(
    facts: Facts,
) -> None:
    """One citation of a text may give its title and year, the next "as above"."""
    text = read_source_text(SOURCE)
    printed: dict[str, str] = defaultdict(str)
    for citation in _citations(facts):
        for book in _books(facts, citation):
            printed[book] += _place_of_printing(facts, citation, text)
    compared = 0

    for book, where in printed.items():
        for wordings in _told_of(facts, book):
            wanted = [_plain(words).casefold() for words in wordings]
            assert any(words in where for words in wanted), (book, wordings)
            compared += 1

    assert compared > 200


@needs_text
def test_the_printed_locator_stands_in_the_note_of_its_citation(facts: Facts) -> None:
    text = read_source_text(SOURCE)
    located = [c for c in _citations(facts) if facts[c][DIS.asPrinted]]

    assert len(located) > 40
    for citation in located:
        where = " ".join(_words(facts, p, text) for p in _printed_at(facts, citation))
        for words in facts[citation][DIS.asPrinted]:
            assert words in where, citation


@needs_text
def test_what_is_cited_as_above_was_cited_above(facts: Facts) -> None:
    """A back-reference leads to a citation that is none, of the same book."""
    text = read_source_text(SOURCE)
    first: dict[str, int] = {}
    backward = []
    for citation in _citations(facts):
        passages = _printed_at(facts, citation)
        at = min(_spans(facts, passage)[0] for passage in passages)[0]
        if any("above" in words for words in facts[citation][DIS.asPrinted]):
            backward.append((citation, at))
            continue
        for book in _books(facts, citation):
            first[book] = min(at, first.get(book, len(text)))

    assert len(backward) > 15
    for citation, at in backward:
        assert any(first.get(b, at) < at for b in _books(facts, citation)), citation


def _books(facts: Facts, citation: str) -> list[str]:
    """Return what a note may refer back to: the text, its book, the text it is from."""
    direct = [
        *facts[citation][CITO.hasCitedEntity],
        *facts[citation][DIS.citedThrough],
    ]
    return direct + [book for c in direct for book in facts[c][DCTERMS.isPartOf]]


# How a note names a text: by a title in italics, by a year and journal, by reference.
NAMED = re.compile(r"\*|1937|\babove\b", re.IGNORECASE)


@needs_text
def test_a_note_that_names_a_text_has_citations_and_no_other_has(
    facts: Facts,
) -> None:
    text = read_source_text(SOURCE)
    cited = {note for c in _citations(facts) for note in facts[c][DIS.inNote]}

    for note in _of(facts, DIS.Note):
        spans = [s for p in facts[note][DIS.textPassage] for s in _spans(facts, p)]
        names_one = any(NAMED.search(text[start:end]) for start, end in spans)
        assert names_one == (note in cited), note


def test_every_note_of_the_essay_is_represented(facts: Facts) -> None:
    """61 notes, each once, each with the passage that calls it."""
    notes = _of(facts, DIS.Note)
    numbers = [int(n) for note in notes for n in facts[note][DIS.noteNumber]]

    assert sorted(numbers) == list(range(1, 62))
    assert all(len(facts[note][DIS.callOutPassage]) == 1 for note in notes)
    assert all(facts[note][SKOS.note] or facts[note][DIS.textPassage] for note in notes)


def test_a_note_without_text_says_so(facts: Facts) -> None:
    silent = {
        int(facts[note][DIS.noteNumber][0])
        for note in _of(facts, DIS.Note)
        if not facts[note][DIS.textPassage]
    }

    assert silent == {54, 55}


def test_a_quotation_is_ascribed_to_an_author_of_what_is_quoted(facts: Facts) -> None:
    """Where the essay names no author, the one of general knowledge is meant."""
    quotations = _of(facts, DIS.Quotation)
    known = _facts(("editorial",))

    assert quotations
    for quotation in quotations:
        (cited,) = facts[quotation][CITO.hasCitedEntity]
        (speaker,) = facts[quotation][DIS.speaker]
        authors = facts[cited][DCTERMS.creator] or known[cited][DCTERMS.creator]
        assert speaker in authors, quotation


def test_the_author_cites_six_titled_writings_of_his_own(facts: Facts) -> None:
    """P18, as far as the coded sections go."""
    own = {
        title
        for citation in _citations(facts)
        for cited in facts[citation][CITO.hasCitedEntity]
        if any(c.endswith("/john-molyneux") for c in facts[cited][DCTERMS.creator])
        for title in facts[cited][DCTERMS.title]
    }

    assert own == {
        "Is Human Nature a Barrier to Socialism?",
        "The Point is To Change it- An Introduction to Marxist Philosophy",
        "Do revolutions always fail?",
        "What is the Real Marxist Tradition?",
        "In Defence of Leninism",
        "Is Marxism deterministic?",
    }
