"""The page of a debate says what the published queries answer, cell by cell."""

import csv
import re
from collections.abc import Iterable
from html import unescape
from io import StringIO

import httpx
import pytest

BASE = "https://w3id.org/dissensus/id/"
DEBATES = ("leninism-to-stalinism", "state-and-trade-unions")
CELL = re.compile(r'<td id="cell~([^"]*)"><a href="#([^"]*)">(.*?)</a></td>', re.DOTALL)
ENTRY = re.compile(r'<li id="([^"]*)" class="entry">(.*?)<a class="back"', re.DOTALL)
Row = dict[str, str]
Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def site(real_site: str) -> Iterable[httpx.Client]:
    """A client of the real graph."""
    with httpx.Client(base_url=real_site, timeout=60) as client:
        yield client


def answer(site: httpx.Client, name: str, debate: str = "") -> list[Row]:
    """Return what the endpoint says to the query as it is published."""
    query = site.get(f"/queries/pages/debate-{name}.rq").text
    found = site.get("/sparql", params={"query": query, "format": "csv"})
    rows = list(csv.DictReader(StringIO(found.text, newline="")))
    return [r for r in rows if not debate or r["debate"] == f"{BASE}debate/{debate}"]


def key(row: Row) -> Key:
    return (
        row["voice"],
        row["holder"].removeprefix(BASE),
        row["object"].removeprefix(BASE),
    )


def cells(page: str) -> dict[Key, str]:
    """Return the cells of both matrices: where each stands, and its markup."""
    found = {}
    for name, target, inner in CELL.findall(page):
        assert name == target
        voice, holder, object_ = unescape(name).split("~")
        assert (voice, holder, object_) not in found, "a cell stands twice"
        found[voice, holder, object_] = inner
    return found


def by_cell(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


@pytest.mark.parametrize("debate", DEBATES)
def test_the_cells_are_what_the_published_query_answers(
    site: httpx.Client, debate: str
) -> None:
    """All of them: where they stand, each sign, and how many attest it."""
    expected = by_cell(answer(site, "stances", debate))

    shown = cells(site.get(f"/debate/{debate}?claims=all").text)

    assert shown.keys() == expected.keys()
    for where, rows in expected.items():
        signs = re.findall(
            r'<b class="sign [^"]*" aria-hidden="true">(.+?)</b>', shown[where]
        )
        said = {row["stance"]: said_by(row) for row in rows}
        assert sorted(signs) == sorted(said.values()), where
        count = len({row["attestation"] for row in rows})
        assert f" {count} attestation" in shown[where], where


def said_by(row: Row) -> str:
    """Return sign and grade as the legend of the page explains them."""
    grade = abs(float(row["grade"])) if row["grade"] else None
    sign = {"denies": "−", "leaves open": "○"}.get(row["sign"], "+")
    if sign == "○" or grade == 0:
        return "○"
    if grade is None:
        return f"{sign}?" if row["position"] else sign
    return {1.0: sign * 2, 0.75: sign, 0.5: f"({sign})"}[grade]


@pytest.mark.parametrize("debate", DEBATES)
def test_a_cell_opens_every_attestation_and_passage(
    site: httpx.Client, debate: str
) -> None:
    """By a link to what stands on the same page; no script is needed."""
    rows = by_cell(answer(site, "stances", debate))
    page = site.get(f"/debate/{debate}?claims=all").text

    entries = {unescape(name): text for name, text in ENTRY.findall(page)}

    assert entries.keys() == {"~".join(where) for where in rows}
    for where, some in rows.items():
        links = set(
            re.findall(
                r'href="/doc/((?:attestation|passage)/[^"]*)"', entries["~".join(where)]
            )
        )
        named = {row[name] for row in some for name in ("attestation", "passage")}
        assert links == {iri.removeprefix(BASE) for iri in named if iri}, where


def test_the_first_columns_are_the_theses_and_what_is_argued_about_them(
    site: httpx.Client,
) -> None:
    debate = DEBATES[0]
    near = {
        r["claim"] for r in answer(site, "claims", debate) if int(r["standing"]) < 3
    }
    rows = answer(site, "stances", debate)

    shown = cells(site.get(f"/debate/{debate}").text)

    expected = {
        key(r) for r in rows if r["object"] in near or r["sign"] == "sides with"
    }
    assert shown.keys() == expected
    assert 5 < len(shown) < len(by_cell(rows))


@pytest.mark.parametrize("debate", DEBATES)
def test_the_csv_holds_the_rows_of_the_query(site: httpx.Client, debate: str) -> None:
    matrix = site.get(f"/debate/{debate}/matrix.csv?claims=all")
    disagreements = site.get(f"/debate/{debate}/disagreements.csv")

    assert matrix.headers["Content-Type"].startswith("text/csv")
    for response, name in ((matrix, "stances"), (disagreements, "disagreements")):
        rows = list(csv.DictReader(StringIO(response.text, newline="")))
        assert rows == answer(site, name, debate)


def test_a_reader_runs_the_query_that_the_page_shows(site: httpx.Client) -> None:
    """It names the debate, so the answer needs no sorting out."""
    page = site.get(f"/debate/{DEBATES[0]}").text
    links = re.findall(r'href="(/sparql\?[^"]*format=csv)"', page)

    answers = [site.get(unescape(link)).text for link in links]

    rows = [list(csv.DictReader(StringIO(text, newline=""))) for text in answers]
    names = ("stances", "claims", "disagreements")
    assert rows == [answer(site, name, DEBATES[0]) for name in names]


def test_filters_leave_the_cells_that_fit(site: httpx.Client) -> None:
    """Each parameter against the same condition on the query's rows."""
    debate = DEBATES[0]
    rows = answer(site, "stances", debate)
    conditions = {
        "sign=denies": lambda r: r["sign"] == "denies",
        "mode=imputation": lambda r: r["mode"].endswith("/imputation"),
        "kind=collective": lambda r: r["kind"].endswith("#Collective"),
        "strength=strong": lambda r: abs(float(r["grade"] or 0)) == 1,
        "voice=own": lambda r: r["voice"] == "own",
        "side=continuity&sign=affirms": lambda r: (
            (r["holder"].endswith("continuity-advocates") and r["sign"] == "affirms")
            or r["object"].endswith("/side/continuity")
        ),
    }
    for query, fits in conditions.items():
        expected = {key(r) for r in rows if fits(r)}

        shown = cells(site.get(f"/debate/{debate}?claims=all&{query}").text)

        assert expected, query
        assert shown.keys() == expected, query


def test_words_are_looked_for_in_all_claims(site: httpx.Client) -> None:
    page = site.get(f"/debate/{DEBATES[0]}?claim=CHEKA").text

    columns = re.findall(
        r'<th scope="col"><a href="[^"]*" title="([^"]*)"><span>([^<]*)', page
    )
    assert len(columns) > 1
    assert all("cheka" in " ".join(names).casefold() for names in columns)


def test_a_choice_that_is_not_on_offer_is_refused(site: httpx.Client) -> None:
    refused = site.get(f"/debate/{DEBATES[0]}?sort=weight")

    assert refused.status_code == 400
    assert "sort='weight'" in refused.text


def test_who_stands_where_is_what_the_graph_derives(site: httpx.Client) -> None:
    """dis:sidesWith, holder by holder."""
    query = f"""PREFIX dis: <https://w3id.org/dissensus/ontology#>
        SELECT ?s ?h {{ ?h dis:sidesWith ?s .
                        ?s dis:inDebate <{BASE}debate/{DEBATES[0]}> }}"""
    found = site.get("/sparql", params={"query": query, "format": "csv"}).text
    expected = {
        (row["s"].removeprefix(BASE), row["h"].removeprefix(BASE))
        for row in csv.DictReader(StringIO(found))
    }
    page = site.get(f"/debate/{DEBATES[0]}").text

    shown = set()
    for camp in re.findall(r'<section class="camp">(.*?)</section>', page, re.DOTALL):
        side = re.findall(r'<h3><a href="/doc/([^"]*)"', camp)[0]
        shown |= {(side, h) for h in re.findall(r'<li><a href="/doc/([^"]*)"', camp)}

    assert shown == expected


def test_the_page_says_whose_words_it_rests_on(site: httpx.Client) -> None:
    """The graph holds the text of one side, and a reader must know."""
    page = site.get(f"/debate/{DEBATES[0]}").text

    said = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))
    rows = answer(site, "stances", DEBATES[0])
    own = {row["holder"] for row in rows if row["voice"] == "own"}
    holders = {row["holder"] for row in rows}
    count = len({row["attestation"] for row in rows})
    assert "Everything here stands on the word of one author, John Molyneux" in said
    assert f"all {count} attestations are read from" in said
    assert "No text by anybody who stands for Continuity" in said
    assert f"{len(own)} of the {len(holders)} holders speak in their own words" in said


def test_ways_lead_to_the_page(site: httpx.Client) -> None:
    target = f'href="/debate/{DEBATES[0]}"'

    assert target in site.get("/").text
    assert target in site.get("/debate").text
    assert target in site.get(f"/doc/debate/{DEBATES[0]}.html").text
