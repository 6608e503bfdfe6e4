"""List what a release holds: its classes, and the members of one."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from dissensus.description.incoming import (
    PAGE,
    Incoming,
    count_subjects,
    read_subjects,
)
from dissensus.description.labels import Names, read_names
from dissensus.description.reading import Holdings, named_node, select
from dissensus.errors import UnknownEntity
from dissensus.namespaces import RDF


@dataclass(frozen=True)
class Counted:
    """A class, and how many members it has."""

    iri: str
    count: int


@dataclass(frozen=True)
class Listing:
    """One page of the members of a class, by English label."""

    iri: str
    members: Incoming
    names: Names


@dataclass(frozen=True)
class Subjects:
    """One page of subjects, by English label, and whether there are more."""

    subjects: tuple[str, ...]
    page: int
    more: bool
    names: Names


def read_classes(holdings: Holdings) -> tuple[Counted, ...]:
    """Return the classes that have members, the fullest first."""
    return tuple(
        Counted(row["class"].value, int(row["count"].value))
        for row in select(holdings, "classes")
        if isinstance(row["class"], NamedNode) and isinstance(row["count"], Literal)
    )


def list_members(
    holdings: Holdings, iri: str, page: int = 1, language: str = "en"
) -> Listing:
    """Return page ``page``, from 1, of the members of the class ``iri``.

    Raises:
        UnknownEntity: Nothing in the release is a member of it, or the
            class has fewer pages.
    """
    return list_subjects(holdings, RDF.type.value, iri, page, language)


def list_subjects(
    holdings: Holdings, property_: str, iri: str, page: int, language: str = "en"
) -> Listing:
    """Return page ``page``, from 1, of what points at ``iri`` with ``property_``.

    Raises:
        UnknownEntity: Nothing does, or there are fewer pages.
    """
    entity, link = named_node(iri), named_node(property_)
    count = count_subjects(holdings, entity, link)
    members = read_subjects(holdings, entity, link, count, page)
    if not members.subjects:
        raise UnknownEntity(
            f"Nothing on page {page} of what has <{property_}> <{iri}>.",
            hint="The classes with members are listed under /browse.",
        )
    names = read_names(holdings, {iri, property_, *members.subjects}, language)
    return Listing(iri, members, names)


def list_graph(holdings: Holdings, graph: str, page: int = 1) -> Subjects:
    """Return page ``page``, from 1, of what a named graph is about."""
    return _subjects(holdings, "graph", page, graph=[NamedNode(graph)])


def list_folder(holdings: Holdings, folder: str, page: int = 1) -> Subjects:
    """Return page ``page``, from 1, of the entities whose IRIs begin alike.

    Raises:
        UnknownEntity: There is none, or there are fewer pages.
    """
    found = _subjects(holdings, "within", page, folder=[named_node(folder)])
    if not found.subjects:
        raise UnknownEntity(
            f"This release has no entity below <{folder}>.",
            hint="The classes with members are listed under /browse.",
        )
    return found


def list_addresses(holdings: Holdings, folder: str) -> tuple[str, ...]:
    """Return every IRI below ``folder`` that has a document, sorted.

    Parts that are told of with a whole, and what was withdrawn, have none.
    """
    rows = select(holdings, "addresses", folder=[named_node(folder)])
    found = [row["subject"] for row in rows]
    return tuple(iri.value for iri in found if isinstance(iri, NamedNode))


def list_everything(holdings: Holdings, page: int = 1) -> Subjects:
    """Return page ``page``, from 1, of all subjects that have an IRI."""
    return _subjects(holdings, "everything", page)


def _subjects(
    holdings: Holdings, query: str, page: int, **values: list[NamedNode]
) -> Subjects:
    rows = select(holdings, query, (PAGE + 1, PAGE * (page - 1)), **values)
    found = [s.value for row in rows if isinstance(s := row["subject"], NamedNode)]
    names = read_names(holdings, found[:PAGE])
    return Subjects(tuple(found[:PAGE]), page, len(found) > PAGE, names)
