"""The class diagram: nothing upon anything else, and what it says is counted."""

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dissensus.schema import draw_diagram
from dissensus.schema.layout import Size, arrange

NODES = [f"n{n}" for n in range(9)]


@settings(max_examples=60, deadline=None)
@given(
    st.sets(
        st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(
            lambda edge: edge[0] != edge[1]
        ),
        max_size=20,
    )
)
def test_any_graph_is_laid_out_without_overlap(edges: set[tuple[str, str]]) -> None:
    sizes = {node: Size(30 + 20 * n, 20 + 5 * n) for n, node in enumerate(NODES)}

    found = arrange(sizes, sorted(edges))

    for one, other in combinations(NODES, 2):
        (x, y), (a, b) = found.nodes[one], found.nodes[other]
        wide = (sizes[one].width + sizes[other].width) / 2
        high = (sizes[one].height + sizes[other].height) / 2
        assert abs(x - a) >= wide - 0.01 or abs(y - b) >= high - 0.01
    for node, (x, y) in found.nodes.items():
        size = sizes[node]
        assert x - size.width / 2 >= -0.01
        assert x + size.width / 2 <= found.width + 0.01
        assert y - size.height / 2 >= 0
        assert y + size.height / 2 <= found.height + 0.01
    for (tail, head), points in found.edges.items():
        assert points[0] == found.nodes[tail]
        assert points[-1] == found.nodes[head]


def test_the_drawing_is_the_same_each_time(real: Any) -> None:
    assert draw_diagram(real.card) == draw_diagram(real.card)


def test_boxes_are_classes_with_their_members(real: Any) -> None:
    diagram = draw_diagram(real.card)

    members = {iri: e["count"] for iri, e in real.entries("classes").items()}
    assert 8 <= len(diagram.boxes) <= 12
    assert all(members[box.iri] == box.count for box in diagram.boxes)


def test_every_line_drawn_stands_in_the_table(real: Any) -> None:
    diagram = draw_diagram(real.card)

    joined = {(e["from"], e["to"]) for e in diagram.rows if e["from"] != e["to"]}
    ends = {real.iri(name) for e in diagram.rows for name in (e["from"], e["to"])}
    assert len(diagram.links) == len(joined)
    assert {box.iri for box in diagram.boxes} == ends


def test_what_nobody_wrote_is_not_drawn(tides: Any) -> None:
    names = {entry["name"] for entry in draw_diagram(tides.card).rows}

    assert "dis:holder" in names
    assert "dis:hasStance" not in names


def test_where_nothing_joins_classes_nothing_is_drawn() -> None:
    diagram = draw_diagram({"classes": [], "properties": []})

    assert (diagram.boxes, diagram.links) == ((), ())
