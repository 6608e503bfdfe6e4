"""Why a statement follows that nobody wrote down, and on whose word."""

from collections.abc import Callable

import pytest

from dissensus.description import Holdings, Value, describe

BASE = "https://example.org/tides/"
ONTOLOGY = """
dis:holder owl:inverseOf dis:hasStance ; rdfs:domain dis:Stance .
dis:affirms owl:propertyChainAxiom ( dis:hasStance dis:affirmsClaim ) .
dis:denies owl:propertyChainAxiom ( dis:hasStance dis:deniesClaim ) .
dis:deniedBy owl:inverseOf dis:denies .
dis:disagreesWith a owl:SymmetricProperty ;
    owl:propertyChainAxiom ( dis:affirms dis:deniedBy ) .
dis:withinPlace a owl:TransitiveProperty .
dis:Thesis rdfs:subClassOf dis:Claim .
"""
DATA = """
stn:k dis:holder per:kepler ; dis:affirmsClaim clm:moon .
stn:g dis:holder per:galileo ; dis:deniesClaim clm:moon .
att:k dis:attests stn:k ; dis:byAuthor per:kepler ; dis:inPassage psg:k .
att:g dis:contests stn:g ; dis:byAuthor per:galileo ; dis:inPassage psg:g .
plc:pisa dis:withinPlace plc:tuscany . plc:tuscany dis:withinPlace plc:italy .
clm:moon a dis:Thesis .
"""
INFERRED = """
per:kepler dis:hasStance stn:k ; dis:affirms clm:moon ; dis:disagreesWith per:galileo .
per:galileo dis:hasStance stn:g ; dis:denies clm:moon ; dis:disagreesWith per:kepler .
clm:moon dis:deniedBy per:galileo ; a dis:Claim .
plc:pisa dis:withinPlace plc:italy .
stn:k a dis:Stance .
"""
Hold = Callable[..., Holdings]


@pytest.fixture
def held(holdings: Hold) -> Holdings:
    """The debate of two, with what follows from it."""
    return holdings(ontology=ONTOLOGY, data=DATA, inferred=INFERRED)


def _value(held: Holdings, entity: str, property_: str) -> Value:
    """Return the one value of a property that nobody wrote down."""
    (value,) = (
        value
        for group in describe(held, f"{BASE}id/{entity}").groups
        for row in group.statements
        if row.property.endswith(property_)
        for value in row.values
        if value.inferred
    )
    return value


@pytest.mark.parametrize(
    ("entity", "property_", "rule", "premises"),
    [
        ("person/kepler", "#hasStance", "inverse", 1),
        ("person/kepler", "#affirms", "chain", 2),
        ("person/kepler", "#disagreesWith", "chain", 2),
        ("person/galileo", "#disagreesWith", "symmetric", 1),
        ("place/pisa", "#withinPlace", "transitive", 2),
        ("claim/moon", "#type", "subclass", 1),
        ("stance/k", "#type", "subject", 1),
    ],
)
def test_each_kind_of_axiom_is_retraced(
    held: Holdings, entity: str, property_: str, rule: str, premises: int
) -> None:
    """The rules of OWL 2 RL that the house's ontology uses."""
    ground = _value(held, entity, property_).ground

    assert ground is not None
    assert (ground.rule, len(ground.premises)) == (rule, premises)


def test_a_disagreement_rests_on_the_word_of_both_sides(held: Holdings) -> None:
    """From the statement back to the stances, and to who attests them."""
    description = describe(held, f"{BASE}id/person/kepler")
    value = _value(held, "person/kepler", "#disagreesWith")

    words = description.on_the_word_of(value)

    said = {(w.passages[0].rpartition("/")[2], w.contests) for w in words}
    assert said == {("k", False), ("g", True)}


def test_a_class_rests_on_nobodys_word(held: Holdings) -> None:
    description = describe(held, f"{BASE}id/stance/k")

    assert description.on_the_word_of(_value(held, "stance/k", "#type")) == ()


def test_what_no_axiom_gives_has_no_ground(holdings: Hold) -> None:
    """By owl:sameAs, say: then the page does not pretend to know."""
    held = holdings(inferred="clm:a dis:about clm:b .")

    assert _value(held, "claim/a", "#about").ground is None


def test_two_statements_that_only_prove_each_other_have_no_ground(
    holdings: Hold,
) -> None:
    held = holdings(
        ontology="dis:denies owl:inverseOf dis:deniedBy .",
        inferred="per:a dis:denies clm:b . clm:b dis:deniedBy per:a .",
    )

    assert _value(held, "person/a", "#denies").ground is None
