"""Every shape says what it means: each fixture yields exactly what it announces.

A fixture is ``tests/data/shapes/CODE/conforms*.ttl`` or ``violates*.ttl``. Its
header names the world that it is judged together with, if any, and the exact
set of results, of whatever code::

    # world: world.ttl
    # expect: STA12 stn:huxley-species-change
"""

import re
from functools import cache
from pathlib import Path, PurePosixPath

import pyshacl
import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple
from rdflib import SH, Graph, URIRef

from dissensus.namespaces import DSH, RDF, RDFS
from dissensus.namespaces import SH as OX_SH
from dissensus.sources.files import SourceFile, read_file
from dissensus.sources.parsing import parse_file
from dissensus.validation import Stage, select_shapes, validate
from dissensus.validation.facts import as_rdflib
from dissensus.validation.rules import Rule, run_rule, whole_graph_rules
from dissensus.validation.shapes import ShapeSet, read_shapes
from dissensus.validation.wording import Wording

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "data" / "shapes"
SHAPES = tuple(
    read_file(path, PurePosixPath(path.relative_to(ROOT).as_posix()))
    for path in sorted((ROOT / "shapes").rglob("*.ttl"))
)
ALL = read_shapes(SHAPES)
CODES = {code: shape for shape, code in ALL.codes.items()}
RULES = {ALL.code(rule.shape.value): rule for rule in whole_graph_rules(ALL)}
_STAGES = {"TBX": Stage.ONTOLOGY, "REL": Stage.RELEASE}
Result = tuple[str, str]


def fixtures(pattern: str) -> list[Path]:
    return sorted(FIXTURES.glob(f"*/{pattern}.ttl"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@cache
def triples(path: Path) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in parse_file(read_file(path)).quads)


@cache
def hierarchy() -> tuple[Triple, ...]:
    """What shapes need of the ontology: what is declared, and what under what."""
    files = [ROOT / "ontology" / name for name in ("dissensus.ttl", "externals.ttl")]
    return tuple(
        triple
        for file in files
        for triple in triples(file)
        if triple.predicate in (RDF.type, RDFS.subClassOf)
    )


def graph_of(fixture: Path) -> tuple[Triple, ...]:
    world = re.search(r"(?m)^# world: (\S+)$", fixture.read_text(encoding="utf-8"))
    return (triples(FIXTURES / world[1]) if world else ()) + triples(fixture)


def store_of(fixture: Path) -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in (*graph_of(fixture), *hierarchy()))
    return store


def stage_of(code: str) -> Stage:
    return _STAGES.get(code[:3], Stage.DATA)


def found(fixture: Path, files: tuple[SourceFile, ...]) -> set[Result]:
    return results(graph_of(fixture), files, stage_of(fixture.parent.name))


@cache
def results(
    graph: tuple[Triple, ...], files: tuple[SourceFile, ...], stage: Stage
) -> set[Result]:
    """Cached, since codes of one class often share their conforming example."""
    ontology = hierarchy() if stage is Stage.DATA else ()
    report = validate(select_shapes(files, stage), graph, ontology=ontology)
    return {(finding.code, finding.focus) for finding in report.findings}


def announced(fixture: Path) -> set[Result]:
    text = fixture.read_text(encoding="utf-8")
    known = dict(re.findall(r"(?m)^@prefix (\w+): <(\S+)> \.$", text))
    results = re.findall(r"(?m)^# expect: (\S+) (\S+)$", text)
    return {(code, _expanded(focus, known)) for code, focus in results}


def _expanded(focus: str, known: dict[str, str]) -> str:
    prefix, _, local = focus.partition(":")
    return known[prefix] + local if prefix in known else focus.strip("<>")


@pytest.mark.parametrize("fixture", fixtures("*"), ids=name)
def test_a_fixture_yields_exactly_what_it_announces(fixture: Path) -> None:
    assert found(fixture, SHAPES) == announced(fixture)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_an_example_that_conforms_and_one_that_does_not(
    code: str,
) -> None:
    conforms = list((FIXTURES / code).glob("conforms*.ttl"))
    violates = list((FIXTURES / code).glob("violates*.ttl"))

    assert conforms
    assert violates
    assert not any(announced(fixture) for fixture in conforms)
    assert all(code in dict(announced(fixture)) for fixture in violates)


def test_every_folder_of_fixtures_is_a_code() -> None:
    assert {path.name for path in FIXTURES.iterdir() if path.is_dir()} == set(CODES)


def owner(shape: str) -> str:
    """The shape whose targets decide whom ``shape`` judges."""
    holders = ALL.graph.quads_for_pattern(None, OX_SH.property, NamedNode(shape), None)
    return next((str(quad.subject)[1:-1] for quad in holders), shape)


@pytest.mark.parametrize("fixture", fixtures("conforms"), ids=name)
def test_a_conforming_example_is_one_that_the_shape_looks_at(fixture: Path) -> None:
    """A shape that meets no node of it would let anything conform."""
    own = {str(triple.subject) for triple in triples(fixture)}
    store = store_of(fixture)
    shape = NamedNode(owner(CODES[fixture.parent.name]))

    met = {
        str(row["this"])  # type: ignore[index]
        for target in ALL.targets[shape]
        for row in store.query(f"SELECT ?this WHERE {target.pattern}")  # type: ignore[union-attr]
    }

    assert met & own


# The form of the shapes themselves


def test_the_shapes_are_well_formed() -> None:
    """SHACL, appendix C: the shapes graph that validates shapes graphs."""
    shapes = as_rdflib(quad.triple for quad in ALL.graph)
    ontology = as_rdflib(triples(FIXTURES / "world-ontology.ttl"))

    conforms, _, text = pyshacl.validate(ontology, shacl_graph=shapes, meta_shacl=True)

    assert conforms, text


def said(shape: str, property_: NamedNode) -> list[str]:
    quads = ALL.graph.quads_for_pattern(NamedNode(shape), property_, None, None)
    return [getattr(quad.object, "value", "") for quad in quads]


@pytest.mark.parametrize("shape", sorted(ALL.codes))
def test_a_shape_that_speaks_says_how_grave_and_what_to_do(shape: str) -> None:
    (code,) = said(shape, DSH.code)
    messages = said(shape, OX_SH.message) or said(f"{shape}-rule", OX_SH.message)

    assert re.fullmatch(r"[A-Z]{3}[0-9]{2}", code)
    assert shape in ALL.severities
    assert len(messages) == 1
    assert re.search(r"[.?]$", messages[0])
    assert owner(shape) in {target.value for target in ALL.targets}


def test_every_property_shape_has_a_code() -> None:
    held = ALL.graph.quads_for_pattern(None, OX_SH.property, None, None)

    assert {str(quad.object)[1:-1] for quad in held} <= set(ALL.codes)


def test_every_node_shape_is_labelled_and_explained() -> None:
    for shape in ALL.targets:
        assert said(shape.value, RDFS.label)
        assert said(shape.value, RDFS.comment)


def test_severity_stands_on_shapes_where_it_counts() -> None:
    """pySHACL, like the standard, ignores a severity inside sh:sparql."""
    held = ALL.graph.quads_for_pattern(None, OX_SH.sparql, None, None)

    assert not any(
        list(ALL.graph.quads_for_pattern(quad.object, OX_SH.severity, None, None))
        for quad in held
        if isinstance(quad.object, NamedNode | BlankNode)
    )


# One SELECT over the whole graph means what the standard means


def test_every_rule_of_the_house_is_run_over_the_whole_graph() -> None:
    held = ALL.graph.quads_for_pattern(None, OX_SH.sparql, None, None)

    assert {str(quad.subject)[1:-1] for quad in held} == {
        rule.shape.value for rule in RULES.values()
    }


def by_the_standard(rule: Rule, fixture: Path, focus: set[str]) -> set[tuple[str, str]]:
    """What pySHACL, binding $this first, finds at the nodes of ``focus``."""
    results = pyshacl.validate(
        as_rdflib([*graph_of(fixture), *hierarchy()]),
        shacl_graph=_alone(ALL, rule),
        focus_nodes=[URIRef(node) for node in sorted(focus)],
        inplace=True,
    )[1]
    return {
        (str(results.value(node, SH.focusNode)), str(results.value(node, SH.value)))
        for node in results.objects(None, SH.result)
    }


def _alone(shapes: ShapeSet, rule: Rule) -> Graph:
    document = NamedNode("https://w3id.org/dissensus/shapes")
    kept = [rule.shape, rule.constraint, document]
    kept += [
        q.object
        for q in shapes.graph.quads_for_pattern(document, OX_SH.declare, None, None)
    ]
    return as_rdflib(quad.triple for quad in shapes.graph if quad.subject in kept)


def agree(fixture: Path) -> None:
    rule = RULES[fixture.parent.name]
    subjects = {str(triple.subject)[1:-1] for triple in triples(fixture)}
    store = store_of(fixture)

    ours = run_rule(rule, ALL, store, Wording({}))

    assert {
        (finding.focus, finding.value.strip("<>"))
        for finding in ours
        if finding.focus in subjects
    } == by_the_standard(rule, fixture, subjects)


@pytest.mark.parametrize(
    "fixture", [p for p in fixtures("violates") if p.parent.name in RULES], ids=name
)
def test_a_rule_finds_what_the_standard_finds(fixture: Path) -> None:
    """SHACL 5.3.1: $this is bound before the constraint is evaluated."""
    agree(fixture)


@pytest.mark.slow
@pytest.mark.parametrize(
    "fixture",
    [p for p in fixtures("*") if p.parent.name in RULES and p.stem != "violates"],
    ids=name,
)
def test_a_rule_is_silent_where_the_standard_is(fixture: Path) -> None:
    agree(fixture)


@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(CODES))
def test_without_its_shape_a_fixture_fails(code: str) -> None:
    """A shape that could be deleted unnoticed would be no shape."""
    shape = CODES[code]
    file = next(f for f in SHAPES if f'"{code}"' in f.text())
    gone = file.text().replace(
        f'dsh:code "{code}" ;', f'dsh:code "{code}" ; sh:deactivated true ;'
    )
    mutant = tuple(
        SourceFile(f.path, gone.encode(), "") if f is file else f for f in SHAPES
    )

    assert shape
    assert any(
        found(fixture, mutant) != announced(fixture)
        for fixture in sorted((FIXTURES / code).glob("violates*.ttl"))
    )
