"""Every figure of the card is what SPARQL counts: all of them, not a sample."""

from typing import Any

import pytest

Table = dict[tuple[str, ...], int]
INFERRED = "GRAPH ?g {{ {} }} FILTER(STRENDS(STR(?g), '/graph/inferred'))"


def nested(counted: Any, part: str, *keys: str) -> Table:
    """Return the counts that each entry has below ``keys``, by IRI and term."""
    found: Table = {}
    for iri, entry in counted.entries(part).items():
        inner = entry
        for key in keys:
            inner = inner.get(key, {})
        for name, number in inner.items():
            plain = keys[-1] in {"languages", "layers"}
            found[iri, name if plain else counted.iri(name)] = number
    return found


def flat(counted: Any, part: str, *keys: str) -> Table:
    """Return one figure of each entry, by IRI; zeros left out."""
    found: Table = {}
    for iri, entry in counted.entries(part).items():
        inner: Any = entry
        for key in keys:
            inner = inner.get(key, 0)
        if inner:
            found[(iri,)] = inner
    return found


def test_a_class_has_the_members_that_are_counted(counted: Any) -> None:
    everyone = "SELECT ?c (COUNT(DISTINCT ?x) AS ?n) {{ {} }} GROUP BY ?c"

    members = counted.table(everyone.format("?x a ?c FILTER(ISIRI(?c))"))
    derived = counted.table(everyone.format(INFERRED.format("?x a ?c")))

    assert flat(counted, "classes", "count") == members
    assert flat(counted, "classes", "inferred") == derived
    assert derived


def test_members_have_the_properties_that_are_counted(counted: Any) -> None:
    usage = counted.table(
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
        " SELECT ?c ?p (COUNT(DISTINCT ?x) AS ?n) { ?x a ?c ; ?p ?o"
        " FILTER(ISIRI(?c) && ?p != rdf:type) } GROUP BY ?c ?p"
    )

    assert nested(counted, "classes", "properties") == usage


@pytest.mark.parametrize(
    ("keys", "query"),
    [
        (("count",), "(COUNT(*) AS ?n) { ?s ?p ?o }"),
        (("subjects", "count"), "(COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        (
            ("objects", "count"),
            "(COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o FILTER(!ISLITERAL(?o)) }",
        ),
        (
            ("subjects", "most"),
            "(MAX(?m) AS ?n)"
            " { { SELECT ?p ?s (COUNT(*) AS ?m) { ?s ?p ?o } GROUP BY ?p ?s } }",
        ),
    ],
)
def test_a_property_is_used_as_often_as_is_counted(
    counted: Any, keys: tuple[str, ...], query: str
) -> None:
    table = counted.table(f"SELECT ?p {query} GROUP BY ?p")

    assert flat(counted, "properties", *keys) == table


@pytest.mark.parametrize(
    ("key", "term"), [("datatypes", "DATATYPE(?o)"), ("languages", "LANG(?o)")]
)
def test_values_are_of_the_kinds_that_are_counted(
    counted: Any, key: str, term: str
) -> None:
    table = counted.table(
        f"SELECT ?p ?k (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(ISLITERAL(?o)) "
        f"BIND({term} AS ?k) FILTER(STR(?k) != '') }} GROUP BY ?p ?k"
    )

    assert nested(counted, "properties", "objects", key) == table
    assert table


@pytest.mark.parametrize(("end", "node"), [("subjects", "?s"), ("objects", "?o")])
def test_both_ends_have_the_own_classes_that_are_counted(
    counted: Any, end: str, node: str
) -> None:
    count = f"(COUNT(DISTINCT {node}) AS ?n)"
    table = counted.table(
        f"SELECT ?p ?c {count} {{ ?s ?p ?o"
        f" GRAPH <urn:own> {{ {node} <urn:own-class> ?c }} }} GROUP BY ?p ?c"
    )
    without = counted.table(
        f"SELECT ?p {count} {{ ?s ?p ?o FILTER(!ISLITERAL({node}))"
        f" FILTER NOT EXISTS {{ {node} a ?c }} }} GROUP BY ?p"
    )

    found = nested(counted, "properties", end, "classes")

    assert found == table | {(p, ""): n for (p,), n in without.items()}


def test_statements_stand_in_the_layers_that_are_counted(counted: Any) -> None:
    groups: dict[str, list[str]] = {"ontology": []}
    for iri, graph in counted.release.manifest.graphs.items():
        layer = "asserted" if graph["layer"] == "links" else graph["layer"]
        groups.setdefault(layer, []).append(f"<{iri}>")
    table: Table = {}
    for layer, graphs in groups.items():
        counts = counted.table(
            "SELECT ?p (COUNT(*) AS ?n) { { SELECT DISTINCT ?s ?p ?o "
            f"{{ VALUES ?g {{ {' '.join(graphs)} }} GRAPH ?g {{ ?s ?p ?o }} }} }} }}"
            " GROUP BY ?p"
        )
        table |= {(p, layer): n for (p,), n in counts.items()}

    assert nested(counted, "properties", "layers") == table
    assert counted.card["triples"] == sum(
        counted.table("SELECT ('' AS ?x) (COUNT(*) AS ?n) { ?s ?p ?o }").values()
    )


@pytest.mark.parametrize(("key", "node"), [("from", "?s"), ("to", "?o")])
def test_no_smaller_class_covers_either_end(counted: Any, key: str, node: str) -> None:
    covered = counted.table(
        f"SELECT ?p ?c (COUNT(*) AS ?n) {{ ?s ?p ?o . {node} a ?c }} GROUP BY ?p ?c"
    )
    nodes = counted.table(
        f"SELECT ?p (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(!ISLITERAL({node})) }}"
        " GROUP BY ?p"
    )
    members = {iri: e["count"] for iri, e in counted.entries("classes").items()}
    narrow = 0

    for iri, entry in counted.entries("properties").items():
        whole = nodes.get((iri,), 0)
        fits = [
            members[c] for (p, c), n in covered.items() if p == iri and n >= 0.9 * whole
        ]
        if fits:
            assert members[counted.iri(entry[key])] == min(fits), entry["name"]
            narrow += 1
        elif key in entry:
            assert covered[iri, counted.iri(entry[key])] * 3 >= whole

    assert narrow
