"""What a release knows of a debate: who says what, on whose word.

Everything here follows from the rows of three shipped queries and the names of
the sides; ``debates.py`` asks them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.description.attribution import Attribution
from dissensus.description.labels import Names
from dissensus.description.reading import Row
from dissensus.queries import Query

CLAIMS: Final = "pages/debate-claims"
STANCES: Final = "pages/debate-stances"
DISAGREEMENTS: Final = "pages/debate-disagreements"
OWN: Final = "own"
REPORTED: Final = "reported"
VOICES: Final = (OWN, REPORTED)
SIDES_WITH: Final = "sides with"


@dataclass(frozen=True)
class Answer:
    """The answer to a shipped query about one debate."""

    query: Query
    debate: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """The query as anybody can run it, about this one debate."""
        bound = f"VALUES ?debate {{ {NamedNode(self.debate)} }}"
        return f"{self.query.text.rstrip()}\n{bound}\n"


@dataclass(frozen=True)
class Report:
    """One attestation of one stance; or a stance that nobody attests.

    Attributes:
        holder: Whose stance it is, or is said to be.
        object: The claim, or the side.
        stance: Its IRI.
        sign: affirms, denies, leaves open, sides with.
        voice: Whether the holder speaks, or somebody reports.
        kind: Class of the holder; may be empty.
        position: How strongly; may be empty.
        grade: The same as a number from -1 to 1, where it has one.
        date: EDTF; may be empty.
        alleged: All who name the holder deny that the stance is held.
        attribution: Who says so, how and where; None when nobody does.
        texts: The editions that the passages are of.
        rows: Of the query's answer, one for each passage.
    """

    holder: str
    object: str
    stance: str
    sign: str
    voice: str
    kind: str = ""
    position: str = ""
    grade: float | None = None
    date: str = ""
    alleged: bool = False
    attribution: Attribution | None = None
    texts: tuple[str, ...] = ()
    rows: tuple[Row, ...] = field(default=(), repr=False)

    @property
    def contested(self) -> bool:
        """Whether the author denies that the holder takes this stance."""
        return self.attribution is not None and self.attribution.contests

    @property
    def modes(self) -> tuple[str, ...]:
        """In which way it is reported."""
        return self.attribution.modes if self.attribution else ()

    @property
    def authors(self) -> tuple[str, ...]:
        """Whose text says so."""
        return self.attribution.authors if self.attribution else ()


@dataclass(frozen=True)
class Claim:
    """A claim of a debate.

    Attributes:
        iri: Its name.
        standing: 0 for a thesis, 1 for a part of one, 2 for what is argued
            about one, 3 for what a chain of these connects with one.
        short: A short name; may be empty.
    """

    iri: str
    standing: int
    short: str = ""


@dataclass(frozen=True)
class Disagreement:
    """One holder affirms what another denies; each by a stance."""

    claim: str
    affirmer: str
    affirming: str
    denier: str
    denying: str


@dataclass(frozen=True)
class Source:
    """An author of texts: how much of a debate rests on that word alone."""

    author: str
    attestations: int
    share: float
    texts: tuple[str, ...]
    sides: tuple[str, ...]


@dataclass(frozen=True)
class Debate:
    """A debate, as far as the release knows it."""

    iri: str
    questions: tuple[str, ...]
    glosses: Mapping[str, Literal]
    about: tuple[str, ...]
    sides: tuple[str, ...]
    theses: Mapping[str, str]
    answers: Mapping[str, Answer]
    names: Names

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """Every attestation of every stance, by holder and object."""
        rows = self.answers[STANCES].rows
        return tuple(
            _report(tuple(some)) for _, some in groupby(rows, key=_attestation_of)
        )

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What it turns on, nearest to the theses first."""
        return tuple(
            Claim(
                row_text(row, "claim"),
                int(row_text(row, "standing")),
                row_text(row, "short"),
            )
            for row in self.answers[CLAIMS].rows
        )

    @cached_property
    def shorts(self) -> Mapping[str, str]:
        """The short names of its claims, where they have one."""
        return {claim.iri: claim.short for claim in self.claims if claim.short}

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Who disagrees with whom on which claim."""
        names = ("claim", "affirmer", "affirming", "denier", "denying")
        return tuple(
            Disagreement(*(row_text(row, name) for name in names))
            for row in self.answers[DISAGREEMENTS].rows
        )

    @cached_property
    def stood(self) -> Mapping[str, Mapping[str, tuple[Report, ...]]]:
        """For each side its holders, and the words that put them there.

        A holder stands on a side who takes it, or affirms its thesis; what is
        merely alleged puts nobody anywhere.
        """
        found: dict[str, dict[str, list[Report]]] = {side: {} for side in self.sides}
        for report in self.reports:
            side = _side_of(report, self.theses)
            if side in found and not report.alleged:
                found[side].setdefault(report.holder, []).append(report)
        order = sorted(found, key=lambda s: (-len(found[s]), self.names[s]))
        return {
            side: {
                holder: tuple(found[side][holder])
                for holder in sorted(found[side], key=lambda h: self.names[h])
            }
            for side in order
        }

    @cached_property
    def side_of(self) -> Mapping[str, tuple[str, ...]]:
        """For each holder who stands anywhere the sides, usually one."""
        found: dict[str, tuple[str, ...]] = {}
        for side, holders in self.stood.items():
            for holder in holders:
                found[holder] = (*found.get(holder, ()), side)
        return found

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """On whose word all this rests, most words first."""
        said: dict[str, set[str]] = {}
        texts: dict[str, set[str]] = {}
        for report in self.reports:
            for author in report.authors:
                if report.attribution:
                    said.setdefault(author, set()).add(report.attribution.attestation)
                texts.setdefault(author, set()).update(report.texts)
        counts = Counter({author: len(some) for author, some in said.items()})
        whole = sum(counts.values())
        return tuple(
            Source(
                author=author,
                attestations=count,
                share=count / whole,
                texts=tuple(sorted(texts[author])),
                sides=self.side_of.get(author, ()),
            )
            for author, count in counts.most_common()
        )


def row_text(row: Row, name: str) -> str:
    """Return what stands in the column ``name``, empty when nothing does."""
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else str(term or "")


def _attestation_of(row: Row) -> tuple[str, ...]:
    names = ("holder", "object", "stance", "sign", "attestation", "word", "voice")
    return tuple(row_text(row, name) for name in names)


def _report(rows: tuple[Row, ...]) -> Report:
    first = rows[0]
    attestation = row_text(first, "attestation")

    def values(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row_text(row, name) for row in rows if name in row))

    return Report(
        holder=row_text(first, "holder"),
        object=row_text(first, "object"),
        stance=row_text(first, "stance"),
        sign=row_text(first, "sign"),
        voice=row_text(first, "voice"),
        kind=row_text(first, "kind"),
        position=row_text(first, "position"),
        grade=float(grade) if (grade := row_text(first, "grade")) else None,
        date=row_text(first, "date"),
        alleged=row_text(first, "holding") == "alleged",
        attribution=Attribution(
            attestation,
            contests=row_text(first, "word") == "contests",
            authors=values("author"),
            modes=values("mode"),
            passages=values("passage"),
        )
        if attestation
        else None,
        texts=values("text"),
        rows=rows,
    )


def _side_of(report: Report, theses: Mapping[str, str]) -> str:
    if report.sign == SIDES_WITH:
        return report.object
    return theses.get(report.object, "") if report.sign == "affirms" else ""
