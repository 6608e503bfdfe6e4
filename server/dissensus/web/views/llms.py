"""Tell language models what this site is, and where to read it without pages.

Source: llmstxt.org ("Format"): a title, a summary in a quotation, text without
headings, then sections that hold nothing but lists of links.
"""

from collections.abc import Iterator

from flask import Blueprint, Response

from dissensus.citing import write_reference
from dissensus.description import RULE, read_names
from dissensus.namespaces import DIS
from dissensus.web.citing import entry_of
from dissensus.web.limits import stated_limits
from dissensus.web.responses import keep
from dissensus.web.site import Site, site

llms = Blueprint("llms", __name__)


@llms.get("/llms.txt")
def tell_models() -> Response:
    """Return a guide to this site for language models, in Markdown."""
    body = "\n".join(_lines(site()))
    return keep(Response(body, content_type="text/plain; charset=utf-8"))


def _lines(here: Site) -> Iterator[str]:
    yield from (f"# {_plain(here.title)}", "")
    if here.description:
        yield from (f"> {_plain(here.description)}", "")
    if DIS.Attestation.value in here.classes:
        yield from (RULE, "")
    yield from (f"Release {here.release}: {here.triples:,} statements.", "")
    yield from _citing(here)
    yield from ("## Asking", "")
    yield from (
        "- [SPARQL endpoint](/sparql): SPARQL 1.1 Query by GET ?query= or POST; "
        "JSON, CSV, TSV, Turtle by Accept. Without a query it describes itself.",
        f"- [Limits](/status.json): {_limits(here)}.",
        "- [Search](/search.json?q=): entities by words; kind= and lang= narrow it.",
        "- [API](/openapi.json): every route, as OpenAPI 3.1.",
        "",
    )
    yield from ("## Words and queries", "")
    if here.schema:
        yield (
            "- [Classes and properties](/schema.md): with counts and prefixes; read "
            "this before writing SPARQL. ?class=NAME tells one class with its pitfalls."
        )
    if here.queries:
        yield f"- [Queries](/queries.md): {len(here.queries)} that are shipped."
    yield from _data(here)


def _citing(here: Site) -> Iterator[str]:
    if not here.dataset:
        return
    names = read_names(here.holdings, {here.dataset})
    reference = write_reference(entry_of(here, here.dataset, names))
    yield from (f"Cite it as: {reference}", "")
    if here.license:
        yield from (f"Licence: {here.license}", "")
    yield from (
        "Each entity is cited by its IRI, and a state of it by the release: "
        f"?release={here.release} after any address.",
        "",
    )


def _data(here: Site) -> Iterator[str]:
    if here.opened:
        return
    yield from ("", "## Data", "")
    yield "- [Description](/.well-known/void.ttl): VoID and DCAT, in Turtle."
    yield "- [Ontology](/ontology.ttl): the terms and their definitions, in Turtle."
    if here.dumps:
        yield "- [Everything](/dumps/latest.ttl.gz): Turtle, packed."
        yield "- [Everything, by graph](/dumps/latest.trig.gz): TriG, packed."
    names = read_names(here.holdings, here.examples)
    yield from ("", "## Optional", "")
    yield "- [Sitemap](/sitemap.xml): the documents about all entities."
    for iri in here.examples:
        yield f"- [{_linked(names[iri])}]({here.form(iri, 'ttl')}): an example."
    yield ""


def _limits(here: Site) -> str:
    return ", ".join(
        f"{one.name} {one.number} {one.unit}" for one in stated_limits(here.settings)
    )


def _plain(text: str) -> str:
    """Return ``text`` on one line: whatever follows it would not belong to it."""
    return " ".join(text.split())


def _linked(text: str) -> str:
    return _plain(text).replace("[", "(").replace("]", ")")
