"""Canonical IRIs and addresses of the site are two names of one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissensus.iris import SUFFIXES, Base, split_suffix

BASE = Base("https://example.org/debate/")
_NAMES = st.text(
    st.characters(
        blacklist_categories=("Cs", "Cc"), blacklist_characters='#?<>"{}|\\^`% /'
    ),
    min_size=1,
)


def test_an_entity_is_found_at_its_own_path() -> None:
    assert BASE.path("https://example.org/debate/id/person/ada") == "/id/person/ada"


def test_an_entity_is_described_by_a_document_of_another_path() -> None:
    """Cool URIs, section 4.2: a person is not a document."""
    iri = "https://example.org/debate/id/person/ada"

    assert BASE.document(iri) == "/doc/person/ada"
    assert BASE.document(iri, "ttl") == "/doc/person/ada.ttl"
    assert BASE.named_by("/doc/person/ada") == (iri,)


def test_a_concept_is_described_by_a_document_too() -> None:
    iri = "https://example.org/debate/vocab/position/denial"

    assert BASE.document(iri) == "/doc/vocab/position/denial"
    assert BASE.named_by(BASE.document(iri)) == (iri,)


def test_a_graph_is_its_own_document() -> None:
    iri = "https://example.org/debate/graph/data/claims"

    assert BASE.document(iri) == "/graph/data/claims"


def test_a_fragment_is_served_with_its_entity() -> None:
    iri = "https://example.org/debate/id/passage/p1#selector-1"

    assert BASE.path(iri) == "/id/passage/p1#selector-1"
    assert BASE.document(iri) == "/doc/passage/p1"


def test_a_foreign_iri_is_shown_as_a_resource() -> None:
    path = BASE.path("http://www.wikidata.org/entity/Q7259")

    assert path == "/resource?iri=http%3A%2F%2Fwww.wikidata.org%2Fentity%2FQ7259"


@given(_NAMES)
def test_whatever_the_name_the_path_leads_back_to_the_iri(name: str) -> None:
    iri = f"{BASE.iri}id/person/{name}"

    assert iri in BASE.named_by(BASE.path(iri))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("person/Лев", "/id/person/%D0%9B%D0%B5%D0%B2"),
        ("place/Łódź", "/id/place/%C5%81%C3%B3d%C5%BA"),
        ("work/a%2Fb", "/id/work/a%2Fb"),
        ("work/a%20b", "/id/work/a%20b"),
        ("work/Л%2Fb", "/id/work/%D0%9B%2Fb"),
        ("work/%D0%9B", "/id/work/%D0%9B"),
        ("work/x?y=1", "/id/work/x?y=1"),
    ],
)
def test_an_iri_is_asked_for_by_the_uri_that_it_maps_to(name: str, path: str) -> None:
    """RFC 3987, section 3.1: letters are escaped, escapes stay as they are."""
    iri = f"{BASE.iri}id/{name}"

    assert BASE.path(iri) == path
    assert iri in BASE.named_by(path)


def test_a_suffix_stands_before_the_query() -> None:
    assert BASE.document(f"{BASE.iri}id/work/x?y=1", "ttl") == "/doc/work/x.ttl?y=1"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_of_the_six_suffixes_is_an_extension(suffix: str) -> None:
    assert split_suffix(f"/doc/person/ada.{suffix}") == ("/doc/person/ada", suffix)


@pytest.mark.parametrize(
    "path", ["/doc/passage/p007.2", "/doc/person/ada", "/doc/x.pdf"]
)
def test_any_other_dot_belongs_to_the_slug(path: str) -> None:
    assert split_suffix(path) == (path, "")


@pytest.mark.parametrize(
    "iri", ["https://example.org", "ftp://example.org/", "x/", "https://a b/"]
)
def test_a_base_is_an_http_iri_that_ends_in_a_slash(iri: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Base(iri)
