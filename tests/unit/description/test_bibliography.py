"""What a list of references says of a text, from what the graph states."""

from collections.abc import Callable

import pytest

from dissensus.citing import Kind, Name
from dissensus.description import Holdings, is_text, list_texts, read_record

Hold = Callable[..., Holdings]
BASE = "https://example.org/tides/"
ED = f"{BASE}id/edition/"
EXTRA = "@prefix bibo: <http://purl.org/ontology/bibo/> .\n"
TEXTS = """
ed:essay a dis:Edition ; dis:editionOf wk:essay ; dcterms:isPartOf ed:review-3 ;
    schema:pageStart "7" ; schema:pageEnd "9" ; dcterms:language "de" ;
    dcterms:title "On Ebb"@en , "Von der Ebbe"@de .
ed:review-3 a dis:Edition ; dcterms:title "The Tidal Review"@en ;
    schema:issueNumber "3" ; dcterms:issued "1901"^^edtf:EDTF .
wk:essay a dis:Work ; dcterms:creator per:ebb ; dcterms:issued "1899"^^edtf:EDTF .
per:ebb a dis:Person ; skos:prefLabel "Ada Ebb"@en .
ed:collected a dis:Edition ; dcterms:title "Collected Waters"@en ;
    dcterms:creator per:ebb ; schema:volumeNumber "2" ; dis:publicationPlace plc:york .
ed:letter a dis:Edition ; dcterms:isPartOf ed:collected ; dcterms:creator coll:club .
coll:club skos:prefLabel "The club of those who swim"@en .
ed:letter skos:prefLabel "Letter of the club"@en .
ed:page a dis:Edition ; dcterms:title "Tide tables"@en ;
    schema:url <https://example.org/tables> .
plc:york skos:prefLabel "York"@en .
"""


def test_what_an_edition_leaves_out_its_work_and_its_whole_say(holdings: Hold) -> None:
    record = read_record(holdings(texts=TEXTS), f"{ED}essay")

    assert record is not None
    assert record.kind is Kind.ARTICLE
    assert record.title == "Von der Ebbe"  # in the language of the text
    assert record.authors == (Name("Ada Ebb"),)
    assert (record.container, record.issue) == ("The Tidal Review", "3")
    assert (record.first_page, record.last_page) == ("7", "9")
    assert record.issued is not None
    assert record.original is not None
    assert (record.issued.text, record.original.text) == ("1901", "1899")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("essay", Kind.ARTICLE),
        ("review-3", Kind.PERIODICAL),
        ("collected", Kind.BOOK),
        ("letter", Kind.CHAPTER),
        ("page", Kind.WEBPAGE),
    ],
)
def test_the_place_of_a_text_tells_its_kind(
    holdings: Hold, name: str, kind: Kind
) -> None:
    record = read_record(holdings(texts=TEXTS), ED + name)

    assert record is not None
    assert record.kind is kind


@pytest.mark.parametrize(
    ("class_", "kind"),
    [
        ("fabio:JournalArticle", Kind.ARTICLE),
        ("fabio:Pamphlet", Kind.PAMPHLET),
        ("bibo:Chapter", Kind.CHAPTER),
        ("bibo:Thesis", Kind.THESIS),
        ("schema:Book", Kind.BOOK),
        ("schema:NewsArticle", Kind.NEWSPAPER),
        ("fabio:Manifestation , fabio:Book", Kind.BOOK),
        ("dis:Work", Kind.DOCUMENT),
    ],
)
def test_a_class_of_a_known_model_tells_it_first(
    holdings: Hold, class_: str, kind: Kind
) -> None:
    record = read_record(
        holdings(texts=f"{EXTRA}wk:x a {class_} ."), f"{BASE}id/work/x"
    )

    assert record is not None
    assert record.kind is kind


def test_a_title_that_nobody_states_is_marked_as_ours(holdings: Hold) -> None:
    record = read_record(holdings(texts=TEXTS), f"{ED}letter")

    assert record is not None
    assert record.title == "[Letter of the club]"
    assert record.authors == (Name("The club of those who swim", personal=False),)


def test_general_knowledge_is_marked_and_the_sources_word_is_not(
    holdings: Hold,
) -> None:
    known = holdings(
        texts='ed:a a dis:Edition ; dcterms:title "A"@en .',
        editorial='ed:a dcterms:issued "1901"^^edtf:EDTF ; dcterms:title "A"@en .',
    )

    record = read_record(known, f"{ED}a", frozenset({f"{BASE}graph/editorial"}))

    assert record is not None
    assert record.note.endswith("not of its source: date.")


def test_stated_parts_of_a_name_are_kept_apart(holdings: Hold) -> None:
    known = holdings(
        texts="ed:a a dis:Edition ; dcterms:creator per:x ; schema:editor per:y ."
        'per:x a dis:Person ; skos:prefLabel "Mao Tide" ;'
        ' schema:familyName "Mao" ; schema:givenName "Tide" .'
        'per:y a dis:Person ; skos:prefLabel "Paul Le Flot" .'
    )

    record = read_record(known, f"{ED}a")

    assert record is not None
    assert record.authors == (Name("Mao Tide", "Mao", "Tide"),)
    assert record.editors == (Name("Paul Le Flot"),)  # nobody knows where it parts


def test_a_bibliography_names_no_text_twice(holdings: Hold) -> None:
    """A work of which an edition is known would say the same once more."""
    known = holdings(texts=TEXTS + "ed:gone a dis:Edition ; owl:deprecated true .")

    names = [iri.removeprefix(ED) for iri in list_texts(known)]

    assert names == ["collected", "essay", "letter", "page", "review-3"]


def test_a_claim_is_no_text(holdings: Hold) -> None:
    known = holdings(texts="clm:x a dis:Claim ; skos:prefLabel 'The sea rises.'@en .")

    assert not is_text(known, f"{BASE}id/claim/x")
    assert read_record(known, f"{BASE}id/claim/x") is None
