"""Return what follows from data and an ontology, without the noise."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dissensus.closure.axioms import Axioms, Node, is_anonymous, split
from dissensus.closure.compiling import compile_axioms
from dissensus.closure.contradictions import refuse_contradictions
from dissensus.closure.equality import NAME, Equality
from dissensus.closure.fixpoint import ASSERTED, Fixpoint
from dissensus.closure.profile import refuse_axioms_in, refuse_unlawful
from dissensus.closure.terminology import close_axioms
from dissensus.closure.wiring import wire
from dissensus.namespaces import OWL, RDF, RDFS

_EVERYTHING: Final = frozenset({OWL.Thing, RDFS.Resource})


@dataclass(frozen=True)
class Closure:
    """What an ontology adds to data.

    Attributes:
        inferred: Sorted; none of them asserted, none about a class or property.
        rules: How many of them each rule gave first, by the rule's name.
        reasons: The name of the rule that gave each triple first, such as
            ``prp-spo2 dis:rebuts``.
    """

    inferred: tuple[Triple, ...]
    rules: Mapping[str, int]
    reasons: Mapping[Triple, str]


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
    reasons: dict[Triple, str] = {}
    for (s, p, o), position in fixpoint.facts.items():
        if position != ASSERTED and s != o:
            subject, object_ = fixpoint.node(s), fixpoint.node(o)
            predicate = fixpoint.node(p)
            if (
                isinstance(subject, NamedNode | BlankNode)
                and isinstance(predicate, NamedNode)
                and subject not in axioms.terms
                and not says_nothing(subject, predicate, object_)
            ):
                reasons[Triple(subject, predicate, object_)] = names[position]
    inferred = sorted(reasons, key=str)
    return Closure(
        inferred=tuple(inferred),
        rules=dict(sorted(Counter(reasons.values()).items())),
        reasons=reasons,
    )


def says_nothing(subject: Node, predicate: Node, object_: Node) -> bool:
    """Return whether an inferred triple would tell nobody anything."""
    if subject == object_ or isinstance(subject, Literal):
        return True
    if predicate == RDF.type:
        return object_ in _EVERYTHING or is_anonymous(object_)
    return False
