"""Say in a clause why an individual is of a class.

Only for messages: the first reason found, one step deep, as an editor would
look for it. The whole proof of any triple is another matter.
"""

from collections.abc import Sequence

from dissensus.closure.axioms import Node, name_of
from dissensus.closure.fixpoint import ASSERTED, Fact, Fixpoint
from dissensus.closure.rules import Rule, SubClass, TypeObject, TypeSubject
from dissensus.namespaces import RDF


class Explanation:
    """Looks up which rule gave a fact, and one premise that fits the rule."""

    def __init__(self, fixpoint: Fixpoint, rules: Sequence[Rule]) -> None:
        self._fixpoint = fixpoint
        self._rules = rules

    def of_type(self, node: Node, class_: Node) -> str:
        """Return why ``node`` is a ``class_``, such as ``as stated``."""
        number = self._fixpoint.number
        fact = (number(node), number(RDF.type), number(class_))
        position = self._fixpoint.facts[fact]
        if position == ASSERTED:
            return "as stated"
        if position >= len(self._rules):
            return "by owl:sameAs"
        rule = self._rules[position]
        match rule:
            case SubClass(body=body):
                return f"being a {name_of(body)}, {self.of_type(node, body)}"
            case TypeSubject(body=body) | TypeObject(body=body):
                return f"because {self._use(body, fact[0], rule)}"
            case _:
                return f"by {rule.name}"

    def _use(self, property_: Node, node: int, rule: Rule) -> str:
        """Return a statement with ``property_`` in which ``node`` stands."""
        number = self._fixpoint.number(property_)
        place = 0 if isinstance(rule, TypeSubject) else 2
        found: list[Fact] = [
            fact
            for fact in self._fixpoint.facts
            if fact[1] == number and fact[place] == node
        ]
        s, p, o = min(found)
        return " ".join(name_of(self._fixpoint.node(n)) for n in (s, p, o))
