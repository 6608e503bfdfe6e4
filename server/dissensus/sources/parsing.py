"""Parse RDF files into quads, with every fault at its line and column.

The only module that hands bytes to pyoxigraph's parsers. What the parser
accepts but nobody could query, a literal whose lexical form does not belong to
its datatype, is refused here too, since it is the file's author who can mend it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.parsers import expat

from pyoxigraph import Literal, Quad, RdfFormat, parse

from dissensus.errors import Place, UnreadableSource, one_of
from dissensus.sources.files import SourceFile, read_file
from dissensus.sources.literals import why_ill_typed

_TURTLE: Final = "https://www.w3.org/TR/turtle/#sec-grammar"
_BY_SUFFIX: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
# expat.errors names it only where the library is new enough.
_AMPLIFIED: Final = 43
_HINTS: Final = (
    ("prefix", "Declare it at the top: @prefix NAME: <IRI> ."),
    ("Invalid IRI code point ' '", "An IRI has no spaces: write %20 instead."),
    ("Invalid IRI", "Percent-encode the character (RFC 3986, section 2.1)."),
    ("No scheme found", "Write the whole IRI, or declare @base."),
    ("dot", "Statements end with ' .', their parts with ';' or ','."),
    ("end of file", "A quote, bracket or final dot is missing further up."),
    ("remote contexts", "Put the JSON-LD context into the file: none is fetched."),
)


@dataclass(frozen=True)
class Parsed:
    """What one file says.

    Attributes:
        file: Where it stands.
        quads: In the order of the file; blank nodes are unique to the file.
        prefixes: Those that the file declares.
    """

    file: SourceFile
    quads: tuple[Quad, ...]
    prefixes: Mapping[str, str]


def parse_file(file: SourceFile, *, typed: bool = True) -> Parsed:
    """Return the quads of ``file``, whose suffix names its format.

    Args:
        file: Its bytes.
        typed: Refuse a literal that is not of its datatype.

    Raises:
        UnreadableSource: Unknown suffix, bad encoding, bad syntax, or a
            literal that is not of its datatype.
    """
    format_ = format_of(file)
    text = file.text()
    if format_ is RdfFormat.RDF_XML and "<!ENTITY" in text:
        _refuse_inflated(file, text)
    try:
        parser = parse(text, format_, rename_blank_nodes=True)
        quads = tuple(parser)
    except SyntaxError as error:
        raise _explained(error, file, text, format_) from error
    except MemoryError as error:  # the parser's word for a literal of over 16 MiB
        raise UnreadableSource(
            f"One token of the file is too long: {error}.",
            place=Place(file.path),
            hint="Name what is so long by its address instead.",
        ) from error
    for quad in quads if typed else ():
        if isinstance(quad.object, Literal) and (why := why_ill_typed(quad.object)):
            raise UnreadableSource(
                f"{quad.object.value!r} is no {_local(quad.object.datatype.value)}: "
                f"{why}.",
                place=_place_of_literal(file, text, quad.object.value),
                hint=f"Mend the value of {_local(quad.predicate.value)}, or write it "
                "as a plain string.",
                see="https://www.w3.org/TR/xmlschema11-2/",
            )
    return Parsed(file, quads, dict(parser.prefixes))


def read_graphs(paths: Iterable[Path], *, typed: bool = True) -> tuple[Parsed, ...]:
    """Return what the RDF files at ``paths`` say, graph by graph as they do.

    Any of Turtle, N-Triples, N-Quads, TriG, RDF/XML and JSON-LD, told apart
    by suffix. Blank nodes stay blank.

    Args:
        paths: Of the files.
        typed: Refuse a literal that is not of its datatype.

    Raises:
        MissingSource: A file is not there.
        UnreadableSource: A file does not parse.
    """
    return tuple(parse_file(read_file(path), typed=typed) for path in paths)


def format_of(file: SourceFile) -> RdfFormat:
    """Return the RDF format that the suffix of ``file`` stands for."""
    try:
        return _BY_SUFFIX[file.path.suffix.lower()]
    except KeyError:
        raise UnreadableSource(
            f"No RDF format has the suffix {file.path.suffix!r}.",
            place=Place(file.path),
            hint=f"Name the file with {one_of(tuple(_BY_SUFFIX))}.",
        ) from None


def _explained(
    error: SyntaxError, file: SourceFile, text: str, format_: RdfFormat
) -> UnreadableSource:
    message = re.sub(r"^Parser error .*?\d+: ", "", str(error.msg or error.args[0]))
    line, column = error.lineno or 0, error.offset or 0
    if not line and format_ is RdfFormat.RDF_XML:
        line, column = _ill_formed(text)
    hint = next((h for word, h in _HINTS if word in message), "")
    return UnreadableSource(
        f"{message.rstrip('.')}{_excerpt(text, line, column)}.",
        place=Place(file.path, line, column),
        hint=hint,
        see=_TURTLE if format_ is RdfFormat.TURTLE else "",
    )


def _excerpt(text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    if not 0 < line <= len(lines):
        return ""
    rest = lines[line - 1][max(column - 1, 0) :].strip()[:40]
    return f", at {rest!r}" if rest else ""


def _ill_formed(text: str) -> tuple[int, int]:
    """Return where XML stops being well formed, since the parser does not say."""
    error = _xml_fault(text)
    return (error.lineno, error.offset + 1) if error else (0, 0)


def _refuse_inflated(file: SourceFile, text: str) -> None:
    """Refuse entities that grow a hundredfold, which the parser would write out."""
    error = _xml_fault(text)
    if error and error.code == _AMPLIFIED:
        raise UnreadableSource(
            "Its entities would make it more than a hundred times as long.",
            place=Place(file.path, error.lineno, error.offset + 1),
            hint="Write the text out, without entities that name entities.",
            see="https://cwe.mitre.org/data/definitions/776.html",
        )


def _xml_fault(text: str) -> expat.ExpatError | None:
    try:
        expat.ParserCreate().Parse(text, True)  # expat takes it by position
    except expat.ExpatError as error:
        return error
    return None


def _place_of_literal(file: SourceFile, text: str, lexical: str) -> Place:
    for quote in ('"', "'"):
        at = text.find(f"{quote}{lexical}{quote}^^")
        if at >= 0:
            return Place(
                file.path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            )
    return Place(file.path)


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]
