"""Count, in one pass, which classes and properties a dataset uses, and on what.

Nodes are told apart by how N-Triples writes them. Nodes with the same classes
are counted together: a dataset of thousands of entities has some hundred such
*kinds*, so that what costs is the pass and not the classes.

A class is a node's *own* when none of its other classes is narrower: a person
is an agent too, but its own class is the person's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.backends.protocol import Term
from dissensus.namespaces import RDF, RDFS

Kind = frozenset[str]
_TYPE: Final = RDF.type
_NOTHING: Final[Kind] = frozenset()


@dataclass
class Use:
    """How one property is used.

    Attributes:
        subjects: How many values each subject has.
        objects: How often each node that is no literal is the value.
        datatypes: Statements per datatype of the value.
        languages: Statements per language tag of the value.
        layers: Statements per layer; one in two layers counts in both.
        example: The statement to show, and how well it suits (0 is best).
    """

    subjects: Counter[str] = field(default_factory=Counter)
    objects: Counter[str] = field(default_factory=Counter)
    datatypes: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    layers: Counter[str] = field(default_factory=Counter)
    example: tuple[int, Triple | None] = (9, None)

    def add(self, subject: str, value: Term) -> None:
        """Count one statement."""
        self.subjects[subject] += 1
        if isinstance(value, Literal):
            self.datatypes[value.datatype.value] += 1
            if value.language:
                self.languages[value.language] += 1
        else:
            self.objects[str(value)] += 1

    @property
    def count(self) -> int:
        """How many statements there are."""
        return self.subjects.total()


class Observed:
    """What a dataset uses.

    Args:
        merge: Its statements, each once.
        layers: The same by layer, as far as layers are known.
        examples: IRIs of entities that its authors recommend.
        start: How the IRIs of its own entities begin.
    """

    def __init__(
        self,
        merge: Sequence[Triple],
        layers: Mapping[str, Iterable[Triple]],
        examples: Sequence[str],
        start: str,
    ) -> None:
        self._examples = {f"<{iri}>" for iri in examples}
        self._start = f"<{start}"
        self.uses: defaultdict[str, Use] = defaultdict(Use)
        self.derived: Counter[str] = Counter()
        self._kinds: dict[str, Kind] = {}
        self._wider: dict[str, set[str]] = {}
        self._own: dict[Kind, Kind] = {}
        self._read(merge)
        self._read_layers(layers)

    def _read(self, merge: Sequence[Triple]) -> None:
        types: defaultdict[str, set[str]] = defaultdict(set)
        above: defaultdict[str, set[str]] = defaultdict(set)
        for triple in merge:
            subject, predicate = str(triple.subject), triple.predicate
            use, value = self.uses[predicate.value], triple.object
            use.add(subject, value)
            if isinstance(value, NamedNode):
                if predicate == _TYPE:
                    types[subject].add(value.value)
                elif predicate == RDFS.subClassOf:
                    above[subject[1:-1]].add(value.value)
            if use.example[0] and (suits := self._suits(subject)) < use.example[0]:
                use.example = (suits, triple)
        shared: dict[Kind, Kind] = {}
        for node, classes in types.items():
            kind = frozenset(classes)
            self._kinds[node] = shared.setdefault(kind, kind)
        self._wider = {c: _reachable(c, above) for c in set(above)}

    def _read_layers(self, layers: Mapping[str, Iterable[Triple]]) -> None:
        for layer, triples in layers.items():
            for triple in set(triples):
                self.uses[triple.predicate.value].layers[layer] += 1
                if layer == "inferred" and triple.predicate == _TYPE:
                    self.derived[str(triple.object)[1:-1]] += 1

    def _suits(self, subject: str) -> int:
        """Return how ill an entity suits as an example: its authors' choice is 0."""
        if subject in self._examples:
            return 0
        if subject.startswith(self._start) and "#" not in subject:
            return 1
        return 2 if subject.startswith("<") else 3

    def kind(self, node: str) -> Kind:
        """Return the classes of ``node``."""
        return self._kinds.get(node, _NOTHING)

    def own(self, kind: Kind) -> Kind:
        """Return those of some classes than which none other is narrower."""
        if kind not in self._own:
            self._own[kind] = frozenset(
                c for c in kind if not any(self._narrower(d, c) for d in kind)
            )
        return self._own[kind]

    def _narrower(self, one: str, other: str) -> bool:
        """Return whether ``one`` is below ``other``, and not the same by name."""
        wider = self._wider
        return other in wider.get(one, ()) and one not in wider.get(other, ())

    @cached_property
    def members(self) -> dict[str, int]:
        """How many members each class has."""
        return dict(_spread(Counter(self._kinds.values())))

    @cached_property
    def usage(self) -> dict[str, dict[str, int]]:
        """How many members of each class have each property."""
        found: dict[str, dict[str, int]] = {iri: {} for iri in self.members}
        for property_, use in self.uses.items():
            for class_, count in _spread(self.count_kinds(use.subjects)).items():
                found[class_][property_] = count
        return found

    def count_kinds(self, nodes: Mapping[str, int]) -> Counter[Kind]:
        """Return how many of ``nodes`` are of each kind."""
        return Counter(map(self.kind, nodes))

    def own_classes(self, nodes: Mapping[str, int]) -> Counter[str]:
        """Return how many of ``nodes`` have each class as their own; "" for none."""
        found: Counter[str] = Counter()
        for kind, count in self.count_kinds(nodes).items():
            for class_ in self.own(kind) or ("",):
                found[class_] += count
        return found

    def narrowest(self, nodes: Mapping[str, int], share: float = 0.9) -> str:
        """Return the smallest class that covers ``nodes``, weighted; or ``""``.

        Where no class covers ``share`` of them, the one that most have as
        their own, as long as it stands for a third of them.
        """
        weights: Counter[Kind] = Counter()
        for node, weight in nodes.items():
            weights[self.kind(node)] += weight
        total = sum(nodes.values())
        fits = [c for c, n in _spread(weights).items() if n >= share * total]
        if fits:
            return min(self.own(frozenset(fits)), key=lambda c: (self.members[c], c))
        owned: Counter[str] = Counter()
        for kind, weight in weights.items():
            for class_ in self.own(kind):
                owned[class_] += weight
        best = min(owned, key=lambda c: (-owned[c], c), default="")
        return best if owned[best] * 3 >= total else ""

    def typical(self) -> dict[str, str]:
        """Return for each class the IRI of one member, if any has one.

        The authors' examples go first, then members of no narrower class,
        then the dataset's own entities; among equals, what most is said of.
        """
        said: Counter[str] = Counter()
        for use in self.uses.values():
            said.update(use.subjects)
        best: dict[str, tuple[bool, bool, int, int, str]] = {}
        for node, kind in self._kinds.items():
            if not node.startswith("<"):
                continue
            suits, own = self._suits(node), self.own(kind)
            for class_ in kind:
                key = (suits > 0, class_ not in own, suits, -said[node], node)
                if class_ not in best or key < best[class_]:
                    best[class_] = key
        return {class_: key[-1][1:-1] for class_, key in best.items()}


def _spread(kinds: Mapping[Kind, int]) -> Counter[str]:
    """Return the counts of the classes, given those of their combinations."""
    found: Counter[str] = Counter()
    for kind, count in kinds.items():
        for class_ in kind:
            found[class_] += count
    return found


def _reachable(start: str, above: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        fresh = above.get(ahead.pop(), set()) - found
        found |= fresh
        ahead += fresh
    return found
