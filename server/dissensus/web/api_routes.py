"""Say of the routes what their code does not: forms, parameters, faults.

A route that is not named here is described all the same, by its rule and its
view's words; one that is no interface for programs is hidden by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dissensus.history import Fate
from dissensus.web.api_parts import (
    compared_parts,
    dump_parts,
    entity_parts,
    flyouts,
    linkset_parts,
    no_parts,
    release_parts,
    suffixes,
)
from dissensus.web.api_schemas import Schema
from dissensus.web.negotiation import (
    BIBLIOGRAPHY_OFFERS,
    BINDINGS_OFFERS,
    DOCUMENT_OFFERS,
    ENTITY_OFFERS,
    HTML,
    JSON,
    LIST_OFFERS,
    METRICS,
    SERVICE_OFFERS,
    STATUS_OFFERS,
    TRIPLES_OFFERS,
    Offer,
)
from dissensus.web.site import Site

_FATES: Final = {"type": "string", "enum": ["", *Fate, "inferred"]}
_IRI: Final[Schema] = {"type": "string", "format": "iri"}
_SPARQL: Final = "application/sparql-query"
_FORM: Final = "application/x-www-form-urlencoded"


def in_query(
    name: str, description: str, schema: Schema, *, required: bool = False
) -> dict[str, Any]:
    """Return a parameter of the address, as OpenAPI writes it."""
    return {
        "name": name,
        "in": "query",
        "description": description,
        "required": required,
        "schema": schema,
    }


RELEASE: Final = in_query(
    "release",
    "Answer from this release, if it is kept; empty or `current`: the current one",
    {"type": "string", "pattern": "^([1-9][0-9]{0,8}-[0-9a-f]{12}|current)?$"},
)
_PAGE: Final = in_query(
    "page", "Which page of a long list", {"type": "integer", "minimum": 1}
)


@dataclass(frozen=True)
class Route:
    """What a route offers to programs.

    Attributes:
        tag: The group that it is shown in.
        offers: The forms of its answer; empty when nobody said.
        query: Its parameters in the address, as OpenAPI writes them.
        parts: What may stand in the parts of its path, by name.
        paths: Templates to show in place of its rule.
        status: Of its answer.
        faults: Statuses of its failures.
        body: What a POST carries.
    """

    tag: str
    offers: tuple[Offer, ...] = ()
    query: tuple[dict[str, Any], ...] = ()
    parts: Callable[[Site], Mapping[str, Schema]] = no_parts
    paths: tuple[str, ...] = ()
    status: int = 200
    faults: tuple[int, ...] = (400, 404, 406)
    body: Schema | None = None


_QUERY: Final = {"type": "string", "minLength": 1}
_GRAPHS: Final = {"type": "array", "items": _IRI}
_WHOLE: Final = {"type": "integer", "minimum": 0, "maximum": 999_999}
_RECONCILIATION: Final = "Reconciliation"
_TEXT: Final = {"type": "string"}
_BATCHES: Final = {
    "type": "object",
    "properties": {"queries": _TEXT, "extend": _TEXT},
}
_DOCUMENTS: Final = "Entities and graphs"

# By endpoint. What is the same in code and here is taken from the code.
ROUTES: Final[Mapping[str, Route]] = {
    "sparql.answer_query": Route(
        "SPARQL",
        (*BINDINGS_OFFERS, *TRIPLES_OFFERS, HTML),
        (
            in_query("query", "SPARQL 1.1 Query; without it the service", _QUERY),
            in_query("default-graph-uri", "Graphs to merge", _GRAPHS),
            in_query("named-graph-uri", "Graphs that GRAPH finds", _GRAPHS),
        ),
        faults=(400, 403, 404, 406, 413, 415, 429, 503, 504),
        body={
            "required": True,
            "content": {
                _SPARQL: {"schema": _QUERY},
                _FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {"query": _QUERY},
                    }
                },
            },
        },
    ),
    "queries.list_queries": Route(
        "Queries without parameters",
        LIST_OFFERS,
        (
            in_query("q", "Words that the header holds", {"type": "string"}),
            in_query("tag", "A tag that the query has", {"type": "string"}),
        ),
        suffixes(LIST_OFFERS),
    ),
    "entities.redirect_to_document": Route(
        _DOCUMENTS,
        parts=entity_parts,
        paths=("/id/{type}/{slug}",),
        status=303,
    ),
    "entities.show_document": Route(
        _DOCUMENTS,
        ENTITY_OFFERS,
        parts=entity_parts,
        paths=("/doc/{type}/{slug}", "/doc/{type}/{slug}.{suffix}"),
    ),
    "entities.show_resource": Route(
        _DOCUMENTS,
        ENTITY_OFFERS,
        (in_query("iri", "Of what is asked about", _IRI, required=True),),
        suffixes(ENTITY_OFFERS),
        faults=(303, 400, 404, 406),
    ),
    "linksets.show_linkset": Route(
        _DOCUMENTS,
        parts=linkset_parts,
        paths=("/linkset.{suffix}/doc/{type}/{slug}",),
        faults=(400, 404),
    ),
    "reconciliation.reconcile": Route(
        _RECONCILIATION,
        STATUS_OFFERS,
        (
            in_query("queries", "A batch of queries, as JSON", _TEXT),
            in_query("extend", "A data extension query, as JSON", _TEXT),
        ),
        suffixes(STATUS_OFFERS),
        faults=(400, 404, 406, 413),
        body={"required": True, "content": {_FORM: {"schema": _BATCHES}}},
    ),
    **{
        f"reconciliation.suggest_{kind}": Route(
            _RECONCILIATION,
            (JSON,),
            (
                in_query("prefix", "What has been typed", _TEXT),
                in_query("cursor", "How many to leave out", _WHOLE),
            ),
            faults=(400, 404),
        )
        for kind in ("entities", "properties", "types")
    },
    "reconciliation.propose_properties": Route(
        _RECONCILIATION,
        (JSON,),
        (
            in_query("type", "The class whose members are asked about", _IRI),
            in_query("limit", "How many properties", _WHOLE),
        ),
        faults=(400, 404),
    ),
    **{
        f"reconciliation.{name}": Route(
            _RECONCILIATION,
            offers,
            (in_query("id", "Of what is asked about", _QUERY, required=True),),
            parts,
            status=status,
            faults=(400, 404),
        )
        for name, offers, parts, status in (
            ("show_preview", (HTML,), no_parts, 200),
            ("show_flyout", (JSON,), flyouts, 200),
            ("show_feature", (), no_parts, 303),
        )
    },
    "bibliography.show_bibliography": Route(
        "Texts", BIBLIOGRAPHY_OFFERS, parts=suffixes(BIBLIOGRAPHY_OFFERS)
    ),
    "graphs.list_graphs": Route(_DOCUMENTS, (HTML,)),
    "graphs.show_graph": Route(_DOCUMENTS, DOCUMENT_OFFERS),
    "graphs.show_foreign_graph": Route(
        _DOCUMENTS,
        DOCUMENT_OFFERS,
        (in_query("iri", "Of the graph", _IRI, required=True),),
        suffixes(DOCUMENT_OFFERS),
    ),
    "graph_store.read_graph": Route(
        _DOCUMENTS,
        DOCUMENT_OFFERS,
        (
            in_query("graph", "Of the graph to read", _IRI),
            in_query("default", "Or the default graph", {"type": "string"}),
        ),
        faults=(400, 404, 406, 429, 503, 504),
    ),
    "ontology.show_ontology": Route(
        "Ontology and shapes", DOCUMENT_OFFERS, parts=suffixes(DOCUMENT_OFFERS)
    ),
    "shapes.show_shapes": Route(
        "Ontology and shapes", DOCUMENT_OFFERS, parts=suffixes(DOCUMENT_OFFERS)
    ),
    "files.send_dump": Route("Release", parts=dump_parts, faults=(400, 404, 416)),
    "files.show_void": Route("Release", SERVICE_OFFERS, parts=suffixes(SERVICE_OFFERS)),
    "files.list_dumps": Route("Release", (HTML,)),
    "releases.list_releases": Route(
        "Release", STATUS_OFFERS, parts=suffixes(STATUS_OFFERS)
    ),
    "releases.show_release": Route("Release", STATUS_OFFERS, parts=release_parts),
    "changes.show_changes": Route(
        "Release",
        STATUS_OFFERS,
        (
            in_query("only", "What became of the entities to list", _FATES),
            _PAGE,
        ),
        compared_parts,
    ),
    "changes.list_corrections": Route(
        "Release", STATUS_OFFERS, (_PAGE,), suffixes(STATUS_OFFERS)
    ),
    "home.show_status": Route("Release", STATUS_OFFERS, parts=suffixes(STATUS_OFFERS)),
    "operating.show_metrics": Route("Release", (METRICS,), faults=(400, 404)),
    "coverage.show_coverage": Route(
        "Release", STATUS_OFFERS, parts=suffixes(STATUS_OFFERS)
    ),
    "browse.list_classes": Route(
        "Pages", (HTML,), (in_query("class", "Whose members to list", _IRI),)
    ),
    "browse.list_class": Route("Pages", (HTML,), (_PAGE,)),
    "browse.list_incoming": Route(
        "Pages",
        (HTML,),
        (
            in_query("iri", "What is pointed at", _IRI, required=True),
            in_query("property", "By which property", _IRI, required=True),
            _PAGE,
        ),
    ),
    "api.send_description": Route("This description", (JSON,)),
    "api.show_description": Route("This description", (HTML,)),
}
# What only pages use, or what stands for many things that are described.
HIDDEN: Final = frozenset(
    {
        "static",
        "home.show_favicon",
        "home.send_static",
        "editing.send_asset",
        "editing.follow_permalink",
        "checking.check_query",
        "ontology.show_version",
        "files.send_release_file",
        "releases.feed_releases",
        "releases.lead_to_changes",
        "changes.choose_releases",
        "changes.send_changes",
        "changes.feed_changes",
        "changes.feed_latest",
        "memento.choose_memento",
        "memento.list_mementos",
    }
)
