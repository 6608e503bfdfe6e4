"""Run the rules where a change can reach; carry over what they found elsewhere.

What comes out is what a run over the whole graph finds: whatever is not known
for certain, a rule that is not read or a change of much, is run in full.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Quad, Store, Triple

from dissensus.validation.facts import Term
from dissensus.validation.reach import Change, reached
from dissensus.validation.report import Finding
from dissensus.validation.rules import Rule, run_rule
from dissensus.validation.shapes import Node, ShapeSet
from dissensus.validation.wording import Wording

# With more than a tenth changed, to look for what it reaches costs more than it saves.
_MUCH: Final = 10


@dataclass(frozen=True)
class Earlier:
    """What a run before found, and of which statements.

    Attributes:
        found: By ``Rule.key``; a rule that is not here is run in full.
        statements: All that was judged, the ontology included, each once.
    """

    found: Mapping[str, Collection[Finding]]
    statements: Iterable[Triple]

    def change(self, now: Collection[Triple]) -> Change | None:
        """Return how ``now`` differs; None when by too much to carry over."""
        added, removed = set(now), []
        for triple in self.statements:
            if triple in added:
                added.remove(triple)
            else:
                removed.append(triple)
        change = Change(tuple(added), tuple(removed))
        return change if len(change) * _MUCH <= len(now) else None


@dataclass(frozen=True)
class Ruling:
    """The rules of some shapes, and what they are put to.

    Attributes:
        rules: The rules.
        shapes: Codes and severities of the shapes.
        met: The focus nodes of each shape.
        say: How to abbreviate IRIs.
    """

    rules: tuple[Rule, ...]
    shapes: ShapeSet
    met: Mapping[Node, Collection[Term]]
    say: Wording

    def run(
        self,
        triples: Collection[Triple],
        found: Mapping[str, Collection[Finding]],
        change: Change | None,
    ) -> dict[str, set[Finding]]:
        """Return what each rule finds in ``triples``, by its key.

        Args:
            triples: What is judged.
            found: What the rules found before ``change``.
            change: None when all is to be judged.
        """
        if not self.rules:
            return {}
        store = Store()
        store.bulk_extend(Quad(*triple) for triple in triples)
        reach = {} if change is None else self._reach(store, found, change)
        result = {}
        for rule in self.rules:
            nodes = reach.get(rule.key)
            result[rule.key] = (
                run_rule(rule, self.shapes, store, self.say)
                if nodes is None
                else self._among(rule, nodes, store, found[rule.key])
            )
        return result

    def _reach(
        self, store: Store, found: Mapping[str, object], change: Change
    ) -> dict[str, Collection[Term] | None]:
        """Return the nodes that each rule must be run on; None where on all."""
        store.extend(Quad(*triple) for triple in change.removed)
        known = (rule for rule in self.rules if rule.key in found)
        reach: dict[str, Collection[Term] | None] = {
            rule.key: reached(rule, change, store) for rule in known
        }
        for triple in change.removed:
            store.remove(Quad(*triple))
        return reach

    def _among(
        self,
        rule: Rule,
        nodes: Collection[Term],
        store: Store,
        before: Collection[Finding],
    ) -> set[Finding]:
        names = {str(node)[1:-1] for node in nodes}
        carried = {finding for finding in before if finding.focus not in names}
        met = self.met[rule.shape]
        aimed = [node for node in nodes if node in met]
        if not aimed:
            return carried
        return carried | run_rule(rule, self.shapes, store, self.say, aimed)
