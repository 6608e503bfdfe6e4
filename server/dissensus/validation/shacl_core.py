"""Run SHACL Core on pySHACL, and tell what it found as findings.

The only module that imports pySHACL. The data graph is rdflib's in-memory
graph and pySHACL works on it in place: nothing is copied, nothing is inferred,
no rule of SHACL-AF runs.
"""

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyshacl
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import RDF as RDFLIB_RDF
from rdflib import SH as RDFLIB_SH
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.collection import Collection
from rdflib.term import Node as RdflibNode

from dissensus.errors import BadShape
from dissensus.namespaces import XSD
from dissensus.validation.report import Finding, Severity
from dissensus.validation.shapes import SHAPES_GUIDE, ShapeSet
from dissensus.validation.wording import Wording

_QUIET = logging.getLogger("dissensus.validation.pyshacl")
_SEVERITIES = {RDFLIB_SH[severity.value]: severity for severity in Severity}
_MARKS = {
    RDFLIB_SH.inversePath: ("^", ""),
    RDFLIB_SH.zeroOrMorePath: ("", "*"),
    RDFLIB_SH.oneOrMorePath: ("", "+"),
    RDFLIB_SH.zeroOrOnePath: ("", "?"),
}


def as_rdflib(triples: Iterable[Triple]) -> Graph:
    """Return ``triples`` as an rdflib graph; lexical forms stay as they are."""
    terms: dict[object, RdflibNode] = {}

    def term(known: object) -> RdflibNode:
        found = terms.get(known)
        if found is None:
            found = terms[known] = _term(known)
        return found

    graph = Graph(bind_namespaces="none")
    graph.addN(
        (term(triple.subject), term(triple.predicate), term(triple.object), graph)
        for triple in triples
    )
    return graph


def run_core(
    shapes: ShapeSet, shapes_graph: Graph, data: Graph, say: Wording
) -> Iterator[Finding]:
    """Yield what pySHACL finds in ``data``.

    Args:
        shapes: Codes and severities of the shapes.
        shapes_graph: The shapes themselves, as far as pySHACL is to run them.
        data: The graph that is judged.
        say: How to abbreviate IRIs.

    Raises:
        BadShape: A shape is not well formed.
    """
    try:
        _, results, text = pyshacl.validate(
            data,
            shacl_graph=shapes_graph,
            inplace=True,
            inference="none",
            logger=_QUIET,
        )
    except MemoryError:
        raise
    except Exception as error:
        # Besides its own errors pySHACL lets those of re, rdflib and its own
        # slips through, and all it is given here that can vary are the shapes.
        raise _unfit(str(error) or type(error).__name__) from error
    if not isinstance(results, Graph):
        raise _unfit(text)
    for result in results.objects(None, RDFLIB_SH.result):
        yield _finding(results, result, shapes, say)


def _finding(
    results: Graph, result: RdflibNode, shapes: ShapeSet, say: Wording
) -> Finding:
    def part(name: str) -> Any:
        return results.value(result, RDFLIB_SH[name])

    shape, focus = part("sourceShape"), part("focusNode")
    component = str(part("sourceConstraintComponent")).rpartition("#")[2]
    path, value = part("resultPath"), part("value")
    messages = sorted(str(m) for m in results.objects(result, RDFLIB_SH.resultMessage))
    return Finding(
        code=shapes.code(
            str(shape), otherwise=component if isinstance(shape, BNode) else ""
        ),
        severity=_SEVERITIES.get(part("resultSeverity"), Severity.VIOLATION),
        focus=str(focus),
        path=_path(results, path, say) if path is not None else "",
        value=_word(value, say) if value is not None else "",
        message=" ".join(messages),
        shape="" if isinstance(shape, BNode) else str(shape),
    )


def _path(graph: Graph, path: RdflibNode, say: Wording) -> str:
    """Return a SHACL path in SPARQL's notation (SHACL 2.3.1)."""
    if isinstance(path, URIRef):
        return say.iri(str(path))
    if (path, RDFLIB_RDF.first, None) in graph:
        return "/".join(_path(graph, step, say) for step in Collection(graph, path))
    for kind, (before, after) in _MARKS.items():
        inner = graph.value(path, kind)
        if inner is not None:
            return f"{before}{_path(graph, inner, say)}{after}"
    choices = graph.value(path, RDFLIB_SH.alternativePath)
    if choices is None:
        return ""
    return "|".join(_path(graph, step, say) for step in Collection(graph, choices))


def _word(value: RdflibNode, say: Wording) -> str:
    return say.iri(str(value)) if isinstance(value, URIRef) else str(value)


def _unfit(why: str) -> BadShape:
    first = why.strip().splitlines()[0] if why.strip() else "no reason given"
    return BadShape(
        f"pySHACL cannot run the shapes: {first}",
        hint="`pyshacl --metashacl` names the ill-formed shape.",
        see=SHAPES_GUIDE,
    )


@cache
def _datatype(iri: str) -> URIRef:
    return URIRef(iri)


def _term(term: object) -> RdflibNode:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if not isinstance(term, Literal):
        raise TypeError(term)
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    if term.datatype == XSD.string:
        return RdflibLiteral(term.value)
    return RdflibLiteral(
        term.value, datatype=_datatype(term.datatype.value), normalize=False
    )
