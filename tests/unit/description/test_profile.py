"""How a project wants its entities told."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from dissensus.description import Holdings, describe, read_profile
from dissensus.errors import UnreadableSource

BASE = "https://example.org/tides/"
DISPLAY = """
[labels]
"^dis:hasConclusion" = { en = "argued for by", de = "Argument dafür" }
[[kind]]
class = "dis:Claim"
sentence.en = "Claim[ affirmed by {dis:affirmedBy}][; denied by {dis:deniedBy}]."
sentence.de = "Behauptung[, bejaht von {dis:affirmedBy}]."
last = ["dis:digest"]
[[kind.section]]
heading = { en = "In arguments", de = "In Argumenten" }
show = ["^dis:hasConclusion", "skos:note"]
"""
CLAIM = "clm:a a dis:Claim ; dis:digest 'x' ; skos:note 'n' ; dis:affirmedBy per:k ."
Hold = Callable[..., Holdings]


def _told(holdings: Hold, turtle: str) -> Holdings:
    return replace(holdings(one=turtle), profile=read_profile(DISPLAY, BASE))


def test_a_kind_has_its_own_order_and_loses_nothing(holdings: Hold) -> None:
    held = _told(holdings, CLAIM + "arg:b dis:hasConclusion clm:a .")

    description = describe(held, f"{BASE}id/claim/a")

    told = [
        (group.heading, row.label or row.property.rpartition("#")[2], group.folded)
        for group in description.groups
        for row in group.statements
    ]
    assert told == [
        ("In arguments", "argued for by", False),
        ("In arguments", "note", False),
        ("Among claims and arguments", "affirmedBy", False),
        ("In the ontology", "type", False),
        ("Behind it", "digest", True),
    ]
    assert description.incoming == ()


def test_a_sentence_leaves_out_what_is_not_known(holdings: Hold) -> None:
    held = _told(holdings, CLAIM)

    english = describe(held, f"{BASE}id/claim/a").sentence
    german = describe(held, f"{BASE}id/claim/a", "de").sentence

    assert [p for p in english if isinstance(p, str)] == ["Claim", " affirmed by ", "."]
    assert english[2].terms == (NamedNode(f"{BASE}id/person/k"),)  # type: ignore[union-attr]
    assert german[0] == "Behauptung"


def test_an_entity_of_no_kind_is_told_all_the_same(holdings: Hold) -> None:
    """A project of another ontology needs no file."""
    held = _told(holdings, "<http://a.example/x> <http://a.example/p> 1 .")

    description = describe(held, "http://a.example/x")

    assert description.sentence == ()
    assert [group.heading for group in description.groups] == ["More"]


def test_labels_come_in_the_language_asked_for_then_in_english(holdings: Hold) -> None:
    held = holdings(
        one="clm:a skos:prefLabel 'sea'@en, 'Meer'@de . clm:b skos:prefLabel 'x'@en ;"
        " dis:about clm:a ."
    )

    names = describe(held, f"{BASE}id/claim/b", "de").names

    assert names[f"{BASE}id/claim/a"] == "Meer"
    assert names[f"{BASE}id/claim/b"] == "x"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[kind]]\nclass = x\n", ":2:9: Invalid value"),
        ('[[kind]]\nclass = "nope:Claim"', "'nope:Claim' has no prefix"),
        ('[[kind]]\nclass = "dis:Claim"\nsection = 1', "It cannot be understood"),
        ('[[kind]]\nclass = "dis:Claim"\norder = 1', "order in kind"),
        (
            '[[kind]]\nclass = "dis:Claim"\nsentence.en = "a [b [c]]"',
            "brackets of 'a \\[b \\[c\\]\\]' do not match",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, complaint: str) -> None:
    with pytest.raises(UnreadableSource, match=complaint) as caught:
        read_profile(text, BASE)

    assert "ontology/display.toml" in str(caught.value)
