"""Tables are flat, and say what their columns mean."""

import csv
import json
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

from dissensus.tables import Facts, write_tables

BASE = "https://example.org/"
PREFIXES = f"""@prefix : <{BASE}id/> .
@prefix o: <{BASE}ontology#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(turtle: str) -> list[Triple]:
    found = parse(f"{PREFIXES}{turtle}".encode(), format=RdfFormat.TURTLE)
    return [quad.triple for quad in found]


def written(folder: Path, stated: str, follows: str = "") -> dict[str, list[list[str]]]:
    said = triples(stated)
    entities = frozenset(
        t.subject.value  # type: ignore[union-attr]
        for t in said
        if t.subject.value.startswith(f"{BASE}id/")  # type: ignore[union-attr]
    )
    facts = Facts(entities, said, [*said, *triples(follows)], BASE)
    write_tables(facts, folder / "tables", "A title", f"{BASE}licence")
    tables = {}
    for file in (folder / "tables").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            tables[file.name] = list(csv.reader(stream))
    return tables


def columns(folder: Path, table: str) -> dict[str, dict[str, object]]:
    document = json.loads((folder / "tables/csv-metadata.json").read_text("utf-8"))
    (found,) = (t for t in document["tables"] if t["url"] == table)
    return {column["name"]: column for column in found["tableSchema"]["columns"]}


def test_each_language_and_datatype_has_a_column_of_its_own(tmp_path: Path) -> None:
    tables = written(
        tmp_path,
        """:a a o:Claim ; skos:prefLabel "tide"@en , "Flut"@de ; o:height 3 , "tall" .
        :b a o:Claim ; skos:prefLabel "ebb"@en .""",
    )

    head, first, second = tables["Claim.csv"]

    assert head[2:4] == ["prefLabel_de", "prefLabel_en"]
    assert head[4:] == ["height_integer", "height_string"]
    assert first[2:] == ["Flut", "tide", "3", "tall"]
    assert second[2:] == ["", "ebb", "", ""]
    said = columns(tmp_path, "Claim.csv")
    assert said["prefLabel_de"]["lang"] == "de"
    assert said["height_integer"]["datatype"] == "integer"


def test_a_value_that_has_a_label_shows_it_beside(tmp_path: Path) -> None:
    tables = written(
        tmp_path,
        """:a a o:Claim ; o:cause :moon .
        :moon a o:Body ; skos:prefLabel "Moon"@en .""",
    )

    head, row = tables["Claim.csv"]

    assert dict(zip(head, row, strict=True))["cause"] == f"{BASE}id/moon"
    assert dict(zip(head, row, strict=True))["cause_label"] == "Moon"
    said = columns(tmp_path, "Claim.csv")
    assert said["cause"]["valueUrl"] == "{+cause}"
    assert said["cause_label"]["suppressOutput"] is True


def test_several_values_are_parted_by_what_none_of_them_holds(tmp_path: Path) -> None:
    tables = written(tmp_path, ':a a o:Claim ; o:note "one|two" , "three" .')

    head, row = tables["Claim.csv"]

    parts = columns(tmp_path, "Claim.csv")["note"]["separator"]
    assert parts != "|"
    assert set(row[head.index("note")].split(str(parts))) == {"one|two", "three"}


def test_properties_of_one_local_name_are_told_apart(tmp_path: Path) -> None:
    tables = written(tmp_path, ':a a o:C ; dct:title "x" ; schema:title "y" .')

    head, row = tables["C.csv"]

    assert dict(zip(head, row, strict=True))["dcterms_title"] == "x"
    assert dict(zip(head, row, strict=True))["schema_title"] == "y"


def test_who_follows_to_be_a_member_has_a_row_too(tmp_path: Path) -> None:
    tables = written(
        tmp_path,
        ":a a o:Claim . :b a o:Thesis .",
        ":b a o:Claim , o:Thing . :a a o:Thing .",
    )

    assert [row[0] for row in tables["Claim.csv"][1:]] == [f"{BASE}id/a", f"{BASE}id/b"]
    assert set(tables) == {"Claim.csv", "Thesis.csv"}, "nobody said o:Thing"


def test_the_order_of_statements_changes_no_byte(tmp_path: Path) -> None:
    said = ':a a o:C ; o:x "1" , "2" ; o:y :b . :b a o:C , o:D ; skos:prefLabel "b" .'
    lines = triples(said)
    entities = frozenset({f"{BASE}id/a", f"{BASE}id/b"})

    for name, some in (("one", lines), ("other", lines[::-1])):
        facts = Facts(entities, some, some, BASE)
        write_tables(facts, tmp_path / name, "A title", f"{BASE}licence")

    files = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert files == ["C.csv", "D.csv", "csv-metadata.json"]
    for name in files:
        one, other = (
            (tmp_path / side / name).read_bytes() for side in ("one", "other")
        )
        assert one == other, name
