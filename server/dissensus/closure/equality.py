"""What owl:sameAs means: whatever holds of one name holds of the other.

Rules eq-sym, eq-trans and eq-rep-s, -p, -o. Our own data never use
owl:sameAs (a shape forbids it); other people's do. Nothing is indexed until
the first such statement comes up, so that data without any pay nothing.

Source: OWL 2 Profiles, §4.3, table 4.
"""

from collections import defaultdict
from typing import Final

from dissensus.closure.fixpoint import Fact, Fixpoint
from dissensus.namespaces import OWL

NAME: Final = "eq-rep owl:sameAs"


class Equality:
    """Substitutes equal nodes for each other in every fact."""

    def __init__(self, fixpoint: Fixpoint, position: int) -> None:
        self._fixpoint = fixpoint
        self._position = position
        self._same = fixpoint.number(OWL.sameAs)
        self._equals: dict[int, set[int]] = defaultdict(set)
        self._met: list[Fact] = []
        self._touching: dict[int, list[Fact]] | None = None
        fixpoint.on_fact.append(self._meet)

    def _meet(self, fact: Fact) -> None:
        s, p, o = fact
        if p == self._same and s != o:
            self._equate(s, o)
        if self._touching is None:
            self._met.append(fact)
            return
        self._touch(self._touching, fact)
        for node in {s, p, o} & self._equals.keys():
            for other in tuple(self._equals[node]):
                self._replace(fact, node, other)

    def _equate(self, one: int, other: int) -> None:
        """Let what was said of ``one`` hold of ``other`` too, and back."""
        if self._touching is None:
            self._touching = defaultdict(list)
            for fact in self._met:
                self._touch(self._touching, fact)
            self._met.clear()
        self._fixpoint.add(other, self._same, one, self._position)
        self._equals[one].add(other)
        for fact in tuple(self._touching[one]):
            self._replace(fact, one, other)

    def _replace(self, fact: Fact, old: int, new: int) -> None:
        """Add ``fact`` with ``new`` for ``old``, one place at a time."""
        s, p, o = fact
        add = self._fixpoint.add
        if s == old:
            add(new, p, o, self._position)
        if p == old:
            add(s, new, o, self._position)
        if o == old:
            add(s, p, new, self._position)

    @staticmethod
    def _touch(touching: dict[int, list[Fact]], fact: Fact) -> None:
        for node in set(fact):
            touching[node].append(fact)
