"""Translate between the terms of pyoxigraph and those of rdflib.

For the libraries that work on rdflib's graphs, pySHACL and owlrl. Lexical forms
stay as they are.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node as RdflibNode

from dissensus.namespaces import XSD

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple


def as_rdflib(triples: Iterable[Triple], *, plain: bool = True) -> Graph:
    """Return ``triples`` as an rdflib graph; on ``plain`` see ``translated``."""
    foreign = translator(plain=plain)
    graph = Graph(bind_namespaces="none")
    graph.addN((foreign(s), foreign(p), foreign(o), graph) for s, p, o in triples)
    return graph


def translator(*, plain: bool = True) -> Callable[[Term], RdflibNode]:
    """Return ``translated`` as a function that makes each term but once."""
    terms: dict[Term, RdflibNode] = {}

    def foreign(known: Term) -> RdflibNode:
        found = terms.get(known)
        if found is None:
            found = terms[known] = translated(known, plain=plain)
        return found

    return foreign


@cache
def _datatype(iri: str) -> URIRef:
    return URIRef(iri)


def translated(term: Term, *, plain: bool = True) -> Any:
    """Return rdflib's word for ``term``.

    Args:
        term: The term.
        plain: Whether strings come without their datatype, as rdflib's parsers
            have them. To owlrl such a literal is no xsd:string.
    """
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if not isinstance(term, Literal):
        raise TypeError(term)
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    if plain and term.datatype == XSD.string:
        return RdflibLiteral(term.value)
    return RdflibLiteral(
        term.value, datatype=_datatype(term.datatype.value), normalize=False
    )


def own(term: RdflibNode) -> Term:
    """Return the term that rdflib's ``term`` stands for."""
    if isinstance(term, URIRef):
        return NamedNode(str(term))
    if isinstance(term, BNode):
        return BlankNode(str(term))
    if not isinstance(term, RdflibLiteral):
        raise TypeError(term)
    if term.language:
        return Literal(str(term), language=term.language)
    kind = NamedNode(str(term.datatype)) if term.datatype else None
    return Literal(str(term), datatype=kind)
