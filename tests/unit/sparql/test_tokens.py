"""A query is cut where SPARQL cuts it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissensus.sparql.tokens import place_of, tokens, unescape


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1SERVICE", [("number", "1"), ("word", "SERVICE")]),
        ("1.5e3a", [("number", "1.5e3"), ("word", "a")]),
        ("?x.?y", [("variable", "?x"), ("other", "."), ("variable", "?y")]),
        ("ex:a.b.", [("name", "ex:a.b"), ("other", ".")]),
        (r"ex:a\-b%20c", [("name", r"ex:a\-b%20c")]),
        (":", [("name", ":")]),
        ("_:b1.", [("blank", "_:b1"), ("other", ".")]),
        ('"a"@en-GB', [("string", '"a"'), ("tag", "@en-GB")]),
        ("<http://x/#a>#<b>\n<c>", [("iri", "<http://x/#a>"), ("iri", "<c>")]),
        ("?a < ?b", [("variable", "?a"), ("other", "<"), ("variable", "?b")]),
        (r'"a\"b"', [("string", r'"a\"b"')]),
        ('"""a"b""c\nd"""', [("string", '"""a"b""c\nd"""')]),
        ("'''a'''b", [("string", "'''a'''"), ("word", "b")]),
        ('"# no comment"', [("string", '"# no comment"')]),
        (r"<http://x/\u0023>1", [("iri", r"<http://x/\u0023>"), ("number", "1")]),
        ("(<<", [("open", "("), ("open", "<<")]),
        ("SELECT*{}", [("word", "SELECT"), ("other", "*"), ("open", "{")]),
    ],
)
def test_tokens_are_those_of_the_grammar(
    text: str, expected: list[tuple[str, str]]
) -> None:
    """SPARQL 1.1 Query, section 19.8, rules 139 and following."""
    assert kinds(text)[: len(expected)] == expected


@given(st.text(alphabet=st.sampled_from("aS1:?.<>\"'\\u0 \n#{}()@_-%")))
def test_nothing_is_lost(text: str) -> None:
    """What lies between two tokens is white space or a comment."""
    end = 0
    for token in tokens(text):
        between = text[end : token.at]
        assert all(not line or line[0] in " #" for line in between.split("\n"))
        assert text.startswith(token.text, token.at)
        end = token.at + len(token.text)


@pytest.mark.parametrize(
    "text",
    [
        "'''a" * 50_000,
        '"' * 199_999,
        "<" * 200_000,
        "a." * 100_000,
        ":a." * 66_000,
        "ex:" + "." * 199_000,
        '"""' + "\\" * 190_000,
        "%20" * 60_000,
        "a-" * 90_000 + "!",
    ],
    ids=lambda text: text[:4],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()

    list(tokens(text))

    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\u0053ERVICE", "SERVICE"),
        (r"\U00000041b", "Ab"),
        (r"\uD800", r"\uD800"),
        (r"\U00110000", r"\U00110000"),
        (r"\u12", r"\u12"),
    ],
)
def test_escapes_stand_for_characters(text: str, plain: str) -> None:
    """SPARQL 1.1 Query, section 19.2."""
    assert unescape(text) == plain


def test_places_count_from_one() -> None:
    text = "ab\ncd"

    assert str(place_of(text, 0)) == "line 1, column 1"
    assert str(place_of(text, 4)) == "line 2, column 2"
