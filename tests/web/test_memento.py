"""Documents as they were: by date, through a client that others wrote.

RFC 7089. The server's address is the base of its dataset, as it is where a
dataset is served from its own addresses.
"""

import re
from datetime import datetime
from typing import Any

import httpx
import pytest
from memento_client import MementoClient

MOON = "doc/claim/moon-pulls-the-sea"
OLD_LABEL = "The moon draws the waters of the sea."
NEW_LABEL = "The moon draws the waters."
BETWEEN = {"Accept-Datetime": "Fri, 01 Aug 2025 00:00:00 GMT"}


@pytest.mark.parametrize("suffix", ["", ".ttl", ".jsonld", ".html"])
def test_a_client_finds_the_state_of_a_day(kept: Any, suffix: str) -> None:
    """memento_client 0.6, through the TimeGate."""
    original = f"{kept.url}/{MOON}{suffix}"
    with MementoClient(timegate_uri=f"{kept.url}/timegate/") as client:
        found = client.get_memento_info(original, datetime(2025, 8, 1))

    assert found["original_uri"] == original
    mementos = found["mementos"]
    old = f"{original}?release={kept.old}"
    assert mementos["closest"]["uri"] == [old]
    assert mementos["closest"]["datetime"] == datetime(2025, 6, 1, 12)
    assert mementos["first"]["uri"] == [old]
    assert mementos["last"]["uri"] == [f"{original}?release={kept.new}"]
    assert mementos["next"]["uri"] == mementos["last"]["uri"]
    text = httpx.get(old).text
    assert OLD_LABEL in text
    assert f'{NEW_LABEL}"' not in text


def test_the_client_tells_each_kind_of_resource(kept: Any) -> None:
    original = f"{kept.url}/{MOON}"

    assert MementoClient.is_timegate(f"{kept.url}/timegate/{original}")
    assert MementoClient.is_memento(f"{original}?release={kept.old}")
    assert MementoClient.is_memento(f"{original}?release={kept.new}")
    assert not MementoClient.is_memento(original)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/turtle", "text/turtle"), ("text/html", "text/html")],
)
def test_a_document_itself_is_asked_by_date(kept: Any, accept: str, kind: str) -> None:
    """Pattern 1.1: the original resource is its own TimeGate."""
    headers = {**BETWEEN, "Accept": accept}
    with httpx.Client(base_url=kept.url, headers=headers) as client:
        redirect = client.get(f"/{MOON}")
        thing = client.get("/id/claim/moon-pulls-the-sea", follow_redirects=True)

    assert redirect.status_code == 302
    assert redirect.headers["Vary"] == "Accept-Datetime"
    assert redirect.headers["Location"] == f"/{MOON}?release={kept.old}"
    assert thing.headers["Memento-Datetime"] == "Sun, 01 Jun 2025 12:00:00 GMT"
    assert thing.headers["Content-Type"].startswith(kind)
    assert OLD_LABEL in thing.text


def test_who_names_no_date_gets_what_is_said_now(kept: Any) -> None:
    """Though somebody else has just asked for the past, and the other way round."""
    for _ in range(2):
        past = httpx.get(f"{kept.url}/{MOON}.ttl", headers=BETWEEN)
        now = httpx.get(f"{kept.url}/{MOON}.ttl")

        assert past.status_code == 302
        assert (now.status_code, "Memento-Datetime" in now.headers) == (200, False)
        assert "Accept-Datetime" in now.headers["Vary"]
        assert NEW_LABEL in now.text
        assert now.links["original"]["url"] == f"{kept.url}/{MOON}.ttl"


def test_a_memento_says_that_it_is_one_and_never_changes(kept: Any) -> None:
    response = httpx.get(f"{kept.url}/{MOON}.ttl?release={kept.old}")

    assert response.headers["Memento-Datetime"] == "Sun, 01 Jun 2025 12:00:00 GMT"
    assert response.headers["Last-Modified"] == "Sun, 01 Jun 2025 12:00:00 GMT"
    assert "Accept-Datetime" not in response.headers.get("Vary", "")
    assert response.links["original"]["url"] == f"{kept.url}/{MOON}.ttl"
    assert response.links["timegate"]["url"].startswith(f"{kept.url}/timegate/")


def test_a_time_before_the_first_gets_the_first(kept: Any) -> None:
    """RFC 7089, section 4.5.3; a new entity has one state only."""
    early = {"Accept-Datetime": "Sat, 01 Jan 2000 00:00:00 GMT"}

    old = httpx.get(f"{kept.url}/{MOON}", headers=early)
    wind = httpx.get(f"{kept.url}/doc/claim/wind", headers=early)

    assert old.headers["Location"].endswith(kept.old)
    assert wind.headers["Location"].endswith(kept.new)


def test_what_is_no_date_is_refused(kept: Any) -> None:
    for path in (MOON, f"timegate/{kept.url}/{MOON}"):
        response = httpx.get(f"{kept.url}/{path}", headers={"Accept-Datetime": "May"})

        assert response.status_code == 400
        assert "GMT" in response.json()["hint"]


def test_the_timemap_lists_every_state(kept: Any) -> None:
    """RFC 7089, section 5; application/link-format of RFC 6690."""
    original = f"{kept.url}/{MOON}"
    link = httpx.get(original).links["timemap"]
    response = httpx.get(link["url"])

    assert response.headers["Content-Type"] == link["type"] == "application/link-format"
    links = MementoClient.parse_link_header(response.text.replace("\n", " "))
    by_rel = {r: uri for uri, said in links.items() for r in said["rel"]}
    assert by_rel["original"] == original
    assert by_rel["self"] == link["url"]
    dates = re.findall(
        r'release=(\S+)>; rel="[^"]*memento"; datetime="([^"]+)"', response.text
    )
    assert dates == [
        (kept.old, "Sun, 01 Jun 2025 12:00:00 GMT"),
        (kept.new, "Mon, 01 Sep 2025 12:00:00 GMT"),
    ]
    assert {httpx.get(uri).status_code for uri in links if "?release=" in uri} == {200}


def test_the_timegate_takes_any_name_of_a_document(kept: Any) -> None:
    names = (MOON, "id/claim/moon-pulls-the-sea", f"http://mirror.example/{MOON}")

    places = {
        httpx.get(f"{kept.url}/timegate/{name}", headers=BETWEEN).headers["Location"]
        for name in names
    }

    assert places == {f"/{MOON}?release={kept.old}"}
    assert httpx.get(f"{kept.url}/timegate/doc/claim/none").status_code == 404
    assert httpx.get(f"{kept.url}/timemap/link/doc/claim/none").status_code == 404


def test_the_language_that_was_asked_for_stays(kept: Any) -> None:
    response = httpx.get(f"{kept.url}/{MOON}?lang=de", headers=BETWEEN)

    assert response.headers["Location"] == f"/{MOON}?lang=de&release={kept.old}"


def test_what_is_no_document_of_an_entity_has_no_past_of_its_own(kept: Any) -> None:
    response = httpx.get(f"{kept.url}/releases", headers=BETWEEN)

    assert response.status_code == 200
