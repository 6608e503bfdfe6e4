"""Read what a query says of its parameters: name, type, description, default.

A line per parameter: ``name: type; description``. The types are few, so that
a form, a check and an API description can be made of each.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from dissensus.errors import BadQueryHeader, Place
from dissensus.queries.header import SEE

# What an address of a canned query uses for itself.
RESERVED: Final = ("page", "limit", "format", "release", "q")
_LINE: Final = re.compile(r"\?(?P<old>\w+)|(?P<name>\w+)\s*:\s*(?P<type>[^;]+);\s*(.+)")
_HINT: Final = (
    "Write 'name: type; description', where the type is IRI, 'IRI of CLASS', date, "
    "integer, string, language or 'one of A, B, C'."
)


class Type(StrEnum):
    """What a parameter takes."""

    IRI = "IRI"
    DATE = "date"
    INTEGER = "integer"
    STRING = "string"
    LANGUAGE = "language"
    CHOICE = "one of"


@dataclass(frozen=True)
class Parameter:
    """One variable of a query that whoever asks gives a value.

    Attributes:
        name: Of the variable, and in the address.
        type: What is taken.
        description: What it means, as a sentence without its full stop.
        members_of: A class or a concept scheme, as the header writes it: only
            its members are taken. Empty for any IRI.
        choices: The texts that are taken, if only some are.
        default: As somebody would write it in the address; None when whoever
            asks must say.
        line: Of the header.
    """

    name: str
    type: Type
    description: str
    members_of: str = ""
    choices: tuple[str, ...] = ()
    default: str | None = None
    line: int = 1


def read_parameters(
    path: PurePosixPath,
    lines: Iterable[tuple[int, str]],
    defaults: Iterable[tuple[int, str]],
) -> tuple[Parameter, ...]:
    """Return the parameters that a header declares.

    Args:
        path: Of the query.
        lines: ``name: type; description``, each with its number in the file.
        defaults: ``name: value``, likewise.

    Raises:
        BadQueryHeader: A line cannot be read, or a default is for nobody.
    """
    found: dict[str, Parameter] = {}
    for number, text in lines:
        parameter = _parameter(path, number, text)
        if parameter.name in found or parameter.name in RESERVED:
            why = "there twice" if parameter.name in found else "taken by the address"
            raise _bad(path, number, f"The parameter {parameter.name!r} is {why}.")
        found[parameter.name] = parameter
    for number, text in defaults:
        name, _, value = (part.strip() for part in text.partition(":"))
        if name not in found or not value:
            raise BadQueryHeader(
                f"The default {text!r} belongs to no parameter.",
                place=Place(path, number),
                hint="Write 'name: value', with the name of a parameter above it.",
                see=SEE,
            )
        found[name] = replace(found[name], default=value)
    return tuple(found.values())


def _parameter(path: PurePosixPath, number: int, text: str) -> Parameter:
    match = _LINE.fullmatch(text)
    if not match:
        raise _bad(path, number, f"The parameter {text!r} cannot be read.")
    if match["old"]:  # `parameters: ?claim`, from before parameters had types
        return Parameter(match["old"], Type.IRI, "", line=number)
    name, said, description = match["name"], match["type"].strip(), match[4]
    kind, _, rest = said.partition(" of ")
    if kind == "one":
        choices = tuple(word.strip() for word in rest.split(",") if word.strip())
        return Parameter(name, Type.CHOICE, description, choices=choices, line=number)
    if kind not in set(Type) or (rest and kind != Type.IRI):
        raise _bad(path, number, f"{said!r} is no type of parameter.")
    return Parameter(name, Type(kind), description, members_of=rest, line=number)


def _bad(path: PurePosixPath, number: int, summary: str) -> BadQueryHeader:
    return BadQueryHeader(summary, place=Place(path, number), hint=_HINT, see=SEE)
