"""Return what follows from data and an ontology, without the noise."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.closure.axioms import Axioms, Node, is_anonymous, split
from dissensus.closure.compiling import compile_axioms
from dissensus.closure.contradictions import refuse_contradictions
from dissensus.closure.equality import NAME, Equality
from dissensus.closure.fixpoint import ASSERTED, Fixpoint
from dissensus.closure.profile import refuse_axioms_in, refuse_unlawful
from dissensus.closure.terminology import close_axioms
from dissensus.closure.wiring import wire
from dissensus.namespaces import OWL, RDF, RDFS

_TYPE: Final = RDF.type
_EVERYTHING: Final = frozenset({OWL.Thing, RDFS.Resource})


@dataclass(frozen=True)
class Closure:
    """What an ontology adds to data.

    Attributes:
        inferred: Sorted; none of them asserted, none about a class or property.
        reasons: For each of them the name of the rule that gave it first, such
            as ``prp-spo2 dis:rebuts``.
    """

    inferred: tuple[Triple, ...]
    reasons: tuple[str, ...]

    @property
    def rules(self) -> Mapping[str, int]:
        """Return how many triples each rule gave first, by the rule's name."""
        return dict(sorted(Counter(self.reasons).items()))


def close(ontology: Iterable[Triple], asserted: Iterable[Triple]) -> Closure:
    """Return the triples that OWL 2 RL adds to ``asserted``.

    What was asserted, what follows about terms only, and what tells nobody
    anything is left out: ``x owl:sameAs x``, ``x a owl:Thing``, ``x a []``,
    and any inferred triple that relates a thing to itself (a person who
    changed her mind does not disagree with herself).

    Args:
        ontology: Axioms, labels, and individuals such as concepts.
            owl:imports is refused, not followed.
        asserted: Triples as authored; datasets already merged.

    Returns:
        The closure. Blank nodes of ``asserted`` keep their labels.

    Raises:
        BadOntology: An axiom is outside OWL 2 RL, or no rule is made of it;
            or an axiom stands among the data.
        InconsistentRelease: The data contradict the ontology.

    Source:
        OWL 2 Web Ontology Language Profiles (2nd ed.), §4.3, tables 4 to 9.
    """
    triples = tuple(ontology)
    refuse_unlawful(triples)
    data = tuple(asserted)
    refuse_axioms_in(data)
    axioms = split(triples)
    compiled = compile_axioms(close_axioms(axioms.triples))
    fixpoint = Fixpoint()
    wire(fixpoint, compiled.rules)
    Equality(fixpoint, len(compiled.rules))
    fixpoint.run((*axioms.others, *data))
    refuse_contradictions(fixpoint, compiled)
    names = [*(rule.name for rule in compiled.rules), NAME]
    return _closure(fixpoint, names, axioms)


def _closure(fixpoint: Fixpoint, names: list[str], axioms: Axioms) -> Closure:
    """Return what is worth publishing of the facts that rules gave."""
    nodes = fixpoint.nodes()
    mute = [isinstance(n, Literal) or n in axioms.terms for n in nodes]
    hollow = [says_nothing_as_class(n) for n in nodes]
    nameless = [not isinstance(n, NamedNode) for n in nodes]
    kept = [
        (fact, position)
        for fact, position in fixpoint.facts.items()
        if position != ASSERTED
        and not mute[fact[0]]
        and not nameless[fact[1]]
        and fact[0] != fact[2]
        and not (fact[1] == fixpoint.type and hollow[fact[2]])
    ]
    # By the rank of each node: a fraction of the cost of sorting by text.
    order = sorted(range(len(nodes)), key=lambda n: str(nodes[n]))
    rank = [0] * len(order)
    for place, number in enumerate(order):
        rank[number] = place
    kept.sort(key=lambda pair: (rank[pair[0][0]], rank[pair[0][1]], rank[pair[0][2]]))
    return Closure(
        inferred=tuple(_triple(nodes[s], nodes[p], nodes[o]) for (s, p, o), _ in kept),
        reasons=tuple(names[position] for _, position in kept),
    )


def _triple(subject: Node, predicate: Node, object_: Node) -> Triple:
    return Triple(subject, predicate, object_)  # type: ignore[arg-type]


def says_nothing(triple: Triple) -> bool:
    """Return whether an inferred triple would tell nobody anything."""
    return triple.subject == triple.object or (
        triple.predicate == _TYPE and says_nothing_as_class(triple.object)
    )


def says_nothing_as_class(node: Node) -> bool:
    """Return whether to be of this class is no news: all are, or it is unnamed."""
    return node in _EVERYTHING or is_anonymous(node)
