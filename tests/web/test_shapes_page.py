"""The pages about what is demanded of the data, and about what was found."""

import csv
import io
import json
import re

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, SH, Graph, URIRef
from rdflib.compare import isomorphic

from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

HTML = {"Accept": "text/html"}
FORMATS = {"nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
DSH = "https://w3id.org/dissensus/shapes#"
ID = re.compile(r'\bid="([^"]*)"')


@pytest.fixture(scope="module")
def real(real_release: Release) -> FlaskClient:
    """A browser at the door of the real release."""
    return create_app(Site.of(real_release, Settings())).test_client()


@pytest.fixture(scope="module")
def page(real: FlaskClient) -> str:
    """The page about the real shapes."""
    return real.get("/shapes", headers=HTML).text


@pytest.fixture(scope="module")
def graph(real: FlaskClient) -> Graph:
    """The real shapes."""
    return Graph().parse(data=real.get("/shapes.ttl").data, format="turtle")


def test_every_shape_and_every_code_has_its_place(page: str, graph: Graph) -> None:
    """A report names both; each leads to what is demanded."""
    shapes = {str(s) for s in graph.subjects() if str(s).startswith(DSH)}
    codes = {str(code) for code in graph.objects(None, URIRef(f"{DSH}code"))}

    ids = ID.findall(page)

    assert len(codes) > 200
    assert not {shape.removeprefix(DSH) for shape in shapes} - set(ids)
    assert not codes - set(ids)
    assert len(ids) == len(set(ids))


def test_every_message_stands_on_the_page(page: str, graph: Graph) -> None:
    text = page.replace("&#39;", "'").replace("&#34;", '"').replace("&gt;", ">")
    text = text.replace("&lt;", "<").replace("&amp;", "&")

    missing = [m for m in map(str, graph.objects(None, SH.message)) if m not in text]

    assert missing == []


def test_a_demand_is_told_in_words_with_links_to_the_terms(page: str) -> None:
    head = page[page.index('id="STA30"') :][:1200]

    text = re.sub("<[^>]*>", "", head)
    assert "Demands exactly 1; each a dis:Position" in text
    assert 'href="/ontology#position"' in head
    assert "^dis:attests | ^dis:contests" in re.sub(
        "<[^>]*>", "", page[page.index('id="STA40"') :][:900]
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_form_of_the_report_says_the_same(real: FlaskClient, suffix: str) -> None:
    turtle = Graph().parse(data=real.get("/validation.ttl").data, format="turtle")

    data = real.get(f"/validation.{suffix}").data

    assert isomorphic(turtle, Graph().parse(data=data, format=FORMATS[suffix]))
    assert list(turtle.subjects(RDF.type, SH.ValidationReport))


def test_the_report_counts_what_the_release_found(
    real: FlaskClient, real_release: Release
) -> None:
    report = json.loads((real_release.folder / "report.json").read_bytes())
    page = real.get("/validation", headers=HTML).text

    assert "This release conforms" in page
    assert f"{len(report['findings'])} findings" in page
    for code, count in report["counts"].items():
        row = page[page.index(f'href="/validation?code={code}') :][:400]
        assert f'<td class="n">{count}</td>' in row
    assert real.get("/validation.json").json == report


def test_findings_are_sifted_by_code_severity_and_state(real: FlaskClient) -> None:
    """The table that is downloaded holds what the page shows."""
    everything = list(csv.DictReader(io.StringIO(real.get("/validation.csv").text)))

    waived = real.get("/validation.csv?state=waived").text
    info = real.get("/validation.csv?severity=Info&code=ARG55").text
    page = real.get("/validation?code=ARG55&page=2", headers=HTML).text

    rows = list(csv.DictReader(io.StringIO(waived)))
    assert {row["code"] for row in rows} == {
        r["code"] for r in everything if r["waived"]
    }
    chosen = list(csv.DictReader(io.StringIO(info)))
    assert chosen == [row for row in everything if row["code"] == "ARG55"]
    assert page.count('<p class="head">') == len(chosen) - 50
    assert 'href="/validation?code=ARG55&amp;page=1"' in page


def test_a_waived_finding_tells_why(real: FlaskClient) -> None:
    page = real.get("/validation?state=waived", headers=HTML).text

    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page))
    assert "Waived The resolution is the party&#39;s" in text
    assert "the waiver does not say by whom" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [("severity=Grave", 400), ("state=lost", 400), ("page=9", 404), ("code=XYZ", 200)],
)
def test_what_no_finding_can_be_is_refused(
    real: FlaskClient, query: str, status: int
) -> None:
    assert real.get(f"/validation?{query}", headers=HTML).status_code == status


def test_the_iri_of_a_result_leads_to_the_report(client: FlaskClient) -> None:
    response = client.get("/report", headers=HTML, follow_redirects=True)

    assert response.status_code == 200
    assert "This release conforms" in response.text
