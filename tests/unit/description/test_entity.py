"""What a page tells of an entity."""

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode

from dissensus.description import Description, Holdings, Value, describe
from dissensus.errors import UnknownEntity
from dissensus.namespaces import DIS, RDF, SKOS

BASE = "https://example.org/tides/"
MOON = f"{BASE}id/claim/moon"
Hold = Callable[..., Holdings]


def _values(description: Description, property_: NamedNode) -> list[Value]:
    return list(description.values(property_))


def test_a_statement_knows_the_graphs_in_which_it_stands(holdings: Hold) -> None:
    """A reader must be able to find the file."""
    held = holdings(
        one="clm:moon skos:note 'n' .", two="clm:moon skos:note 'n' ; a dis:Claim ."
    )

    description = describe(held, MOON)

    (note,) = _values(description, SKOS.note)
    names = [description.graphs[n - 1] for n in note.graphs]
    assert names == [f"{BASE}graph/one", f"{BASE}graph/two"]
    assert not note.inferred


def test_what_nobody_wrote_down_is_marked(holdings: Hold) -> None:
    """Pages tell asserted from inferred."""
    held = holdings(
        one="clm:moon a dis:Claim .", inferred="clm:moon a dis:DiscourseElement ."
    )

    description = describe(held, MOON)

    marks = {v.term: v.inferred for v in _values(description, RDF.type)}
    assert marks == {DIS.Claim: False, DIS.DiscourseElement: True}
    assert description.types == (DIS.Claim.value,)


def test_a_node_without_a_page_is_told_of_with_its_entity(holdings: Hold) -> None:
    """A selector says nothing alone; a release names it after its passage."""
    held = holdings(
        one=f"psg:p1 oa:hasSelector <{BASE}id/passage/p1#hasSelector-1> ."
        f"<{BASE}id/passage/p1#hasSelector-1> oa:start 10 ; oa:end 42 ."
    )

    description = describe(held, f"{BASE}id/passage/p1")

    selector = next(
        value
        for group in description.groups
        for statement in group.statements
        for value in statement.values
        if value.parts
    )
    told = {
        value.term.value
        for group in selector.parts
        for statement in group.statements
        for value in statement.values
        if isinstance(value.term, Literal)
    }
    assert told == {"10", "42"}


def test_blank_nodes_and_lists_are_told_of_too(holdings: Hold) -> None:
    """``open`` keeps blank nodes as they are."""
    held = holdings(one="clm:moon dis:about [ skos:note 'b' ] ; skos:example (1 2 3) .")

    description = describe(held, MOON)

    (about,) = _values(description, DIS.about)
    (example,) = _values(description, SKOS.example)
    assert about.parts
    assert [i.term.value for i in example.items if isinstance(i.term, Literal)] == [
        "1",
        "2",
        "3",
    ]


def test_a_list_that_bites_its_tail_ends(holdings: Hold) -> None:
    """Any file may be opened, also one that no tool would write."""
    held = holdings(one="clm:moon skos:example _:a . _:a rdf:first 1 ; rdf:rest _:a .")

    description = describe(held, MOON)

    (example,) = _values(description, SKOS.example)
    assert len(example.items) == 1


def test_what_points_at_an_entity_is_counted_by_property(holdings: Hold) -> None:
    """Hubs are cut at fifty, and say how many there are."""
    lines = "".join(f"stn:s{n} dis:affirmsClaim clm:moon .\n" for n in range(60))
    held = holdings(one=lines + "arg:a dis:hasPremise clm:moon .")

    premise, affirmed = describe(held, MOON).incoming

    assert (premise.count, premise.subjects) == (1, (f"{BASE}id/argument/a",))
    assert (affirmed.count, len(affirmed.subjects), affirmed.pages) == (60, 50, 2)


def test_an_entity_that_only_others_name_has_a_page(holdings: Hold) -> None:
    """Each IRI that occurs in a dump is a route."""
    held = holdings(one="stn:s dis:affirmsClaim clm:moon .")

    description = describe(held, MOON)

    assert not description.groups
    assert description.incoming[0].count == 1


def test_of_what_does_not_occur_nothing_can_be_told(holdings: Hold) -> None:
    """404, not an empty page."""
    held = holdings(one="clm:moon skos:note 'n' .")

    with pytest.raises(UnknownEntity):
        describe(held, f"{BASE}id/claim/sun")
    with pytest.raises(UnknownEntity, match="not an IRI"):
        describe(held, "no iri at all")


def test_what_it_says_comes_first_and_its_types_after_that(holdings: Hold) -> None:
    """The order is a reader's, not the alphabet's."""
    held = holdings(
        one="arg:a a dis:Argument ; dis:hasPremise clm:moon ; skos:note 'n' ;"
        " <http://example.org/odd> 1 ; dis:hasConclusion clm:sun ."
    )

    groups = describe(held, f"{BASE}id/argument/a").groups

    order = [s.property.rpartition("#")[2] for g in groups for s in g.statements]
    assert order[:3] == ["hasPremise", "hasConclusion", "type"]
    headings = [group.heading for group in groups]
    assert headings == ["What it is", "In the ontology", "Names and notes", "More"]
