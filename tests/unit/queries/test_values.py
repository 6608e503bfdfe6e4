"""A value is what its parameter says, or it is refused."""

import pytest
from pyoxigraph import Literal, NamedNode

from dissensus.namespaces import XSD
from dissensus.queries import Parameter, Type, expected, read_value, sample_value

PREFIXES = {"ex": "https://example.org/"}


def _parameter(type_: Type, **more: object) -> Parameter:
    return Parameter("x", type_, "what it is", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "text", "term"),
    [
        (Type.IRI, "ex:tide", NamedNode("https://example.org/tide")),
        (Type.IRI, "https://example.org/é", NamedNode("https://example.org/é")),
        (Type.DATE, "1917-11-07", Literal("1917-11-07", datatype=XSD.date)),
        (Type.INTEGER, "-007", Literal("-7", datatype=XSD.integer)),
        (Type.STRING, '} " \\', Literal('} " \\')),
        (Type.LANGUAGE, "de-AT", Literal("de-AT")),
    ],
)
def test_text_becomes_a_term(type_: Type, text: str, term: object) -> None:
    assert read_value(_parameter(type_), text, PREFIXES) == term


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (Type.IRI, "tide"),
        (Type.IRI, ""),
        (Type.IRI, "https://example.org/> . ?s ?p ?o }"),
        (Type.IRI, "ex:}"),
        (Type.IRI, 'https://example.org/"'),
        (Type.IRI, "https://example.org/\n"),
        (Type.DATE, "1917-02-30"),
        (Type.DATE, "1917"),
        (Type.DATE, "1917-11-07\n"),
        (Type.DATE, "١٩١٧-11-07"),
        (Type.INTEGER, "1.0"),
        (Type.INTEGER, "1 }"),
        (Type.INTEGER, "9" * 19),
        (Type.LANGUAGE, 'en" }'),
        (Type.LANGUAGE, "*"),
        (Type.STRING, "x" * 1_001),
    ],
)
def test_what_is_no_such_term_is_refused(type_: Type, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its message is nobody's
        read_value(_parameter(type_), text, PREFIXES)


def test_only_a_choice_that_is_offered_can_be_made() -> None:
    tide = _parameter(Type.CHOICE, choices=("ebb", "flood"))

    assert read_value(tide, "ebb", {}) == Literal("ebb")
    assert expected(tide) == "one of ebb, flood"
    with pytest.raises(ValueError, match="Ebb"):
        read_value(tide, "Ebb", {})


@pytest.mark.parametrize("type_", [t for t in Type if t is not Type.CHOICE])
def test_every_type_can_be_tried_without_a_default(type_: Type) -> None:
    assert sample_value(_parameter(type_), {})
