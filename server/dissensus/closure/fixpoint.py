"""Run rules over facts until nothing new follows.

Semi-naive: a queue of facts, each of which meets every rule once. When its
turn comes a fact is first entered in the indexes and then joined with what
stands there, so that of the premises of a conclusion the last one to come
finds all the others.

Nodes are numbers here and a fact is three of them; what the rules are is
``wiring``'s to know.

Source: Abiteboul, Hull and Vianu, Foundations of Databases, §13.1.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from pyoxigraph import Triple

from dissensus.closure.axioms import Node
from dissensus.namespaces import RDF

Fact: TypeAlias = tuple[int, int, int]
Index: TypeAlias = dict[int, dict[int, list[int]]]

ASSERTED: Final = -1


class Fixpoint:
    """Facts, and what rules make of them.

    Attributes:
        facts: Each fact with the position of the rule that first gave it;
            ASSERTED if it was given.
        objects: For each indexed property the objects of each subject.
        subjects: For each indexed property the subjects of each object.
        on_property: What to do with subject and object of a property's facts.
        on_class: What to do with each individual of a class.
        on_fact: What to do with any fact.
        type: The number of rdf:type.
    """

    def __init__(self) -> None:
        self.facts: dict[Fact, int] = {}
        self.objects: Index = {}
        self.subjects: Index = {}
        self.on_property: dict[int, list[Callable[[int, int], None]]]
        self.on_property = defaultdict(list)
        self.on_class: dict[int, list[Callable[[int], None]]] = defaultdict(list)
        self.on_fact: list[Callable[[Fact], None]] = []
        self._numbers: dict[Node, int] = {}
        self._nodes: list[Node] = []
        self._queue: deque[Fact] = deque()
        self.type = self.number(RDF.type)

    def number(self, node: Node) -> int:
        """Return the number of ``node``, a new one if it has none yet."""
        number = self._numbers.get(node)
        if number is None:
            number = self._numbers[node] = len(self._nodes)
            self._nodes.append(node)
        return number

    def node(self, number: int) -> Node:
        """Return the node that has ``number``."""
        return self._nodes[number]

    def nodes(self) -> Sequence[Node]:
        """Return all nodes, each at the place of its number."""
        return self._nodes

    def index(self, property_: int) -> None:
        """Keep the facts of ``property_`` at hand for joins."""
        self.objects.setdefault(property_, {})
        self.subjects.setdefault(property_, {})

    def add(self, s: int, p: int, o: int, rule: int) -> None:
        """Add a fact unless it is known.

        A literal may be its subject: the rules of the standard pass through
        such triples on the way to others, though no graph can hold them.
        """
        fact = (s, p, o)
        if fact not in self.facts:
            self.facts[fact] = rule
            self._queue.append(fact)

    def run(self, triples: Iterable[Triple]) -> None:
        """Add ``triples`` and all that follows from them and the rules."""
        for t in triples:
            self.add(
                self.number(t.subject),
                self.number(t.predicate),
                self.number(t.object),
                ASSERTED,
            )
        while self._queue:
            self._meet(self._queue.popleft())

    def _meet(self, fact: Fact) -> None:
        """Enter a fact in the indexes, then apply every rule that it may feed."""
        s, p, o = fact
        objects = self.objects.get(p)
        if objects is not None:
            objects.setdefault(s, []).append(o)
            self.subjects[p].setdefault(o, []).append(s)
        for conclude in self.on_property.get(p, ()):
            conclude(s, o)
        if p == self.type:
            for classify in self.on_class.get(o, ()):
                classify(s)
        for act in self.on_fact:
            act(fact)


def walk(node: int, path: Sequence[int], index: Index) -> Iterable[int]:
    """Return the nodes at the end of ``path`` from ``node``, each once."""
    if len(path) == 1:
        return index[path[0]].get(node, ())
    found = {node}
    for property_ in path:
        steps = index[property_]
        found = {end for start in found for end in steps.get(start, ())}
    return found
