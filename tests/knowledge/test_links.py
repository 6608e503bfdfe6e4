"""Every entity is linked to Wikidata with a reason, or says why it is not.

The links are made in one SSSOM table; the triples are made from it. What may be
linked is settled by a shared list of identifiers that were verified in public
copies of Wikidata data: tests that need it skip where the list is not at hand.
"""

import csv
import functools
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "data" / "links" / "wikidata.sssom.tsv"
VERIFIED = ROOT.parent / "shared" / "source" / "wikidata.tsv"
BASE = "https://w3id.org/dissensus/"
DIS = BASE + "ontology#"
LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
REASON = NamedNode(DIS + "notLinkedBecause")

NONE = "sssom:NoTermFound"
UNLINKED = "not linked: no verified identifier"
COLUMNS = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "author_id",
    "mapping_date",
    "comment",
]
CONCEPTS = {"doc", "con", "ind"}
THINGS = {"per", "org", "coll", "ev", "plc", "wk"}
CLOSE = {"dis:wikidataClose", "skos:closeMatch"}

# Items that bear the name of something in the texts and are something else.
HOMONYMS = {
    "Q160208": "an organisation called Deutscher",
    "Q6254479": "the American journalist John Rees",
    "Q3703180": "the American journalist David Finkel",
    "Q3195771": "the swimmer Kevin Murphy",
    "Q6255618": "another John Rose",
    "Q3182381": "another John Rose",
    "Q2619530": "a village called Chicherin",
    "Q1501951": "the rock band New Model Army",
    "Q1900755": "a constituent assembly of any country",
    "Q59281": "a provisional government of any country",
    "Q724922": "the French committee of public safety",
    "Q1017715": "another thing called October Revolution",
    "Q55658290": "another thing called Kronstadt Uprising",
    "Q7995467": "the White Terror in Taiwan",
    "Q1661958": "a first five-year plan of no known country",
    "Q26844385": "collectivisation in any country",
    "Q82174": "Braşov, in German Kronstadt",
    "Q642342": "the Scopes trial",
    "Q7362": "the ear, in Turkish kulak",
    "Q6581071": "Nietzsche's book The Will to Power",
    "Q7756737": "Trotsky's book The Permanent Revolution",
    "Q4843694": "exploitation fiction",
    "Q702193": "Germans of Russia at large",
    "Q19939891": "a South Korean movement",
    "Q212101": "a social democratic party",
    "Q3487389": "a social democratic party",
}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    subject: str
    label: str
    predicate: str
    item: str
    item_label: str
    justification: str
    confidence: str
    author: str
    date: str
    comment: str

    @property
    def kind(self) -> str:
        """The prefix of the subject: per, ev, con and so on."""
        return self.subject.partition(":")[0]

    @property
    def qid(self) -> str:
        """The identifier of the item; empty where none was found."""
        return self.item.removeprefix("wd:") if self.item != NONE else ""


@functools.cache
def _lines() -> tuple[list[str], list[list[str]]]:
    """The header without its comment marks, and the cells."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    header = [line[1:] for line in lines if line.startswith("#")]
    return header, [line.split("\t") for line in lines if not line.startswith("#")]


@functools.cache
def _rows() -> tuple[Row, ...]:
    return tuple(Row(*cells) for cells in _lines()[1][1:])


@functools.cache
def _prefixes() -> dict[str, str]:
    header = "\n".join(_lines()[0])
    return dict(re.findall(r'^ +(\w+): "(.+)"$', header, re.MULTILINE))


def _iri(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    return _prefixes()[prefix] + name


@functools.cache
def _data() -> Store:
    store = Store()
    for path in sorted((ROOT / "data").rglob("*.ttl")):
        store.bulk_load(path=path, format=RdfFormat.TURTLE)
    return store


def _label(iri: str) -> set[str]:
    return {
        quad.object.value
        for quad in _data().quads_for_pattern(NamedNode(iri), LABEL, None)
        if isinstance(quad.object, Literal) and quad.object.language == "en"
    }


def _described(kind: str) -> set[str]:
    """Entities of a kind that have a label; a kind is a path below /id/."""
    return {
        quad.subject.value
        for quad in _data().quads_for_pattern(None, LABEL, None)
        if isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(_prefixes()[kind])
    }


def test_the_table_is_sssom() -> None:
    """SSSOM: metadata behind #, then one header line, then the mappings."""
    header, cells = _lines()
    keys = {line.partition(":")[0] for line in header if not line.startswith(" ")}

    assert keys >= {"mapping_set_id", "license", "mapping_date", "curie_map"}
    assert cells[0] == COLUMNS
    assert all(len(line) == len(COLUMNS) for line in cells)


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row.subject)
def test_a_row_names_a_described_entity_by_its_label(row: Row) -> None:
    """A link from nowhere would be a dangling IRI in the release."""
    assert _label(_iri(row.subject)) == {row.label}


@pytest.mark.parametrize("kind", sorted(THINGS | CONCEPTS))
def test_every_entity_is_linked_or_says_why_not(kind: str) -> None:
    """Criterion 87: linked or justified, a hundred per cent."""
    in_table = {_iri(row.subject) for row in _rows() if row.kind == kind}
    explained = {
        quad.subject.value
        for quad in _data().quads_for_pattern(None, REASON, None)
        if isinstance(quad.subject, NamedNode)
    }
    entities = _described(kind)

    assert entities
    assert not entities - in_table - explained
    assert not in_table & explained


def test_no_entity_stands_in_the_table_twice() -> None:
    """One entity is one item exactly, or none."""
    counts = Counter(row.subject for row in _rows())

    assert [subject for subject, count in counts.items() if count > 1] == []


def test_no_item_is_linked_from_two_entities() -> None:
    """Two entities with one item would be one entity, described twice."""
    counts = Counter(row.qid for row in _rows() if row.qid)

    assert counts
    assert [qid for qid, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    "row", [row for row in _rows() if row.qid], ids=lambda row: row.subject
)
def test_a_link_has_a_form_a_reason_and_a_date(row: Row) -> None:
    """The item's IRI is the canonical one: http, entity."""
    assert re.fullmatch(r"http://www\.wikidata\.org/entity/Q[1-9]\d*", _iri(row.item))
    assert _iri(row.justification).startswith("https://w3id.org/semapv/vocab/")
    assert 0 < float(row.confidence) < 1
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row.date)
    assert _label(_iri(row.author))
    assert row.item_label
    assert row.comment


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row.subject)
def test_the_predicate_fits_the_kind(row: Row) -> None:
    """skos:exactMatch would make a concept of a person; owl:sameAs is never used."""
    things = {"schema:sameAs", "dis:wikidataClose"}
    concepts = {"skos:exactMatch", "skos:closeMatch"}

    assert row.kind in THINGS | CONCEPTS
    assert row.predicate in (concepts if row.kind in CONCEPTS else things)


def test_a_close_link_says_how_the_item_differs() -> None:
    """A reader must not take a close match for the same thing."""
    close = [row for row in _rows() if row.predicate in CLOSE]

    assert close
    for row in close:
        assert row.comment.startswith("Close, not exact:"), row.subject
        assert float(row.confidence) <= 0.6, row.subject


def test_an_unlinked_entity_says_so() -> None:
    """The comment becomes dis:notLinkedBecause."""
    unlinked = [row for row in _rows() if not row.qid]

    assert unlinked
    assert {row.comment for row in unlinked} == {UNLINKED}
    assert {(row.item_label, row.confidence) for row in unlinked} == {("", "")}


@pytest.mark.parametrize(
    ("qid", "other"), sorted(HOMONYMS.items()), ids=sorted(HOMONYMS)
)
def test_no_homonym_is_linked(qid: str, other: str) -> None:
    """Each was found under the name of one of our entities, and rejected."""
    linked = [row.subject for row in _rows() if row.qid == qid]

    assert linked == [], f"{qid} is {other}"


@functools.cache
def _shared() -> tuple[dict[str, str], ...]:
    with VERIFIED.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


_needs_shared = pytest.mark.skipif(
    not VERIFIED.is_file(), reason="the list of verified identifiers is not here"
)


@_needs_shared
def test_only_verified_identifiers_are_linked() -> None:
    """No identifier comes from memory: it is in the list, verified, with that label."""
    verified = {
        (row["qid"], row["label"])
        for row in _shared()
        if row["status"] in {"verified", "verified2"}
    }
    linked = {(row.qid, row.item_label) for row in _rows() if row.qid}

    assert not linked - verified


@_needs_shared
def test_no_verified_identifier_lies_idle() -> None:
    """An entity of the same name as a verified item is linked, or is another thing."""
    kinds = {
        "per": "person",
        "org": "organisation",
        "ev": "event",
        "plc": "place",
        "wk": "text",
        "doc": "concept",
        "con": "concept",
        "coll": "concept",
    }
    unlinked = {
        (kinds[row.kind], row.subject.partition(":")[2])
        for row in _rows()
        if not row.qid and row.kind in kinds and row.subject != "coll:anarchism"
    }
    verified = {
        (row["kind"], row["key"])
        for row in _shared()
        if row["status"] in {"verified", "verified2"} and row["qid"] not in HOMONYMS
    }

    assert not unlinked & verified
