"""How like two names are, and why."""

import pytest

from dissensus.reconciliation.names import liken


@pytest.mark.parametrize(
    "asked", ["Chekhov, Anton", "anton CHEKHOV", "Chekhov, Anton, 1860-1904"]
)
def test_case_commas_and_years_of_life_do_not_matter(asked: str) -> None:
    assert liken(asked, "Anton Chekhov", {"1860", "1904"}).value == 1


def test_a_word_in_another_script_sounds_the_same() -> None:
    found = liken("Anton Tschechow", "Антон Чехов")

    assert (found.same, found.respelt) == (1, 1)
    assert found.value == pytest.approx(0.99)


def test_initials_are_worth_less_than_names() -> None:
    """Weights: C. 1 and Anton 2, Chekhov 2 on both sides."""
    found = liken("A. Chekhov", "Anton Chekhov")

    assert found.initials == 1
    assert found.value == pytest.approx((0.8 * 3 + 4) / 7)
    assert liken("AP Chekhov", "Anton Pavlovich Chekhov").initials == 2
    assert liken("Ю. Петров", "Yuri Petrov").initials == 1


def test_a_middle_name_is_missed_less_than_another() -> None:
    middle = liken("Anton Pavlovich Chekhov", "Anton Chekhov")
    last = liken("Anton Chekhov Pavlovich", "Anton Chekhov")

    assert middle.missing == last.missing == 1
    assert middle.value > last.value


def test_another_order_costs_a_little_without_a_comma() -> None:
    found = liken("Chekhov Anton", "Anton Chekhov")

    assert found.inverted
    assert found.value == pytest.approx(0.98)


def test_letters_amiss_count_as_far_as_they_are_right() -> None:
    found = liken("Anton Chekhof", "Anton Chekhov")

    assert found.misspelt + found.respelt == 1
    assert 0.9 < found.value < 1
    assert liken("Moon", "Noun").value == 0


def test_nothing_is_like_nothing() -> None:
    assert liken("", "Anton").value == liken("?!", "").value == 0
