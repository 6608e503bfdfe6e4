"""A server says in seconds or by a date when it wants to be asked again."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from dissensus.remote import retry_after


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), (" 120 ", 120)])
def test_seconds_are_seconds(text: str, seconds: float) -> None:
    assert retry_after(text) == seconds


def test_a_date_is_as_far_away_as_it_is() -> None:
    then = datetime.now(UTC) + timedelta(seconds=100)

    in_gmt = retry_after(format_datetime(then, usegmt=True))
    nowhere = retry_after(format_datetime(then.replace(tzinfo=None)))

    assert in_gmt is not None
    assert nowhere is not None
    # A date knows whole seconds only.
    assert 95 < in_gmt <= 100
    assert 95 < nowhere <= 100


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 31 Dec 1999 23:59:59 GMT",
        "Friday, 31-Dec-99 23:59:59 GMT",
        "Fri Dec 31 23:59:59 1999",
    ],
)
def test_a_date_that_is_past_is_now(date: str) -> None:
    """RFC 9110, section 5.6.7: today's form, and two that are obsolete."""
    assert retry_after(date) == 0


def test_a_number_without_end_is_very_long() -> None:
    seconds = retry_after("9" * 5000)

    assert seconds is not None
    assert 10**8 < seconds < 10**10


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "-1", "1.5", "\N{SUPERSCRIPT TWO}", "1, 1"),
        "Fri, 31 Dec 99999 23:59:59 GMT",
        f"Fri, 31 Dec {'9' * 30} 23:59:59 GMT",
        "Fri, 31 Dec 1999 23:59:59 +9999",
    ],
)
def test_what_is_neither_says_nothing(text: str) -> None:
    assert retry_after(text) is None
