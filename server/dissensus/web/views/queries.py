"""Show the queries that the project ships: what each asks, and its text."""

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from dissensus.errors import UnknownEntity
from dissensus.web.responses import keep, page
from dissensus.web.site import site

queries = Blueprint("queries", __name__)


@queries.get("/queries")
def list_queries() -> Response:
    """Return the list of the queries, by folder."""
    return keep(page("queries.html"))


@queries.get("/queries/<path:name>")
def show_query(name: str) -> AnyResponse:
    """Return one query: a page, or with ``.rq`` the bare text."""
    plain = name.removesuffix(".rq")
    query = site().query_named(plain)
    if query is None:
        raise UnknownEntity(
            f"This release ships no query {plain!r}.", hint="All are under /queries."
        )
    if query.name != plain:
        return redirect(f"/queries/{query.name}{name[len(plain) :]}", 301)
    if name != plain:
        text = Response(
            query.text, content_type="application/sparql-query; charset=utf-8"
        )
        return keep(text)
    return keep(page("query.html", query=query))
