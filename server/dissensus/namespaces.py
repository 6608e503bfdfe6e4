"""The prefixes of the house, and names of terms that code must know.

The only module in which an IRI of a vocabulary is spelt out. Terms are
pyoxigraph's NamedNode; rooms that need rdflib's convert them
(``dissensus.terms``).
"""

from typing import Final

from pyoxigraph import NamedNode

DISSENSUS: Final = "https://w3id.org/dissensus/"


class Namespace:
    """An IRI prefix whose attributes are its terms: ``DIS.Stance``."""

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        # Kept, so that it is found without this method the next time: a term in
        # a loop over triples is asked for a million times.
        term = self.__dict__[name] = self[name]
        return term

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and iri.startswith(self.iri)


RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
SCHEMA: Final = Namespace("https://schema.org/")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
QB: Final = Namespace("http://purl.org/linked-data/cube#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
CITO: Final = Namespace("http://purl.org/spar/cito/")
FABIO: Final = Namespace("http://purl.org/spar/fabio/")
BIBO: Final = Namespace("http://purl.org/ontology/bibo/")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
DIS: Final = Namespace(DISSENSUS + "ontology#")
DSH: Final = Namespace(DISSENSUS + "shapes#")
WD: Final = Namespace("http://www.wikidata.org/entity/")

_TYPES = {
    "act": "act",
    "arg": "argument",
    "att": "attestation",
    "cit": "citation",
    "clm": "claim",
    "coll": "collective",
    "con": "concept",
    "deb": "debate",
    "doc": "doctrine",
    "ds": "dataset",
    "ed": "edition",
    "enote": "editorial-note",
    "ev": "event",
    "fac": "factor",
    "fn": "note",
    "ind": "indicator",
    "item": "series-item",
    "lnk": "link",
    "mbr": "membership",
    "obs": "observation",
    "org": "organisation",
    "per": "person",
    "plc": "place",
    "psg": "passage",
    "ptn": "participation",
    "qst": "question",
    "ser": "series",
    "side": "side",
    "stn": "stance",
    "tab": "table",
    "wk": "work",
}
_SCHEMES = {
    "alt": "alteration",
    "bnd": "bound",
    "cal": "calendar",
    "conf": "confidence",
    "crit": "criterion",
    "evt": "event-type",
    "force": "causal-force",
    "issue": "issue",
    "mode": "mode",
    "pkind": "passage-kind",
    "pos": "position",
    "role": "role",
    "sch": "scheme",
    "skind": "series-kind",
    "unit": "unit",
}
_FOREIGN = {
    "cito": CITO.iri,
    "dcat": DCAT.iri,
    "dcterms": DCTERMS.iri,
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "fabio": FABIO.iri,
    "foaf": FOAF.iri,
    "oa": OA.iri,
    "orgv": "http://www.w3.org/ns/org#",
    "owl": OWL.iri,
    "prov": PROV.iri,
    "qb": QB.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "schema": SCHEMA.iri,
    "sd": SD.iri,
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": SH.iri,
    "skos": SKOS.iri,
    "spdx": SPDX.iri,
    "sssom": "https://w3id.org/sssom/",
    "vann": "http://purl.org/vocab/vann/",
    "void": VOID.iri,
    "wd": WD.iri,
    "xsd": XSD.iri,
}


def prefixes(base: str) -> dict[str, str]:
    """Return the house's prefixes, sorted, for instances under ``base``.

    Args:
        base: The dataset's base IRI, ending in a slash. The ontology, its
            vocabularies and the shapes keep their own IRIs whatever it is.
    """
    table = {"dis": DIS.iri, "dsh": DSH.iri, **_FOREIGN}
    table |= {p: f"{base}id/{name}/" for p, name in _TYPES.items()}
    table |= {p: f"{DISSENSUS}vocab/{name}/" for p, name in _SCHEMES.items()}
    return dict(sorted(table.items()))


def expand(name: str, base: str) -> str:
    """Return the IRI that a prefixed name stands for; ``""`` when it is none.

    >>> expand("dis:Stance", "https://example.org/")
    'https://w3id.org/dissensus/ontology#Stance'
    """
    prefix, colon, local = name.partition(":")
    namespace = prefixes(base).get(prefix, "") if colon else ""
    return namespace + local if namespace and local else ""


def shorten(iri: str, base: str) -> str:
    """Return the prefixed name of ``iri``, or ``iri`` where no prefix fits.

    >>> shorten("https://w3id.org/dissensus/ontology#Stance", "https://example.org/")
    'dis:Stance'
    """
    fitting = [
        (len(namespace), f"{prefix}:{iri[len(namespace) :]}")
        for prefix, namespace in prefixes(base).items()
        if namespace and iri.startswith(namespace) and len(iri) > len(namespace)
    ]
    return max(fitting, default=(0, iri))[1]
