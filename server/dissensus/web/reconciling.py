"""Say what the reconciliation service offers and finds, as the protocol has it.

Source: Reconciliation Service API 0.2 (W3C Entity Reconciliation Community
Group, final report of 2023): https://reconciliation-api.github.io/specs/0.2/
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import NamedNode

from dissensus import __version__
from dissensus.description import Names, read_names
from dissensus.errors import UnknownEntity
from dissensus.namespaces import OWL, RDFS, SCHEMA, SKOS
from dissensus.reconciliation import (
    LENGTH,
    QUERIES,
    VALUES,
    Asked,
    Column,
    Match,
    Reconciler,
    Term,
    Vocabulary,
    extend,
)
from dissensus.search import Candidate, find_candidates, known_kinds, wider_classes
from dissensus.web.site import Site

ENDPOINT: Final = "/reconcile"
SIZE: Final = (430, 320)
_DEFAULTS: Final = 10
_LIMIT: Final = 10
_SAME: Final = (OWL.sameAs, SCHEMA.sameAs, SKOS.exactMatch)


def describe_service(here: Site, root: str) -> dict[str, Any]:
    """Return the service manifest; ``root`` is the site's address, without a slash."""
    kinds = known_kinds(here.index, _DEFAULTS)
    names = read_names(here.holdings, kinds)
    endpoint = f"{root}{ENDPOINT}"
    width, height = SIZE
    return {
        "versions": ["0.2"],
        "name": here.title,
        "identifierSpace": f"{root}/" if here.opened else here.base.iri,
        "schemaSpace": RDFS.Resource.value if here.opened else here.ontology,
        "defaultTypes": [_type(here, kind, names) for kind in kinds],
        "documentation": f"{endpoint}.html",
        "logo": f"{root}/static/favicon.svg",
        "serviceVersion": __version__,
        "view": {"url": f"{root}/resource?iri={{{{id}}}}"},
        "feature_view": {"url": f"{endpoint}/feature?id={{{{id}}}}"},
        "preview": {
            "url": f"{endpoint}/preview?id={{{{id}}}}",
            "width": width,
            "height": height,
        },
        "suggest": {
            kind: {
                "service_url": root,
                "service_path": f"{ENDPOINT}/suggest/{kind}",
                "flyout_service_url": root,
                "flyout_service_path": f"{ENDPOINT}/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {
                "service_url": root,
                "service_path": f"{ENDPOINT}/properties",
            },
            "property_settings": _settings(),
        },
        "batchSize": QUERIES,
    }


def _settings() -> list[dict[str, Any]]:
    return [
        {
            "name": "limit",
            "label": "Limit",
            "type": "number",
            "default": 0,
            "help_text": f"Values per row at most; 0 for all, up to {VALUES}",
        },
        {
            "name": "language",
            "label": "Language",
            "type": "text",
            "default": "",
            "help_text": "Tag of the language of texts and names, such as de or ru; "
            "empty: texts in all, names in English",
        },
    ]


def _type(here: Site, iri: str, names: Names) -> dict[str, Any]:
    wider = wider_classes(here.index, iri)
    told = read_names(here.holdings, wider)
    above = [{"id": one, "name": told[one]} for one in wider]
    return {"id": iri, "name": names[iri], **({"broader": above} if above else {})}


def reconciler(here: Site) -> Reconciler:
    """Return what answers queries over the release of ``here``."""
    return Reconciler(here.holdings, here.index, here.opened)


def vocabulary(here: Site) -> Vocabulary:
    """Return the classes and properties of the release of ``here``."""
    return Vocabulary(here.schema, here.base.iri, here.languages)


def answer_batch(here: Site, batch: Mapping[str, Asked]) -> dict[str, Any]:
    """Return the candidates for each query; 15 ms for a name.

    A name that is too long has none, and the reason beside them: the other
    queries of its batch are not to suffer.
    """
    judge, known = reconciler(here), vocabulary(here)
    found: dict[str, list[Match]] = {}
    too_long = {key for key, asked in batch.items() if len(asked.text) > LENGTH}
    for key, asked in batch.items():
        types = tuple(known.iri(type_) for type_ in asked.types)
        query = Asked(**{**vars(asked), "types": types})
        found[key] = [] if key in too_long else judge.match(query)
    matches = [match for some in found.values() for match in some]
    classes = {
        m.candidate.entity.iri: judge.classes(m.candidate.entity) for m in matches
    }
    names = read_names(here.holdings, {c for some in classes.values() for c in some})
    return {
        key: {
            "result": [
                _candidate(m, classes[m.candidate.entity.iri], names) for m in some
            ],
            **({"error": _TOO_LONG} if key in too_long else {}),
        }
        for key, some in found.items()
    }


_TOO_LONG: Final = f"The query has more than {LENGTH} characters."


def _candidate(match: Match, classes: Sequence[str], names: Names) -> dict[str, Any]:
    entity = match.candidate.entity
    return {
        "id": entity.iri,
        "name": entity.label or entity.iri,
        "description": described(match.candidate, names, match.name),
        "type": [{"id": iri, "name": names[iri]} for iri in classes],
        "score": match.score,
        "features": [{"id": f.id, "value": f.value} for f in match.features],
        "match": match.sure,
    }


def described(candidate: Candidate, names: Names, name: str = "") -> str:
    """Return what a candidate is: kind, dates, gloss, and the name that was likest."""
    entity = candidate.entity
    kind = names[entity.kind] if entity.kind else ""
    other = f"also “{name}”" if name and name != entity.label else ""
    written = entity.written.replace("/", "–")
    return " · ".join(filter(None, (kind, written, other, candidate.gloss)))


def answer_extension(
    here: Site, ids: Sequence[str], columns: Sequence[Column]
) -> dict[str, Any]:
    """Return the values of properties for entities, and what the properties are."""
    known = vocabulary(here)
    rows = extend(here.holdings, ids, columns, here.opened)
    return {"meta": [_meta(here, column, known) for column in columns], "rows": rows}


def _meta(here: Site, column: Column, known: Vocabulary) -> dict[str, Any]:
    term = known.find(known.properties, column.path)
    told: dict[str, Any] = {
        "id": column.path,
        "name": term.name if term else column.path,
    }
    if term and term.type:
        names = read_names(here.holdings, [term.type])
        told["type"] = {"id": term.type, "name": names[term.type]}
    return told


def tell_terms(terms: Iterable[Term]) -> list[dict[str, str]]:
    """Return suggested classes or properties."""
    return [{"id": t.id, "name": t.name, "description": t.description} for t in terms]


def find_one(here: Site, iri: str) -> Candidate:
    """Return what there is to preview of ``iri``.

    Raises:
        UnknownEntity: The release has nothing to say of it.
    """
    found = find_candidates(here.index, "", (), [vocabulary(here).iri(iri)])
    if not found:
        raise UnknownEntity(
            f"This release says nothing of <{iri}>.",
            hint="Send the id of a candidate or suggestion, percent-encoded.",
        )
    return found[0]


def same_elsewhere(here: Site, iri: str) -> list[str]:
    """Return the IRIs under which others know ``iri``, where they can be opened."""
    found = {
        quad.object.value
        for property_ in _SAME
        for quad in here.holdings.told_of(NamedNode(iri), property_)
        if isinstance(quad.object, NamedNode)
    }
    return sorted(i for i in found if i.startswith(("http://", "https://")))
