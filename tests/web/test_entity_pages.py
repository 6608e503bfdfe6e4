"""What the page of an entity of each kind says, on the real graph and a small one."""

import re
from functools import cache

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode

from dissensus.namespaces import DIS
from dissensus.release import Release
from dissensus.settings import Settings
from dissensus.web.app import create_app
from dissensus.web.dates import spoken
from dissensus.web.site import Site

EDTF = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
SENTENCES = {
    "person/leon-trotsky": "Person, born 1879, died 1940.",
    "event/october-revolution": "change of regime, October 1917, Petrograd and Russia",
    "work/the-revolution-betrayed": "Work by Leon Trotsky, 1937.",
    "edition/international-socialism-129": "Edition of International Socialism",
    "claim/continuity-thesis": "affirmed by Advocates of the continuity narrative; "
    "denied by John Molyneux",
    "stance/john-molyneux-continuity-thesis": "Stance held by John Molyneux; denies",
    "argument/from-negation-to-break": "Argument advanced by John Molyneux, for: "
    "A fundamental break lies between Leninism and Stalinism.",
    "passage/molyneux-2017-p007": "paragraph of Molyneux",
    "place/spain": "Place in Europe.",
    "observation/time-to-catch-up": "ten years (Time in which a lag must be made good",
    "table/molyneux-2017-table-1": "Table in Table tb01.",
    "citation/iq02-the-revolution-betrayed": "cites Trotsky, The Revolution Betrayed",
    "note/molyneux-2017-fn47": "Note 47 of Molyneux",
    "editorial-note/note-27-and-38-subtitle": "Remark of the editors of this graph on",
    "attestation/p067-argument-from-negation-to-break": "Attestation by John Molyneux "
    "(own words) in Paragraph p067",
    "link/person-ernest-mandel": "Link of Ernest Mandel to",
    "vocab/position/affirmation": "The holder takes the claim to be true",
    "organisation/socialist-revolutionary-party": "The populist party",
}


@pytest.fixture(scope="module")
def real_app(real_release: Release) -> Flask:
    """The real site, without the front."""
    return create_app(Site.of(real_release, Settings()))


@cache
def _plain(app: Flask, path: str) -> str:
    return _text(app.test_client().get(path).text)


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page)).replace(" ,", ",")


@pytest.mark.parametrize("name", SENTENCES)
def test_an_entity_says_in_a_sentence_what_it_is(real_app: Flask, name: str) -> None:
    gloss = re.search(
        r'<p class="gloss"[^>]*>(.*?)</p>',
        real_app.test_client().get(f"/doc/{name}.html").text,
        re.DOTALL,
    )

    assert gloss is not None
    assert SENTENCES[name] in _text(gloss[1])


def test_a_derived_statement_says_on_whose_word(real_app: Flask) -> None:
    """Not only that two disagree, but according to whom, how and where."""
    text = _plain(real_app, "/doc/collective/continuity-advocates.html")

    assert re.search(
        r"disagrees with John Molyneux on the word of John Molyneux "
        r"\((imputation|own words|summary), ",
        text,
    )
    assert "Nobody wrote this down: it follows, since these properties in a row" in text


def test_a_passage_says_what_is_attested_in_it_and_by_its_parts(
    real_app: Flask,
) -> None:
    text = _plain(real_app, "/doc/passage/molyneux-2017-p007.html")

    assert re.search(r"What is attested here \d\d", text)
    assert "A fundamental break lies between Leninism and Stalinism." in text
    span = _plain(real_app, "/doc/passage/molyneux-2017-p007.2-5886-5956.html")
    assert re.search(r"digest sha256:[0-9a-f]{64}", span)


def test_a_table_of_figures_is_a_table(real_app: Flask) -> None:
    """RDF Data Cube: the columns are the components of its structure."""
    page = real_app.test_client().get("/doc/table/molyneux-2017-table-1.html").text

    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page)
    assert len(rows) == 8
    assert any("1928" in row and "151.4" in row for row in rows)


def test_every_drawing_has_a_table_that_says_the_same(real_app: Flask) -> None:
    page = real_app.test_client().get("/doc/claim/continuity-thesis.html").text

    drawn = re.findall(r'<a href="([^"]*)"><title>', page)
    twin = re.search(r"The same as a table.*?</table>", page, re.DOTALL)
    assert twin is not None
    written = re.findall(r'<td><a href="([^"]*)"', twin[0])
    # Once for wide screens, once for narrow ones.
    assert drawn == written * 2
    assert 4 <= len(written) <= 8


def test_every_date_of_the_debate_can_be_said(real_release: Release) -> None:
    """Each form of EDTF that occurs, whether typed or in a reference period."""
    dates = {
        quad.object.value
        for quad in real_release.store
        if isinstance(quad.object, Literal)
        and (quad.object.datatype == EDTF or quad.predicate == DIS.refPeriod)
    }

    unsaid = {text for text in dates if spoken(text) == text and not text.isdigit()}
    assert len(dates) > 100
    assert unsaid == set()


def test_labels_follow_the_language_that_a_reader_prefers(real_app: Flask) -> None:
    """RFC 9110, section 12.5.4; ``?lang=`` goes before it, English follows."""
    client = real_app.test_client()

    def heading(language: str, query: str = "") -> str:
        answer = client.get(
            f"/doc/person/leon-trotsky.html{query}",
            headers={"Accept-Language": language},
        )
        assert "Accept-Language" in answer.headers["Vary"]
        found = re.search(r"<h1([^>]*)>([^<]*)", answer.text)
        assert found is not None
        return f"{found[1].strip()} {found[2]}".strip()

    assert heading("fr") == "Leon Trotsky"
    assert heading("de-AT,de;q=0.9,en;q=0.8") == "Leo Trotzki"
    assert heading("de", "?lang=ru").startswith('lang="ru" ')
    assert heading("de", "?lang=xx") == "Leo Trotzki"


def test_the_tools_of_a_page_name_the_entity(real_app: Flask) -> None:
    page = real_app.test_client().get("/doc/place/spain.html").text

    assert "%3Chttps%3A%2F%2Fw3id.org%2Fdissensus%2Fid%2Fplace%2Fspain%3E" in page
    assert 'data-copy="https://w3id.org/dissensus/id/place/spain"' in page


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("mailto:editors@example.org", r'href="(mailto:editors[^"]*)"[^>]*>Report'),
        ("https://example.org/issues/new", r'href="(https://example.org[^"]*)"[^>]*>R'),
    ],
)
def test_an_error_is_reported_to_whom_the_dataset_names(
    release: Release, contact: str, address: str
) -> None:
    """dcat:contactPoint; entity, release and passage are filled in."""
    site = Site.of(release, Settings())
    site.__dict__["contact"] = contact

    page = create_app(site).test_client().get("/doc/stance/galileo-moon.html").text

    found = re.search(address, page)
    assert found is not None
    assert "stance%2Fgalileo-moon" in found[1]
    assert release.id in found[1]
    assert "passage%2Fdialogue-day-4" in found[1]


def test_where_nobody_is_named_a_report_can_be_taken_along(
    client: FlaskClient, release: Release
) -> None:
    page = client.get("/doc/stance/galileo-moon.html").text
    found = re.search(r'href="(/report-error[^"]*)"[^>]*>Report an error', page)
    assert found is not None

    report = client.get(found[1]).text

    text = report[report.index("<textarea") : report.index("</textarea>")]
    assert "/id/stance/galileo-moon\n" in text
    assert f"Release: {release.id}\n" in text
    assert "/id/passage/dialogue-day-4" in text
    assert "has not named an address" in report
    assert client.get("/report-error").status_code == 400
    assert client.get("/report-error?iri=http://example.org/none").status_code == 404


def test_a_project_without_a_display_file_has_pages_too(client: FlaskClient) -> None:
    """The order of the house, and the links of the entity as its drawing."""
    page = client.get("/doc/stance/galileo-moon.html").text

    assert '<p class="gloss"' not in page
    assert "Who says so" in page
    assert "The same as a table" in page
    assert "Galileo Galilei" in _text(page)
