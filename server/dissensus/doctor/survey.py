"""Learn from a site what it says that it holds, and choose what to look at.

The samples are the same at each call: those whose names have the smallest
digests, so that they lie scattered and nobody chooses them.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest
from typing import Final
from xml.etree import ElementTree as ET

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from dissensus.doctor.calling import Caller, Reply, number
from dissensus.doctor.reading import Unreadable, gunzip
from dissensus.iris import Base
from dissensus.namespaces import FOAF, SCHEMA, SD, VOID

VOID_PATH: Final = "/.well-known/void"
TURTLE: Final = "text/turtle"
JSON: Final = "application/json"
HTML: Final = "text/html"
SUMS_PATH: Final = "/dumps/SHA256SUMS"
_MOST_KINDS: Final = 80


class Undescribed(Exception):
    """The site does not say what it is, so that nothing can be held against it."""


@dataclass(frozen=True)
class Survey:
    """What a site says of itself.

    Attributes:
        base: Of its IRIs.
        release: Its name, from /status; empty when that is not said.
        triples: As VoID counts them; -1 when it does not.
        limits: Of the service description, by name; NaN for what is no number.
        formats: IRIs of the formats of answers.
        services: Whether SERVICE may ask other endpoints.
        sums: Digest of each dump, by name.
        dumps: What was said when one was asked for already, by name.
        sitemap: Canonical addresses of the documents.
        samples: Per kind of IRI, the IRIs to look at.
    """

    base: Base
    release: str
    triples: int
    limits: dict[str, float]
    formats: tuple[str, ...]
    services: bool
    sums: dict[str, str]
    dumps: dict[str, Reply]
    sitemap: tuple[str, ...]
    samples: dict[str, list[str]]

    @property
    def things(self) -> list[str]:
        """The samples that are no terms, graphs or documents."""
        kinds = (kind for kind in self.samples if kind.startswith("id/"))
        return [iri for kind in kinds for iri in self.samples[kind]]


def survey(ask: Caller, size: int) -> Survey:
    """Return what the site says of itself, with ``size`` samples per kind of IRI.

    Raises:
        Undescribed: There is no VoID that names the dataset.
    """
    triples = _graph(ask.get(VOID_PATH, TURTLE))
    base = _base(triples)
    dataset = _value(triples, base.iri + VOID_PATH.lstrip("/"), FOAF.primaryTopic)
    service = _graph(ask.get("/sparql", TURTLE))
    sums = _sums(ask.get(SUMS_PATH))
    lines = [name for name in sums if name.endswith(".nt.gz")][:1]
    dumps = {name: ask.fetch(f"/dumps/{name}") for name in lines}
    sitemap = tuple(_sitemap(ask, base))
    examples = _objects(triples, VOID.exampleResource)
    # Addresses tell names less surely than a dump does: they are escaped.
    held = set(_in_dumps(dumps.values(), base)) or set(_things(sitemap, base))
    names = examples | held
    return Survey(
        base,
        release_of(ask),
        _whole(_value(triples, dataset, VOID.triples)),
        _limits(service),
        tuple(sorted(_objects(service, SD.resultFormat))),
        any(t.predicate == SD.feature for t in service),
        sums,
        dumps,
        sitemap,
        _samples(names, base, size),
    )


def release_of(ask: Caller) -> str:
    """Return the name of the release that is served now."""
    status = ask.get("/status", JSON).json()
    return str(status.get("release", "")) if isinstance(status, dict) else ""


def local(base: Base, iri: str) -> str:
    """Return the path at which the site serves ``iri``, without fragment."""
    return base.path(iri.partition("#")[0])


def kind_of(base: Base, iri: str) -> str:
    """Return the kind of an IRI below ``base``: how the names of its like begin.

    >>> kind_of(Base("https://example.org/"), "https://example.org/id/person/ada")
    'id/person'
    >>> kind_of(Base("https://example.org/"), "https://example.org/ontology#Claim")
    'ontology#'
    """
    name, mark, _ = iri.removeprefix(base.iri).partition("#")
    parts = name.split("/")
    deep = parts[0] == "id" or len(parts) > 2  # noqa: PLR2004  # a kind and a name
    return "/".join(parts[:2] if deep else parts[:1]) + mark


def elements(reply: Reply, name: str) -> list[str] | None:
    """Return the texts of the elements ``name`` of a sitemap; None: no such XML."""
    # Entities could make a small file large; no sitemap has any.
    if b"<!DOCTYPE" in reply.body or b"<!ENTITY" in reply.body:
        return None
    try:
        root = ET.fromstring(reply.body)  # noqa: S314  # no DOCTYPE in it
    except (ET.ParseError, LookupError, ValueError):  # or in no encoding we know
        return None
    space = root.tag.partition("}")[0] + "}" if "}" in root.tag else ""
    return [found.text or "" for found in root.iter(f"{space}{name}")]


def _graph(reply: Reply) -> list[Triple]:
    try:
        quads = parse(reply.body, format=RdfFormat.TURTLE)
        return [quad.triple for quad in quads] if reply.status == 200 else []  # noqa: PLR2004
    except (SyntaxError, ValueError):
        return []


def _base(triples: list[Triple]) -> Base:
    for triple in triples:
        described = triple.object == VOID.DatasetDescription
        if described and isinstance(triple.subject, NamedNode):
            iri = triple.subject.value.removesuffix(VOID_PATH.removeprefix("/"))
            try:
                return Base(iri)
            except ValueError:
                break
    raise Undescribed


def _value(triples: list[Triple], subject: str, predicate: NamedNode) -> str:
    """Return the first object of ``subject`` and ``predicate``, or nothing."""
    for each in triples:
        about = isinstance(each.subject, NamedNode) and each.subject.value == subject
        if about and each.predicate == predicate and hasattr(each.object, "value"):
            return str(each.object.value)
    return ""


def _objects(triples: list[Triple], predicate: NamedNode) -> set[str]:
    return {
        t.object.value
        for t in triples
        if t.predicate == predicate and isinstance(t.object, NamedNode | Literal)
    }


def _whole(text: str) -> int:
    """Return the whole number that ``text`` is; -1 if it is none."""
    try:
        return int(text)
    except ValueError:
        return -1


def _limits(triples: list[Triple]) -> dict[str, float]:
    names, values = {}, {}
    for each in triples:
        if isinstance(each.object, Literal):
            if each.predicate == SCHEMA.propertyID:
                names[each.subject] = each.object.value
            elif each.predicate == SCHEMA.maxValue:
                values[each.subject] = number(each.object.value)
    return {names[node]: values[node] for node in values if node in names}


def _sums(reply: Reply) -> dict[str, str]:
    """Return the digests of the lines of sha256sum, if that is what it is."""
    lines = reply.body.decode("utf-8", "replace").splitlines()
    pairs = [line.split(maxsplit=1) for line in lines if reply.status == 200]  # noqa: PLR2004
    return {pair[1].lstrip("*"): pair[0] for pair in pairs if len(pair) == 2}  # noqa: PLR2004


def _sitemap(ask: Caller, base: Base) -> Iterator[str]:
    for part in elements(ask.get("/sitemap.xml"), "loc") or []:
        if base.covers(part):
            found = elements(ask.get(local(base, part)), "loc") or []
            yield from (address for address in found if base.covers(address))


def _things(sitemap: Iterable[str], base: Base) -> Iterator[str]:
    """Yield the IRIs of the things whose documents the sitemap names."""
    for address in sitemap:
        name = address.removeprefix(base.iri)
        if name.startswith("doc/"):
            yield base.named_by(f"/{name}")[:2][-1]


def _in_dumps(replies: Iterable[Reply], base: Base) -> Iterator[str]:
    """Yield the IRIs below ``base`` in N-Triples, as far as they can be read."""
    # That a dump is broken, the look at the dumps says.
    with suppress(Unreadable, SyntaxError, ValueError):
        for reply in replies:
            for quad in parse(gunzip(reply.body), format=RdfFormat.N_TRIPLES):
                for term in (quad.subject, quad.object):
                    if isinstance(term, NamedNode) and base.covers(term.value):
                        yield term.value


def _samples(iris: set[str], base: Base, size: int) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for iri in iris - {base.iri}:
        kinds.setdefault(kind_of(base, iri), []).append(iri)
    largest = sorted(kinds, key=lambda kind: -len(kinds[kind]))[:_MOST_KINDS]
    return {kind: nsmallest(size, kinds[kind], key=_digest) for kind in sorted(largest)}


def _digest(iri: str) -> bytes:
    return blake2b(iri.encode(), digest_size=8).digest()
