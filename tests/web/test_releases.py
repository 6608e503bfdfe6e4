"""Releases as a reader, a feed reader and a client of old states meet them."""

import gzip
import hashlib
import re
from typing import Any

import feedparser
import httpx
import pytest

OLD_LABEL = "The moon draws the waters of the sea."
WIND = "Wind <b>and</b> sea"


def read_feed(url: str) -> Any:
    found = feedparser.parse(httpx.get(url).content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    assert found.feed.id
    assert found.feed.updated_parsed
    assert found.feed.author
    assert all(e.id and e.updated_parsed and e.title for e in found.entries)
    assert len({e.id for e in found.entries}) == len(found.entries)
    return found


def test_the_list_names_what_is_kept_and_what_no_more(kept: Any) -> None:
    listed = httpx.get(f"{kept.url}/releases").json()

    assert [r["id"] for r in listed["releases"]] == [kept.new, kept.old]
    assert [r["id"] for r in listed["retired"]] == [kept.gone]
    assert listed["retired"][0]["created"] == "2025-03-01T12:00:00Z"
    newest = listed["releases"][0]
    assert newest["changes"] == f"{kept.url}/changes/{kept.old}/{kept.new}"
    for address, file in newest["files"].items():
        body = httpx.get(address).content
        assert hashlib.sha256(body).hexdigest() == file["sha256"]


def test_files_of_a_release_keep_their_bytes_for_ever(kept: Any) -> None:
    """RFC 8246; the ETag is strong."""
    for name in (kept.old, kept.new):
        address = f"{kept.url}/releases/{name}/dumps/dissensus.nt.gz"
        response = httpx.get(address, headers={"Accept-Encoding": "identity"})

        on_disk = kept.root / "releases" / name / "dumps" / "dissensus.nt.gz"
        assert response.content == on_disk.read_bytes()
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["ETag"].startswith('"')
    alias = httpx.get(f"{kept.url}/releases/current/dumps/SHA256SUMS")
    assert "immutable" not in alias.headers["Cache-Control"]


@pytest.mark.parametrize("rest", ["", "/dumps/dissensus.ttl", "/manifest.json"])
def test_a_release_that_was_removed_is_gone_and_says_what_is_kept(
    kept: Any, browser: str, rest: str
) -> None:
    address = f"{kept.url}/releases/{kept.gone}{rest}"

    program = httpx.get(address)
    page = httpx.get(address, headers={"Accept": browser})

    assert (program.status_code, page.status_code) == (410, 410)
    assert kept.new in program.json()["hint"]
    assert program.links["latest-version"]["url"] == f"/releases/{kept.new}"
    assert "1 March 2025" in page.text
    assert httpx.get(f"{kept.url}/releases/1-000000000000{rest}").status_code == 404
    assert httpx.get(f"{kept.url}/changes/{kept.gone}/{kept.new}").status_code == 410


def test_what_changed_is_told_by_entity(kept: Any, browser: str) -> None:
    address = f"{kept.url}/changes/{kept.old}/{kept.new}"

    told = httpx.get(address).json()
    page = httpx.get(address, headers={"Accept": browser}).text
    none = httpx.get(f"{address}?only=removed").json()

    fates = {e["label"]: e["fate"] for e in told["entities"]}
    assert fates == {"The moon draws the waters.": "changed", WIND: "added"}
    assert (told["counts"]["changed"], told["counts"]["added"]) == (1, 1)
    (moon,) = (e for e in told["entities"] if e["fate"] == "changed")
    assert [t[2] for t in moon["removed"]] == [f'"{OLD_LABEL}"@en']
    assert [t[2] for t in moon["inferred_removed"]] == [f'"{OLD_LABEL}"@en']
    assert "Wind &lt;b&gt;and&lt;/b&gt; sea" in page
    assert none["entities"] == []
    assert httpx.get(f"{address}?only=nothing").status_code == 400
    assert httpx.get(f"{address}?page=9").status_code == 404


def test_the_halves_of_a_difference_are_served_as_they_stand_in_the_dumps(
    kept: Any,
) -> None:
    def lines(name: str) -> set[bytes]:
        file = kept.root / "releases" / name / "dumps" / "dissensus.nt.gz"
        return set(gzip.decompress(file.read_bytes()).splitlines())

    address = f"{kept.url}/changes/{kept.old}/{kept.new}"
    added, removed = (httpx.get(f"{address}.{h}.nt") for h in ("added", "removed"))
    patch = httpx.get(f"{address}.rdfp")

    assert set(added.content.splitlines()) == lines(kept.new) - lines(kept.old)
    assert set(removed.content.splitlines()) == lines(kept.old) - lines(kept.new)
    assert patch.headers["Content-Type"] == "application/rdf-patch"
    assert b"\nTX .\nD <" in patch.content


def test_the_feeds_are_atom(kept: Any) -> None:
    releases = read_feed(f"{kept.url}/releases.atom")
    changes = read_feed(f"{kept.url}/changes/{kept.old}/{kept.new}.atom")
    latest = read_feed(f"{kept.url}/changes.atom")

    assert [e.updated for e in releases.entries] == [
        "2025-09-01T12:00:00+00:00",
        "2025-06-01T12:00:00+00:00",
    ]
    assert releases.entries[0].id == f"{kept.url}/releases/{kept.new}/"
    assert httpx.get(releases.entries[0].link).status_code == 200
    assert [e.title for e in changes.entries] == [
        "The moon draws the waters.: changed",
        "Wind <b>and</b> sea: added",
    ]
    assert [e.title for e in latest.entries] == [e.title for e in changes.entries]


@pytest.mark.parametrize(
    "path",
    ["/releases", "/releases/NEW", "/changes", "/changes/OLD/NEW", "/corrections"],
)
def test_each_page_links_to_what_is_there(kept: Any, browser: str, path: str) -> None:
    address = kept.url + path.replace("OLD", kept.old).replace("NEW", kept.new)
    page = httpx.get(address, headers={"Accept": browser})

    assert page.status_code == 200
    main = page.text.partition("<main")[2].partition("</main>")[0]
    found = {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]+)', main)
    }
    assert found
    statuses = {a: httpx.get(kept.url + a).status_code for a in sorted(found)}
    assert set(statuses.values()) <= {200, 303}, statuses


def test_a_correction_says_what_was_taken_back_and_why(kept: Any) -> None:
    (step,) = httpx.get(f"{kept.url}/corrections").json()["releases"]

    assert (step["older"], step["newer"]) == (kept.old, kept.new)
    (correction,) = step["corrections"]
    assert [t[2] for t in correction["removed"]] == [f'"{OLD_LABEL}"@en']
    assert correction["reasons"] == [{"text": "He said no more.", "language": "en"}]
