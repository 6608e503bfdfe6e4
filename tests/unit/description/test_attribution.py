"""Who says so."""

from collections.abc import Callable

from dissensus.description import Holdings, describe

BASE = "https://example.org/tides/"
Hold = Callable[..., Holdings]
DEBATE = """
stn:galileo dis:holder per:galileo ; dis:deniesClaim clm:moon ;
    dis:position pos:denial .
stn:kepler dis:allegedHolder per:kepler ; dis:affirmsClaim clm:moon .
att:one dis:attests stn:galileo ; dis:byAuthor per:galileo ;
    dis:reportingMode mode:own-words ; dis:inPassage psg:day-4 .
att:two dis:contests stn:kepler ; dis:byAuthor per:drake ; dis:inPassage psg:note .
"""


def test_a_claim_shows_who_takes_which_position_according_to_whom(
    holdings: Hold,
) -> None:
    """The graph attributes, it never asserts."""
    held = holdings(one=DEBATE)

    affirming, denying = describe(held, f"{BASE}id/claim/moon").positions

    assert denying.holders == (f"{BASE}id/person/galileo",)
    assert denying.polarity.endswith("#deniesClaim")
    (said,) = denying.attributions
    assert said.authors == (f"{BASE}id/person/galileo",)
    assert said.passages == (f"{BASE}id/passage/day-4",)
    assert not said.contests
    assert affirming.alleged
    assert affirming.attributions[0].contests


def test_an_agent_shows_the_stances_taken(holdings: Hold) -> None:
    held = holdings(one=DEBATE)

    (position,) = describe(held, f"{BASE}id/person/galileo").positions

    assert position.objects == (f"{BASE}id/claim/moon",)


def test_a_stance_shows_its_own_attestations(holdings: Hold) -> None:
    held = holdings(one=DEBATE)

    description = describe(held, f"{BASE}id/stance/galileo")

    assert [a.attestation for a in description.attributions] == [
        f"{BASE}id/attestation/one"
    ]
    assert not description.positions
