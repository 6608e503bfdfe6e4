"""The course, as a browser without scripts sees it."""

import html
import re
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from dissensus.catalog import Catalog
from dissensus.release import Release
from dissensus.release.teaching import read_lessons
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.site import Site

LESSON = """# First

Say <i>it</i>.

```sparql
SELECT ?s WHERE { ?s a <http://www.w3.org/2002/07/owl#Class> } ORDER BY ?s
```

## Exercise

Ask again.

### Solution

```sparql
ASK { ?s ?p "</textarea>" } # or nothing: ?s
```
"""


@pytest.fixture(scope="module")
def real(real_release: Release) -> FlaskClient:
    """A browser at the door of the real release, without the front."""
    return create_app(Site.of(real_release, Settings())).test_client()


@pytest.fixture(scope="module")
def lessons(real_release: Release) -> list[dict[str, str]]:
    """The steps, as the release keeps them."""
    return read_lessons(real_release.folder)


def page(client: FlaskClient, path: str, browser: str) -> str:
    response = client.get(path, headers={"Accept": browser})
    assert response.status_code == 200
    return response.text


def test_the_course_is_in_the_navigation_and_lists_its_steps(
    real: FlaskClient, lessons: list[dict[str, str]], browser: str
) -> None:
    text = page(real, "/learn", browser)

    assert 'href="/learn"' in page(real, "/", browser)
    assert re.findall(r'<li><a href="/learn/([^"]*)">', text) == [
        lesson["name"] for lesson in lessons
    ]


def test_a_reader_walks_through_all_steps_and_back(
    real: FlaskClient, lessons: list[dict[str, str]], browser: str
) -> None:
    names = [lesson["name"] for lesson in lessons]
    walked, path = [], f"/learn/{names[0]}"
    while path:
        walked.append(path.rpartition("/")[2])
        text = page(real, path, browser)
        assert f"Step {len(walked)} of {len(names)}" in text
        further = re.search(r'rel="next" href="([^"]*)"', text)
        path = further[1] if further else ""

    assert walked == names
    assert f'rel="prev" href="/learn/{names[-2]}"' in text


def test_each_query_stands_with_its_answer_and_can_be_run(
    real_site: str, lessons: list[dict[str, str]], browser: str
) -> None:
    """The rows of the page are those of the endpoint, as far as they are shown."""
    with httpx.Client(base_url=real_site, timeout=30) as client:
        for lesson in (lessons[0], lessons[-1]):
            path = f"/learn/{lesson['name']}"
            text = client.get(path, headers={"Accept": browser}).text
            for shown in text.split('<div class="asked">')[1:]:
                query = html.unescape(re.findall(r"<code>(.*?)</code>", shown, re.S)[0])
                link = html.unescape(re.findall(r'href="(/sparql\?[^"]*)"', shown)[0])
                run = client.get(link, headers={"Accept": browser}).text
                rows = re.findall(r"<tr><td.*?</tr>", shown)
                assert query.strip() in html.unescape(run)
                assert rows
                assert set(rows) <= set(re.findall(r"<tr><td.*?</tr>", run))


def test_a_solution_is_shut_until_it_is_opened(
    real: FlaskClient, lessons: list[dict[str, str]], browser: str
) -> None:
    for lesson in lessons:
        text = page(real, f"/learn/{lesson['name']}", browser)
        shut = re.findall(
            r"<details>\s*<summary>Solution</summary>(.*?)</details>", text, re.S
        )
        assert len(shut) == 1
        assert '<div class="asked">' in shut[0]


def test_every_link_of_the_course_leads_somewhere(
    real: FlaskClient, lessons: list[dict[str, str]], browser: str
) -> None:
    pages = [page(real, f"/learn/{lesson['name']}", browser) for lesson in lessons]
    links = {
        html.unescape(link).partition("#")[0]
        for text in pages
        for link in re.findall(r'href="(/[^"]*)"', text)
        if not link.startswith(("/sparql?", "/static/"))
    }

    assert [
        link
        for link in links
        if real.get(link, headers={"Accept": browser}).status_code != 200
    ] == []


def test_a_project_of_its_own_may_bring_lessons(
    minimal_project: Path, tmp_path: Path, browser: str
) -> None:
    folder = minimal_project / "queries" / "learn"
    folder.mkdir()
    text = LESSON.replace(
        'ASK { ?s ?p "</textarea>" }', 'ASK { ?s ?p ?o FILTER(?o != "</textarea>") }'
    )
    (folder / "1-first.md").write_text(text)
    release = Catalog(tmp_path / "releases").publish(minimal_project).release
    client = create_app(Site.of(release, Settings())).test_client()

    shown = page(client, "/learn/first", browser)

    assert "Say &lt;i&gt;it&lt;/i&gt;." in shown
    assert "Step 1 of 1" in shown
    assert "&lt;/textarea&gt;" in shown
    assert '<p class="truth">Yes</p>' in shown
    assert (release.folder / "sources/queries/learn/1-first.md").read_text() == text


def test_who_teaches_nothing_says_what_to_do(client: FlaskClient, browser: str) -> None:
    missing = client.get("/learn", headers={"Accept": browser})

    assert missing.status_code == 404
    assert "queries/learn/01-NAME.md" in missing.text
    assert 'href="/learn"' not in page(client, "/", browser)
    assert client.get("/learn/first").status_code == 404


def test_an_unknown_step_is_not_found(real: FlaskClient) -> None:
    assert real.get("/learn/eleventh").status_code == 404
