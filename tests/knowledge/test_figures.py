"""The figures that the texts print are cubes, add up, and stand where we say.

The printed tables must be valid Data Cubes (W3C, The RDF Data Cube Vocabulary,
section 11). Figures in prose are in no table, hence in no cube: the constraints
are asked of the tables with their structure, not of every observation.
"""

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QuerySolutions,
    RdfFormat,
    Store,
)

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
CUBE = ROOT / "tests" / "data" / "data-cube"
ESSAY = ROOT.parent / "shared" / "source" / "essay.txt"

PREFIXES = """
PREFIX dis: <https://w3id.org/dissensus/ontology#>
PREFIX ind: <https://w3id.org/dissensus/id/indicator/>
PREFIX obs: <https://w3id.org/dissensus/id/observation/>
PREFIX tab: <https://w3id.org/dissensus/id/table/>
PREFIX issue: <https://w3id.org/dissensus/vocab/issue/>
PREFIX unit: <https://w3id.org/dissensus/vocab/unit/>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX con: <https://w3id.org/dissensus/id/concept/>
"""
STRUCTURE = "<https://w3id.org/dissensus/id/table/molyneux-2017-table-1#structure>"
FIRST = "obs:food-baskets-index-1913"

# Each spoils a sound cube in the one way that the constraint is there to find.
SPOILT = {
    1: f"INSERT DATA {{ {FIRST} qb:dataSet tab:molyneux-2017-table-2 }}",
    2: f"INSERT DATA {{ tab:molyneux-2017-table-2 qb:structure {STRUCTURE} }}",
    3: "DELETE WHERE { ?component qb:measure ?measure }",
    4: "DELETE WHERE { dis:indicator rdfs:range ?range }",
    5: "INSERT DATA { dis:indicator rdfs:range skos:Concept }",
    6: "INSERT { ?c qb:componentRequired false } WHERE { ?c qb:dimension ?d }",
    7: "INSERT DATA { tab:stray-key a qb:SliceKey }",
    8: f"INSERT DATA {{ {STRUCTURE} qb:sliceKey tab:key . tab:key a qb:SliceKey ;"
    " qb:componentProperty dis:asPrinted }",
    9: "INSERT DATA { tab:molyneux-2017-table-1 qb:slice tab:slice }",
    10: "INSERT DATA { tab:slice qb:sliceStructure tab:key ."
    " tab:key qb:componentProperty dis:refPeriod }",
    11: f"DELETE WHERE {{ {FIRST} dis:refPeriod ?period }}",
    12: "INSERT { obs:twin ?p ?o } WHERE { " + FIRST + " ?p ?o }",
    13: "INSERT { ?c qb:componentRequired true } WHERE"
    " { ?c qb:dimension dis:refPeriod } ;"
    f"DELETE WHERE {{ {FIRST} dis:refPeriod ?period }}",
    14: f"DELETE WHERE {{ {FIRST} dis:value ?value }}",
    15: f"INSERT DATA {{ {STRUCTURE} qb:component tab:c ."
    " tab:c qb:dimension qb:measureType ."
    f" {FIRST} qb:measureType dis:upperValue }}",
    16: f"INSERT DATA {{ {STRUCTURE} qb:component tab:c, tab:d ."
    " tab:c qb:dimension qb:measureType . tab:d qb:measure dis:upperValue ."
    f" {FIRST} qb:measureType dis:value ; dis:upperValue 1.0 }}",
    17: f"INSERT DATA {{ {STRUCTURE} qb:component tab:c, tab:d ."
    " tab:c qb:dimension qb:measureType . tab:d qb:measure dis:upperValue ."
    f" {FIRST} qb:measureType dis:value }}",
    18: "INSERT DATA { tab:molyneux-2017-table-2 qb:slice tab:slice ."
    f" tab:slice qb:observation {FIRST} }}",
    19: "INSERT DATA { dis:indicator qb:codeList tab:list ."
    " tab:list a skos:ConceptScheme }",
}


def _read() -> Store:
    store = Store()
    for path in (
        ROOT / "ontology" / "dissensus.ttl",
        DATA / "shared" / "concepts.ttl",
        DATA / "molyneux-2017" / "figures.ttl",
        DATA / "molyneux-2017" / "editorial-notes.ttl",
    ):
        store.load(path=path, format=RdfFormat.TURTLE)
    return store


@pytest.fixture
def cubes() -> Store:
    """The tables as authored, before normalisation."""
    return _read()


@pytest.fixture(scope="module")
def figures() -> Store:
    """All figures and the notes on them; nobody writes into it."""
    return _read()


Row = dict[str, str]
Ask = Callable[[str], list[Row]]


@pytest.fixture(scope="module")
def ask(figures: Store) -> Ask:
    """Ask the figures; each row maps a variable to its value as text."""

    def rows(query: str) -> Iterator[Row]:
        solutions = figures.query(PREFIXES + query)
        assert isinstance(solutions, QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            bound = {name: solution[name] for name in names}
            yield {
                name: term.value
                for name, term in bound.items()
                if isinstance(term, Literal | NamedNode | BlankNode)
            }

    return lambda query: list(rows(query))


def _is_broken(cubes: Store, constraint: int) -> bool:
    cubes.update((CUBE / "normalise.ru").read_text())
    return bool(cubes.query((CUBE / f"ic-{constraint:02}.rq").read_text()))


@pytest.mark.parametrize("constraint", sorted(SPOILT))
def test_the_tables_keep_each_integrity_constraint(
    cubes: Store, constraint: int
) -> None:
    """Data Cube IC-1 to IC-19; IC-20 and IC-21 need hierarchies of codes."""
    assert not _is_broken(cubes, constraint)


@pytest.mark.parametrize("constraint", sorted(SPOILT))
def test_each_integrity_constraint_finds_a_spoilt_table(
    cubes: Store, constraint: int
) -> None:
    """A constraint that nothing can break would prove nothing above."""
    cubes.update(PREFIXES + SPOILT[constraint])

    assert _is_broken(cubes, constraint)


def test_a_table_is_full(ask: Ask) -> None:
    """Rows times columns: no cell of the printed tables was left out."""
    cells = ask("""SELECT ?table (COUNT(*) AS ?cells)
        (COUNT(DISTINCT ?period) AS ?rows) (COUNT(DISTINCT ?indicator) AS ?columns)
        WHERE { ?o qb:dataSet ?table ; dis:refPeriod ?period ;
                   dis:indicator ?indicator }
        GROUP BY ?table ORDER BY ?table""")

    assert [(r["rows"], r["columns"]) for r in cells] == [("4", "2"), ("5", "2")]
    assert all(int(r["cells"]) == int(r["rows"]) * int(r["columns"]) for r in cells)


def _index(count: str, base: str) -> Decimal:
    exact = Decimal(count) / Decimal(base) * 100
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def test_an_index_follows_from_its_row_or_a_note_says_what_would(ask: Ask) -> None:
    """1913 = 100; the slip of 1935 is kept as printed, and noted."""
    rows = ask("""SELECT ?index ?printed ?count ?first ?proposed WHERE {
        ?index dis:baseObservation ?base ; dis:value ?printed ; dis:refPeriod ?year .
        ?base dis:refPeriod ?start .
        ?now dis:indicator ind:food-baskets-per-monthly-wage ;
             dis:refPeriod ?year ; dis:value ?count .
        ?then dis:indicator ind:food-baskets-per-monthly-wage ;
              dis:refPeriod ?start ; dis:value ?first .
        OPTIONAL { ?note dis:about ?index ; dis:issueType issue:arithmetic ;
                         dis:proposedValue ?proposed } }""")
    wrong = [r for r in rows if Decimal(r["printed"]) != _index(r["count"], r["first"])]

    assert len(rows) == 3
    assert [r["index"].rpartition("/")[2] for r in wrong] == ["food-baskets-index-1935"]
    assert Decimal(wrong[0]["proposed"]) == _index(wrong[0]["count"], wrong[0]["first"])


def test_the_two_departments_of_industry_make_up_the_whole(ask: Ask) -> None:
    """Each row of the second table sums to a hundred per cent."""
    rows = ask("""SELECT ?period (SUM(?value) AS ?sum) WHERE {
        ?o qb:dataSet tab:molyneux-2017-table-2 ;
           dis:refPeriod ?period ; dis:value ?value }
        GROUP BY ?period""")

    assert len(rows) == 5
    assert {Decimal(r["sum"]) for r in rows} == {Decimal(100)}


def test_a_figure_is_worth_what_it_prints(ask: Ask) -> None:
    """Of the figures printed in digits: the value is that of the digits."""
    rows = ask(
        "SELECT ?o ?printed ?value { ?o dis:asPrinted ?printed ; dis:value ?value }"
    )
    digits = [r for r in rows if re.fullmatch(r"[\d.]+", r["printed"])]

    assert len(digits) == 18
    for row in digits:
        assert Decimal(row["printed"]) == Decimal(row["value"]), row["o"]


def test_every_figure_is_attested_in_a_passage(ask: Ask) -> None:
    """The graph attributes figures too: an author, a mode, a passage."""
    figures = {r["o"] for r in ask("SELECT ?o { ?o a dis:Observation }")}
    attested = {
        r["o"]
        for r in ask("""SELECT ?o { ?a dis:attests ?o ; dis:byAuthor ?author ;
            dis:reportingMode ?mode ; dis:inPassage ?passage }""")
    }

    assert figures
    assert not figures - attested


def test_a_vague_figure_says_how_it_was_read(ask: Ask) -> None:
    """No number is made of words without a note on the reading."""
    rows = ask("""SELECT ?o ?printed WHERE {
        ?o a dis:Observation ; dis:asPrinted ?printed ; dis:bound ?bound .
        FILTER NOT EXISTS { ?o skos:note ?reading }
        FILTER NOT EXISTS { ?o qb:dataSet ?table } }""")
    words = {"first country", "three", "two", "only serious counter"}

    assert {r["printed"] for r in rows} == words


@pytest.mark.skipif(not ESSAY.is_file(), reason="the text of the essay is not here")
def test_a_figure_stands_printed_in_its_passage(ask: Ask) -> None:
    """Offsets of finer passages are in their names; rows come from segments.tsv."""
    text = ESSAY.read_bytes().decode("utf-8")
    segments = {
        fields[0]: (int(fields[4]), int(fields[5]))
        for fields in (
            line.split("\t")
            for line in (ESSAY.parent / "segments.tsv").read_text().splitlines()[1:]
        )
    }
    rows = ask("""SELECT ?o ?printed (GROUP_CONCAT(STR(?passage)) AS ?passages) WHERE {
        ?a dis:attests ?o ; dis:inPassage ?passage .
        ?o dis:asPrinted ?printed } GROUP BY ?o ?printed""")

    assert rows
    for row in rows:
        spans = [_span(name, segments) for name in row["passages"].split()]
        assert any(row["printed"] in text[a:b] for a, b in spans), row["o"]


def _span(passage: str, segments: dict[str, tuple[int, int]]) -> tuple[int, int]:
    name = passage.rpartition("/molyneux-2017-")[2]
    if offsets := re.fullmatch(r".*-(\d+)-(\d+)", name):
        return int(offsets[1]), int(offsets[2])
    return segments.get(name) or segments[name.removesuffix(".1")]
