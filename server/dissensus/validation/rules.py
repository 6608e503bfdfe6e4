"""Run SPARQL constraints over the whole graph at once, in Oxigraph.

A constraint is written as the standard says, with ``$this`` bound before it is
evaluated, so that any SHACL engine can run it. Here ``$this`` is left free and
joined with the shape's targets: one SELECT instead of one per focus node. The
two mean the same where ``$this`` is bound by the first triple pattern of WHERE
and no inner group computes with it unbound; ``whole_graph_rules`` takes only
such constraints, the rest stays with pySHACL. A test holds the two engines to
each other on every fixture.

Source: SHACL sections 5.2 (constraints), 5.3 (pre-binding), 5.3.2 (messages).
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from dissensus.errors import BadShape
from dissensus.namespaces import SH
from dissensus.validation.report import Finding
from dissensus.validation.shapes import (
    SHAPES_GUIDE,
    Node,
    ShapeSet,
    Target,
    name_of,
    values,
)
from dissensus.validation.wording import Wording

_OPENING: Final = re.compile(r"\bWHERE\s*\{(?=\s*[$?]this\s)", re.IGNORECASE)
_UNFIT: Final = re.compile(
    r"[$?](?:PATH|shapesGraph|currentShape|failure)\b"
    r"|\b(?:UNION|GRAPH|MINUS|VALUES|SERVICE)\b"
    r"|\bWHERE\b.*\bSELECT\b",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT: Final = re.compile(r"(?m)^\s*#.*$")
_SLOT: Final = re.compile(r"\{[?$](\w+)\}")
Row = dict[str, object]


@dataclass(frozen=True)
class Rule:
    """One SPARQL constraint, joined with the targets of its shape.

    Attributes:
        shape: The shape that holds it.
        constraint: The constraint itself.
        text: The SELECT as written, its prologue included.
        targets: Those of the shape.
        message: With ``{?var}`` where a value belongs.
    """

    shape: Node
    constraint: Node
    text: str
    targets: tuple[Target, ...]
    message: str

    @property
    def key(self) -> str:
        """The same for the same rule, on every run."""
        told = f"{self.shape}\0{self.text}\0{self.message}\0{self.targets}"
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def select(self) -> str:
        """The SELECT, joined with all nodes that the targets name."""
        aim = " UNION ".join(target.pattern for target in self.targets)
        return self._joined(f"{{ SELECT DISTINCT ?this WHERE {{ {aim} }} }}")

    def select_among(self, nodes: Iterable[object]) -> str:
        """Return the SELECT, joined with ``nodes``, which the targets name."""
        return self._joined(f"VALUES ?this {{ {' '.join(map(str, nodes))} }}")

    def _joined(self, pattern: str) -> str:
        return _OPENING.sub(lambda found: f"{found[0]} {pattern}", self.text, count=1)


def whole_graph_rules(shapes: ShapeSet) -> tuple[Rule, ...]:
    """Return the constraints of ``shapes`` that one SELECT each can decide.

    A shape of whose constraints any cannot is left out whole.
    """
    return tuple(
        rule
        for shape, targets in shapes.targets.items()
        for rule in _rules_of(shapes.graph, shape, targets)
    )


def run_rule(
    rule: Rule,
    shapes: ShapeSet,
    data: Store,
    say: Wording,
    among: Collection[object] | None = None,
) -> set[Finding]:
    """Return what ``rule`` finds in the default graph of ``data``.

    Args:
        rule: The rule.
        shapes: Codes and severities of the shapes.
        data: The graph that is judged.
        say: How to abbreviate IRIs.
        among: IRIs that the targets name, if only they are to be judged.

    Raises:
        BadShape: The constraint is not a SPARQL query, or has no $this.
    """
    shape = name_of(rule.shape)
    try:
        select = rule.select if among is None else rule.select_among(among)
        solutions = list(rows(data, select))
    except SyntaxError as error:
        raise BadShape(
            f"The constraint of <{shape}> is not SPARQL: {error}.",
            hint="Mend its sh:select; are all prefixes declared by sh:prefixes?",
            see=SHAPES_GUIDE,
        ) from error
    found: set[Finding] = set()
    for row in solutions:
        if not row.get("this"):
            raise BadShape(
                f"The constraint of <{shape}> does not select $this.",
                hint="Write SELECT $this ... (SHACL section 5.2.1).",
                see=SHAPES_GUIDE,
            )
        found.add(
            Finding(
                code=shapes.code(shape),
                severity=shapes.severity(shape),
                focus=name_of(row["this"]),
                path=say.term(row["path"]) if row.get("path") else "",
                value=say.term(row.get("value") or row["this"]),
                message=_filled(rule.message, row, say),
                shape=shape,
            )
        )
    return found


def rows(data: Store, select: str) -> Iterator[Row]:
    """Yield the solutions of a SELECT as what each variable is bound to."""
    solutions = data.query(select)
    if isinstance(solutions, QuerySolutions):
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield dict(zip(names, solution, strict=True))


def _filled(message: str, row: Row, say: Wording) -> str:
    def word(slot: re.Match[str]) -> str:
        term = row.get(slot[1])
        return say.term(term) if term is not None else slot[0]

    return _SLOT.sub(word, message)


def _rules_of(
    graph: Store, shape: Node, targets: tuple[Target, ...]
) -> tuple[Rule, ...]:
    if values(graph, shape, SH.path) or "true" in values(graph, shape, SH.deactivated):
        return ()
    constraints = [
        quad.object for quad in graph.quads_for_pattern(shape, SH.sparql, None, None)
    ]
    rules = [
        _rule(graph, shape, targets, constraint)
        for constraint in constraints
        if isinstance(constraint, NamedNode | BlankNode)
    ]
    fit = [rule for rule in rules if rule]
    return tuple(fit) if len(fit) == len(constraints) else ()


def _rule(
    graph: Store, shape: Node, targets: tuple[Target, ...], constraint: Node
) -> Rule | None:
    selects = values(graph, constraint, SH.select)
    text = _COMMENT.sub("", selects[0]) if len(selects) == 1 else ""
    if (
        not _OPENING.search(text)
        or _UNFIT.search(text)
        or "true" in values(graph, constraint, SH.deactivated)
    ):
        return None
    messages = values(graph, constraint, SH.message)
    return Rule(
        shape=shape,
        constraint=constraint,
        text="\n".join((*sorted(_prefixes(graph, constraint)), text)),
        targets=targets,
        message=(messages or values(graph, shape, SH.message) or [""])[0],
    )


def _prefixes(graph: Store, constraint: Node) -> Iterator[str]:
    for quad in graph.quads_for_pattern(constraint, SH.prefixes, None, None):
        if isinstance(quad.object, Literal) or not isinstance(
            quad.object, NamedNode | BlankNode
        ):
            continue
        for said in graph.quads_for_pattern(quad.object, SH.declare, None, None):
            prefixes = values(graph, said.object, SH.prefix)
            namespaces = values(graph, said.object, SH.namespace)
            if len(prefixes) != 1 or len(namespaces) != 1:
                raise BadShape(
                    f"A prefix of <{name_of(quad.object)}> is declared by halves.",
                    hint="A sh:declare has one sh:prefix and one sh:namespace.",
                    see=SHAPES_GUIDE,
                )
            yield f"PREFIX {prefixes[0]}: <{namespaces[0]}>"
