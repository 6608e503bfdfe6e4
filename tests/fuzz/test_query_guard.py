"""The guard never lets through what the engine would take for SERVICE or an update.

Queries and updates are made from the grammar (SPARQL 1.1, section 19.8), then
written with odd separators, cases and escapes, and mutated.
"""

import socketserver
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread

import pytest
from hypothesis import strategies as st
from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from dissensus.errors import MalformedQuery, RefusedQuery
from dissensus.settings import Settings
from dissensus.sparql import Form, inspect

LIMITS = Settings()
Tokens = st.SearchStrategy[list[str]]
GIVEN = {
    Form.SELECT: QuerySolutions,
    Form.ASK: QueryBoolean,
    Form.CONSTRUCT: QueryTriples,
    Form.DESCRIBE: QueryTriples,
}
ELSEWHERE = "<http://127.0.0.1:PORT/>"
PROLOGUE = f"PREFIX : {ELSEWHERE} PREFIX p: <urn:> "
WORDS = ["a", "?s", "?p", "?o", "<urn:a>", ":x", "p:b", "p:SERVICE", "p:x\\-y", "_:b"]
VALUES = ["1", "1.5e1", "true", "'x'", '"SERVICE"@en', "'''a\n'b'''", "'\\u0041'"]


def _words(*texts: str) -> Tokens:
    return st.sampled_from(texts).map(lambda text: text.split(" "))


def _all(*parts: Tokens) -> Tokens:
    return st.tuples(*parts).map(lambda found: [t for part in found for t in part])


def _list(part: Tokens, least: int = 0, most: int = 3) -> Tokens:
    many = st.lists(part, min_size=least, max_size=most)
    return many.map(lambda found: [t for each in found for t in each])


_TERM = st.sampled_from([*WORDS, *VALUES]).map(lambda term: [term])
_VERB = _words("?p", "a", "<urn:a>", "p:b", "p:b / p:c *", "^ p:b", "( p:b | ! a ) +")
_TRIPLE = _all(
    _words("?s", "<urn:a>", "[ p:b 1 ]", "( 1 2 )"), _VERB, _TERM, _words(".")
)
_EXPRESSION = _words(
    "( ?s = 1 )",
    "( ! bound( ?s ) || ?o < 2 )",
    "regex( str( ?s ) , 'SERVICE' )",
    "( ?s IN ( 1 , :x ) )",
)


def _group(inner: Tokens) -> Tokens:
    return _all(_words("{"), inner, _words("}"))


def _part(inner: Tokens) -> Tokens:
    group = _group(inner)
    asked = _words(ELSEWHERE, ":x", "?s", "p:b")
    return st.one_of(
        _TRIPLE,
        _all(_words("OPTIONAL", "MINUS", "GRAPH ?g", "FILTER EXISTS"), group),
        _all(group, _words("UNION"), group),
        _all(_words("FILTER"), _EXPRESSION),
        _all(_words("BIND ( 1 AS ?x )", "VALUES ?s { <urn:a> 1 UNDEF }")),
        _group(_all(_words("SELECT * WHERE", "SELECT ?s"), group)),
        _all(_words("SERVICE", "SERVICE SILENT"), asked, group),
    )


_PATTERN = _group(st.recursive(_list(_TRIPLE), lambda i: _list(_part(i)), max_leaves=5))
_FROM = _words("FROM <urn:g>", "FROM NAMED p:g")
_QUERY = st.one_of(
    _all(
        _words("SELECT *", "SELECT DISTINCT ?s", "SELECT ( COUNT( * ) AS ?n )"),
        _PATTERN,
    ),
    _all(_words("ASK"), _list(_FROM, 0, 2), _PATTERN),
    _all(_words("CONSTRUCT { ?s ?p ?o } WHERE"), _PATTERN),
    _all(_words("DESCRIBE ?s WHERE", "DESCRIBE <urn:a> WHERE"), _PATTERN),
    _all(_words("SELECT * WHERE"), _PATTERN, _words("ORDER BY ?s LIMIT 1", "LIMIT 2")),
)
_UPDATE = st.one_of(
    _words(
        "INSERT DATA { <urn:a> <urn:b> 1 }", "CLEAR ALL", "DROP SILENT GRAPH <urn:g>"
    ),
    _words("CREATE GRAPH <urn:g>", "COPY DEFAULT TO <urn:g>", f"LOAD {ELSEWHERE}"),
    _all(
        _words("DELETE { ?s ?p ?o } WHERE", "WITH <urn:g> INSERT { } WHERE"), _PATTERN
    ),
)
_TEXT = st.one_of(_QUERY, _QUERY, _UPDATE, _all(_UPDATE, _words(";"), _QUERY))
_BETWEEN = st.sampled_from([" ", " ", " ", "", "\n", "#\n", "# }\n", "\t", "#\\u000A "])
_INSERTED = [
    *"{}<>'\"#\\;:.@^",
    "SERVICE",
    "service:x",
    "'''",
    "true",
    "1",
    "INSERT DATA",
]


@st.composite
def _written(draw: st.DrawFn) -> str:
    """Write the tokens of a text as somebody who wants to deceive would."""
    tokens = draw(_TEXT)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(tokens)))
        kind = draw(st.sampled_from(["insert", "drop", "repeat"]))
        if kind == "insert":
            tokens = [*tokens[:at], draw(st.sampled_from(_INSERTED)), *tokens[at:]]
        else:
            tokens = tokens[:at] + (
                tokens[at + 1 :] if kind == "drop" else tokens[at // 2 :]
            )
    return "".join(_spelt(draw, token) + draw(_BETWEEN) for token in tokens)


def _spelt(draw: st.DrawFn, token: str) -> str:
    way = draw(st.integers(0, 9))
    if way == 0 and token.isalpha():
        return token.swapcase()
    if way == 1 and token and token != ELSEWHERE:
        at = draw(st.integers(0, len(token) - 1))
        return f"{token[:at]}\\u{ord(token[at]):04X}{token[at + 1 :]}"
    return token


@dataclass
class Canary:
    """Somebody else's endpoint, which nobody must ask."""

    port: int
    heard: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """Listen on a loopback port, and note who calls."""
    here = Canary(0)

    class Ear(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            here.heard.append("somebody called")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Ear) as server:
        here.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield here
        server.shutdown()
        thread.join()


def _store() -> Store:
    # One triple for most patterns to find, so that what follows is evaluated.
    a = NamedNode("urn:a")
    store = Store()
    store.extend([Quad(a, a, a), Quad(a, NamedNode("urn:b"), a)])
    return store


STORE = _store()


def _lets_through(text: str) -> Form | None:
    """Return the form that the guard sees; None when it refuses, with a reason."""
    try:
        return inspect(text, LIMITS).form
    except (RefusedQuery, MalformedQuery):
        return None


def _ask(text: str) -> object:
    try:
        answer = STORE.query(text)
        for _ in answer if not isinstance(answer, QueryBoolean) else ():
            pass
    except (SyntaxError, RuntimeError, OSError, ValueError):
        return None
    return answer


def test_what_passes_the_guard_asks_nobody(
    fuzz: Callable[..., None], canary: Canary
) -> None:
    """The engine is let loose on what passes, with the network at hand."""

    def check(text: str) -> None:
        text = (PROLOGUE + text).replace("PORT", str(canary.port))
        form = _lets_through(text)
        if form is None:
            return
        answer = _ask(text)
        assert not canary.heard, text
        assert answer is None or isinstance(answer, GIVEN[form]), (form, text)

    fuzz(check, _written(), examples=100)


def test_what_passes_the_guard_is_no_update_to_the_engine(
    fuzz: Callable[..., None], canary: Canary
) -> None:
    def check(text: str) -> None:
        text = text.replace("PORT", str(canary.port))
        if _lets_through(text) is not None:
            with pytest.raises(SyntaxError):
                _store().update(text)
        assert not canary.heard, text

    fuzz(check, _written(), examples=60)


def test_most_texts_of_the_grammar_are_read_by_both(
    fuzz: Callable[..., None], canary: Canary
) -> None:
    """Else the tests above would look at nothing but refusals."""
    seen = {"both": 0, "refused": 0, "all": 0}

    def check(tokens: list[str]) -> None:
        text = (PROLOGUE + " ".join(tokens)).replace("PORT", str(canary.port))
        form, service = _lets_through(text), "SERVICE" in tokens
        assert (form is None) == service, text
        seen["all"] += 1
        seen["refused"] += form is None
        seen["both"] += form is not None and _ask(text) is not None

    fuzz(check, _QUERY, examples=50)

    assert seen["both"] > seen["all"] / 4
    assert seen["refused"]


@pytest.mark.parametrize(
    "piece", [*_INSERTED, "(", "[", "<<", "a ", "1.", "\\u0053", "?"]
)
def test_no_run_of_anything_is_more_than_the_guard_can_bear(piece: str) -> None:
    """As long as a query may be: a lexer that went back and forth would not end."""
    run = piece * (20_000 // len(piece))
    for text in (f"ASK {{ {run}", run):
        assert _lets_through(text) in {None, Form.ASK}
