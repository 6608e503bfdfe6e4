"""A table is ordered as SPARQL orders terms, and shown by the hundred."""

from pyoxigraph import BlankNode, Literal, NamedNode

from dissensus.web.results import Table


def table(*cells: object) -> Table:
    return Table(columns=("x",), rows=tuple((cell,) for cell in cells))


def test_numbers_are_ordered_by_value_and_terms_by_kind() -> None:
    """SPARQL 1.1 Query, section 15.1."""
    ten, nine, iri = Literal(10), Literal(9), NamedNode("https://example.org/a")
    word, blank = Literal("b"), BlankNode("b0")

    rows = table(ten, word, iri, None, nine, blank).ordered("x", descending=False).rows

    assert [row[0] for row in rows] == [None, blank, iri, nine, ten, word]


def test_equal_rows_keep_the_order_of_the_query() -> None:
    first, second = Literal("A", language="en"), Literal("a", language="de")

    assert table(first, second).ordered("x", descending=True).rows == (
        (first,),
        (second,),
    )


def test_a_column_that_is_not_there_orders_nothing() -> None:
    plain = table(Literal(2), Literal(1))

    assert plain.ordered("y", descending=False) is plain


def test_a_page_that_is_not_there_is_the_nearest() -> None:
    many = table(*map(Literal, range(250)))

    assert many.pages == 3
    assert [many.at_page(n).first for n in (-1, 1, 3, 99)] == [1, 1, 201, 201]
    assert len(many.at_page(3).shown) == 50
    assert table().at_page(5).pages == 1
