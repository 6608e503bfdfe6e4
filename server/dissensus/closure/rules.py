"""What a rule may be: the instance rules of OWL 2 RL, each made concrete.

A rule of the standard speaks of any property or class; here it has been
compiled with those of one axiom. ``name`` keeps both: ``prp-dom dis:holder``.
"""

from dataclasses import dataclass

from dissensus.closure.axioms import Node


@dataclass(frozen=True)
class Rule:
    """A rule of the standard, applied to one axiom.

    Attributes:
        name: The standard's name of the rule, a space, and the axiom's term.
    """

    name: str


@dataclass(frozen=True)
class Copy(Rule):
    """``x body y`` gives ``x head y`` (prp-spo1)."""

    body: Node
    head: Node


@dataclass(frozen=True)
class Flip(Rule):
    """``x body y`` gives ``y head x`` (prp-inv1, prp-inv2, prp-symp)."""

    body: Node
    head: Node


@dataclass(frozen=True)
class TypeSubject(Rule):
    """``x body y`` gives ``x a head`` (prp-dom; cls-svf2)."""

    body: Node
    head: Node


@dataclass(frozen=True)
class TypeObject(Rule):
    """``x body y`` gives ``y a head`` (prp-rng)."""

    body: Node
    head: Node


@dataclass(frozen=True)
class SubClass(Rule):
    """``x a body`` gives ``x a head`` (cax-sco)."""

    body: Node
    head: Node


@dataclass(frozen=True)
class Chain(Rule):
    """A path of two or more properties gives ``head`` (prp-spo2, prp-trp)."""

    path: tuple[Node, ...]
    head: Node


@dataclass(frozen=True)
class Conjunction(Rule):
    """``x a`` each of ``parts`` gives ``x a head`` (cls-int1)."""

    parts: tuple[Node, ...]
    head: Node


@dataclass(frozen=True)
class SomeValues(Rule):
    """``x along y`` and ``y a filler`` give ``x a head`` (cls-svf1)."""

    along: Node
    filler: Node
    head: Node


@dataclass(frozen=True)
class AllValues(Rule):
    """``x a body`` and ``x along y`` give ``y a filler`` (cls-avf)."""

    body: Node
    along: Node
    filler: Node


@dataclass(frozen=True)
class GiveValue(Rule):
    """``x a body`` gives ``x along value`` (cls-hv1)."""

    body: Node
    along: Node
    value: Node


@dataclass(frozen=True)
class TypeByValue(Rule):
    """``x along value`` gives ``x a head`` (cls-hv2)."""

    along: Node
    value: Node
    head: Node


@dataclass(frozen=True)
class Enumeration(Rule):
    """``member a head`` holds from the start (cls-oo)."""

    member: Node
    head: Node
