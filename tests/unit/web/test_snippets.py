"""Code to copy holds the query as it was written, whatever is in it."""

import ast
import shlex

import pytest

from dissensus.web.snippets import Request, python_literal, r_literal, write_snippets

HOSTILE = [
    "SELECT * { ?s ?p ?o }",
    'SELECT * { ?s ?p "x" }\n',
    "SELECT * { ?s ?p 'it''s' } # `rm -rf $HOME`",
    'SELECT * { ?s ?p """a\nb""" }',
    'ASK { ?s ?p "\\"" }',
    'ASK { ?s ?p "ends with a quote"',
    'ASK {} # )" )-" )--"',
    "ASK { ?s ?p '\u2028ü' }\r\n",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_query_is_one_literal_of_python(query: str) -> None:
    assert ast.literal_eval(python_literal(query)) == query


@pytest.mark.parametrize("query", HOSTILE)
def test_a_query_is_one_literal_of_r(query: str) -> None:
    literal = r_literal(query)

    dashes = literal[2 : literal.index("(")]
    assert literal == f'r"{dashes}({query}){dashes}"'
    assert literal.index(f'){dashes}"') == len(literal) - len(dashes) - 2


@pytest.mark.parametrize("query", HOSTILE)
def test_a_query_is_one_word_of_the_shell(query: str) -> None:
    request = Request("https://example.org/sparql", query, values=(("release", "1"),))

    words = shlex.split(write_snippets(request)[0].text.replace("\\\n", ""))

    assert words[0] == "curl"
    assert f"query={query}".replace("\\\n", "") in words
    assert "release=1" in words


@pytest.mark.parametrize("query", HOSTILE)
def test_every_piece_of_python_can_be_read(query: str) -> None:
    request = Request("https://example.org/sparql", query)

    for snippet in write_snippets(request):
        if snippet.name in {"Python", "Python, pandas"}:
            ast.parse(snippet.text)
        if snippet.name == "Jupyter":
            ast.parse(snippet.text.partition("\n")[2])


def test_only_an_answer_that_is_a_table_becomes_a_data_frame() -> None:
    names = [
        {s.name for s in write_snippets(Request("https://e.org/sparql", "", **form))}
        for form in ({}, {"graph": True}, {"truth": True})
    ]

    assert "Python, pandas" in names[0]
    assert names[1] == names[2] == {"curl", "Python"}
