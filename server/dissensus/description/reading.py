"""Ask the prepared queries of this room.

The queries stand beside this module as ``.rq`` files and parse as they are.
A parameter is a clause ``VALUES ?name { UNDEF }`` whose UNDEF gives way to
terms as N-Triples writes them: pyoxigraph has checked each IRI, so nothing
can break out of its place. The engine's own substitution would do, but only
for variables that are projected, and it then scans: 15 ms instead of 0.4 ms
for the incoming links of one node among 200,000 triples.

Source: SPARQL 1.1 Query Language, section 10.2 (VALUES).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Final, TypeGuard

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    Triple,
)

from dissensus.backends import Backend
from dissensus.description.axioms import Axioms, read_axioms
from dissensus.description.profile import Profile
from dissensus.errors import UnknownEntity

Term = NamedNode | BlankNode | Literal | Triple
Node = NamedNode | BlankNode
Row = Mapping[str, Term]
_PART: Final = re.compile(r"[#.][^#./]+-[0-9]+")
_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Holdings:
    """What a release holds, and how it is to be read.

    Attributes:
        backend: Where the triples are.
        base: IRI below which the dataset mints its own.
        graphs: The graphs whose union a page describes; None when the
            default graph is the merge of all of them already.
        profile: How the project wants its entities told.
    """

    backend: Backend
    base: str
    graphs: tuple[NamedNode | BlankNode | DefaultGraph, ...] | None = None
    profile: Profile = field(default_factory=Profile)

    @cached_property
    def axioms(self) -> Axioms:
        """What the ontology lets follow from what; read when first asked for."""
        return read_axioms(self.backend)

    @property
    def inferred(self) -> NamedNode:
        """The graph of what follows, as against what somebody wrote down."""
        return NamedNode(f"{self.base}graph/inferred")

    def about(self, subject: NamedNode | BlankNode) -> Iterator[Quad]:
        """Return the statements about ``subject``, in every graph."""
        return self.backend.quads(subject, None, None, None)

    def told_of(
        self, subject: NamedNode | BlankNode, property_: NamedNode | None = None
    ) -> Iterator[Quad]:
        """Return the statements about ``subject``, once each where one can."""
        merge = DefaultGraph() if self.graphs is None else None
        return self.backend.quads(subject, property_, None, merge)

    def origins(
        self, subject: NamedNode | BlankNode, property_: NamedNode, value: Term
    ) -> set[str]:
        """Return the names of the graphs in which a statement stands."""
        quads = self.backend.quads(subject, property_, value, None)
        names = (quad.graph_name for quad in quads)
        return {
            name.value if isinstance(name, NamedNode) else str(name)
            for name in names
            if not isinstance(name, DefaultGraph)
        }

    def occurs(self, iri: NamedNode) -> bool:
        """Return whether any statement names ``iri``, in any place."""
        patterns = (
            (iri, None, None, None),
            (None, None, iri, None),
            (None, iri, None, None),
            (None, None, None, iri),
        )
        return any(
            next(iter(self.backend.quads(*pattern)), None) is not None
            for pattern in patterns
        )


def named_node(iri: str) -> NamedNode:
    """Return ``iri`` as a term.

    Raises:
        UnknownEntity: It is no IRI, so nothing can be said of it.
    """
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise UnknownEntity(
            f"{iri!r} is not an IRI.",
            hint="Give it whole, with its scheme, and without spaces.",
            see="https://www.rfc-editor.org/rfc/rfc3987#section-2.2",
        ) from error


def is_part(term: Term, whole: NamedNode) -> TypeGuard[Node]:
    """Return whether ``term`` is told of with ``whole``, having no page of its own.

    Such are blank nodes, and the nodes that stood for one before the release
    gave it a name: ``{whole}#{property}-{n}``, with a dot where the name of
    the whole has a hash already.
    """
    if isinstance(term, BlankNode):
        return True
    if not isinstance(term, NamedNode) or not term.value.startswith(whole.value):
        return False
    return _PART.fullmatch(term.value, len(whole.value)) is not None


@cache
def query_text(name: str) -> str:
    """Return the text of the prepared query ``name``."""
    return (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def select(
    holdings: Holdings,
    name: str,
    limits: tuple[int, int] | None = None,
    /,
    **values: Collection[NamedNode],
) -> list[Row]:
    """Return the rows of the prepared SELECT query ``name``.

    Args:
        holdings: What is true.
        name: File name without suffix.
        limits: LIMIT and OFFSET, when the query shall be paged.
        values: For each parameter the terms that it may take. A parameter
            without terms gives no rows.

    Returns:
        One mapping per row; unbound variables are left out.
    """
    if not all(values.values()):
        return []
    text = bound_query(name, **values)
    if limits:
        text += f"\nLIMIT {limits[0]:d} OFFSET {limits[1]:d}"
    solutions = holdings.backend.query(text, default_graph=holdings.graphs)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(name)
    names = [variable.value for variable in solutions.variables]
    return [
        {name: term for name in names if (term := row[name]) is not None}
        for row in solutions
    ]


def bound_query(name: str, /, **values: Iterable[NamedNode]) -> str:
    """Return the text of the prepared query ``name`` with its parameters bound."""
    text = query_text(name)
    for parameter, terms in values.items():
        written = " ".join(sorted({str(term) for term in terms}))
        text = _bind(text, parameter, written)
    return text


def _bind(text: str, parameter: str, written: str) -> str:
    clause = f"VALUES ?{parameter} {{ UNDEF }}"
    if clause not in text:
        raise KeyError(parameter)
    return text.replace(clause, f"VALUES ?{parameter} {{ {written} }}")
