"""Try the queries that a project ships, and say in RDF what they are.

A query is tried before anybody meets it: that it parses with its parameters
bound, that each parameter and default fits, that pages have an order. What it
says of itself becomes a named graph of the release, in the terms with which
SPARQL editors look for examples.

Source: SHACL, section 5.3 (SPARQL-based constraints: prefixes) and SHACL
Advanced Features, section 4 (SPARQL executables); the practice of SIB's
sparql-examples (schema:target, schema:keywords).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Store, Triple

from dissensus.errors import (
    BadQueryHeader,
    MalformedQuery,
    Place,
    UnreadableSource,
)
from dissensus.namespaces import (
    DCTERMS,
    RDF,
    RDFS,
    SCHEMA,
    SH,
    SKOS,
    XSD,
    Namespace,
)
from dissensus.queries import Parameter, Query, expand, expected, sample_value
from dissensus.release.content import Content, Graph
from dissensus.sparql import (
    Form,
    bind,
    explain,
    is_cut,
    is_ordered,
    one_page,
    prologue_of,
    variables,
)

LAYER: Final = "queries"
_SEE: Final = "CONTRIBUTING.md#queries"
_SPEX: Final = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
_EXECUTABLE: Final = {
    Form.SELECT: (SH.SPARQLSelectExecutable, SH.select),
    Form.ASK: (SH.SPARQLAskExecutable, SH.ask),
    Form.CONSTRUCT: (SH.SPARQLConstructExecutable, SH.construct),
    # SHACL has no word for DESCRIBE; SIB's examples have.
    Form.DESCRIBE: (_SPEX.SPARQLDescribeExecutable, _SPEX.describe),
}
_HEADER: Final = re.compile(r"^#\+.*\n?", re.MULTILINE)


def queries_graph(queries: Iterable[Query], base: str) -> Graph:
    """Return the named graph that describes ``queries``.

    A query whose parameters all have defaults is written with those bound, so
    that an editor that finds it can run it; the authored text is the file's.

    Args:
        queries: Tried already.
        base: Below which the dataset mints its own IRIs.
    """
    shipped = tuple(queries)
    found = {t for query in shipped for t in _triples(query, base)}
    declared: dict[str, str] = {}
    for query in shipped:
        declared |= prologue_of(query.text).prefixes
    found.update(_declarations(declared, base))
    return Graph(NamedNode(f"{base}graph/queries"), LAYER, tuple(found))


def try_queries(queries: Iterable[Query]) -> None:
    """Refuse a query whose header and text disagree; 0.2 ms each.

    Raises:
        BadQueryHeader: A parameter is not in the text or its default is no
            value of its type; pages have no order.
        UnreadableSource: The engine cannot read the query.
    """
    for query in queries:
        _try(query)


def try_defaults(queries: Iterable[Query], content: Content) -> None:
    """Refuse a default that is no member of the class its parameter names.

    Raises:
        BadQueryHeader: It is none, in this release.
    """
    limited = [(q, p) for q in queries for p in q.parameters if p.members_of]
    if not limited:
        return
    members: dict[str, set[str]] = {}
    for triple in content.merge:
        if triple.predicate in {RDF.type, SKOS.inScheme}:
            members.setdefault(str(triple.object), set()).add(str(triple.subject))
    for query, parameter in limited:
        prefixes = prologue_of(query.text).prefixes
        group = str(NamedNode(expand(parameter.members_of, prefixes)))
        default = str(sample_value(parameter, prefixes))
        if group not in members:
            raise _bad(query, parameter, f"{group} has no members")
        if parameter.default is not None and default not in members[group]:
            raise _bad(query, parameter, f"the default {default} is none of {group}")


def _try(query: Query) -> None:
    bound = query.text
    try:
        form = prologue_of(query.text).form
        bound = bound_by_defaults(query)
        if query.pagination:
            _try_pages(query, form)
            bound = one_page(bound, query.pagination, 1)
        Store().query(bound)
    except SyntaxError as error:
        raise _unreadable(query, explain(error, bound)) from error
    except MalformedQuery as error:
        raise _unreadable(query, error) from error


def bound_by_defaults(query: Query) -> str:
    """Return the text with each parameter bound to its default, or a sample.

    Raises:
        BadQueryHeader: A parameter is not in the text, or its default or its
            class cannot be read.
    """
    prefixes = prologue_of(query.text).prefixes
    known = variables(query.text)
    terms = {}
    for parameter in query.parameters:
        if parameter.name not in known:
            raise _bad(query, parameter, f"?{parameter.name} is not in the query")
        try:
            terms[parameter.name] = sample_value(parameter, prefixes)
            NamedNode(expand(parameter.members_of or "x:", prefixes))
        except ValueError as error:
            why = f"its default or class is not {expected(parameter)}"
            raise _bad(query, parameter, why) from error
    return bind(query.text, terms)


def _try_pages(query: Query, form: Form) -> None:
    if form is not Form.SELECT:
        why = "only SELECT has rows"
    elif not is_ordered(query.text):
        why = "without an ORDER BY a row may be on two pages, or on none"
    elif is_cut(query.text):
        why = "the query has a LIMIT or OFFSET of its own"
    else:
        return
    raise BadQueryHeader(
        f"The answer cannot be had in pages: {why}.",
        place=Place(query.path, 1),
        hint="Leave 'pagination' out, or mend the query.",
        see=_SEE,
    )


def _bad(query: Query, parameter: Parameter, why: str) -> BadQueryHeader:
    return BadQueryHeader(
        f"The parameter {parameter.name!r} cannot be: {why}.",
        place=Place(query.path, parameter.line),
        hint="A parameter is a variable of the query; its class and its default are "
        "IRIs, or names with a PREFIX of the query.",
        see=_SEE,
    )


def _unreadable(query: Query, fault: MalformedQuery) -> UnreadableSource:
    place = Place(query.path, fault.place.line if fault.place else 1)
    return UnreadableSource(
        fault.summary, place=place, hint=fault.hint, details=fault.details
    )


def _triples(query: Query, base: str) -> Iterator[Triple]:
    node = NamedNode(f"{base}queries/{query.name}")
    class_, property_ = _EXECUTABLE[prologue_of(query.text).form]
    bindable = all(p.default is not None for p in query.parameters)
    text = bound_by_defaults(query) if bindable else query.text
    said = f"{query.question}\n\n{query.description}".strip()
    yield Triple(node, RDF.type, SH.SPARQLExecutable)
    yield Triple(node, RDF.type, class_)
    yield Triple(node, property_, Literal(_HEADER.sub("", text)))
    yield Triple(node, RDFS.label, Literal(query.summary, language="en"))
    yield Triple(node, RDFS.comment, Literal(said, language="en"))
    yield Triple(node, SH.prefixes, NamedNode(f"{base}queries"))
    yield Triple(node, SCHEMA.target, NamedNode(f"{base}sparql"))
    yield Triple(node, DCTERMS.isPartOf, NamedNode(f"{base}queries"))
    for tag in query.tags:
        yield Triple(node, SCHEMA.keywords, Literal(tag))


def _declarations(declared: dict[str, str], base: str) -> Iterator[Triple]:
    all_ = NamedNode(f"{base}queries")
    yield Triple(all_, RDFS.label, Literal("Queries", language="en"))
    for prefix, iri in declared.items():
        node = NamedNode(f"{base}queries#prefix-{prefix}")
        yield Triple(all_, SH.declare, node)
        yield Triple(node, RDF.type, SH.PrefixDeclaration)
        yield Triple(node, SH.prefix, Literal(prefix))
        yield Triple(node, SH.namespace, Literal(iri, datatype=XSD.anyURI))
