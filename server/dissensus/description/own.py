"""Gather what is said of several entities at once, for a page about all of them."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from dissensus.description.gathering import Gathering
from dissensus.description.labels import Names, read_names
from dissensus.description.reading import Holdings
from dissensus.description.statements import Group, Ordering


@dataclass(frozen=True)
class Own:
    """Statements about several entities, named together.

    Attributes:
        groups: By IRI, as in ``Description.groups``.
        names: Labels of every entity mentioned.
        graphs: The graphs in which the statements stand, in order.
    """

    groups: dict[str, tuple[Group, ...]]
    names: Names
    graphs: tuple[str, ...]


def describe_own(holdings: Holdings, iris: list[str]) -> Own:
    """Return the statements about each of ``iris``, without what points at them."""
    gatherings = [Gathering(holdings, NamedNode(iri)) for iri in iris]
    for gathering in gatherings:
        gathering.gather(gathering.root)
    graphs = sorted({graph for each in gatherings for graph in each.graphs()})
    spoken_of = {iri for each in gatherings for iri in each.mentioned()}
    names = read_names(holdings, {*iris, *spoken_of})
    return Own(
        groups={
            each.root.value: Ordering(each, graphs, names).groups(each.root)
            for each in gatherings
        },
        names=names,
        graphs=tuple(graphs),
    )
