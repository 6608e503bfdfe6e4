"""Read the value of a parameter: text from an address becomes an RDF term."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from dissensus.namespaces import XSD
from dissensus.queries.parameters import Parameter, Type

Term = NamedNode | Literal
EXPECTED: Final[Mapping[Type, str]] = {
    Type.IRI: "an absolute IRI, or a name with a prefix of the query",
    Type.DATE: "a date as 1917-11-07",
    Type.INTEGER: "a whole number",
    Type.STRING: "a text of at most 1,000 characters",
    Type.LANGUAGE: "a language tag as en or de-AT",
    Type.CHOICE: "one of",
}
_MOST: Final = 1_000
# What an undefined value stands for when a query is tried before it is served.
_SAMPLES: Final = {
    Type.IRI: "https://example.org/",
    Type.DATE: "2000-01-01",
    Type.INTEGER: "1",
    Type.STRING: "text",
    Type.LANGUAGE: "en",
}
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_PREFIXED: Final = re.compile(r"([^:/?#]*):(?!//)(.*)", re.DOTALL)


def read_value(parameter: Parameter, text: str, prefixes: Mapping[str, str]) -> Term:
    """Return the term that ``text`` is, as a value of ``parameter``.

    Args:
        parameter: Says which type is wanted.
        text: As the address has it.
        prefixes: Of the query, for names.

    Raises:
        ValueError: It is none; ``EXPECTED`` says what would be.
    """
    if parameter.type is Type.IRI:
        return NamedNode(expand(text, prefixes))
    if parameter.type is Type.DATE:
        _match(_DATE, text)
        return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)
    if parameter.type is Type.INTEGER:
        _match(_INTEGER, text)
        return Literal(str(int(text)), datatype=XSD.integer)
    if parameter.type is Type.LANGUAGE:
        _match(_LANGUAGE, text)
    elif parameter.type is Type.CHOICE and text not in parameter.choices:
        raise ValueError(text)
    elif len(text) > _MOST:
        raise ValueError(text[:_MOST])
    return Literal(text)


def sample_value(parameter: Parameter, prefixes: Mapping[str, str]) -> Term:
    """Return the default of ``parameter``, or some term of its type.

    Raises:
        ValueError: The default is no value of its type.
    """
    samples = {**_SAMPLES, Type.CHOICE: next(iter(parameter.choices), "")}
    text = parameter.default
    return read_value(
        parameter, samples[parameter.type] if text is None else text, prefixes
    )


def expand(text: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that ``text`` writes, with or without a prefix."""
    match = _PREFIXED.fullmatch(text)
    if match and match[1] in prefixes:
        return prefixes[match[1]] + match[2]
    return text


def expected(parameter: Parameter) -> str:
    """Return what ``parameter`` takes, as a phrase."""
    said = EXPECTED[parameter.type]
    if parameter.type is Type.CHOICE:
        return f"{said} {', '.join(parameter.choices)}"
    return f"{said}: a {parameter.members_of}" if parameter.members_of else said


def _match(pattern: re.Pattern[str], text: str) -> None:
    if not pattern.fullmatch(text):
        raise ValueError(text)
