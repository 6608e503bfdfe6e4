"""Find where the data contradict the ontology, and say so to an editor.

Every contradiction is named, not only the first, with the node at fault, the
two things that cannot both hold, and where each of them comes from.

Source: OWL 2 Profiles, §4.3: eq-diff1 to 3, prp-irp, prp-asyp, prp-pdw,
prp-adp, prp-npa1 and 2, cls-nothing2, cls-com, cls-maxc1, cls-maxqc1 and 2,
cax-dw, cax-adc.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from pyoxigraph import Triple

from dissensus.closure.axioms import Lists, Node, name_of
from dissensus.closure.compiling import Compiled
from dissensus.closure.explaining import Explanation
from dissensus.closure.fixpoint import ASSERTED, Fixpoint
from dissensus.errors import InconsistentRelease
from dissensus.namespaces import OWL, RDF


def refuse_contradictions(fixpoint: Fixpoint, compiled: Compiled) -> None:
    """Raise InconsistentRelease, naming every contradiction, if there is one."""
    found = sorted(set(_Search(fixpoint, compiled).contradictions()))
    if found:
        raise InconsistentRelease(
            f"The data contradict the ontology in {len(found)} "
            f"place{'s' * (len(found) > 1)}.",
            details=found,
            hint="Take back one of the two statements named, or correct the "
            "property or class that it uses.",
            see="https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules",
        )


# Read as they were written: under owl:sameAs a list would have two of each.
_WRITTEN: Final = (
    OWL.assertionProperty,
    OWL.distinctMembers,
    OWL.members,
    OWL.sourceIndividual,
    OWL.targetIndividual,
    OWL.targetValue,
    RDF.first,
    RDF.rest,
)


class _Search:
    """The facts, grouped as the rules ask for them."""

    def __init__(self, fixpoint: Fixpoint, compiled: Compiled) -> None:
        self._fixpoint = fixpoint
        self._compiled = compiled
        self._explanation = Explanation(fixpoint, compiled.rules)
        self._types: dict[Node, set[Node]] = defaultdict(set)
        self._pairs: dict[Node, set[tuple[Node, Node]]] = defaultdict(set)
        watched = self._watched()
        classes = {fixpoint.number(node) for node in self._classes_at_odds()}
        written = {fixpoint.number(node) for node in _WRITTEN}
        for (s, p, o), position in fixpoint.facts.items():
            if p == fixpoint.type and o in classes:
                self._types[fixpoint.node(s)].add(fixpoint.node(o))
            elif p in watched or (p in written and position == ASSERTED):
                self._pairs[fixpoint.node(p)].add((fixpoint.node(s), fixpoint.node(o)))

    def contradictions(self) -> Iterator[str]:
        """Yield one sentence per contradiction."""
        yield from self._classes()
        yield from self._barred()
        yield from self._properties()
        yield from self._exclusive()
        yield from self._differences()
        yield from self._negations()

    def _watched(self) -> set[int]:
        """Return the properties whose facts a constraint may concern."""
        compiled = self._compiled
        every: set[Node] = {OWL.sameAs, OWL.differentFrom}
        every |= compiled.irreflexive | compiled.asymmetric
        every |= {node for pair in compiled.exclusive for node in pair}
        every |= {property_ for _, property_, _ in compiled.barred}
        numbers = {self._fixpoint.number(node) for node in every}
        denial = self._fixpoint.number(OWL.assertionProperty)
        negated = {o for _, p, o in self._fixpoint.facts if p == denial}
        return numbers | negated

    def _classes_at_odds(self) -> set[Node]:
        """Return the classes that a constraint may concern."""
        at_odds: set[Node] = {OWL.AllDifferent, OWL.Nothing}
        at_odds |= {node for pair in self._compiled.disjoint for node in pair}
        for class_, _, filler in self._compiled.barred:
            at_odds |= {class_} if filler is None else {class_, filler}
        return at_odds

    def _classes(self) -> Iterator[str]:
        against: dict[Node, set[Node]] = defaultdict(set)
        for one, other in map(_two, self._compiled.disjoint):
            against[one].add(other)
        for node, types in self._types.items():
            if OWL.Nothing in types:
                yield f"{self._why(node, OWL.Nothing)}, which has no instances."
            for one in types & against.keys():
                for other in types & against[one]:
                    yield (
                        f"{self._why(node, one)} and {self._because(node, other)}, "
                        "but nothing is both."
                    )

    def _barred(self) -> Iterator[str]:
        for class_, property_, filler in self._compiled.barred:
            for s, o in self._pairs[property_]:
                if class_ in self._types[s] and (
                    filler is None or filler in self._types[o]
                ):
                    yield (
                        f"{name_of(s)} {name_of(property_)} {name_of(o)}, but "
                        f"{name_of(class_)} allows no such value."
                    )

    def _properties(self) -> Iterator[str]:
        for property_ in self._compiled.irreflexive:
            for s, o in self._pairs[property_]:
                if s == o:
                    yield (
                        f"{name_of(s)} {name_of(property_)} itself, but the "
                        "property is irreflexive."
                    )
        for property_ in self._compiled.asymmetric:
            for s, o in self._pairs[property_]:
                if (o, s) in self._pairs[property_]:
                    one, other = sorted((name_of(s), name_of(o)))
                    yield (
                        f"{one} {name_of(property_)} {other} and the other way "
                        "round, but the property is asymmetric."
                    )

    def _exclusive(self) -> Iterator[str]:
        for one, other in map(_two, self._compiled.exclusive):
            for s, o in self._pairs[one] & self._pairs[other]:
                yield (
                    f"{name_of(s)} is related to {name_of(o)} by both "
                    f"{name_of(one)} and {name_of(other)}, which exclude each other."
                )

    def _differences(self) -> Iterator[str]:
        different = {frozenset(pair) for pair in self._pairs[OWL.differentFrom]}
        lists = Lists(self._triples(RDF.first, RDF.rest))
        for property_ in (OWL.members, OWL.distinctMembers):
            for node, head in self._pairs[property_]:
                if OWL.AllDifferent in self._types[node]:
                    different |= {
                        frozenset(pair) for pair in combinations(lists.members(head), 2)
                    }
        for pair in different:
            if len(pair) == 1:
                yield f"{name_of(*pair)} is said to be different from itself."
        for s, o in self._pairs[OWL.sameAs]:
            if s != o and frozenset((s, o)) in different:
                one, other = sorted((name_of(s), name_of(o)))
                yield f"{one} and {other} are said to be the same and to be different."

    def _negations(self) -> Iterator[str]:
        properties = dict(self._pairs[OWL.assertionProperty])
        sources = dict(self._pairs[OWL.sourceIndividual])
        targets = self._pairs[OWL.targetIndividual] | self._pairs[OWL.targetValue]
        for node, target in targets:
            property_, source = properties.get(node), sources.get(node)
            if property_ is None or source is None:
                continue
            if (source, target) in self._pairs[property_]:
                yield (
                    f"{name_of(source)} {name_of(property_)} {name_of(target)} "
                    "is both stated and expressly denied."
                )

    def _triples(self, *properties: Node) -> Iterable[Triple]:
        for property_ in properties:
            for s, o in self._pairs[property_]:
                yield Triple(s, property_, o)  # type: ignore[arg-type]

    def _why(self, node: Node, class_: Node) -> str:
        return f"{name_of(node)} is {self._because(node, class_)}"

    def _because(self, node: Node, class_: Node) -> str:
        return f"a {name_of(class_)} ({self._explanation.of_type(node, class_)})"


def _two(pair: frozenset[Node]) -> tuple[Node, Node]:
    """Return both members in order; twice the same if the pair has but one."""
    members = sorted(pair, key=str)
    return members[0], members[-1]
