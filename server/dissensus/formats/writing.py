"""Write triples to bytes: readable, and the same bytes for the same triples.

The only module that serialises RDF. pyoxigraph writes statements in the order
in which it gets them, but prefixes in an order that changes from one process
to the next and without regard to which are used; that is put right here.

Source: RDF 1.1 Turtle, section 2.4; RDF 1.1 XML Syntax, section 2.8.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final, cast

from pyoxigraph import Literal, Quad, RdfFormat, Triple, serialize

from dissensus.errors import NotAcceptable
from dissensus.formats.compacting import write_jsonld
from dissensus.formats.kinds import Format
from dissensus.iris import Base
from dissensus.namespaces import RDF, prefixes

_PREFIXED: Final = re.compile(rb"(?<![\w:<\"])([a-z]+):(?!//)")
_XML_LOCAL: Final = re.compile(r"[^\W\d][\w.\-\u00b7]*$")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_graph(
    triples: Iterable[Triple | Quad], format_: Format, base: Base, first: str = ""
) -> bytes:
    """Return ``triples`` in ``format_``, sorted, with the house's prefixes.

    Quads lose their graph in a format that knows none. Takes
    0.16 CPU s for Turtle of 24,000 triples, most of it sorting.

    Args:
        triples: Repetitions are dropped.
        format_: How they are written.
        base: Of the dataset, for its prefixes.
        first: IRI of the subject with which each graph begins.

    Raises:
        NotAcceptable: RDF/XML cannot say it: a property whose IRI ends in no
            XML name, or a control character; JSON-LD cannot: a triple term.
    """

    def order(statement: Triple | Quad) -> tuple[object, ...]:
        graph, subject, *rest = statement_order(statement)
        return graph, subject != first, subject, *rest

    statements = sorted(set(_fitting(triples, format_)), key=order)
    return write_sorted(statements, format_, base)


def write_sorted(
    statements: Collection[Triple | Quad], format_: Format, base: Base
) -> bytes:
    """Return ``statements``, sorted by ``statement_order`` already, in ``format_``.

    Raises:
        NotAcceptable: As ``write_graph``.
    """
    engine, table = _engine(format_), prefixes(base.iri)
    _refuse_unspeakable(statements, engine)
    if engine == RdfFormat.JSON_LD:
        return write_jsonld(statements, table)
    # Quads where the format knows graphs, triples elsewhere: never a mixture.
    written = cast("Iterable[Quad]", statements)
    data = bytes(serialize(written, format=engine, prefixes=table) or b"")
    if engine in (RdfFormat.TURTLE, RdfFormat.TRIG):
        return _tidy_turtle(data)
    if engine == RdfFormat.RDF_XML:
        return _tidy_xml(data)
    return data


def statement_order(statement: Triple | Quad) -> tuple[str, str, bool, str, str]:
    """Return by what statements are sorted: graph, subject, class first, rest."""
    graph = str(statement.graph_name) if isinstance(statement, Quad) else ""
    predicate = statement.predicate
    return (
        graph,
        str(statement.subject).strip("<>"),
        predicate != RDF.type,
        predicate.value,
        str(statement.object),
    )


@lru_cache(maxsize=4096)
def xml_name_of(iri: str) -> str:
    """Return the end of ``iri`` that RDF/XML can use as an element's name.

    >>> xml_name_of("https://example.org/terms/3-part")
    'part'
    >>> xml_name_of("https://example.org/terms/42")
    ''
    """
    match = _XML_LOCAL.search(iri)
    return match[0] if match else ""


def _engine(format_: Format) -> RdfFormat:
    if not isinstance(format_.oxigraph, RdfFormat):
        raise TypeError(f"{format_.name} writes results, not triples")
    return format_.oxigraph


def _fitting(
    triples: Iterable[Triple | Quad], format_: Format
) -> Iterable[Triple | Quad]:
    if _engine(format_).supports_datasets:
        return triples
    return (t.triple if isinstance(t, Quad) else t for t in triples)


def _tidy_turtle(data: bytes) -> bytes:
    """Sort the prefixes, drop those that are not used, part the subjects."""
    lines = data.split(b"\n")
    count = next((n for n, line in enumerate(lines) if line[:8] != b"@prefix "), 0)
    body = b"\n".join(lines[count:])
    used = set(_PREFIXED.findall(body))
    head = sorted(line for line in lines[:count] if line[8:].split(b":")[0] in used)
    return b"\n".join([*head, b"", body]) if head else body


def _tidy_xml(data: bytes) -> bytes:
    start = data.find(b"<rdf:RDF")
    end = data.find(b">", start)
    names = data[start:end].split()[1:]
    body = data[end:]
    used = {b"rdf", *re.findall(rb"[</ ]([a-z]+):", body)}
    kept = sorted(n for n in names if n.split(b":", 1)[1].split(b"=")[0] in used)
    return b" ".join([data[:start] + b"<rdf:RDF", *kept]) + body


def why_not_xml(statement: Triple | Quad) -> str:
    """Return why RDF/XML cannot say ``statement``, or ``""`` if it can."""
    if not xml_name_of(statement.predicate.value):
        return f"the IRI of the property <{statement.predicate.value}> ends in no name"
    object_ = statement.object
    if isinstance(object_, Triple):
        return why_not_xml(object_)
    if isinstance(object_, Literal) and _NOT_XML.search(object_.value):
        return f"a value of <{statement.predicate.value}> holds a control character"
    return ""


def _refuse_unspeakable(statements: Iterable[Triple | Quad], engine: RdfFormat) -> None:
    if engine == RdfFormat.JSON_LD:
        if any(isinstance(statement.object, Triple) for statement in statements):
            raise no_triple_terms()
        return
    for statement in statements if engine == RdfFormat.RDF_XML else ():
        if why := why_not_xml(statement):
            raise NotAcceptable(
                f"RDF/XML has no way to say this: {why}.",
                hint="Ask for Turtle, N-Triples or JSON-LD.",
                see="https://www.w3.org/TR/rdf-syntax-grammar/#section-Serialising",
            )


def no_triple_terms() -> NotAcceptable:
    """Return the fault of a triple term that JSON-LD shall say."""
    return NotAcceptable(
        "The answer holds a triple term of RDF 1.2, which JSON-LD cannot say.",
        hint="Ask for Turtle, TriG, N-Triples or RDF/XML.",
        see="https://www.w3.org/TR/rdf12-concepts/#section-triple-terms",
    )
