"""What the data say of cited texts is what the notes of the essay print."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from dissensus.namespaces import DCTERMS, DIS, OA, RDF, SCHEMA, Namespace
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
    found: Facts = defaultdict(lambda: defaultdict(list))
    for triple in _triples():
        found[triple.subject.value][triple.predicate].append(triple.object.value)
    return found


def _triples() -> Iterator[Triple]:
    for folder in PRINTED:
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
    (selector,) = facts[passage][OA.hasSelector]
    (start,), (end,) = facts[selector][OA.start], facts[selector][OA.end]
    return _plain(text[int(start) : int(end)])


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


@needs_text
def test_titles_years_pages_and_addresses_are_printed_where_they_are_cited(
    facts: Facts,
) -> None:
    text = read_source_text(SOURCE)
    compared = 0

    for citation in _citations(facts):
        where = " ".join(_words(facts, p, text) for p in _printed_at(facts, citation))
        (cited,) = facts[citation][CITO.hasCitedEntity]
        said = facts[cited]
        wanted = [_plain(title) for title in said[DCTERMS.title]]
        wanted += [issued[:4] for issued in said[DCTERMS.issued]]
        wanted += [*said[SCHEMA.url], *facts[citation][DIS.asPrinted]]
        for container in said[DCTERMS.isPartOf]:
            wanted += [_plain(title) for title in facts[container][DCTERMS.title]]
            wanted += facts[container][SCHEMA.issueNumber]
        for creator in said[DCTERMS.creator]:
            wanted.append(creator.rpartition("-")[2].capitalize())
        for place in said[DIS.publicationPlace]:
            wanted.append(place.rpartition("/")[2].capitalize())
        for words in wanted:
            printed = where.casefold().replace("myself", "molyneux")
            assert words.casefold() in printed, (citation, words)
            compared += 1

    assert compared > 80


@needs_text
def test_a_note_that_names_a_text_has_citations_and_no_other_has(
    facts: Facts,
) -> None:
    text = read_source_text(SOURCE)
    cited = {note for c in _citations(facts) for note in facts[c][DIS.inNote]}

    for note in _of(facts, DIS.Note):
        passages = facts[note][DIS.textPassage]
        names_one = any(
            "*" in text[int(facts[s][OA.start][0]) : int(facts[s][OA.end][0])]
            or "1937" in _words(facts, p, text)
            for p in passages
            for s in facts[p][OA.hasSelector]
        )
        assert names_one == (note in cited), note


def test_a_note_without_text_says_so(facts: Facts) -> None:
    silent = {
        int(facts[note][DIS.noteNumber][0])
        for note in _of(facts, DIS.Note)
        if not facts[note][DIS.textPassage]
    }

    assert silent == {54, 55}


def test_a_quotation_is_ascribed_to_an_author_of_what_is_quoted(facts: Facts) -> None:
    quotations = _of(facts, DIS.Quotation)

    assert quotations
    for quotation in quotations:
        (cited,) = facts[quotation][CITO.hasCitedEntity]
        assert facts[quotation][DIS.speaker] == facts[cited][DCTERMS.creator]


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
