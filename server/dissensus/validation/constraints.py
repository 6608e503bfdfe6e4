"""Make each constraint of SHACL Core that is plain to decide into a test.

Which constraints there are, and what each takes, stands in ``MAKERS``; what is
not in it is not understood.

Source: SHACL section 4.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Final, Protocol, TypeAlias

from pyoxigraph import Literal, NamedNode

from dissensus.namespaces import RDF, SH, XSD
from dissensus.validation.facts import Facts, Term
from dissensus.validation.values import (
    Answer,
    Holds,
    Unclear,
    above,
    all_of,
    below,
    count,
    in_languages,
    in_order,
    invert,
    of_datatype,
    of_node_kind,
    of_pattern,
    one_of,
    only,
    only_one_of,
)

Constraint: TypeAlias = Callable[[Term, Collection[Term]], Answer]
Said: TypeAlias = Mapping[NamedNode, list[Term]]
_TRUE: Final = Literal("true", datatype=XSD.boolean)


class Reading(Protocol):
    """What makers ask of whoever reads the shapes."""

    facts: Facts

    def test(self, shape: Term) -> Holds:
        """Return the test of a shape."""

    def said(self, node: Term) -> Said:
        """Return what the shapes say of ``node``."""

    def members(self, head: Term) -> list[Term]:
        """Return the members of a list."""


Maker: TypeAlias = Callable[[Reading, list[Term], Said], Iterator[Constraint]]


def _every(holds: Holds) -> Constraint:
    """Return the constraint that each value by itself keeps to ``holds``."""
    return lambda _, values: all_of(map(holds, values))


def _each(make: Callable[[Term], Holds]) -> Maker:
    """Return the maker of a constraint that concerns each value by itself."""

    def maker(_: Reading, parameters: list[Term], __: Said) -> Iterator[Constraint]:
        return map(_every, map(make, parameters))

    return maker


def _within(join: Callable[[Iterable[Answer]], Answer]) -> Maker:
    """Return the maker of sh:and, sh:or or sh:xone."""

    def joined(tests: list[Holds]) -> Holds:
        return lambda value: join(test(value) for test in tests)

    def maker(reading: Reading, heads: list[Term], _: Said) -> Iterator[Constraint]:
        for head in heads:
            yield _every(joined([reading.test(s) for s in reading.members(head)]))

    return maker


def _shapes(reading: Reading, shapes: list[Term], _: Said) -> Iterator[Constraint]:
    """sh:property and sh:node."""
    return map(_every, map(reading.test, shapes))


def _not(reading: Reading, shapes: list[Term], _: Said) -> Iterator[Constraint]:
    def contrary(test: Holds) -> Holds:
        return lambda value: invert(test(value))

    return map(_every, map(contrary, map(reading.test, shapes)))


def _class(reading: Reading, classes: list[Term], _: Said) -> Iterator[Constraint]:
    types = reading.facts.objects(RDF.type)

    def of_one(within: frozenset[Term]) -> Holds:
        return lambda value: not within.isdisjoint(types.get(value, ()))

    return map(_every, map(of_one, map(reading.facts.below, classes)))


def _counted(reading: Reading, shapes: list[Term], said: Said) -> Iterator[Constraint]:
    """sh:qualifiedValueShape with its counts."""
    test = reading.test(only(shapes))
    least = count(said[SH.qualifiedMinCount]) if SH.qualifiedMinCount in said else 0
    most = said.get(SH.qualifiedMaxCount)
    limit = count(most) if most else None

    def holds(_: Term, values: Collection[Term]) -> Answer:
        answers = [test(value) for value in values]
        fit = answers.count(True)
        within = fit >= least and (limit is None or fit <= limit)
        return None if None in answers else within

    yield holds


def _count(compare: Callable[[int, int], bool]) -> Maker:
    """Return the maker of sh:minCount or sh:maxCount."""

    def maker(_: Reading, bounds: list[Term], __: Said) -> Iterator[Constraint]:
        bound = count(bounds)
        yield lambda _, values: compare(len(values), bound)

    return maker


def _ordered(*, strictly: bool) -> Maker:
    """Return the maker of sh:lessThan or sh:lessThanOrEquals."""

    def before(objects: Mapping[Term, list[Term]]) -> Constraint:
        return lambda focus, values: all_of(
            in_order(value, other, strictly=strictly)
            for value in values
            for other in objects.get(focus, ())
        )

    def maker(reading: Reading, others: list[Term], _: Said) -> Iterator[Constraint]:
        return map(before, map(reading.facts.objects, others))

    return maker


def _disjoint(reading: Reading, others: list[Term], _: Said) -> Iterator[Constraint]:
    def apart(objects: Mapping[Term, list[Term]]) -> Constraint:
        return lambda focus, values: set(values).isdisjoint(objects.get(focus, ()))

    return map(apart, map(reading.facts.objects, others))


def _has(_: Reading, wanted: list[Term], __: Said) -> Iterator[Constraint]:
    def among(one: Term) -> Constraint:
        return lambda _, values: one in values

    return map(among, wanted)


def _in(reading: Reading, heads: list[Term], _: Said) -> Iterator[Constraint]:
    def one_of_these(choice: list[Term]) -> Constraint:
        allowed = frozenset(choice)
        return lambda _, values: allowed.issuperset(values)

    return map(one_of_these, map(reading.members, heads))


def _languages(reading: Reading, heads: list[Term], _: Said) -> Iterator[Constraint]:
    yield _every(in_languages(reading.members(only(heads))))


def _closed(reading: Reading, values: list[Term], said: Said) -> Iterator[Constraint]:
    if only(values) != _TRUE:
        raise Unclear
    known = {only(reading.said(s).get(SH.path, [])) for s in said.get(SH.property, ())}
    for head in said.get(SH.ignoredProperties, ()):
        known.update(reading.members(head))
    others = [
        reading.facts.objects(property_)
        for property_ in reading.facts.properties()
        if property_ not in known
    ]

    def holds(value: Term) -> Answer:
        return None if any(value in said for said in others) else True

    yield _every(holds)


MAKERS: Final[Mapping[NamedNode, Maker]] = {
    SH[name]: maker
    for name, maker in {
        "property": _shapes,
        "node": _shapes,
        "and": _within(all_of),
        "or": _within(one_of),
        "xone": _within(only_one_of),
        "not": _not,
        "class": _class,
        "datatype": _each(of_datatype),
        "nodeKind": _each(of_node_kind),
        "pattern": _each(of_pattern),
        "minCount": _count(int.__ge__),
        "maxCount": _count(int.__le__),
        "minInclusive": _each(partial(above, strictly=False)),
        "minExclusive": _each(partial(above, strictly=True)),
        "maxInclusive": _each(partial(below, strictly=False)),
        "maxExclusive": _each(partial(below, strictly=True)),
        "lessThan": _ordered(strictly=True),
        "lessThanOrEquals": _ordered(strictly=False),
        "disjoint": _disjoint,
        "hasValue": _has,
        "in": _in,
        "languageIn": _languages,
        "qualifiedValueShape": _counted,
        "closed": _closed,
    }.items()
}
