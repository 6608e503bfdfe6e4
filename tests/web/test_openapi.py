"""What the API says of itself is true: each operation answers as described."""

from typing import Any

import httpx
import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from dissensus.web.api_routes import HIDDEN, ROUTES

_FEW = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_operation_answers_as_it_is_described(
    real_site: str, mode: GenerationMode
) -> None:
    """Statuses, types, bodies and headers are those of the description.

    That each value of the right form is accepted cannot hold: an IRI may be
    well formed and name nothing that is here.
    """
    description = schemathesis.openapi.from_url(f"{real_site}/openapi.json")
    asked = 0

    for found in description.get_all_operations():
        operation = found.ok()

        @_FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers(case: schemathesis.Case) -> None:
            case.call_and_validate(
                excluded_checks=[positive_data_acceptance], timeout=60
            )

        answers()
        asked += 1

    assert asked >= len(ROUTES)


@pytest.fixture(scope="module")
def document(real_site: str) -> dict[str, Any]:
    """The description of the API of the real graph."""
    response = httpx.get(f"{real_site}/openapi.json")
    assert response.headers["content-type"] == "application/json"
    found: dict[str, Any] = response.json()
    return found


def test_the_description_is_openapi(document: dict[str, Any]) -> None:
    """OpenAPI Specification 3.1."""
    assert document["openapi"].startswith("3.1.")
    validate(document)


def test_each_query_with_parameters_is_an_operation(document: dict[str, Any]) -> None:
    operation = document["paths"]["/queries/api/events-between-dates.{format}"]["get"]

    parameters = {p["name"]: p for p in operation["parameters"]}

    assert parameters["from"]["schema"] == {
        "type": "string",
        "format": "date",
        "default": "1918-01-01",
    }
    assert parameters["limit"]["schema"]["default"] == 100
    assert {"json", "csv", "html"} <= {*parameters["format"]["schema"]["enum"]}


def test_a_parameter_of_few_members_lists_them(document: dict[str, Any]) -> None:
    operation = document["paths"]["/queries/api/stances-by-position.{format}"]["get"]

    position = next(p for p in operation["parameters"] if p["name"] == "position")

    assert (
        "https://w3id.org/dissensus/vocab/position/denial"
        in (position["schema"]["enum"])
    )


def test_no_route_is_left_out_unawares(client: FlaskClient) -> None:
    """A route is described, or hidden by name; and no name is stale."""
    rules = {r.endpoint: r.rule for r in client.application.url_map.iter_rules()}

    paths = client.get("/openapi.json").get_json()["paths"]

    assert set(ROUTES) | HIDDEN <= {*rules, "static"}
    for endpoint, rule in rules.items():
        start = rule.partition("<")[0].rstrip(".")
        known = any(path.startswith(start) for path in paths)
        assert known or endpoint in HIDDEN, endpoint


def test_a_page_says_the_same(client: FlaskClient) -> None:
    text = client.get("/api").get_data(as_text=True)

    for path in client.get("/openapi.json").get_json()["paths"]:
        assert path in text
