"""Run SHACL Core on pySHACL, and tell what it found as findings.

The only module that imports pySHACL, which works on the data graph in place:
nothing is copied, nothing is inferred, no rule of SHACL-AF runs. It is given
only the nodes that ``screening`` could not tell to conform.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import pyshacl
from pyoxigraph import Quad, Triple
from rdflib import RDF as RDFLIB_RDF
from rdflib import SH as RDFLIB_SH
from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node as RdflibNode

from dissensus.errors import BadShape
from dissensus.namespaces import SH
from dissensus.validation.facts import Term, as_rdflib
from dissensus.validation.report import Finding, Severity
from dissensus.validation.shapes import SHAPES_GUIDE, TARGETS, Node, ShapeSet
from dissensus.validation.wording import Wording

_QUIET = logging.getLogger("dissensus.validation.pyshacl")
_SEVERITIES = {RDFLIB_SH[severity.value]: severity for severity in Severity}
_MARKS = {
    RDFLIB_SH.inversePath: ("^", ""),
    RDFLIB_SH.zeroOrMorePath: ("", "*"),
    RDFLIB_SH.oneOrMorePath: ("", "+"),
    RDFLIB_SH.zeroOrOnePath: ("", "?"),
}


def aim(shapes: Iterable[Quad], suspects: Mapping[Node, Iterable[Term]]) -> Graph:
    """Return ``shapes`` for pySHACL, with ``suspects`` for targets where known.

    Args:
        shapes: With the targets that they were written with.
        suspects: All that a shape need be run on; the other shapes stay as they are.
    """
    kept = (q.triple for q in shapes if not (q.subject in suspects and _aims(q)))
    aimed = (
        Triple(shape, SH.targetNode, node)
        for shape, nodes in suspects.items()
        for node in nodes
    )
    return as_rdflib(chain(kept, aimed))


def _aims(quad: Quad) -> bool:
    return quad.predicate in {SH[kind] for kind in TARGETS}


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
