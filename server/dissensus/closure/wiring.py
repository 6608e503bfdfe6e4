"""Hang each rule on the properties and classes whose facts can feed it."""

from collections.abc import Callable, Sequence
from functools import singledispatch

from dissensus.closure.fixpoint import Fixpoint, walk
from dissensus.closure.rules import (
    AllValues,
    Chain,
    Conjunction,
    Copy,
    Enumeration,
    Flip,
    GiveValue,
    Rule,
    SomeValues,
    SubClass,
    TypeByValue,
    TypeObject,
    TypeSubject,
)


def wire(fixpoint: Fixpoint, rules: Sequence[Rule]) -> None:
    """Make ``fixpoint`` apply ``rules``; a fact names its rule by position."""
    for position, rule in enumerate(rules):
        _hang(rule, fixpoint, position)


@singledispatch
def _hang(rule: Rule, fixpoint: Fixpoint, position: int) -> None:
    raise TypeError(type(rule), fixpoint, position)


@_hang.register
def _copy(rule: Copy, fixpoint: Fixpoint, position: int) -> None:
    head, add = fixpoint.number(rule.head), fixpoint.add
    fixpoint.on_property[fixpoint.number(rule.body)].append(
        lambda s, o: add(s, head, o, position)
    )


@_hang.register
def _flip(rule: Flip, fixpoint: Fixpoint, position: int) -> None:
    head, add = fixpoint.number(rule.head), fixpoint.add
    fixpoint.on_property[fixpoint.number(rule.body)].append(
        lambda s, o: add(o, head, s, position)
    )


@_hang.register
def _type_subject(rule: TypeSubject, fixpoint: Fixpoint, position: int) -> None:
    classify = _classifier(fixpoint, fixpoint.number(rule.head), position)
    fixpoint.on_property[fixpoint.number(rule.body)].append(lambda s, _: classify(s))


@_hang.register
def _type_object(rule: TypeObject, fixpoint: Fixpoint, position: int) -> None:
    classify = _classifier(fixpoint, fixpoint.number(rule.head), position)
    fixpoint.on_property[fixpoint.number(rule.body)].append(lambda _, o: classify(o))


@_hang.register
def _sub_class(rule: SubClass, fixpoint: Fixpoint, position: int) -> None:
    classify = _classifier(fixpoint, fixpoint.number(rule.head), position)
    fixpoint.on_class[fixpoint.number(rule.body)].append(classify)


@_hang.register
def _enumeration(rule: Enumeration, fixpoint: Fixpoint, position: int) -> None:
    classify = _classifier(fixpoint, fixpoint.number(rule.head), position)
    classify(fixpoint.number(rule.member))


@_hang.register
def _chain(rule: Chain, fixpoint: Fixpoint, position: int) -> None:
    path = [fixpoint.number(property_) for property_ in rule.path]
    head = fixpoint.number(rule.head)
    for place, property_ in enumerate(path):
        fixpoint.index(property_)
        fixpoint.on_property[property_].append(
            _link(fixpoint, (path[:place][::-1], path[place + 1 :]), head, position)
        )


def _link(
    fixpoint: Fixpoint, rest: tuple[list[int], list[int]], head: int, position: int
) -> Callable[[int, int], None]:
    """Return what a fact does as one link of a chain: complete it both ways."""
    before, after = rest
    objects, subjects, add = fixpoint.objects, fixpoint.subjects, fixpoint.add

    def conclude(s: int, o: int) -> None:
        # Copies: a chain that feeds itself adds to the indexes it walks.
        ends = tuple(walk(o, after, objects))
        for start in tuple(walk(s, before, subjects)) if ends else ():
            for end in ends:
                add(start, head, end, position)

    return conclude


@_hang.register
def _conjunction(rule: Conjunction, fixpoint: Fixpoint, position: int) -> None:
    parts = [fixpoint.number(part) for part in rule.parts]
    classify = _classifier(fixpoint, fixpoint.number(rule.head), position)
    facts, type_ = fixpoint.facts, fixpoint.type

    def conclude(s: int) -> None:
        if all((s, type_, part) in facts for part in parts):
            classify(s)

    for part in parts:
        fixpoint.on_class[part].append(conclude)


@_hang.register
def _some_values(rule: SomeValues, fixpoint: Fixpoint, position: int) -> None:
    along, filler = fixpoint.number(rule.along), fixpoint.number(rule.filler)
    classify = _classifier(fixpoint, fixpoint.number(rule.head), position)
    fixpoint.index(along)
    facts, type_, subjects = fixpoint.facts, fixpoint.type, fixpoint.subjects

    def by_link(s: int, o: int) -> None:
        if (o, type_, filler) in facts:
            classify(s)

    def by_type(o: int) -> None:
        for s in tuple(subjects[along].get(o, ())):
            classify(s)

    fixpoint.on_property[along].append(by_link)
    fixpoint.on_class[filler].append(by_type)


@_hang.register
def _all_values(rule: AllValues, fixpoint: Fixpoint, position: int) -> None:
    along, body = fixpoint.number(rule.along), fixpoint.number(rule.body)
    classify = _classifier(fixpoint, fixpoint.number(rule.filler), position)
    fixpoint.index(along)
    facts, type_, objects = fixpoint.facts, fixpoint.type, fixpoint.objects

    def by_link(s: int, o: int) -> None:
        if (s, type_, body) in facts:
            classify(o)

    def by_type(s: int) -> None:
        for o in tuple(objects[along].get(s, ())):
            classify(o)

    fixpoint.on_property[along].append(by_link)
    fixpoint.on_class[body].append(by_type)


@_hang.register
def _give_value(rule: GiveValue, fixpoint: Fixpoint, position: int) -> None:
    along, value = fixpoint.number(rule.along), fixpoint.number(rule.value)
    add = fixpoint.add
    fixpoint.on_class[fixpoint.number(rule.body)].append(
        lambda s: add(s, along, value, position)
    )


@_hang.register
def _type_by_value(rule: TypeByValue, fixpoint: Fixpoint, position: int) -> None:
    value = fixpoint.number(rule.value)
    classify = _classifier(fixpoint, fixpoint.number(rule.head), position)

    def conclude(s: int, o: int) -> None:
        if o == value:
            classify(s)

    fixpoint.on_property[fixpoint.number(rule.along)].append(conclude)


def _classifier(fixpoint: Fixpoint, class_: int, rule: int) -> Callable[[int], None]:
    add, type_ = fixpoint.add, fixpoint.type
    return lambda individual: add(individual, type_, class_, rule)
