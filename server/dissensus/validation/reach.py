"""Find the nodes whose findings a change of the statements can alter.

A rule finds something else of a node only where one of its patterns matches a
statement that was added or removed, and all patterns that this one needs match
with it, in the graph of before or of now. Both lie within the union of the two;
there each pattern is matched with what was changed, and joined with the patterns
that lead from it to ``$this``. Filters are left out: too many nodes do no harm.

Source: Gupta and Mumick, "Maintenance of Materialized Views" (IEEE Data
Engineering Bulletin 18(2), 1995), on changes that are joined with the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pyoxigraph import NamedNode, Store, Triple

from dissensus.namespaces import RDF, RDFS
from dissensus.validation.facts import Term
from dissensus.validation.patterns import Needing, Pattern, read_patterns
from dissensus.validation.rules import Rule, rows
from dissensus.validation.values import Unclear


@dataclass(frozen=True)
class Change:
    """The statements that one graph has and the other has not."""

    added: Sequence[Triple]
    removed: Sequence[Triple]

    def __len__(self) -> int:
        return len(self.added) + len(self.removed)

    @cached_property
    def by_property(self) -> Mapping[NamedNode, Sequence[Triple]]:
        """Both sorts, by property."""
        found: dict[NamedNode, list[Triple]] = {}
        for triple in (*self.added, *self.removed):
            found.setdefault(triple.predicate, []).append(triple)
        return found

    def of(self, property_: NamedNode | None) -> Sequence[Triple]:
        """Return both sorts with ``property_``, or with any."""
        if property_ is not None:
            return self.by_property.get(property_, ())
        return [triple for some in self.by_property.values() for triple in some]


def reached(rule: Rule, change: Change, union: Store) -> set[Term] | None:
    """Return the nodes of which ``rule`` may find what it did not find before.

    Args:
        rule: The rule.
        change: What was added and removed.
        union: The statements of before and of now.

    Returns:
        Also nodes that no target names any more; None when it may be any node.
    """
    try:
        found = _aimed(rule, change)
        for needing in read_patterns(rule.text):
            found |= _met(needing, change, union)
    except Unclear:
        return None
    return found


def _aimed(rule: Rule, change: Change) -> set[Term]:
    """Return the nodes that the targets of ``rule`` may have lost or won."""
    found: set[Term] = set()
    for target in rule.targets:
        if not isinstance(target.node, NamedNode) or target.kind == "targetObjectsOf":
            raise Unclear  # The focus may be a literal.
        if target.kind == "targetClass":
            if change.of(RDFS.subClassOf):
                raise Unclear
            found.update(_subjects(change.of(RDF.type)))
        elif target.kind == "targetSubjectsOf":
            found.update(_subjects(change.of(target.node)))
    return found


def _subjects(triples: Iterable[Triple]) -> set[Term]:
    return {t.subject for t in triples}


def _met(needing: Needing, change: Change, union: Store) -> set[Term]:
    pattern = needing.pattern
    changed = change.of(pattern.predicate)
    if not changed:
        return set()
    if needing.others is None:
        raise Unclear
    if pattern.repeats:
        # The way to the changed statement, and the way on from it.
        ends: tuple[str, ...] = ("?changed_from", "?changed_to")
        to, on = replace(pattern, object=ends[0]), replace(pattern, subject=ends[1])
        ways: tuple[Pattern, ...] = (to, on)
        values = {f"{t.subject} {t.object}" for t in changed}
    else:
        ends, ways = pattern.variables, (pattern,)
        values = {_row(pattern, t, ends) for t in changed}
    table = " ".join(f"({row})" for row in values)
    joined = " ".join(map(str, (*ways, *needing.others)))
    select = f"VALUES ({' '.join(ends)}) {{ {table} }} {joined}"
    select = f"SELECT DISTINCT ?this WHERE {{ {select} }}"
    found = (row["this"] for row in rows(union, select))
    # No target names a literal: see ``_aimed``.
    return {node for node in found if isinstance(node, NamedNode)}


def _row(pattern: Pattern, triple: Triple, variables: Iterable[str]) -> str:
    terms = {
        pattern.object: triple.object,
        pattern.verb: triple.predicate,
        pattern.subject: triple.subject,
    }
    return " ".join(str(terms[variable]) for variable in variables)
