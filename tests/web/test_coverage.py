"""How far the reading has come, as a page and for programs."""

from pathlib import Path

from flask.testing import FlaskClient

from dissensus.catalog.opened import open_files
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site


def test_the_report_is_had_as_json(client: FlaskClient) -> None:
    negotiated = client.get("/coverage", headers={"Accept": "application/json"})
    by_suffix = client.get("/coverage.json")

    assert negotiated.mimetype == by_suffix.mimetype == "application/json"
    assert negotiated.get_json() == by_suffix.get_json()
    assert by_suffix.get_json()["summary"]["segments"] == 1


def test_the_page_names_segments_classes_and_questions(
    browser: str, client: FlaskClient
) -> None:
    page = client.get("/coverage", headers={"Accept": browser}).text

    assert '<a href="/doc/passage/dialogue-day-4">Dialogue, fourth day</a>' in page
    assert "Each of the 1 competency questions has one" in page
    assert '<a href="/browse/Person">person</a>' in page


def test_home_and_status_lead_to_it(browser: str, client: FlaskClient) -> None:
    for path in ("/", "/status"):
        assert 'href="/coverage"' in client.get(path, headers={"Accept": browser}).text


def test_the_status_sums_it_up(client: FlaskClient) -> None:
    summary = client.get("/status.json").get_json()["coverage"]

    assert summary == client.get("/coverage.json").get_json()["summary"]


def test_the_file_of_the_release_is_served_as_it_is(
    client: FlaskClient, release: Release
) -> None:
    with client.get("/releases/current/coverage.json") as response:
        assert response.data == (release.folder / "coverage.json").read_bytes()


def test_opened_files_have_none_and_do_not_offer_one(
    browser: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("<http://example.com/a> <http://example.com/p> 1 .")
    release = open_files([file], tmp_path / "opened")
    client = create_app(Site.of(release, Settings())).test_client()

    assert client.get("/coverage").status_code == 404
    assert "/coverage" not in client.get("/", headers={"Accept": browser}).text
    assert client.get("/status.json").get_json()["coverage"] == {}


def test_the_real_report_shows_every_segment(
    browser: str, real_release: Release
) -> None:
    client = create_app(Site.of(real_release, Settings())).test_client()

    page = client.get("/coverage", headers={"Accept": browser}).text

    segments = client.get("/coverage.json").get_json()["segments"]
    assert len(segments) > 200
    assert all(
        f'href="/doc/passage/{s["iri"].split("/")[-1]}"' in page for s in segments
    )
