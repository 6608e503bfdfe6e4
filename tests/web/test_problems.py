"""Failures leave by one door."""

import pytest
from flask.testing import FlaskClient

from dissensus import errors
from dissensus.errors import DissensusError
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.problems import STATUS
from dissensus.web.site import Site


def test_every_fault_has_a_status_of_its_own() -> None:
    kinds = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, DissensusError)
    }

    assert kinds == set(STATUS)


def test_a_program_gets_a_problem_document(client: FlaskClient) -> None:
    """RFC 9457, section 3."""
    response = client.get("/nothing")

    problem = response.get_json()
    assert response.mimetype == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance", "hint"} <= problem.keys()
    assert problem["status"] == response.status_code == 404


def test_a_browser_gets_a_page_that_says_the_same(
    browser: str, client: FlaskClient
) -> None:
    page = client.get("/nothing", headers={"Accept": browser})

    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "says nothing of" in page.text


def test_the_type_of_a_problem_can_be_looked_up(client: FlaskClient) -> None:
    problem = client.get("/nothing").get_json()

    path, _, name = problem["type"].partition("#")
    assert f'id="{name}"' in client.get(path).text


def test_a_method_that_is_not_answered_is_named_with_those_that_are(
    client: FlaskClient,
) -> None:
    response = client.delete("/")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_a_fault_of_the_program_shows_no_traceback(
    release: Release, accept: str
) -> None:
    app = create_app(Site.of(release, Settings()))

    @app.get("/boom")
    def boom() -> str:
        raise RuntimeError("secret path /etc")

    response = app.test_client().get("/boom", headers={"Accept": accept})

    assert response.status_code == 500
    assert "Traceback" not in response.text
    assert "secret" not in response.text


def test_no_problem_document_holds_an_element_of_html(client: FlaskClient) -> None:
    """Whoever guesses at types must not find a script in what was only told back."""
    hostile = "<script>alert(1)</script>"

    for path in (
        f"/reconcile?callback={hostile}",
        f"/reconcile/preview?id={hostile}",
        f"/{hostile}",
        f"/sparql?query={hostile}",
    ):
        found = client.get(path)

        assert found.status_code in {400, 404}
        assert b"<script" not in found.data
        assert b"</script" not in found.data


def test_an_iri_in_a_problem_document_stays_as_it_is_read(client: FlaskClient) -> None:
    found = client.get("/id/person/nobody")

    assert b"<https://example.org/tides/id/person/nobody>" in found.data


@pytest.mark.parametrize(
    "path", ["/search?q=&kind=%25", "/browse?class=%25", "/%3C/", "/doc/%3Cb%3E/"]
)
def test_what_is_no_iri_is_no_fault_of_the_site(client: FlaskClient, path: str) -> None:
    """Found by tests/fuzz: each of these was a 500."""
    assert client.get(path).status_code in {200, 400, 404}
