"""Choose and score the entities that a query may mean.

The score is 100 for certainty, and put together from features that are sent
along, so that a client may weigh them otherwise (``docs/reconciliation.md``):

- ``name``, from 0 to 100: how like the likest name is, see ``names.py``; 100
  where the query is an identifier (``identifier``).
- ``property:...``, from 0 to 100 for each property asked for.
- ``type``: whether the candidate is of the types asked for.

Score: the name alone; or 0.6 of it and 0.4 of the mean of the properties; or
that mean, where no name was given. A fifth less for a type that only should be.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from statistics import fmean
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode

from dissensus.description import Holdings
from dissensus.namespaces import OWL, RDF, RDFS, SH
from dissensus.reconciliation.agreement import agreement
from dissensus.reconciliation.asking import Asked
from dissensus.reconciliation.names import Likeness, liken
from dissensus.reconciliation.paths import Way, follow, read_way
from dissensus.search import Candidate, Entity, Index, find_candidates

NAME_SHARE: Final = 0.6
OTHER_TYPE: Final = 0.8
LEAST: Final = 30.0
# What makes a candidate a sure one: a name this good, or a fair one that each
# property bears out, and nobody near.
SURE, FAIR, AGREED, AHEAD = 95.0, 80.0, 80.0, 10.0
_SCANNED: Final = 2_000
# Terms, shapes and queries are candidates only where their type is asked for.
_FORMAL: Final = (OWL, RDF, RDFS, SH)
Wanted = tuple[tuple[str, Way, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Feature:
    """Something by which a candidate was judged: its name, and what it came to."""

    id: str
    value: float | bool


@dataclass(frozen=True)
class Match:
    """A candidate with its score.

    Attributes:
        candidate: Who it is.
        score: From 0 to 100.
        features: What the score was put together from, and what explains that.
        sure: It is meant, as far as a program can know.
        name: The name that was likest; empty when none was asked for.
    """

    candidate: Candidate
    score: float
    features: tuple[Feature, ...]
    sure: bool
    name: str


@dataclass(frozen=True)
class Reconciler:
    """Answers queries over one release.

    Attributes:
        holdings: Its statements.
        index: Its names.
        everywhere: Entities that the dataset did not mint count too.
    """

    holdings: Holdings
    index: Index
    everywhere: bool = False

    def match(self, asked: Asked) -> list[Match]:
        """Return the candidates for ``asked``, the best first; 5 ms for a name.

        Raises:
            MalformedRequest: A property is no path.
        """
        wanted = tuple(
            (path, read_way(path, self.holdings), values)
            for path, values in asked.properties
        )
        found = [
            self._judge(asked, candidate, wanted)
            for candidate in self._candidates(asked, wanted)
            if self._offers(candidate.entity, asked)
        ]
        good = [one for one in found if one.score >= LEAST]
        good.sort(key=_order)
        if good and _is_sure(good[0], good[1:]):
            good[0] = Match(**{**vars(good[0]), "sure": True})
        return good[: asked.limit]

    def _offers(self, entity: Entity, asked: Asked) -> bool:
        """Return whether ``entity`` is the dataset's own, and not of its machinery."""
        own = self.everywhere or entity.iri.startswith(self.holdings.base)
        return own and (bool(asked.types) or not any(entity.kind in n for n in _FORMAL))

    def classes(self, entity: Entity) -> list[str]:
        """Return the classes of ``entity``, the one that says most first."""
        quads = self.holdings.told_of(NamedNode(entity.iri), RDF.type)
        found = {q.object.value for q in quads if isinstance(q.object, NamedNode)}
        return sorted(found, key=lambda class_: (class_ != entity.kind, class_))

    def _candidates(self, asked: Asked, wanted: Wanted) -> list[Candidate]:
        types = () if asked.strict == "should" else asked.types
        if asked.text:
            found = find_candidates(self.index, asked.text, types)
        else:
            iris = list(self._having(wanted[0]))[:_SCANNED]
            found = find_candidates(self.index, "", types, iris)
        if asked.strict != "all":
            return found
        for type_ in asked.types:
            iris = [one.entity.iri for one in found]
            ours = find_candidates(self.index, "", [type_], iris)
            kept = {one.entity.iri for one in ours}
            found = [one for one in found if one.entity.iri in kept]
        return found

    def _having(self, wanted: tuple[str, Way, tuple[str, ...]]) -> Iterable[str]:
        """Yield the entities whose property agrees with what is wanted.

        Those among the first 2,000 that have the property, and any that has the
        value for its identifier.
        """
        _, way, values = wanted
        some = {
            one.entity.iri: None
            for value in values
            for one in find_candidates(self.index, value)
            if one.identified
        }
        if way.steps:
            property_, back = way.steps[0]
            merge = DefaultGraph() if self.holdings.graphs is None else None
            quads = self.holdings.backend.quads(None, property_, None, merge)
            ends = (quad.object if back else quad.subject for quad in quads)
            scanned = islice(ends, _SCANNED)
            some |= {e.value: None for e in scanned if isinstance(e, NamedNode)}
        for iri in some:
            found = follow(self.holdings, NamedNode(iri), way)
            if agreement(self.holdings, values, found):
                yield iri

    def _judge(self, asked: Asked, candidate: Candidate, wanted: Wanted) -> Match:
        name, best = _likest(asked.text, candidate)
        features = _of_name(candidate, best) if asked.text else []
        shares = [self._agreement(candidate, way, values) for _, way, values in wanted]
        score = _combine(features[0].value if features else None, shares)
        features += [
            Feature(f"property:{path}", share)
            for (path, _, _), share in zip(wanted, shares, strict=True)
        ]
        if asked.types:
            fits = asked.strict != "should" or self._fits(candidate, asked.types)
            features.append(Feature("type", fits))
            score = score if fits else score * OTHER_TYPE
        features.append(Feature("links", candidate.entity.links))
        return Match(candidate, round(score, 1), tuple(features), False, name)

    def _agreement(
        self, candidate: Candidate, way: Way, values: tuple[str, ...]
    ) -> float:
        ends = follow(self.holdings, NamedNode(candidate.entity.iri), way)
        return round(100 * agreement(self.holdings, values, ends), 1)

    def _fits(self, candidate: Candidate, types: tuple[str, ...]) -> bool:
        iri = candidate.entity.iri
        return bool(find_candidates(self.index, "", types, [iri]))


def _likest(text: str, candidate: Candidate) -> tuple[str, Likeness]:
    years = {day[:4] for day in (candidate.entity.begins, candidate.entity.ends)}
    found = ((name, liken(text, name, years - {""})) for name in candidate.names)
    none = ("", Likeness())
    return max(found, key=lambda one: one[1].value, default=none) if text else none


def _of_name(candidate: Candidate, best: Likeness) -> list[Feature]:
    """Return how like the name is, and why."""
    value = 1.0 if candidate.identified else best.value
    counted = ("same", "respelt", "initials", "misspelt", "missing", "extra")
    return [
        Feature("name", round(100 * value, 1)),
        Feature("identifier", candidate.identified),
        *(Feature(f"words_{kind}", getattr(best, kind)) for kind in counted),
        Feature("inverted", best.inverted),
    ]


def _combine(name: float | None, shares: list[float]) -> float:
    if name is None:
        return fmean(shares) if shares else 0.0
    if not shares:
        return name
    return NAME_SHARE * name + (1 - NAME_SHARE) * fmean(shares)


def _order(match: Match) -> tuple[float, int, str]:
    entity = match.candidate.entity
    return -match.score, -entity.links, entity.iri


def _is_sure(best: Match, rest: list[Match]) -> bool:
    told = {feature.id: feature.value for feature in best.features}
    shares = [share for name, share in told.items() if name.startswith("property:")]
    agreed = all(share >= AGREED for share in shares)
    name = told.get("name", SURE)
    guessed = told.get("words_initials") or told.get("words_misspelt")
    likely = (name >= SURE and not guessed) or (bool(shares) and name >= FAIR)
    ahead = not any(_rivals(best, other) for other in rest)
    return likely and agreed and ahead and bool(told.get("type", True))


def _rivals(best: Match, other: Match) -> bool:
    """Return whether ``other`` may be meant as well.

    A record about an identifier bears it too; but nothing points at that.
    """
    both = best.candidate.identified and other.candidate.identified
    linked = best.candidate.entity.links and not other.candidate.entity.links
    return best.score - other.score < AHEAD and not (both and linked)
