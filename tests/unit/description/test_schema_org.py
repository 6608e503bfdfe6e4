"""What search engines are told of an entity."""

from collections.abc import Callable
from typing import Any

from dissensus.description import (
    Holdings,
    describe,
    read_alignments,
    read_record,
    tell_in_schema_org,
    tell_who_claims,
)

Hold = Callable[..., Holdings]
BASE = "https://example.org/tides/"
ALIGNED = """
dis:Claim skos:closeMatch schema:Claim . dis:Person skos:exactMatch schema:Person .
dis:Event skos:closeMatch schema:Event . dis:Flood skos:relatedMatch schema:Event .
dis:tookPlaceAt skos:closeMatch schema:location .
dis:memberOf skos:closeMatch schema:memberOf .
"""
DEBATE = """
clm:moon a dis:Claim ; skos:prefLabel "The moon draws the sea."@en .
stn:k dis:holder per:k ; dis:affirmsClaim clm:moon .
stn:g dis:holder per:g ; dis:deniesClaim clm:moon .
stn:s dis:allegedHolder per:s ; dis:affirmsClaim clm:moon .
att:1 dis:attests stn:k ; dis:byAuthor per:g ; dis:inPassage psg:1 .
att:2 dis:attests stn:g ; dis:byAuthor per:g ; dis:inPassage psg:2 .
att:3 dis:contests stn:s ; dis:byAuthor per:g ; dis:inPassage psg:3 .
per:k a dis:Person ; skos:prefLabel "Kepler"@en .
per:g a dis:Person ; skos:prefLabel "Galileo"@en .
"""


def tell(known: Holdings, name: str) -> dict[str, Any]:
    alignments = read_alignments(known.backend)
    iri = f"{BASE}id/{name}"
    return tell_in_schema_org(known, alignments, iri, record=read_record(known, iri))


def test_a_claim_is_told_with_who_holds_it_and_on_whose_word(holdings: Hold) -> None:
    """Never as true: nor is it put into the mouth of one who denies it."""
    known = holdings(ontology=ALIGNED, debate=DEBATE)
    entity = describe(known, f"{BASE}id/claim/moon")

    node = tell(known, "claim/moon")
    tell_who_claims(node, entity.positions, entity.attributions, entity.names)

    assert node == {
        "@type": "Claim",
        "@id": f"{BASE}id/claim/moon",
        "name": "The moon draws the sea.",
        "author": {"@id": f"{BASE}id/person/k", "name": "Kepler"},
        "claimInterpreter": {"@id": f"{BASE}id/person/g", "name": "Galileo"},
        "appearance": {
            "@type": "CreativeWork",
            "@id": f"{BASE}id/passage/1",
            "name": "passage 1",
        },
    }


def test_what_merely_follows_is_not_told(holdings: Hold) -> None:
    known = holdings(
        ontology=ALIGNED,
        persons='per:k a dis:Person ; schema:birthDate "1571-12-27" ;'
        " schema:sameAs <http://www.wikidata.org/entity/Q8963> .",
        inferred="per:k dis:memberOf org:x .",
    )

    node = tell(known, "person/k")

    assert node["@type"] == "Person"
    assert node["birthDate"] == "1571-12-27"
    assert node["sameAs"] == {"@id": "http://www.wikidata.org/entity/Q8963"}
    assert "memberOf" not in node


def test_only_a_date_that_nobody_doubts_is_told(holdings: Hold) -> None:
    known = holdings(
        ontology=ALIGNED,
        events='ev:a a dis:Event ; dis:edtf "1607-01-30/1607-02" ;'
        " dis:tookPlaceAt plc:x . plc:x skos:prefLabel 'The Severn'@en ."
        'ev:b a dis:Event ; dis:edtf "1607~" .',
    )

    flood = tell(known, "event/a")

    assert (flood["startDate"], flood["endDate"]) == ("1607-01-30", "1607-02")
    assert flood["location"] == {"@id": f"{BASE}id/place/x", "name": "The Severn"}
    assert "startDate" not in tell(known, "event/b")


def test_what_is_of_no_kind_there_is_a_thing_and_no_more(holdings: Hold) -> None:
    """A related term is another one: it makes nothing an event."""
    known = holdings(
        ontology=ALIGNED,
        x="ev:x a dis:Flood ; dcterms:creator per:k ; skos:altLabel 'X'.",
    )

    node = tell(known, "event/x")

    assert node["@type"] == "Thing"
    assert node["alternateName"] == "X"
    assert "author" not in node


def test_a_text_is_told_as_the_kind_of_text_that_it_is(holdings: Hold) -> None:
    known = holdings(
        texts='ed:x a dis:Edition ; dcterms:title "X" ; schema:volumeNumber "2" ;'
        ' dcterms:issued "1901"^^edtf:EDTF ; dcterms:creator per:k .'
        'per:k skos:prefLabel "Kepler"@en .'
    )

    node = tell(known, "edition/x")

    assert node["@type"] == "Book"
    assert node["datePublished"] == "1901"
    assert node["author"] == {"@id": f"{BASE}id/person/k", "name": "Kepler"}
