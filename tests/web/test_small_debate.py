"""Another dataset has debate pages too, if it ships the queries for them."""

import re
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dissensus.catalog import Catalog
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"


@pytest.fixture(scope="module")
def tides(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The minimal project with a debate in it, and the queries of the real one."""
    root = tmp_path_factory.mktemp("debate") / "tides"
    shutil.copytree(DATA / "minimal", root)
    shutil.copy(DATA / "debate" / "tides.ttl", root / "data" / "tides" / "sides.ttl")
    shutil.copytree(ROOT / "queries" / "pages", root / "queries" / "pages")
    shape = root / "shapes" / "tides.ttl"  # which asks for holders who are not alleged
    shape.write_text(
        shape.read_text("utf-8").replace("sh:minCount 1", "sh:minCount 0", 1)
    )
    release = Catalog(root / "releases").publish(root).release
    return create_app(Site.of(release, Settings())).test_client()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))


def test_a_single_debate_needs_no_list(tides: FlaskClient) -> None:
    response = tides.get("/debate")

    assert response.status_code == 302
    assert response.headers["Location"] == "/debate/tides"


def test_the_page_of_another_debate(tides: FlaskClient) -> None:
    page = tides.get("/debate/tides").text

    text = text_of(page)
    assert "<h1>Why does the sea rise and fall?</h1>" in page
    assert "What is said here rests on 2 authors." in text
    assert " style=" not in page  # the site's policy forbids it
    assert page.count("<script") == 1  # the one that suggests names


def test_a_cell_says_that_its_attestations_differ_and_are_contested(
    tides: FlaskClient,
) -> None:
    """Own text and quotation on one side, a contesting report on the other."""
    page = tides.get("/debate/tides").text

    cells = dict(re.findall(r'<td id="cell~([^"]*)">(.*?)</td>', page, re.DOTALL))
    galileo = "~person/galileo-galilei~claim/moon-pulls-the-sea"
    assert "2 attestations, differing in mode" in cells[f"own{galileo}"]
    assert "contested" in cells[f"reported{galileo}"]
    assert "−−" in cells[f"reported{galileo}"]


def test_a_stance_that_is_only_alleged_puts_nobody_on_a_side(
    tides: FlaskClient,
) -> None:
    page = tides.get("/debate/tides").text

    camps = re.findall(r'<section class="camp">(.*?)</section>', page, re.DOTALL)
    holders = {
        re.findall(r"<h3><a[^>]*>([^<]*)", camp)[0]: re.findall(
            r"<li><a[^>]*>([^<]*)", camp
        )
        for camp in camps
    }
    assert holders == {
        "The moon": ["Johannes Kepler", "Seleucus of Seleucia"],
        "The earth&#39;s motion": ["Galileo Galilei"],
    }
    assert "[−]" in page


def test_a_stance_without_attestation_says_so(tides: FlaskClient) -> None:
    text = text_of(tides.get("/debate/tides").text)

    assert "nobody is named for it" in text


def test_the_drawing_has_the_claim_between_the_two(tides: FlaskClient) -> None:
    page = tides.get("/debate/tides").text

    drawing = re.findall(r"<svg.*?</svg>", page, re.DOTALL)[0]
    assert re.findall(r"<text[^>]*>([^<]*)</text>", drawing)[3:] == [
        "Johannes Kepler",
        "The moon&#39;s pull",
        "Galileo Galilei",
    ]
    assert drawing.count("<path") == 2


def test_a_release_without_debates_does_not_speak_of_them(client: FlaskClient) -> None:
    assert 'href="/debate' not in client.get("/").text
    assert client.get("/debate").status_code == 404
    assert client.get("/debate/tides").status_code == 404


def test_every_link_of_a_debate_leads_somewhere(tides: FlaskClient) -> None:
    page = tides.get("/debate/tides").text

    links = {
        link.replace("&amp;", "&")
        for link in re.findall(r'href="(/[^"#]*)', page)
        if not link.startswith(("/sparql?", "/queries/"))
    }
    statuses = {
        link: tides.get(link, follow_redirects=True).status_code for link in links
    }
    assert set(statuses.values()) == {200}, statuses
    anchors = set(re.findall(r'href="#([^"]*)"', page)) - {"content"}
    assert anchors <= set(re.findall(r' id="([^"]*)"', page))
