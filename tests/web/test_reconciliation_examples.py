"""The examples of the Reconciliation Service API, put to a service of other names.

Source: https://github.com/reconciliation-api/specs, folders ``examples`` of 0.1,
0.2 and the drafts after it (where they are in the form of 0.2). Their types,
properties and identifiers are those of a library: here nobody bears them.
"""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

POLITICIAN = {"pid": "professionOrOccupation", "v": "Politik*"}
PARTY = {"pid": "affiliation", "v": "http://d-nb.info/gnd/2022139-3"}
FULL = {"type": "DifferentiatedPerson", "limit": 5, "type_strict": "should"}
FULL |= {"properties": [POLITICIAN, PARTY]}
SEVERAL = ["Politik*", {"id": "wissenschaftler", "name": "Wissenschaftler(in)"}]
VALID: dict[str, dict[str, Any]] = {
    "minimal": {
        "q0": {"query": "Christel Hanewinckel"},
        "q1": {"query": "Franz Thönnes"},
    },
    "full": {
        "q0": {"query": "Christel Hanewinckel", **FULL},
        "q1": {"query": "Franz Thönnes", **FULL},
    },
    "several values": {
        "q0": {**FULL, "query": "Christel Hanewinckel"}
        | {"properties": [{"pid": "professionOrOccupation", "v": SEVERAL}]}
    },
    "no query string": {
        "q0": {"properties": [{"pid": "uid", "v": "27eb892afbb2"}]},
        "q1": {"properties": [{"pid": "uid", "v": "ab09da9dd37e"}]},
    },
}
INVALID: dict[str, Any] = {
    "empty query": {"q1": {"limit": 1}},
    "empty properties": {"q1": {"properties": []}},
    "a list, as later drafts have it": [{"query": "Franz Thönnes"}],
}
COLUMNS = [
    {"id": "variantName", "settings": {"limit": "5"}},
    {"id": "geographicAreaCode", "settings": {"limit": "1", "content": "id"}},
    {"id": "professionOrOccupation"},
    {"id": "wikidataId"},
]
EXTENSIONS = {
    "minimal": [{"id": column["id"]} for column in COLUMNS[:3]],
    "full": COLUMNS,
}
ROWS = ["10662041X", "1064905412"]


@pytest.mark.parametrize("name", VALID)
def test_a_valid_batch_is_answered_query_by_query(
    client: FlaskClient, name: str
) -> None:
    asked = {"queries": json.dumps(VALID[name])}

    for answer in (
        client.post("/reconcile", data=asked),
        client.get("/reconcile", query_string=asked),
    ):
        assert answer.status_code == 200, answer.text
        assert answer.json == {key: {"result": []} for key in VALID[name]}


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_batch_is_refused_with_what_is_wrong(
    client: FlaskClient, name: str
) -> None:
    answer = client.post("/reconcile", data={"queries": json.dumps(INVALID[name])})

    assert answer.status_code == 400
    assert answer.json["detail"]


@pytest.mark.parametrize("name", EXTENSIONS)
def test_an_extension_has_a_row_for_each_that_is_asked_for(
    client: FlaskClient, name: str
) -> None:
    said = {"ids": ROWS, "properties": EXTENSIONS[name]}

    answer = client.post("/reconcile", data={"extend": json.dumps(said)})

    assert answer.status_code == 200, answer.text
    names = [column["id"] for column in EXTENSIONS[name]]
    assert [column["id"] for column in answer.json["meta"]] == names
    assert answer.json["rows"] == {r: {key: [] for key in names} for r in ROWS}
