"""The bytes in front of Flask: a real server, asked as clients ask."""

import gzip
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import httpx
import pytest

MOON = "/doc/claim/moon-pulls-the-sea"


@pytest.mark.parametrize("path", [MOON, f"{MOON}.ttl", "/", "/ontology.ttl"])
def test_who_has_the_bytes_already_is_not_sent_them_again(
    http: httpx.Client, path: str
) -> None:
    """RFC 9110, section 13.1.2."""
    first = http.get(path)

    again = http.get(path, headers={"If-None-Match": first.headers["ETag"]})
    other = http.get(path, headers={"If-None-Match": '"other"'})

    assert not first.headers["ETag"].startswith("W/")
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (other.status_code, other.content) == (200, first.content)


def test_a_document_is_as_old_as_its_release(http: httpx.Client) -> None:
    """RFC 9110, sections 13.1.3 and 13.2.2: an ETag goes before a date."""
    first = http.get(f"{MOON}.ttl")
    made = first.headers["Last-Modified"]
    since = parsedate_to_datetime(made)
    later = format_datetime(since + timedelta(days=1), usegmt=True)
    earlier = format_datetime(since - timedelta(seconds=1), usegmt=True)

    answers = {
        date: http.get(f"{MOON}.ttl", headers={"If-Modified-Since": date})
        for date in (made, later, earlier, "yesterday")
    }
    other = {"If-Modified-Since": later, "If-None-Match": '"other"'}

    assert since.isoformat() == http.get("/status").json()["since"].replace(
        "Z", "+00:00"
    )
    assert [a.status_code for a in answers.values()] == [304, 304, 200, 200]
    assert answers[made].headers["ETag"] == first.headers["ETag"]
    assert http.get(f"{MOON}.ttl", headers=other).status_code == 200


def test_an_answer_varies_by_accept_where_accept_decides(http: httpx.Client) -> None:
    varying = {path: http.get(path).headers["Vary"] for path in (MOON, f"{MOON}.ttl")}
    thing = http.get(MOON.replace("/doc/", "/id/"))

    assert varying == {
        MOON: "Accept, Accept-Datetime, Accept-Encoding, Accept-Language",
        f"{MOON}.ttl": "Accept-Datetime, Accept-Encoding",
    }
    assert "Accept" in thing.headers["Vary"].split(", ")


def test_the_etag_differs_by_path_form_and_coding(http: httpx.Client) -> None:
    """A strong ETag names bytes, not a resource."""
    asked = [
        (path, accept, coding)
        for path in (MOON, "/doc/claim/motion-shakes-the-sea")
        for accept in ("text/html", "text/turtle", "application/n-triples")
        for coding in ("identity", "gzip")
    ]

    tags = {}
    for path, accept, coding in asked:
        headers = {"Accept": accept, "Accept-Encoding": coding}
        response = http.get(path, headers=headers)
        tags[response.headers["ETag"]] = response.headers.get("Content-Encoding")

    packed = sum(coding == "gzip" for coding in tags.values())
    assert packed >= 2
    assert len(tags) == 6 + packed


def test_packed_bytes_are_the_plain_bytes(http: httpx.Client) -> None:
    plain = http.get(MOON, headers={"Accept-Encoding": "identity"})
    with http.stream("GET", MOON, headers={"Accept-Encoding": "gzip"}) as response:
        packed = b"".join(response.iter_raw())

    assert gzip.decompress(packed) == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"]
    refused = http.get(MOON, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


@pytest.mark.parametrize("path", [MOON, "/dumps/latest.ttl", "/sparql", "/nothing"])
def test_head_is_get_without_the_bytes(http: httpx.Client, path: str) -> None:
    head = http.head(path)
    get = http.get(path)

    ignored = {"date"}
    assert head.status_code == get.status_code
    assert head.content == b""
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in get.headers.items() if k not in ignored
    }


def test_forms_are_not_mixed_up_in_the_cache(http: httpx.Client) -> None:
    accepts = ["text/html", "text/turtle", "application/ld+json", "image/png"]

    rounds = [
        [http.get(MOON, headers={"Accept": accept}) for accept in accepts]
        for _ in range(3)
    ]

    for found in rounds:
        types = [r.headers["Content-Type"].partition(";")[0] for r in found]
        assert types == [*accepts[:3], "application/problem+json"]
        assert [r.status_code for r in found] == [200, 200, 200, 406]


def test_any_site_may_read_the_data(http: httpx.Client) -> None:
    """Fetch standard, section 3.2; a POST of a query is preflighted."""
    for path in (f"{MOON}.ttl", "/sparql", "/dumps/latest.ttl"):
        assert http.get(path).headers["Access-Control-Allow-Origin"] == "*"
    preflight = http.options(
        "/sparql",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["/%FF%FE", "/doc/%00", "/?q=%FF", "/doc/a%2F..%2Fb"])
def test_odd_addresses_are_answered(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code in {200, 400, 404}
