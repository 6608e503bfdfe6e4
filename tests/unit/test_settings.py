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


def test_the_endpoints_that_may_be_asked_are_listed_with_white_space() -> None:
    listed = "https://query.wikidata.org/sparql\n http://10.1.2.3:8080/sparql?x=1 "
    settings = read_settings(
        {
            "DISSENSUS_SERVICES": listed,
            "DISSENSUS_SERVICE_NETWORKS": "10.1.0.0/16 fd00::/8",
        }
    )

    assert settings.services == tuple(listed.split())
    assert settings.service_networks == ("10.1.0.0/16", "fd00::/8")
    assert read_settings({"DISSENSUS_SERVICES": ""}).services == ()


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("SERVICES", "query.wikidata.org"),
        ("SERVICES", "ftp://e/sparql"),
        ("SERVICES", "https://user@e/sparql"),
        ("SERVICES", "https://e/sparql#x"),
        ("SERVICES", "https://e:99999/sparql"),
        ("SERVICES", "https://e/{x}"),
        ("SERVICES", "https:///sparql"),
        ("SERVICE_NETWORKS", "10.1"),
        ("SERVICE_NETWORKS", "10.1.2.3/16"),
        ("SERVICE_NETWORKS", "intranet"),
    ],
)
def test_what_is_no_endpoint_or_network_is_refused_by_name(
    name: str, item: str
) -> None:
    with pytest.raises(WrongCall, match=f"DISSENSUS_{name} lists") as caught:
        read_settings({f"DISSENSUS_{name}": item})

    assert "Write it like" in caught.value.hint


def test_a_log_has_one_of_two_forms() -> None:
    assert read_settings({"DISSENSUS_LOG": "json"}).log == "json"
    with pytest.raises(WrongCall, match=r"DISSENSUS_LOG.*'xml'"):
        read_settings({"DISSENSUS_LOG": "xml"})
