"""Say which IRI is which address of the site, and back.

Canonical IRIs come from the dataset's base (``https://w3id.org/dissensus/``)
and never change; the site that serves them has an address of its own. Served
RDF names canonical IRIs, links in pages name paths of the serving host. Both
directions are here and nowhere else.

Source: Cool URIs for the Semantic Web (W3C Note, 2008), section 4.2 (303);
RFC 3987, sections 3.1 and 3.2 (an IRI as a URI, and back).
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

SUFFIXES: Final = ("html", "ttl", "nt", "jsonld", "rdf", "trig")
CITATION_SUFFIXES: Final = ("bib", "ris", "csl.json")
# An escape in an IRI is part of its name and is sent as it is; so is its query.
_SAFE: Final = "/:@!$&'()*+,;=~-._%?"
_ESCAPED_LETTERS: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


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

    def document(self, iri: str, suffix: str = "") -> str:
        """Return the path of the document that describes ``iri``.

        ``{base}id/x/y`` is described by ``/doc/x/y``; a concept
        ``{base}vocab/x/y`` by ``/doc/vocab/x/y``; documents (``/ontology``,
        ``/graph/...``) by themselves. A fragment is left out,
        but not of a name that others minted: that names a document of its own.
        """
        path = self.path(iri.partition("#")[0] if self.covers(iri) else iri)
        if path.startswith("/id/"):
            path = "/doc/" + path.removeprefix("/id/")
        elif path.startswith("/vocab/"):
            path = "/doc" + path
        return with_suffix(path, suffix) if suffix else path

    def named_by(self, address: str) -> tuple[str, ...]:
        """Return the IRIs that ``address`` may stand for, likeliest first.

        An IRI may hold escapes of its own (``a%2Fb`` is not ``a/b``), and
        letters that clients escape on their way; which it is, only the
        release knows.

        Args:
            address: Path of a thing or its document, with the query if that
                may be part of the name, escaped as the client sent it.
        """
        name = address.removeprefix("/")
        if name.startswith("doc/"):
            name = name.removeprefix("doc/")
            name = name if name.startswith("vocab/") else f"id/{name}"
        spellings = (name, _ESCAPED_LETTERS.sub(_letters, name), unquote(name))
        return tuple(dict.fromkeys(self.iri + each for each in spellings))


def with_suffix(path: str, suffix: str) -> str:
    """Return ``path`` with a format suffix, before the query if it has one.

    >>> with_suffix("/resource?iri=x", "ttl")
    '/resource.ttl?iri=x'
    """
    name, mark, query = path.partition("?")
    return f"{name}.{suffix}{mark}{query}"


def _letters(escaped: re.Match[str]) -> str:
    """Return the letters beyond ASCII that a run of escapes stands for, if any."""
    try:
        return unquote(escaped[0], errors="strict")
    except UnicodeDecodeError:
        return escaped[0]


def split_suffix(path: str) -> tuple[str, str]:
    """Return ``path`` without its format suffix, and the suffix or ``""``.

    Only those of ``SUFFIXES`` and ``CITATION_SUFFIXES`` count: a slug may hold
    a dot.

    >>> split_suffix("/doc/passage/day-2.4")
    ('/doc/passage/day-2.4', '')
    >>> split_suffix("/doc/person/ada.ttl")
    ('/doc/person/ada', 'ttl')
    """
    for suffix in (*SUFFIXES, *CITATION_SUFFIXES):
        if path.endswith(f".{suffix}"):
            return path.removesuffix(f".{suffix}"), suffix
    return path, ""
