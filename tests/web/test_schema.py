"""The schema as a page, as JSON and in RDF."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import Graph

from dissensus.catalog.opened import open_files
from dissensus.iris import SUFFIXES
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

VOID = "http://rdfs.org/ns/void#"


@pytest.fixture(scope="module")
def real(real_release: Release) -> FlaskClient:
    """A browser at the door of the real release."""
    return create_app(Site.of(real_release, Settings())).test_client()


def test_the_file_of_the_release_is_what_programs_get(
    client: FlaskClient, release: Release
) -> None:
    file = (release.folder / "schema.json").read_bytes()

    for path in ("/schema", "/schema.json", "/releases/current/schema.json"):
        with client.get(path) as response:
            assert response.data == file
            assert response.mimetype == "application/json"


def test_a_second_dataset_has_a_card_of_its_own(
    client: FlaskClient, real: FlaskClient
) -> None:
    tides, debate = (c.get("/schema.json").get_json() for c in (client, real))

    assert tides["base"] == "https://example.org/tides/"
    assert tides["release"] != debate["release"]
    counts = [
        next(e["count"] for e in card["classes"] if e["name"] == "dis:Stance")
        for card in (tides, debate)
    ]
    assert counts[0] == 3
    assert counts[1] > 300


def test_the_page_has_every_term_in_use_at_its_fragment(
    browser: str, real: FlaskClient
) -> None:
    page = real.get("/schema", headers={"Accept": browser}).text
    card = real.get("/schema.json").get_json()

    ids = re.findall(r' id="([^"]*)"', page)
    used = [e for p in ("classes", "properties") for e in card[p] if e["count"]]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)
    assert len([i for i in ids if i.startswith(("class-", "property-"))]) == len(used)


def test_boxes_of_the_diagram_lead_to_the_members(
    browser: str, real: FlaskClient
) -> None:
    page = real.get("/schema", headers={"Accept": browser}).text

    links = re.findall(r'<a href="(/browse[^"]*)"><g class="box">', page)
    assert "/browse/Stance" in links
    assert all(real.get(link).status_code == 200 for link in links)


@pytest.mark.parametrize("suffix", [s for s in SUFFIXES if s != "html"])
def test_each_rdf_form_says_the_same(client: FlaskClient, suffix: str) -> None:
    names = {"nt": "nt", "ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
    form = names.get(suffix, suffix)

    turtle = Graph().parse(data=client.get("/schema.ttl").data, format="turtle")
    graph = Graph().parse(data=client.get(f"/schema.{suffix}").data, format=form)

    assert len(graph) == len(turtle) > 500


def test_counts_in_turtle_are_those_of_the_card(real: FlaskClient) -> None:
    quads = [*parse(real.get("/schema.ttl").data, format=RdfFormat.TURTLE)]
    card = real.get("/schema.json").get_json()

    said = {(q.subject.value, q.predicate.value): q.object.value for q in quads}
    for part, about, number in (
        ("properties", "property", "triples"),
        ("classes", "class", "entities"),
    ):
        nodes = [
            q.object.value
            for q in quads
            if q.predicate.value == f"{VOID}{about}Partition"
            and q.subject.value == card["dataset"]
        ]
        found = {said[n, VOID + about]: int(said[n, VOID + number]) for n in nodes}
        assert found == {e["iri"]: e["count"] for e in card[part] if e["count"]}


def test_every_iri_of_the_turtle_below_the_base_is_served(real: FlaskClient) -> None:
    base = "https://w3id.org/dissensus/"
    quads = parse(real.get("/schema.ttl").data, format=RdfFormat.TURTLE)
    terms = {t for q in quads for t in (q.subject, q.predicate, q.object)}
    own = {
        t.value.removeprefix(base).partition("#")[0]
        for t in terms
        if isinstance(t, NamedNode)
        and t.value.startswith(base)
        and not t.value.startswith(f"{base}queries/")
    }

    answers = {name: real.get(f"/{name}").status_code for name in sorted(own)}

    assert len(own) > 50
    assert set(answers.values()) <= {200, 303}, answers


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("class=dis:Stance", 200),
        ("view=brief", 200),
        ("class=dis:Nothing", 400),
        ("view=whole", 400),
    ],
)
def test_a_part_can_be_asked_for(client: FlaskClient, query: str, status: int) -> None:
    response = client.get(f"/schema.json?{query}")

    assert response.status_code == status
    whole = client.get("/schema.json").data
    assert len(response.data) < len(whole)


def test_a_class_is_asked_for_by_its_iri_too(client: FlaskClient) -> None:
    iri = "https://w3id.org/dissensus/ontology#Stance"

    by_iri = client.get("/schema.json", query_string={"class": iri})
    by_name = client.get("/schema.json", query_string={"class": "dis:Stance"})

    assert by_iri.data == by_name.data


def test_opened_files_have_a_schema(browser: str, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(
        "@prefix : <http://example.com/> . :a a :C ; :p :b , 1 . _:x a :C ; :p _:x ."
    )
    release = open_files([file], tmp_path / "opened")
    client = create_app(Site.of(release, Settings())).test_client()

    page = client.get("/schema", headers={"Accept": browser})
    card = client.get("/schema.json").get_json()

    assert page.status_code == client.get("/schema.ttl").status_code == 200
    assert ">http://example.com/C<" in page.text.replace("&lt;", "").replace("&gt;", "")
    assert card["classes"][0]["count"] == 2


def test_a_release_from_before_says_what_to_do(
    release: Release, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(release.folder, tmp_path / release.id))
    (folder / "schema.json").unlink()
    client = create_app(Site.of(Release(folder, release.manifest), Settings()))

    response: Any = client.test_client().get("/schema")

    assert response.status_code == 404
    assert "Publish the project anew" in response.get_json()["hint"]


def test_pages_and_descriptions_lead_to_it(browser: str, client: FlaskClient) -> None:
    for path in ("/", "/sparql", "/schema"):
        assert 'href="/schema"' in client.get(path, headers={"Accept": browser}).text
    for path in ("/sparql", "/.well-known/void"):
        text = client.get(path, headers={"Accept": "text/turtle"}).text
        assert "<https://example.org/tides/schema>" in text


def test_no_example_leads_nowhere(browser: str, client: FlaskClient) -> None:
    """What the release says nothing of, such as a licence, is linked where it is."""
    page = client.get("/schema", headers={"Accept": browser}).text

    examples = page.split('<h2 class="part-title">', 1)[1]
    here = set(re.findall(r'href="(/resource\?iri=[^"#]+)"', examples))
    answers = {client.get(p.replace("&amp;", "&")).status_code for p in here}

    assert answers <= {200, 303}
    assert 'href="https://creativecommons.org/publicdomain/zero/1.0/"' in examples
