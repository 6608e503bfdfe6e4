"""What templates may use beside Jinja's own: links, numbers, sizes, dates."""

import hashlib
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

from flask import Flask, request
from markupsafe import Markup
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dissensus.iris import with_suffix
from dissensus.namespaces import XSD
from dissensus.web.dates import machine, spoken
from dissensus.web.negotiation import GRAPH_OFFERS
from dissensus.web.site import site
from dissensus.web.wording import gettext, interface_language, mark

STATIC: Final = Path(__file__).parent / "static"
# How a page says what a stance does; the property's label is a term's name.
_WORDS = defaultdict(
    str,
    affirmsClaim=mark("affirms"),
    deniesClaim=mark("denies"),
    suspendsOnClaim=mark("leaves open"),
    takesSide=mark("sides with"),
)
_NUMBERS = {"integer", "decimal", "double", "float"}
# Why a statement follows, after "since".
_RULES: Final = {
    "inverse": mark("the two properties say the same in opposite directions"),
    "narrower": mark("the narrower property implies this wider one"),
    "symmetric": mark("the property holds both ways"),
    "transitive": mark("the property carries over from one to the next"),
    "chain": mark("these properties in a row imply this one"),
    "subclass": mark("whatever is of the one class is of the other"),
    "subject": mark("only a thing of this class has that property"),
    "object": mark("that property leads to things of this class only"),
}
_DATES: Final = {
    "http://id.loc.gov/datatypes/edtf/EDTF",
    *(XSD[name].value for name in ("date", "dateTime", "gYear", "gYearMonth")),
}
# A statement, as examples in an ontology write it.
_TURTLE: Final = re.compile(r"[\w-]*:\S+\s+(a|[\w-]*:\S+)\s+\S")
_PLAIN = {XSD.string.value, "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}


def install(app: Flask) -> None:
    """Give the templates of ``app`` what they need."""

    @app.context_processor
    def _always() -> dict[str, Any]:
        return {
            "site": site(),
            "static": static_path,
            "rules": _RULES,
            "graph_offers": GRAPH_OFFERS,
            "path": request.path,
            "words": _WORDS,
        }

    app.jinja_env.filters.update(
        number=number, size=size, type_name=type_name, local=local
    )
    app.jinja_env.filters.update(
        fragment=fragment, dedent=_dedented, suffixed=with_suffix
    )
    app.jinja_env.filters.update(spoken_date=spoken, machine_date=machine)
    app.jinja_env.tests.update(
        literal=lambda term: isinstance(term, Literal),
        turtle=lambda text: _TURTLE.match(text) is not None,
        iri=lambda term: isinstance(term, NamedNode),
        date=lambda term: term.datatype.value in _DATES,
        triple=lambda term: isinstance(term, Triple),
        blank=lambda term: isinstance(term, BlankNode),
        number_=lambda term: isinstance(term, Literal) and type_name(term) in _NUMBERS,
    )


@cache
def static_path(name: str) -> str:
    """Return the path of a static file, which changes when the file does."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def number(value: int) -> Markup:
    r"""Return ``value`` with thin spaces between thousands.

    >>> number(1234567)
    Markup('1\u202f234\u202f567')
    """
    return Markup(f"{value:,}".replace(",", "\u202f"))  # noqa: S704


def size(value: int) -> str:
    r"""Return a number of bytes as a reader takes it in.

    >>> size(1536)
    '1.5\xa0KiB'
    """
    # Takes 20 ms, which the start of a server can do without.
    from babel.numbers import format_decimal  # noqa: PLC0415

    amount, units = float(value), [mark("bytes"), "KiB", "MiB", "GiB"]
    while amount >= 1024 and len(units) > 1:  # noqa: PLR2004
        amount, units = amount / 1024, units[1:]
    form = "0" if units[0] == "bytes" else "0.0"
    said = format_decimal(amount, form, locale=interface_language())
    return f"{said}\u00a0{gettext(units[0])}"


def type_name(literal: Literal) -> str:
    """Return the short name of a literal's datatype; none for text.

    >>> type_name(Literal("1917-11-07", datatype=XSD.date))
    'date'
    """
    iri = literal.datatype.value
    return "" if iri in _PLAIN else local(iri)


def fragment(iri: str) -> str:
    """Return what stands after the hash of ``iri``; all of it where there is none.

    >>> fragment("https://example.org/shapes#TideShape")
    'TideShape'
    """
    return iri.partition("#")[2] or iri


def _dedented(text: str) -> str:
    return dedent(text).strip("\n")


def local(iri: str) -> str:
    """Return the last part of ``iri``.

    >>> local("https://example.org/ontology#Tide")
    'Tide'
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
