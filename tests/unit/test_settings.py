"""An operator sets limits by environment variables, or leaves the defaults."""

import pytest

from dissensus.errors import WrongCall
from dissensus.settings import Settings, read_settings


def test_what_is_not_set_keeps_its_default() -> None:
    assert read_settings({}) == Settings()


def test_a_limit_is_set_by_its_name_in_capitals() -> None:
    settings = read_settings({"DISSENSUS_DEADLINE": "2.5", "DISSENSUS_QUEUE": "3"})

    assert (settings.deadline, settings.queue) == (2.5, 3)


@pytest.mark.parametrize("value", ["soon", "", "0", "-1", "1.5", "nan", "inf"])
def test_a_limit_that_is_no_number_above_nought_is_refused_by_name(value: str) -> None:
    with pytest.raises(WrongCall, match="DISSENSUS_QUEUE"):
        read_settings({"DISSENSUS_QUEUE": value})


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_deadline_is_finite(value: str) -> None:
    with pytest.raises(WrongCall, match="DISSENSUS_DEADLINE"):
        read_settings({"DISSENSUS_DEADLINE": value})
