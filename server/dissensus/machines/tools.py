"""The tools: what a language model may ask, in words that it is told.

Each docstring here is a description that models read, and decides whether they
ask rightly. Nothing is written, and nothing leaves this machine.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Final

from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent
from pydantic import Field

from dissensus.calling import read_call
from dissensus.errors import DissensusError, MalformedRequest
from dissensus.machines import finding
from dissensus.machines.answers import Entity, Found, Queries, Schema, Table
from dissensus.machines.asking import ask, count
from dissensus.machines.desk import Desk, Opened
from dissensus.machines.telling import tell_entity
from dissensus.schema import select_class, write_class, write_overview

MOST_ROWS: Final = 500

_Iri = Annotated[
    str, Field(description="IRI, or prefixed name such as dis:Stance, of an entity")
]
_Language = Annotated[
    str, Field(description="Language tag such as en or de", pattern="^[a-z]{2,8}$")
]
_Rows = Annotated[
    int, Field(description="Rows to return at most", ge=1, le=MOST_ROWS, default=50)
]
_Page = Annotated[int, Field(description="From 1", ge=1, default=1)]


class Tools:
    """What a client may call; each tool answers from the release current then."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def schema(
        self,
        class_name: Annotated[
            str,
            Field(description="For one class with all its properties: dis:Stance"),
        ] = "",
    ) -> Annotated[CallToolResult, Schema]:
        """Read which classes and properties the data use, with counts and prefixes.

        Call this before writing SPARQL. Without class_name: one line for each
        word, some 9,000 tokens. With it: that class alone, how many members have
        each property, an example, and the pitfalls that make queries go wrong.
        """
        with _faults():
            here = self._desk.current()
            card = write_card(here, class_name)
            return _result(here, Schema(release=here.id, card=card), card)

    def search(
        self,
        text: Annotated[
            str, Field(description="Names or words, any spelling", max_length=200)
        ],
        kind: Annotated[
            str, Field(description="Only of this class: dis:Claim, or its IRI")
        ] = "",
        language: Annotated[
            str,
            Field(description="Only texts in this language", pattern="^[a-z]{0,8}$"),
        ] = "",
        page: _Page = 1,
    ) -> Annotated[CallToolResult, Found]:
        """Find entities (persons, claims, stances, events, texts) by words.

        The way from a name to an IRI: start here. Returns twenty a page with IRI,
        class and, where somebody attests them, on whose word they stand. `kinds`
        counts all hits by class, to narrow the next search.
        """
        with _faults():
            here = self._desk.current()
            found = finding.search(here, text, kind, language, page)
            return _result(here, found)

    def describe(
        self,
        iri: _Iri,
        language: _Language = "en",
        values: Annotated[
            int, Field(description="Values per property at most", ge=1, le=100)
        ] = 12,
    ) -> Annotated[CallToolResult, Entity]:
        """Read all that the dataset says of one entity, and on whose word.

        according_to: who reports it, in which passage and how (own words,
        quotation, imputation). positions: stances of it or on it, each beginning
        with its reporter. statements: property by property; origin `inferred`
        follows by the ontology, `editorial` is what the editors add. Counts under
        `more` say what is not listed.
        """
        with _faults():
            here = self._desk.current()
            entity = tell_entity(here, here.iri_of(iri), language, values)
            return _result(here, entity)

    def list_queries(
        self,
        words: Annotated[
            str, Field(description="Words that its title or question holds")
        ] = "",
        tag: Annotated[str, Field(description="A tag, such as api")] = "",
    ) -> Annotated[CallToolResult, Queries]:
        """List the questions that the dataset ships as tested queries.

        Prefer these to SPARQL of your own. Those with the tag `api` take
        parameters; each is told with the type that it takes.
        """
        with _faults():
            here = self._desk.current()
            return _result(here, finding.list_queries(here, words, tag))

    async def ask_query(
        self,
        name: Annotated[str, Field(description="As list_queries tells it")],
        parameters: Annotated[
            dict[str, str] | None,
            Field(description="Value by name; IRIs whole or as prefixed names"),
        ] = None,
        rows: _Rows = 50,
        page: _Page = 1,
    ) -> Annotated[CallToolResult, Table]:
        """Ask one of the shipped queries, with values for its parameters.

        The answer is a table as that of sparql. A query with rows_per_page can be
        paged: `total` counts all rows. Values of the wrong type are refused with
        those that were perhaps meant.
        """
        with _faults():
            here = self._desk.current()
            return _result(here, await self._asked(here, name, parameters, rows, page))

    async def sparql(
        self,
        query: Annotated[str, Field(description="SPARQL 1.1: SELECT, ASK, CONSTRUCT")],
        rows: _Rows = 50,
    ) -> Annotated[CallToolResult, Table]:
        """Ask a SPARQL query of your own; declare every PREFIX that it uses.

        Read `schema` first. Cells are RDF terms as SPARQL writes them, empty when
        unbound; `labels` names the IRIs, `according_to` tells on whose word those
        stand that somebody attests: to make it tell, select the stance, claim or
        figure itself, not only names. `complete` false: there is more. Updates
        and SERVICE are refused; a query past its deadline is ended.
        """
        with _faults():
            here = self._desk.current()
            return _result(here, await ask(self._desk, here, query, rows))

    async def _asked(
        self,
        here: Opened,
        name: str,
        parameters: Mapping[str, str] | None,
        rows: int,
        page: int,
    ) -> Table:
        query = here.query_named(name)
        fields = {key: [value] for key, value in (parameters or {}).items()}
        if query.pagination:
            fields |= {"page": [str(page)], "limit": [str(rows)]}
        elif page > 1:
            raise MalformedRequest(
                f"The answer to {query.name!r} comes whole, without pages.",
                hint="Leave page out, and ask for more rows.",
            )
        call = read_call(here.holdings, query, fields)
        total = await count(self._desk, here, call) if call.rows else None
        table = await ask(self._desk, here, call.text, rows)
        table["query"] = query.name
        if total is not None:
            table |= {"total": total, "page": page}
            told = len(table["rows"])
            start = rows * (page - 1)
            if total > start + told:
                table["complete"] = False
                table["left_out"] = (
                    f"Rows {start + 1} to {start + told} of {total}; "
                    + (
                        f"ask again with page {page + 1}."
                        if told == rows
                        else "they are long: ask for fewer rows a page."
                    )
                )
        return table


def write_card(here: Opened, class_name: str = "") -> str:
    """Return the schema card as Markdown, or what it says of one class.

    Raises:
        MalformedRequest: The release has no card, or knows no such class.
    """
    if not here.card:
        raise MalformedRequest(
            "Nobody counted which words this release uses.",
            hint="Ask with sparql: SELECT DISTINCT ?class { ?s a ?class }.",
        )
    if not class_name:
        return write_overview(here.card)
    card = select_class(here.card, class_name)
    if not card["classes"]:
        raise MalformedRequest(
            f"{class_name!r} is no class of this release.",
            hint="Call schema without class_name for all of them.",
        )
    return write_class(card)


@contextmanager
def _faults() -> Iterator[None]:
    """Tell a fault as the error of a tool: what is wrong, where, what to do."""
    try:
        yield
    except DissensusError as error:
        raise ToolError(str(error)) from error


def _result(here: Opened, answer: Any, text: str = "") -> CallToolResult:
    """Return ``answer`` as a structure and as text, which is JSON unless given."""
    if here.degraded:
        answer["degraded"] = here.degraded
    text = text or json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=answer
    )
