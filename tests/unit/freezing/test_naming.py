"""Each address of the site becomes one file, or is left out."""

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.routing import Map, Rule

from dissensus.freezing.naming import Naming, file_of, is_page, link_to

ROUTES = Map(
    [
        Rule("/", endpoint="home.show_home"),
        Rule("/sparql", endpoint="sparql.answer_query"),
        Rule("/queries/<path:name>", endpoint="queries.ask_query"),
        Rule("/linkset.json/<path:name>", endpoint="linksets.show_linkset"),
        Rule("/<path:name>", endpoint="entities.show_document"),
    ]
)
NAMING = Naming(ROUTES, "3-5c0f4e1d2a3b")


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("/id/person/ada", "/doc/person/ada"),
        ("/vocab/kind/tide#top", "/doc/vocab/kind/tide"),
        ("/doc/person/ada.html", "/doc/person/ada"),
        ("/static/style.css?v=0123", "/static/style.css"),
        ("/browse/Claim?page=1", "/browse/Claim"),
        ("/browse/Claim?sort=date&page=2", "/browse/Claim?sort=date&page=2"),
        ("/bibliography.bib?q=&kind=&sort=year", "/bibliography.bib?sort=year"),
        ("/releases/current/dumps/latest.ttl", "/dumps/latest.ttl"),
        ("/queries/api/stances?holder=x", "/queries/api/stances?holder=x"),
    ],
)
def test_names_of_one_thing_are_one_address(address: str, one: str) -> None:
    assert NAMING.canonical(address) == one


@pytest.mark.parametrize(
    "address",
    [
        "/sparql?query=ASK%7B%7D",
        "/linkset.json/doc/person/ada",
        "/browse/Claim?dis:kind=x",
        "/browse/Claim?lang=de",
        "/browse/Claim?release=2-5c0f4e1d2a3b",
        "/releases/2-5c0f4e1d2a3b",
        "/queries/api/stances?release=3-5c0f4e1d2a3b",
    ],
)
def test_what_needs_a_server_is_left_out(address: str) -> None:
    assert NAMING.canonical(address) is None


SEGMENTS = st.lists(
    st.text("abAZ09.%2Fé€ü~-_:!*", min_size=1, max_size=12).filter(
        lambda text: text not in {".", ".."}
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40)
@given(SEGMENTS)
def test_a_file_has_a_name_that_every_disk_takes(segments: list[str]) -> None:
    file = file_of("/" + "/".join(segments))

    assert not set('%?#\\:*"<>|') & set(file)
    assert not {"", ".", ".."} & set(file.split("/"))
    assert max(len(part.encode()) for part in file.split("/")) < 255


@settings(max_examples=40)
@given(SEGMENTS, SEGMENTS)
def test_two_addresses_are_never_one_file(one: list[str], other: list[str]) -> None:
    """Written as the routes write them: what must be escaped is escaped."""
    first, second = "/doc/" + "/".join(one), "/doc/" + "/".join(other)

    assert (file_of(first) == file_of(second)) <= (
        unescaped(first) == unescaped(second)
    )


def unescaped(address: str) -> str:
    return unquote(address).removesuffix(".html")


def test_a_dot_in_a_name_is_no_suffix() -> None:
    assert is_page(file_of("/doc/passage/day-2.4"))
    assert not is_page(file_of("/doc/passage/day-2.4.csl.json"))


def test_links_are_relative_from_any_depth() -> None:
    assert link_to("a/b.html", "a/c.html") == "b.html"
    assert link_to("index.html", "a/b/c.html") == "../../index.html"
    assert link_to("x/y.html", "z.html") == "x/y.html"
