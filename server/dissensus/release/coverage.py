"""Say how far the reading has come: what each segment of a text has yielded.

``coverage.json`` stands in every release. It counts what the graph holds and
judges nothing: a segment without a statement may be one that says nothing.

A *segment* is a passage with a position of its own that is not a mere span.
What is placed at a span counts for the nearest segment around it; what is
placed at a whole without a position (a paragraph that a note interrupts)
counts for each of its parts.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store, Triple

from dissensus.namespaces import DIS, DISSENSUS, OA, RDF, SCHEMA, SKOS
from dissensus.queries import Query
from dissensus.release.answering import answer_questions
from dissensus.release.content import Content

NAME: Final = "coverage.json"
COUNTED: Final = ("attestations", "attested", "mentioned", "citations", "readings")
_SPAN: Final = NamedNode(f"{DISSENSUS}vocab/passage-kind/span")
_NOTE: Final = NamedNode(f"{DISSENSUS}vocab/passage-kind/footnote")
_EXACT: Final = (DIS.wikidataId, SCHEMA.sameAs, SKOS.exactMatch)
_CLOSE: Final = (DIS.wikidataClose, SKOS.closeMatch)
_APPARATUS: Final = (
    DIS.Attestation,
    DIS.Citation,
    DIS.EditorialNote,
    DIS.InterpretationAct,
    DIS.ObservationTable,
    DIS.Passage,
)
Facts = Mapping[NamedNode, Mapping[str, list[str]]]


def write_coverage(
    content: Content, queries: Iterable[Query], folder: Path
) -> dict[str, Any]:
    """Write ``coverage.json`` into the release in ``folder``; return its summary.

    Its store must have been written: the competency questions are put to it.
    """
    store = Store.read_only(str(folder / "store"))
    report = cover(content, answer_questions(queries, store))
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (folder / NAME).write_text(f"{text}\n", encoding="utf-8")
    summary: dict[str, Any] = report["summary"]
    return summary


def read_coverage(folder: Path) -> dict[str, Any]:
    """Return the coverage report of a release; empty when it has none."""
    file = folder / NAME
    if not file.is_file():
        return {}
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return report


def cover(content: Content, questions: dict[str, Any]) -> dict[str, Any]:
    """Return the coverage report on ``content``, ready for JSON.

    Args:
        content: What the release holds.
        questions: What became of the competency questions.
    """
    given = [t for g in content.graphs if g.layer != "inferred" for t in g.triples]
    data = [
        t
        for g in content.graphs
        if g.layer not in {"inferred", "ontology"}
        for t in g.triples
    ]
    text = _Text(_facts(given), content.members)
    segments, notes, links = text.segments(), text.notes(), _links(data)
    empty = [s["iri"] for s in segments if not any(s[name] for name in COUNTED[:-1])]
    summary = {
        "segments": len(segments),
        "segments_without_any": len(empty),
        "notes": notes["total"],
        "notes_covered": notes["covered"],
        "footnotes_without_note": len(notes["texts_without_note"]),
        **{name: links[name] for name in ("linkable", "linked", "close", "justified")},
        "linked_share": links["share"],
        "questions": questions["asked"],
        "questions_unanswered": len(questions["unanswered"]),
    }
    return {
        "summary": summary,
        "segments": segments,
        "without_any": empty,
        "notes": notes,
        "links": links,
        "questions": questions,
    }


class _Text:
    """The passages of a dataset and what is placed at them."""

    def __init__(self, facts: Facts, classes: Mapping[str, set[str]]) -> None:
        self._facts = facts
        self._classes = classes
        self._within = facts[DIS.withinPassage]
        placed = facts[OA.hasSelector]
        spans = {s for s, k in facts[DIS.passageKind].items() if _SPAN.value in k}
        passages = classes.get(DIS.Passage.value, set())
        self._segments = {p for p in passages if p in placed and p not in spans}
        self._parts: dict[str, list[str]] = defaultdict(list)
        for part in sorted(self._segments):
            for whole in self._within.get(part, ()):
                if whole not in self._segments:
                    self._parts[whole].append(part)
        self._found = self._placements()

    def segments(self) -> list[dict[str, Any]]:
        """Return each segment with its counts, in the order of the text."""
        labels, kinds = self._facts[SKOS.prefLabel], self._facts[DIS.passageKind]
        sources = self._facts[OA.hasSource]
        return [
            {
                "iri": iri,
                "label": labels.get(iri, [_slug(iri)])[0],
                "kind": _slug(kinds.get(iri, [""])[0]),
                "edition": sources.get(iri, [""])[0],
                **{name: len(self._found[iri][name]) for name in COUNTED},
            }
            for iri in sorted(self._segments, key=self._order)
        ]

    def notes(self) -> dict[str, Any]:
        """Return how many notes are covered, and which are not.

        A note is covered when a citation stands in it, or when its text has
        yielded a statement; one whose text is lost can only be cited.
        """
        notes = sorted(self._classes.get(DIS.Note.value, ()))
        texts = self._facts[DIS.textPassage]
        cited = {n for notes in self._facts[DIS.inNote].values() for n in notes}
        yielded = {
            note
            for note, passages in texts.items()
            for segment in self._around(passages)
            if any(self._found[segment][name] for name in COUNTED[:-1])
        }
        return {
            "total": len(notes),
            "covered": sum(1 for n in notes if n in cited | yielded),
            "uncovered": [n for n in notes if n not in cited | yielded],
            "without_text": [n for n in notes if n not in texts],
            "texts_without_note": self._unclaimed(texts),
        }

    def _unclaimed(self, texts: Mapping[str, list[str]]) -> list[str]:
        """Return the footnotes of the text that no note has as its text."""
        kinds = self._facts[DIS.passageKind]
        claimed = self._around(p for passages in texts.values() for p in passages)
        printed = {s for s in self._segments if _NOTE.value in kinds.get(s, ())}
        return sorted(printed - claimed, key=self._order)

    def _placements(self) -> dict[str, dict[str, set[str]]]:
        """Return for each segment what is placed there, by kind."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        attests, contests = self._facts[DIS.attests], self._facts[DIS.contests]
        for thing, passages in self._places().items():
            kind = self._kind(thing)
            for segment in self._around(passages):
                if kind:
                    found[segment][kind].add(thing)
                if kind == "attestations":
                    said = (*attests.get(thing, ()), *contests.get(thing, ()))
                    found[segment]["attested"].update(said)
        return found

    def _places(self) -> dict[str, list[str]]:
        """Return the passages of each thing; a citation may have its note's."""
        places = dict(self._facts[DIS.inPassage])
        texts, calls = self._facts[DIS.textPassage], self._facts[DIS.callOutPassage]
        for citation, notes in self._facts[DIS.inNote].items():
            if citation not in places:
                places[citation] = [
                    p for n in notes for p in texts.get(n, calls.get(n, []))
                ]
        return places

    def _kind(self, thing: str) -> str:
        for class_, name in (
            (DIS.Attestation, "attestations"),
            (DIS.Citation, "citations"),
            (DIS.InterpretationAct, "readings"),
        ):
            if thing in self._classes.get(class_.value, ()):
                return name
        apparatus = any(thing in self._classes.get(c.value, ()) for c in _APPARATUS)
        return "" if apparatus else "mentioned"

    def _around(self, passages: Iterable[str]) -> set[str]:
        """Return the segments that ``passages`` are, lie in, or consist of."""
        found: set[str] = set()
        seen: set[str] = set()
        ahead = list(passages)
        while ahead:
            passage = ahead.pop()
            if passage in seen:
                continue
            seen.add(passage)
            if passage in self._segments:
                found.add(passage)
            elif passage in self._parts:
                found.update(self._parts[passage])
            else:
                ahead += self._within.get(passage, ())
        return found

    def _order(self, iri: str) -> tuple[str, int, str]:
        sources, starts = self._facts[OA.hasSource], self._facts[OA.start]
        selectors = self._facts[OA.hasSelector].get(iri, ())
        offsets = [int(n) for s in selectors for n in starts.get(s, ()) if n.isdigit()]
        return (sources.get(iri, [""])[0], min(offsets, default=0), iri)


def _links(data: Iterable[Triple]) -> dict[str, Any]:
    """Return how many entities are linked elsewhere, by class as authored.

    Entities of a class count when at least one of them is linked, or says why
    it is not: of other classes nobody expects a link.
    """
    states: dict[str, str] = {}
    classes: dict[str, set[str]] = defaultdict(set)
    for triple in data:
        subject = str(triple.subject)[1:-1]
        if triple.predicate == RDF.type:
            classes[str(triple.object)[1:-1]].add(subject)
        elif triple.predicate in _EXACT:
            states[subject] = "linked"
        elif triple.predicate in _CLOSE and states.get(subject) != "linked":
            states[subject] = "close"
        elif triple.predicate == DIS.notLinkedBecause:
            states.setdefault(subject, "justified")
    # A link is no entity of the debate, though it bears an identifier.
    links = classes.pop(DIS.IdentityLink.value, set())
    counts: dict[str, dict[str, int]] = {}
    everyone: set[str] = set()
    for class_, members in sorted(classes.items()):
        if (members - links) & states.keys():
            counts[class_] = _tally(members - links, states)
            everyone |= members - links
    total = _tally(everyone, states)
    linked = total["linked"] + total["close"]
    share = round(linked / len(everyone), 4) if everyone else 0.0
    open_ = sorted(iri for iri in everyone if iri not in states)
    return {**total, "share": share, "classes": counts, "neither": open_}


def _tally(members: set[str], states: Mapping[str, str]) -> dict[str, int]:
    found = [states.get(member, "") for member in members]
    names = ("linked", "close", "justified")
    return {"linkable": len(members), **{name: found.count(name) for name in names}}


def _facts(triples: Iterable[Triple]) -> Facts:
    """Return ``triples`` by property and subject, objects as plain text."""
    facts: dict[NamedNode, dict[str, list[str]]] = defaultdict(dict)
    for t in triples:
        if isinstance(t.object, NamedNode | Literal) and _readable(t.object):
            subject = str(t.subject)[1:-1]
            facts[t.predicate].setdefault(subject, []).append(t.object.value)
    return facts


def _readable(term: NamedNode | Literal) -> bool:
    return isinstance(term, NamedNode) or term.language in {None, "en"}


def _slug(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
