"""Gather what our own data say of an entity, as far as Wikidata could know it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from dissensus.linking.dates import Interval, span
from dissensus.linking.items import Name
from dissensus.namespaces import DCTERMS, DIS, RDF, RDFS, SCHEMA, SKOS
from dissensus.sources import Project

BORN: Final = "born"
DIED: Final = "died"
WHEN: Final = "dated"
ISSUED: Final = "issued"
Said = Mapping[NamedNode, list[Literal | NamedNode]]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Entity:
    """One of our entities.

    Attributes:
        iri: Its name.
        names: Text and language of its labels.
        aliases: Text and language of its other labels.
        classes: IRIs of its classes and of their superclasses.
        dates: ``born``, ``died``, ``dated`` or ``issued``.
    """

    iri: str
    names: frozenset[Name] = frozenset()
    aliases: frozenset[Name] = frozenset()
    classes: frozenset[str] = frozenset()
    dates: Mapping[str, Interval] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Its label in English, or any, or the end of its IRI."""
        by_language = {language: text for text, language in sorted(self.names)}
        slug = self.iri.rpartition("/")[2]
        return by_language.get("en") or next(iter(by_language.values()), slug)


def read_entities(project: Project, iris: Iterable[str]) -> dict[str, Entity]:
    """Return what ``project`` states of each of ``iris``, inferring nothing."""
    wanted = set(iris)
    said: dict[str, dict[NamedNode, list[Literal | NamedNode]]] = {
        iri: defaultdict(list) for iri in wanted
    }
    for triple in project.asserted():
        subject = str(triple.subject)[1:-1]
        if subject in wanted and isinstance(triple.object, Literal | NamedNode):
            said[subject][triple.predicate].append(triple.object)
    above = _superclasses(project.ontology())
    return {iri: _entity(iri, facts, above) for iri, facts in said.items()}


def _entity(iri: str, said: Said, above: Mapping[str, set[str]]) -> Entity:
    stated = {term.value for term in said.get(RDF.type, ())}
    return Entity(
        iri=iri,
        names=_names(said.get(SKOS.prefLabel, ())),
        aliases=_names(said.get(SKOS.altLabel, ())),
        classes=frozenset(stated.union(*(above.get(c, ()) for c in stated))),
        dates=_dates(said),
    )


def _names(terms: Iterable[Literal | NamedNode]) -> frozenset[Name]:
    return frozenset(
        (term.value, term.language)
        for term in terms
        if isinstance(term, Literal) and term.language
    )


def _dates(said: Said) -> dict[str, Interval]:
    """Return the dates of an entity: as written, or the bounds that it has."""
    first = date(1, 1, 1)
    last = date(date.max.year, 12, 31)
    found: dict[str, Interval] = {}
    for name, written, lower, upper in (
        (BORN, SCHEMA.birthDate, DIS.birthNotBefore, None),
        (DIED, SCHEMA.deathDate, None, DIS.deathNotAfter),
        (WHEN, DIS.edtf, DIS.notBefore, DIS.notAfter),
        (ISSUED, DCTERMS.issued, None, None),
    ):
        bounds = [_first(said, p, date.fromisoformat) for p in (lower, upper)]
        # Bounds are Gregorian; what is written may be of another calendar.
        if name == WHEN and all(bounds):
            found[name] = (bounds[0] or first, bounds[1] or last)
        elif interval := _first(said, written, span):
            found[name] = interval
        elif any(bounds):
            found[name] = (bounds[0] or first, bounds[1] or last)
    return found


def _first(
    said: Said, property_: NamedNode | None, read: Callable[[str], _T]
) -> _T | None:
    """Return the first value of ``property_`` that can be read as a date."""
    for term in sorted(said.get(property_, ()) if property_ else (), key=str):
        try:
            return read(term.value)
        except ValueError:
            continue
    return None


def _superclasses(ontology: Iterable[Triple]) -> dict[str, set[str]]:
    direct: dict[str, set[str]] = defaultdict(set)
    for triple in ontology:
        if triple.predicate == RDFS.subClassOf and isinstance(triple.object, NamedNode):
            direct[str(triple.subject)[1:-1]].add(triple.object.value)
    found: dict[str, set[str]] = {}
    for class_ in direct:
        ahead, seen = [class_], set[str]()
        while ahead:
            for parent in direct.get(ahead.pop(), set()) - seen:
                seen.add(parent)
                ahead.append(parent)
        found[class_] = seen
    return found
