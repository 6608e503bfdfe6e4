"""Say which IRI is which address of the site, and back.

Canonical IRIs come from the dataset's base (``https://w3id.org/dissensus/``)
and never change; the site that serves them has an address of its own. Served
RDF names canonical IRIs, links in pages name paths of the serving host. Both
directions are here and nowhere else.

Source: Cool URIs for the Semantic Web (W3C Note, 2008), section 4.2 (303).
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

SUFFIXES: Final = ("html", "ttl", "nt", "jsonld", "rdf", "trig")
SLUG: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_SAFE: Final = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class Base:
    """The IRI below which a dataset mints its own, ending in a slash."""

    iri: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https?://[^\s?#]+/", self.iri):
            raise ValueError(self.iri)

    def covers(self, iri: str) -> bool:
        """Return whether ``iri`` is one of the dataset's own."""
        return iri.startswith(self.iri)

    def path(self, iri: str) -> str:
        """Return the path (and fragment) at which the site serves ``iri``.

        The path is percent-encoded where a URL demands it. An IRI that is
        not the dataset's own is served as ``/resource?iri=...``.
        """
        if not self.covers(iri):
            return f"/resource?iri={quote(iri, safe='')}"
        name, hash_, fragment = iri[len(self.iri) :].partition("#")
        return f"/{quote(name, safe=_SAFE)}{hash_}{quote(fragment, safe=_SAFE)}"

    def iri_of(self, path: str) -> str:
        """Return the canonical IRI of a request path, percent-decoded."""
        return self.iri + unquote(path).removeprefix("/")

    def document(self, iri: str, suffix: str = "") -> str:
        """Return the path of the document that describes ``iri``.

        ``{base}id/x/y`` is described by ``/doc/x/y``; a concept
        ``{base}vocab/x/y`` by ``/doc/vocab/x/y``; documents (``/ontology``,
        ``/graph/...``) by themselves. A fragment is left out.
        """
        path = self.path(iri.partition("#")[0])
        if path.startswith("/id/"):
            path = "/doc/" + path.removeprefix("/id/")
        elif path.startswith("/vocab/"):
            path = "/doc" + path
        return f"{path}.{suffix}" if suffix else path

    def described_by(self, path: str) -> str:
        """Return the IRI that the document at ``/doc/...`` is about."""
        name = unquote(path).removeprefix("/doc/")
        return self.iri + (name if name.startswith("vocab/") else f"id/{name}")


def split_suffix(path: str) -> tuple[str, str]:
    """Return ``path`` without its format suffix, and the suffix or ``""``.

    Only the six suffixes of ``SUFFIXES`` count: a slug may hold a dot.

    >>> split_suffix("/doc/passage/day-2.4")
    ('/doc/passage/day-2.4', '')
    >>> split_suffix("/doc/person/ada.ttl")
    ('/doc/person/ada', 'ttl')
    """
    name, dot, suffix = path.rpartition(".")
    return (name, suffix) if dot and suffix in SUFFIXES else (path, "")
