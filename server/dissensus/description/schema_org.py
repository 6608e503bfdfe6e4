"""Tell of an entity in the words of schema.org, for search engines.

Classes and properties are those that the project's alignments name
(``skos:exactMatch``, ``closeMatch``, ``broadMatch``), and those of vocabularies
that everybody uses. Only what somebody wrote down is told, nothing that merely
follows; and what is disputed is told as said: a claim names who holds it,
who reports that, and where, and is never a fact of this document.

Source: schema.org 29; its Claim (``author``, ``claimInterpreter``,
``appearance``) as ClaimReview uses it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from dissensus.backends import Backend
from dissensus.citing import Kind, Record, read_issued
from dissensus.description.attribution import Attribution, Position
from dissensus.description.labels import Names, read_names
from dissensus.description.reading import Holdings, Term, select
from dissensus.namespaces import (
    CITO,
    DCAT,
    DCTERMS,
    DIS,
    FOAF,
    OA,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    VOID,
)

Node = dict[str, Any]

_MATCHES: Final = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch)
_THING: Final = "Thing"
_CLASSES: Final = {
    DCAT.Dataset.value: "Dataset",
    VOID.Dataset.value: "Dataset",
    QB.DataSet.value: "Dataset",
    QB.Observation.value: "Observation",
    FOAF.Person.value: "Person",
    FOAF.Organization.value: "Organization",
    FOAF.Document.value: "CreativeWork",
    OWL.Ontology.value: "DefinedTermSet",
    SKOS.ConceptScheme.value: "DefinedTermSet",
    **{
        term.value: "DefinedTerm"
        for term in (
            SKOS.Concept,
            OWL.Class,
            OWL.ObjectProperty,
            OWL.DatatypeProperty,
            RDFS.Class,
            RDF.Property,
        )
    },
}
_TEXTS: Final = {
    Kind.ARTICLE: "Article",
    Kind.MAGAZINE: "Article",
    Kind.NEWSPAPER: "NewsArticle",
    Kind.BOOK: "Book",
    Kind.CHAPTER: "Chapter",
    Kind.PAPER: "ScholarlyArticle",
    Kind.PERIODICAL: "PublicationIssue",
    Kind.REPORT: "Report",
    Kind.THESIS: "Thesis",
    Kind.MANUSCRIPT: "Manuscript",
    Kind.WEBPAGE: "WebPage",
}
# What anything can have; the rest is for what has a kind in schema.org.
_ALWAYS: Final = {
    SKOS.altLabel.value: "alternateName",
    SKOS.definition.value: "description",
    DCTERMS.description.value: "description",
    OWL.sameAs.value: "sameAs",
    SCHEMA.sameAs.value: "sameAs",
}
_PROPERTIES: Final = {
    DCTERMS.creator.value: "author",
    DCTERMS.contributor.value: "contributor",
    DCTERMS.publisher.value: "publisher",
    DCTERMS.issued.value: "datePublished",
    DCTERMS.modified.value: "dateModified",
    DCTERMS.language.value: "inLanguage",
    DCTERMS.isPartOf.value: "isPartOf",
    DCTERMS.subject.value: "about",
    DCTERMS.license.value: "license",
    DCTERMS.source.value: "isBasedOn",
    PROV.wasDerivedFrom.value: "isBasedOn",
    DCAT.keyword.value: "keywords",
    DCAT.version.value: "version",
    SKOS.inScheme.value: "inDefinedTermSet",
    SKOS.notation.value: "termCode",
    OA.hasSource.value: "isPartOf",
    CITO.hasCitedEntity.value: "isBasedOn",
}
_DATES: Final = {"datePublished", "dateModified", "birthDate", "deathDate"}
_EVENT: Final = "Event"


@dataclass(frozen=True)
class Alignments:
    """Which class or property of schema.org stands for which of the project's."""

    classes: Mapping[str, str]
    properties: Mapping[str, str]


def read_alignments(backend: Backend) -> Alignments:
    """Return what the project's terms are in schema.org, and what all others' are."""
    classes, properties = dict(_CLASSES), dict(_PROPERTIES)
    for match in reversed(_MATCHES):
        for quad in backend.quads(None, match, None):
            if isinstance(quad.subject, NamedNode) and isinstance(
                quad.object, NamedNode
            ):
                name = quad.object.value.removeprefix(SCHEMA.iri)
                if name != quad.object.value:
                    table = classes if name[:1].isupper() else properties
                    table[quad.subject.value] = name
    return Alignments(classes, properties)


def tell_in_schema_org(
    holdings: Holdings,
    alignments: Alignments,
    iri: str,
    language: str = "en",
    record: Record | None = None,
) -> Node:
    """Return an entity as a node of JSON-LD in the context of schema.org.

    Args:
        holdings: What is true.
        alignments: Of ``read_alignments``.
        iri: Of the entity.
        language: Of the names, where they have it.
        record: Of a text: it tells what kind of text this is.
    """
    entity = NamedNode(iri)
    types = _types(holdings, alignments, entity, record)
    told = [*_told(holdings, alignments, entity, types)]
    mentioned = {term.value for _, term in told if isinstance(term, NamedNode)}
    names = read_names(holdings, {iri, *mentioned}, language)
    node: Node = {"@type": types[0] if len(types) == 1 else types, "@id": iri}
    node["name"] = names[iri]
    for name, term in told:
        _add(node, name, _value(name, term, names))
    return node


def tell_who_claims(
    node: Node,
    positions: Iterable[Position],
    attributions: Iterable[Attribution],
    names: Names,
) -> None:
    """Add to the node of a claim who holds it, on whose word, and where.

    Whoever denies it, or is only alleged to hold it, is no author of it.
    """
    held = [
        p for p in positions if p.polarity == DIS.affirmsClaim.value and not p.alleged
    ]
    reports = [a for p in held for a in p.attributions] + list(attributions)
    reports = [a for a in reports if not a.contests]
    said = {
        "author": (who for p in held for who in p.holders),
        "claimInterpreter": (who for a in reports for who in a.authors),
        "appearance": (where for a in reports for where in a.passages),
    }
    for name, iris in said.items():
        for iri in dict.fromkeys(iris):
            kind = {"@type": "CreativeWork"} if name == "appearance" else {}
            _add(node, name, {**kind, "@id": iri, "name": names[iri]})


def _types(
    holdings: Holdings, alignments: Alignments, entity: NamedNode, record: Record | None
) -> list[str]:
    if record and record.kind in _TEXTS:
        return [_TEXTS[record.kind]]
    found = set()
    for quad in holdings.backend.quads(entity, RDF.type, None):
        if isinstance(quad.object, NamedNode):
            found.add(alignments.classes.get(quad.object.value, ""))
            if quad.object.value in SCHEMA:
                found.add(quad.object.value.removeprefix(SCHEMA.iri))
    return sorted(found - {""}) or [_THING]


def _told(
    holdings: Holdings,
    alignments: Alignments,
    entity: NamedNode,
    types: Collection[str],
) -> Iterator[tuple[str, Term]]:
    """Yield what somebody wrote down, sorted, each with its name in schema.org."""
    known = _ALWAYS if _THING in types else {**_ALWAYS, **alignments.properties}
    is_thing, is_event = _THING in types, _EVENT in types
    told: dict[tuple[NamedNode, Term], str] = {}
    # By property: a hub has thousands of values that are not told.
    for row in select(holdings, "outgoing", entity=[entity]):
        property_ = row["property"]
        if not isinstance(property_, NamedNode):
            continue
        name = known.get(property_.value, "")
        if not name and not is_thing and property_.value in SCHEMA:
            name = property_.value.removeprefix(SCHEMA.iri)
        if name or (is_event and property_ == DIS.edtf):
            quads = holdings.told_of(entity, property_)
            told |= {(property_, quad.object): name for quad in quads}
    for property_, term in sorted(told, key=str):
        if _is_stated(holdings, entity, property_, term):
            name = told[property_, term]
            is_date = is_event and property_ == DIS.edtf
            yield from _when(term) if is_date else ((name, term),)


def _is_stated(
    holdings: Holdings, entity: NamedNode, property_: NamedNode, term: Term
) -> bool:
    """Return whether somebody wrote it down; all that a file says, somebody did."""
    if holdings.graphs is not None:
        return True
    origins = holdings.origins(entity, property_, term)
    return bool(origins - {holdings.inferred.value})


def _when(term: Term) -> Iterator[tuple[str, Term]]:
    """Yield the ends of a date that nobody doubts."""
    if isinstance(term, Literal):
        parts = term.value.split("/")
        for name, text in zip(("startDate", "endDate"), parts, strict=False):
            if exact := read_issued(text).exact:
                yield name, Literal(exact)


def _value(name: str, term: Term, names: Names) -> Any:
    if isinstance(term, NamedNode):
        named = {"name": names[term.value]} if names.has(term.value) else {}
        return {"@id": term.value, **named}
    if not isinstance(term, Literal):
        return None
    if name in _DATES:
        return read_issued(term.value).exact or None
    if term.language:
        return {"@value": term.value, "@language": term.language}
    return term.value


def _add(node: Node, name: str, value: Any) -> None:
    """Add ``value``; the first stands alone, several in a list."""
    if value is None or name not in node:
        if value is not None:
            node[name] = value
        return
    present = node[name] if isinstance(node[name], list) else [node[name]]
    if value not in present:
        node[name] = [*present, value]
