"""What is no query is refused with what is wrong in it."""

import json

import pytest

from dissensus.errors import MalformedRequest, RequestTooLarge
from dissensus.reconciliation import CANDIDATES, QUERIES, read_batch, read_extension


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("[", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no JSON object"),
        ('{"q": 1}', "'q' is no JSON object"),
        ('{"q": {}}', "neither"),
        ('{"q": {"query": 3}}', "'query'"),
        ('{"q": {"query": "x", "type": [1]}}', "'type'"),
        ('{"q": {"query": "x", "type_strict": "no"}}', "'type_strict'"),
        ('{"q": {"query": "x", "limit": -1}}', "'limit'"),
        ('{"q": {"query": "x", "properties": [{"v": 1}]}}', "'pid'"),
        ('{"q": {"query": "x", "properties": [{"pid": "p"}]}}', "'v'"),
    ],
)
def test_a_malformed_batch_is_refused(said: str, reason: str) -> None:
    with pytest.raises(MalformedRequest, match=reason):
        read_batch(said)


def test_more_queries_than_the_manifest_says_are_refused() -> None:
    batch = {f"q{n}": {"query": "x"} for n in range(QUERIES + 1)}

    with pytest.raises(RequestTooLarge, match=str(QUERIES + 1)):
        read_batch(json.dumps(batch))


def test_values_may_be_of_every_kind_of_the_specification() -> None:
    values = ["a", 1, 2.5, True, {"id": "x", "name": "X"}]
    query = {"query": "q", "limit": 999, "properties": [{"pid": "p", "v": values}]}

    asked = read_batch(json.dumps({"k": query}))["k"]

    assert asked.properties == (("p", ("a", "1", "2.5", "true", "x")),)
    assert asked.limit == CANDIDATES


def test_a_setting_of_a_form_may_be_a_string() -> None:
    said = {"ids": ["a"], "properties": [{"id": "p", "settings": {"limit": "3"}}]}

    assert read_extension(json.dumps(said))[1][0].limit == 3
