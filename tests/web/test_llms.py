"""What language models are told of a site, and that it is there."""

import re
from pathlib import Path

import httpx
from flask.testing import FlaskClient

from dissensus.catalog.opened import open_files
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

LINK = re.compile(r"^- \[([^\[\]]+)\]\(([^()\s]+)\): .+$")


def test_the_guide_has_the_form_that_models_expect(http: httpx.Client) -> None:
    """llmstxt.org: title, summary, text, then sections of nothing but links."""
    response = http.get("/llms.txt")

    head, *sections = re.split(r"^## .+$", response.text, flags=re.MULTILINE)
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert re.match(r"# .+\n\n> .+\n\n", head)
    assert "\n#" not in head[1:]
    assert len(sections) >= 3
    for section in sections:
        lines = [line for line in section.splitlines() if line]
        assert lines
        assert all(LINK.match(line) for line in lines), lines


def test_whatever_the_guide_links_to_answers_without_a_page(http: httpx.Client) -> None:
    links = [m[2] for m in map(LINK.match, http.get("/llms.txt").text.split("\n")) if m]

    answers = {link: http.get(link) for link in links}

    assert {"/schema.md", "/queries.md", "/dumps/latest.ttl.gz"} <= set(answers)
    for link, answer in answers.items():
        assert answer.status_code == 200, link
        assert not answer.headers["content-type"].startswith("text/html"), link


def test_the_guide_says_what_may_not_be_made_of_it(
    http: httpx.Client, release: Release
) -> None:
    text = http.get("/llms.txt").text

    assert "attributes and never asserts" in text
    assert f"?release={release.id}" in text
    assert release.manifest.dataset in text
    assert release.manifest.license in text


def test_the_card_is_had_as_markdown(client: FlaskClient) -> None:
    whole = client.get("/schema", headers={"Accept": "text/markdown"})
    one = client.get("/schema.md?class=dis:Stance")

    assert whole.content_type == "text/markdown; charset=utf-8"
    assert "- `dis:Stance` 3" in whole.text
    assert one.text.startswith("# dis:Stance (stance)")
    assert client.get("/schema.md?class=dis:Stanse").status_code == 400


def test_queries_are_listed_as_markdown_with_what_they_take(
    client: FlaskClient, real_site: str
) -> None:
    few = client.get("/queries.md").text
    many = httpx.get(f"{real_site}/queries.md").text

    assert "(/queries/competency/disagreements.rq)" in few
    assert "Takes `holder`" in many


def test_a_site_of_opened_files_promises_no_more_than_it_has(
    project_root: Path, tmp_path: Path
) -> None:
    file = project_root / "tests" / "data" / "minimal" / "data" / "dataset.ttl"
    client = create_app(Site.of(open_files([file], tmp_path), Settings())).test_client()

    text = client.get("/llms.txt").text

    assert "asserts" not in text
    links = [m[2] for m in map(LINK.match, text.splitlines()) if m]
    assert "/schema.md" in links
    for link in set(links) - {"/sparql"}:
        assert client.get(link).status_code == 200, link
