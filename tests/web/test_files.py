"""Bulk files: whole, in parts, and unchanged."""

import hashlib

import httpx
import pytest

from dissensus.release import Release


@pytest.mark.parametrize(
    "suffix", ["ttl", "ttl.gz", "nt.gz", "jsonld.gz", "rdf.gz", "trig.gz"]
)
def test_the_checksums_are_those_of_what_is_served(
    http: httpx.Client, suffix: str
) -> None:
    sums = dict(
        reversed(line.split("  "))
        for line in http.get("/dumps/SHA256SUMS").text.splitlines()
    )

    dump = http.get(f"/dumps/latest.{suffix}", headers={"Accept-Encoding": "identity"})

    name = dump.headers["Content-Disposition"].partition('filename="')[2].strip('"')
    assert hashlib.sha256(dump.content).hexdigest() == sums[name]
    assert "Content-Encoding" not in dump.headers


def test_a_part_of_a_dump_can_be_had(http: httpx.Client) -> None:
    """RFC 9110, section 14; If-Range with another ETag gives the whole."""
    whole = http.get("/dumps/latest.nt.gz")
    etag = whole.headers["ETag"]

    part = http.get(
        "/dumps/latest.nt.gz", headers={"Range": "bytes=10-19", "If-Range": etag}
    )
    stale = http.get(
        "/dumps/latest.nt.gz", headers={"Range": "bytes=10-19", "If-Range": '"x"'}
    )
    beyond = http.get("/dumps/latest.nt.gz", headers={"Range": "bytes=999999999-"})
    known = http.get("/dumps/latest.nt.gz", headers={"If-None-Match": etag})

    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.content)}"
    assert (stale.status_code, stale.content) == (200, whole.content)
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.content)}"
    assert known.status_code == 304


@pytest.mark.parametrize(
    "ranges",
    ["bytes=0-9,20-29", "items=0-9", "bytes=nine", "bytes=9-1", "nonsense"],
)
def test_a_range_that_names_no_one_part_is_as_if_it_were_not_there(
    http: httpx.Client, ranges: str
) -> None:
    """RFC 9110, section 14.2: unknown units are ignored, many parts may be."""
    whole = http.get("/dumps/latest.nt.gz")

    answer = http.get("/dumps/latest.nt.gz", headers={"Range": ranges})

    assert (answer.status_code, answer.content) == (200, whole.content)
    assert "Content-Range" not in answer.headers


def test_the_end_of_a_dump_can_be_had_if_it_is_of_that_date(
    http: httpx.Client,
) -> None:
    """RFC 9110, section 13.1.5: If-Range with a date."""
    whole = http.get("/dumps/latest.nt.gz")
    made = whole.headers["Last-Modified"]

    def tail(date: str) -> httpx.Response:
        headers = {"Range": "bytes=-7", "If-Range": date}
        return http.get("/dumps/latest.nt.gz", headers=headers)

    assert (tail(made).status_code, tail(made).content) == (206, whole.content[-7:])
    assert tail("Thu, 01 Jan 1970 00:00:00 GMT").status_code == 200
    head = http.head("/dumps/latest.nt.gz", headers={"Range": "bytes=0-9"})
    assert head.status_code == 200
    since = http.get("/dumps/latest.nt.gz", headers={"If-Modified-Since": made})
    assert since.status_code == 304


def test_a_dump_says_whose_it_is(http: httpx.Client) -> None:
    links = http.get("/dumps/latest.ttl").links

    assert links["license"]["url"].startswith("https://creativecommons.org/")
    assert links["describedby"]["url"] == "/.well-known/void"


def test_files_of_a_release_that_is_kept_are_served(
    http: httpx.Client, release: Release
) -> None:
    manifest = http.get(f"/releases/{release.id}/manifest.json")

    assert manifest.json()["id"] == release.id
    assert http.get("/releases/1-000000000000/manifest.json").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/dumps/../manifest.json",
        "/dumps/%2e%2e/manifest.json",
        "/dumps/..%2F..%2F..%2Fetc%2Fpasswd",
        "/releases/..%2F..%2Fetc/dumps/x",
        "/releases/current/store/LOG",
        "/releases/%2e%2e/manifest.json",
    ],
)
def test_nothing_else_on_the_disk_is_served(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 404


def test_the_dataset_describes_itself(http: httpx.Client) -> None:
    turtle = http.get("/.well-known/void", headers={"Accept": "text/turtle"})
    same = http.get("/.well-known/void.nt")

    assert "void:triples" in turtle.text
    assert "<http://rdfs.org/ns/void#triples>" in same.text


def test_the_status_names_release_and_limits(
    http: httpx.Client, release: Release
) -> None:
    status = http.get("/status").json()

    assert status["release"] == release.id
    assert status["limits"]["deadline"] == 10.0
    assert status["degraded"] == ""
    assert status["queries"]
    assert status["counts"]["triples"] == release.manifest.counts["triples"]
