"""Compute what follows: OWL 2 RL, with rules compiled from the ontology.

``close`` returns the triples that the ontology adds to the data, or raises
when the two contradict each other. owlrl closes the ontology alone (some
hundred axioms, 0.3 CPU seconds); the instance rules that follow are run to a
fixpoint here, since owlrl over instance data takes 10 CPU seconds per 10 000
triples. That both give the same answer is tested, on generated graphs and on
the real data.

An axiom outside OWL 2 RL, or one that nobody compiles, is refused and never
ignored. The only room in which owlrl is imported.

Source: OWL 2 Web Ontology Language Profiles (2nd ed.), §4.3, tables 4 to 9.
"""

from dissensus.closure.closing import Closure, close
from dissensus.closure.profile import faults

__all__ = ["Closure", "close", "faults"]
