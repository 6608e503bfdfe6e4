"""A blank node gets its name from what it says, never from its label."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
)

from dissensus.sources.skolem import owner_of, skolemise

GRAPH = NamedNode("https://example.org/graph/data/a")
P = [NamedNode(f"https://example.org/terms#p{n}") for n in range(2)]
S = [NamedNode(f"https://example.org/id/s{n}") for n in range(2)]

nodes = st.one_of(
    st.sampled_from(S), st.integers(0, 3).map(lambda n: BlankNode(f"b{n}"))
)
objects = st.one_of(nodes, st.integers(0, 2).map(lambda n: Literal(str(n))))
graphs = st.lists(
    st.builds(lambda s, p, o: Quad(s, p, o, GRAPH), nodes, st.sampled_from(P), objects),
    max_size=8,
)


def relabelled(quads: list[Quad]) -> list[Quad]:
    names = {f"b{n}": BlankNode(f"x{9 - n}") for n in range(4)}

    def other(term: object) -> object:
        return names[term.value] if isinstance(term, BlankNode) else term

    return [
        Quad(other(q.subject), q.predicate, other(q.object), q.graph_name)  # type: ignore[arg-type]
        for q in reversed(quads)
    ]


@settings(max_examples=200)
@given(graphs)
def test_labels_and_order_do_not_matter(quads: list[Quad]) -> None:
    assert set(skolemise(quads)) == set(skolemise(relabelled(quads)))


@settings(max_examples=200)
@given(graphs)
def test_no_two_nodes_become_one(quads: list[Quad]) -> None:
    """Blank again, what was skolemised is isomorphic to what was authored."""
    skolem = skolemise(quads)

    def blank(term: object) -> object:
        known = isinstance(term, NamedNode) and term not in S
        return BlankNode(f"n{abs(hash(term))}") if known else term

    back = Dataset(
        Quad(blank(q.subject), q.predicate, blank(q.object), GRAPH) for q in skolem
    )  # type: ignore[arg-type]
    before = Dataset(quads)
    for dataset in (back, before):
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    assert back == before
    assert not [q for q in skolem if BlankNode in {type(q.subject), type(q.object)}]


def test_parts_are_numbered_below_the_subject_they_hang_on() -> None:
    quads = [
        Quad(S[0], P[0], BlankNode("late"), GRAPH),
        Quad(BlankNode("late"), P[1], Literal("b"), GRAPH),
        Quad(S[0], P[0], BlankNode("early"), GRAPH),
        Quad(BlankNode("early"), P[1], Literal("a"), GRAPH),
    ]

    named = {
        str(q.object): str(q.subject) for q in skolemise(quads) if q.predicate == P[1]
    }

    assert named == {
        '"a"': "<https://example.org/id/s0#p0-1>",
        '"b"': "<https://example.org/id/s0#p0-2>",
    }


def test_an_authored_name_is_never_taken() -> None:
    taken = NamedNode("https://example.org/id/s0#p0-1")
    quads = [
        Quad(taken, P[1], Literal("authored"), GRAPH),
        Quad(S[0], P[0], BlankNode("b"), GRAPH),
    ]

    assert taken not in {q.object for q in skolemise(quads)}


def test_what_hangs_on_nothing_belongs_to_its_graph() -> None:
    (quad,) = skolemise([Quad(BlankNode("b"), P[0], Literal("x"), GRAPH)])

    assert str(quad.subject) == f"<{GRAPH.value}#node-1>"
    assert owner_of(f"{GRAPH.value}#node-1") == GRAPH.value


def test_the_header_of_an_ontology_makes_no_terms() -> None:
    """``{ontology}#creator-1`` would look like a term of the ontology."""
    ontology = NamedNode("https://example.org/terms")
    quads = [
        Quad(NamedNode("https://example.org/terms#C"), P[0], Literal("x"), GRAPH),
        Quad(ontology, P[0], BlankNode("b"), GRAPH),
        Quad(BlankNode("b"), P[1], Literal("x"), GRAPH),
    ]

    names = {str(q.object) for q in skolemise(quads)}

    assert f"<{GRAPH.value}#p0-1>" in names
