"""Read the record of a text: what a list of references says of it.

Only what the graph states; what an edition leaves out, its work and what it
stands in may say. What stands in graphs of the editors alone is marked in the
record's note, since nobody must take it for the word of the source.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.citing import Issued, Kind, Name, Record, read_issued
from dissensus.description.kinds import TEXTS, stated_kind
from dissensus.description.labels import read_names
from dissensus.description.reading import Holdings, Term, named_node, select
from dissensus.namespaces import BIBO, DCTERMS, DIS, FOAF, RDF, SCHEMA

_AUTHOR: Final = (DCTERMS.creator, SCHEMA.author)
_EDITOR: Final = (SCHEMA.editor, BIBO.editor)
_TRANSLATOR: Final = (SCHEMA.translator, BIBO.translator)
_TITLE: Final = (DCTERMS.title, SCHEMA.name)
_ISSUED: Final = (DCTERMS.issued, SCHEMA.datePublished, DCTERMS.date)
_WHOLE: Final = (DCTERMS.isPartOf, SCHEMA.isPartOf)
_VOLUME: Final = (SCHEMA.volumeNumber, BIBO.volume)
_ISSUE: Final = (SCHEMA.issueNumber, BIBO.issue)
_FIRST: Final = (SCHEMA.pageStart, BIBO.pageStart)
_LAST: Final = (SCHEMA.pageEnd, BIBO.pageEnd)
_EDITION: Final = (SCHEMA.bookEdition, BIBO.edition)
_PUBLISHER: Final = (DCTERMS.publisher, SCHEMA.publisher)
_PLACE: Final = (DIS.publicationPlace,)
_LANGUAGE: Final = (DCTERMS.language, SCHEMA.inLanguage)
_URL: Final = (SCHEMA.url, BIBO.uri)
_FAMILY: Final = (SCHEMA.familyName, FOAF.familyName)
_GIVEN: Final = (SCHEMA.givenName, FOAF.givenName)
_PERSONS: Final = {DIS.Person.value, FOAF.Person.value, SCHEMA.Person.value}
_GENERAL: Final = "General knowledge of the dataset's editors, not of its source: "


def is_text(holdings: Holdings, iri: str) -> bool:
    """Return whether ``iri`` is a text, which has a record of its own."""
    return stated_kind(_types(holdings, NamedNode(iri))) is not None


def list_texts(holdings: Holdings) -> tuple[str, ...]:
    """Return the texts of a bibliography, by IRI.

    Every publication, and of the works those of which none is known: the
    record of a publication says what that of its work would.
    """
    classes = [NamedNode(iri) for iri in TEXTS]
    rows = select(holdings, "texts", text_class=classes)
    found = {r["text"].value for r in rows if isinstance(r["text"], NamedNode)}
    published = {
        quad.object.value
        for quad in holdings.backend.quads(None, DIS.editionOf, None)
        if isinstance(quad.object, NamedNode)
    }
    return tuple(sorted(found - published))


def read_record(
    holdings: Holdings, iri: str, editorial: frozenset[str] = frozenset()
) -> Record | None:
    """Return the record of a text; None when ``iri`` is none.

    Args:
        holdings: What is true.
        iri: Of a work, or of one of its publications.
        editorial: Graphs of what the editors know and the source does not say.

    Returns:
        The record. Takes about 0.5 ms.
    """
    reading = _Reading(holdings, named_node(iri), editorial)
    kind = stated_kind(_types(holdings, reading.text))
    return reading.record(kind) if kind else None


def read_agents(holdings: Holdings, iris: tuple[str, ...]) -> tuple[Name, ...]:
    """Return the names of agents, as a record has them."""
    return tuple(_agent(holdings, NamedNode(iri)) for iri in iris)


@dataclass
class _Reading:
    """The work of reading one record, and what of it only the editors say."""

    holdings: Holdings
    text: NamedNode
    editorial: frozenset[str]
    general: dict[str, None] = field(default_factory=dict)

    def record(self, kind: Kind) -> Record:
        text = self.text
        work = self._node(text, (DIS.editionOf,))
        whole = self._node(text, _WHOLE)
        issue = self._text("issue", _ISSUE, text, whole)
        return Record(
            iri=text.value,
            kind=self._kind(kind, whole, issue),
            title=self._title(text, work) or f"[{self._label(text)}]",
            authors=self._names("author", _AUTHOR, text, work),
            editors=self._names("editor", _EDITOR, text, whole),
            translators=self._names("translator", _TRANSLATOR, text),
            container=self._title(whole, whole and self._node(whole, (DIS.editionOf,))),
            volume=self._text("volume", _VOLUME, text, whole),
            issue=issue,
            first_page=self._text("pages", _FIRST, text),
            last_page=self._text("pages", _LAST, text),
            edition=self._text("edition", _EDITION, text),
            publisher=self._label_of("publisher", _PUBLISHER, text, whole),
            place=self._label_of("place", _PLACE, text, whole),
            issued=self._date("date", text, whole),
            original=self._date("date of the work", work),
            language=self._text("language", _LANGUAGE, text, work),
            url=self._text("address", _URL, text),
            doi=self._text("DOI", (BIBO.doi,), text),
            isbn=self._text("ISBN", (SCHEMA.isbn, BIBO.isbn13, BIBO.isbn10), text),
            issn=self._text("ISSN", (SCHEMA.issn, BIBO.issn), text, whole),
            note=f"{_GENERAL}{', '.join(self.general)}." if self.general else "",
        )

    def _kind(self, stated: Kind, whole: NamedNode | None, issue: str) -> Kind:
        """Return what the text is, where its class does not tell: by its place.

        What stands in a whole is a chapter when somebody answers for the whole
        as its author or editor, and an article when nobody does or the whole
        has the number of an issue.
        """
        if stated is not Kind.DOCUMENT:
            return stated
        if whole and not self._is_work():
            of_periodical = stated_kind(_types(self.holdings, whole)) is Kind.PERIODICAL
            answered = self._values(whole, (*_AUTHOR, *_EDITOR))
            return (
                Kind.ARTICLE if issue or of_periodical or not answered else Kind.CHAPTER
            )
        if issue or self._gathers():
            return Kind.PERIODICAL
        printed = (*_PLACE, *_VOLUME, *_EDITION, SCHEMA.isbn, BIBO.isbn13, BIBO.isbn10)
        if self._values(self.text, printed):
            return Kind.BOOK
        if self._values(self.text, _URL):
            return Kind.WEBPAGE
        return Kind.DOCUMENT

    def _gathers(self) -> bool:
        """Return whether others stand in it, and nobody answers for it."""
        parts = self.holdings.backend.quads(None, DCTERMS.isPartOf, self.text)
        texts = (q.subject for q in parts if isinstance(q.subject, NamedNode))
        answered = self._values(self.text, (*_AUTHOR, *_EDITOR))
        return not answered and any(is_text(self.holdings, t.value) for t in texts)

    def _is_work(self) -> bool:
        return DIS.Work.value in _types(self.holdings, self.text)

    def _values(
        self, node: NamedNode | None, properties: tuple[NamedNode, ...]
    ) -> list[tuple[NamedNode, Term]]:
        """Return the values of the first of ``properties`` that has any."""
        for property_ in properties if node else ():
            found = {
                q.object for q in self.holdings.backend.quads(node, property_, None)
            }
            if found:
                return [(property_, term) for term in sorted(found, key=str)]
        return []

    def _said(
        self, name: str, properties: tuple[NamedNode, ...], *nodes: NamedNode | None
    ) -> list[Term]:
        """Return what the first of ``nodes`` says that says any such thing."""
        for node in filter(None, nodes):
            if found := self._values(node, properties):
                if all(self._is_general(node, p, term) for p, term in found):
                    self.general[name] = None
                return [term for _, term in found]
        return []

    def _is_general(self, node: NamedNode, property_: NamedNode, term: Term) -> bool:
        origins = self.holdings.origins(node, property_, term)
        origins -= {self.holdings.inferred.value}
        return bool(origins) and origins <= self.editorial

    def _node(
        self, node: NamedNode, properties: tuple[NamedNode, ...]
    ) -> NamedNode | None:
        found = (term for _, term in self._values(node, properties))
        return next((term for term in found if isinstance(term, NamedNode)), None)

    def _text(
        self, name: str, properties: tuple[NamedNode, ...], *nodes: NamedNode | None
    ) -> str:
        terms = self._said(name, properties, *nodes)
        return next((t.value for t in terms if isinstance(t, NamedNode | Literal)), "")

    def _title(self, *nodes: NamedNode | None) -> str:
        """Return a title: in the language of the text, else in English, else any."""
        terms = [
            t for t in self._said("title", _TITLE, *nodes) if isinstance(t, Literal)
        ]
        wanted = self._values(nodes[0], _LANGUAGE) if nodes else []
        tongues = [term.value for _, term in wanted if isinstance(term, Literal)]
        order = [*tongues, "en", None]
        terms.sort(key=lambda t: order.index(t.language) if t.language in order else 9)
        return terms[0].value if terms else ""

    def _names(
        self, name: str, properties: tuple[NamedNode, ...], *nodes: NamedNode | None
    ) -> tuple[Name, ...]:
        return tuple(self._agents(self._said(name, properties, *nodes)))

    def _agents(self, terms: list[Term]) -> Iterator[Name]:
        for term in terms:
            if isinstance(term, NamedNode):
                yield _agent(self.holdings, term)
            elif isinstance(term, Literal):
                yield Name(term.value)

    def _label_of(
        self, name: str, properties: tuple[NamedNode, ...], *nodes: NamedNode | None
    ) -> str:
        terms = self._said(name, properties, *nodes)[:1]
        return "".join(
            self._label(t) if isinstance(t, NamedNode) else t.value
            for t in terms
            if isinstance(t, NamedNode | Literal)
        )

    def _label(self, node: NamedNode) -> str:
        return read_names(self.holdings, {node.value})[node.value]

    def _date(self, name: str, *nodes: NamedNode | None) -> Issued | None:
        text = self._text(name, _ISSUED, *nodes)
        return read_issued(text) if text else None


def _types(holdings: Holdings, node: NamedNode) -> set[str]:
    found = holdings.backend.quads(node, RDF.type, None)
    return {q.object.value for q in found if isinstance(q.object, NamedNode)}


def _agent(holdings: Holdings, node: NamedNode) -> Name:
    label = read_names(holdings, {node.value})[node.value]
    family, given = (_literal(holdings, node, some) for some in (_FAMILY, _GIVEN))
    personal = bool(_types(holdings, node) & _PERSONS)
    return Name(label, family, given, personal)


def _literal(
    holdings: Holdings, node: NamedNode, properties: tuple[NamedNode, ...]
) -> str:
    for property_ in properties:
        for quad in holdings.backend.quads(node, property_, None):
            if isinstance(quad.object, Literal):
                return quad.object.value
    return ""
