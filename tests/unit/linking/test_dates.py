"""Dates of different vagueness are compared as the stretches of time they are."""

from datetime import date

import pytest

from dissensus.linking.dates import Fit, at_precision, fit, shown, span


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("1917", "1917-01-01", "1917-12-31"),
        ("1916-02", "1916-02-01", "1916-02-29"),
        ("1917-11-07", "1917-11-07", "1917-11-07"),
        ("1917~", "1917-01-01", "1917-12-31"),
        ("191X", "1910-01-01", "1919-12-31"),
        ("18XX", "1800-01-01", "1899-12-31"),
        ("1917-23", "1917-01-01", "1917-12-31"),
        ("1918/1921-03", "1918-01-01", "1921-03-31"),
    ],
)
def test_a_written_date_is_the_days_it_may_mean(
    edtf: str, first: str, last: str
) -> None:
    assert span(edtf) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("edtf", ["", "1917/..", "spring", "1917-02-30", "-0044", "XX"])
def test_what_cannot_be_compared_is_no_date(edtf: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever it says
        span(edtf)


@pytest.mark.parametrize(
    ("time", "precision", "expected"),
    [
        ("1564-02-15T00:00:00Z", "11", "1564-02-15"),
        ("1564-02-01T00:00:00Z", "10", "1564-02"),
        ("1600-01-01T00:00:00Z", "9", "1600"),
        ("1955-01-01T00:00:00Z", "8", "1950-01-01/1959-12-31"),
        ("1901-01-01T00:00:00Z", "7", "1901-01-01/2000-12-31"),
    ],
)
def test_a_time_of_wikidata_is_as_vague_as_it_says(
    time: str, precision: str, expected: str
) -> None:
    interval = at_precision(time, precision)

    assert interval
    assert shown(interval) == expected


@pytest.mark.parametrize(
    ("time", "precision"),
    [("-0043-03-15T00:00:00Z", "11"), ("t1234", "9"), ("1900-01-01T0", "6"), ("", "")],
)
def test_a_time_that_is_too_vague_is_left_out(time: str, precision: str) -> None:
    assert at_precision(time, precision) is None


def test_two_calendars_are_no_contradiction() -> None:
    assert fit(span("1917-11-07"), span("1917-10-25")) is Fit.NEAR
    assert fit(span("1917-11-07"), span("1917-09-25")) is Fit.APART
    assert fit(span("1917"), span("1917-09-25")) is Fit.SAME
