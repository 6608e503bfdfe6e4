"""The words of a made-up debate, and what every one of its projects says."""

from typing import Final

FIRST: Final = (
    "Ada",
    "Boris",
    "Clara",
    "Dmitri",
    "Elena",
    "Farid",
    "Greta",
    "Hugo",
    "Irma",
    "Jorge",
    "Mei",
    "Nadia",
)
LAST: Final = (
    "Adler",
    "Brandt",
    "Cohen",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Haddad",
    "Ivanov",
    "Jansen",
)
THINGS: Final = (
    "climate",
    "energy",
    "market",
    "state",
    "church",
    "school",
    "labour",
    "tax",
    "border",
    "science",
    "method",
    "truth",
    "reason",
    "faith",
    "empire",
    "reform",
    "property",
    "welfare",
    "privacy",
    "speech",
    "press",
    "court",
    "parliament",
    "union",
    "trade",
    "currency",
    "debt",
    "growth",
    "nature",
    "medicine",
    "law",
    "custom",
)
LINKS: Final = (
    "precedes",
    "excludes",
    "depends upon",
    "limits",
    "explains",
    "outweighs",
)
PREFIXES: Final = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dis: <https://w3id.org/dissensus/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
""" + "".join(
    f"@prefix {prefix}: <https://w3id.org/dissensus/{path}/> .\n"
    for prefix, path in (
        *(
            (prefix, f"vocab/{scheme}")
            for prefix, scheme in (
                ("pos", "position"),
                ("mode", "mode"),
                ("sch", "scheme"),
                ("conf", "confidence"),
                ("cal", "calendar"),
                ("evt", "event-type"),
                ("role", "role"),
                ("pkind", "passage-kind"),
                ("crit", "criterion"),
            )
        ),
        *(
            (prefix, f"id/{kind}")
            for prefix, kind in (
                ("per", "person"),
                ("org", "organisation"),
                ("coll", "collective"),
                ("plc", "place"),
                ("ev", "event"),
                ("ptn", "participation"),
                ("wk", "work"),
                ("ed", "edition"),
                ("psg", "passage"),
                ("act", "act"),
                ("clm", "claim"),
                ("stn", "stance"),
                ("att", "attestation"),
                ("arg", "argument"),
                ("cit", "citation"),
                ("deb", "debate"),
                ("qst", "question"),
                ("side", "side"),
            )
        ),
    )
)
DATASET: Final = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix vann: <http://purl.org/vocab/vann/> .

<https://w3id.org/dissensus/id/dataset/made-up> a dcat:Dataset , void:Dataset ;
    skos:prefLabel "A debate made up"@en ;
    dcterms:title "A debate made up"@en ;
    dcterms:description "Invented by a program, to measure how publishing grows."@en ;
    dcat:keyword "benchmark"@en ;
    dcat:version "1.0.0" ;
    dcterms:issued "2026-11-22"^^xsd:date ;
    dcterms:language "en" ;
    dcterms:type <http://purl.org/dc/dcmitype/Dataset> ;
    dcterms:subject deb:made-up ;
    void:uriSpace "https://w3id.org/dissensus/" ;
    vann:preferredNamespaceUri "https://w3id.org/dissensus/id/" ;
    dcat:landingPage <https://w3id.org/dissensus/> ;
    void:rootResource deb:made-up ;
    void:exampleResource <https://w3id.org/dissensus/id/person/p0> ;
    dcterms:creator org:nobody ;
    dcterms:publisher org:nobody ;
    dcterms:source ed:t0 ;
    prov:wasDerivedFrom ed:t0 ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcterms:accessRights
        <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    dcterms:rights "Invented, and in the public domain."@en ;
    dcterms:conformsTo <https://w3id.org/dissensus/ontology/1.0.0> ;
    void:vocabulary <https://w3id.org/dissensus/ontology#> .

org:nobody a dis:Organisation ; skos:prefLabel "Nobody"@en ;
    dis:notLinkedBecause "Invented."@en .
coll:coders a dis:Collective ; skos:prefLabel "Coders"@en ;
    skos:note "A program."@en ; dis:notLinkedBecause "Invented."@en .
plc:nowhere a dis:Place ; skos:prefLabel "Nowhere"@en ;
    dis:notLinkedBecause "Invented."@en .
deb:made-up a dis:Debate ; skos:prefLabel "Made up"@en ; dis:asks qst:made-up .
qst:made-up a dis:Question ; skos:prefLabel "Which of the two?"@en .
side:one a dis:Side ; skos:prefLabel "One"@en ; dis:inDebate deb:made-up .
side:other a dis:Side ; skos:prefLabel "The other"@en ; dis:inDebate deb:made-up .
"""
