"""A client lists the tools, calls each, and is told on whose word things stand."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate

from dissensus.catalog import Catalog

pytestmark = pytest.mark.xdist_group("machines")
DIS = "https://w3id.org/dissensus/ontology#"
ID = "https://example.org/tides/id"
MOON = f"{ID}/claim/moon-pulls-the-sea"
STANCE = f"{ID}/stance/galileo-moon"
WORD = "according to Galileo Galilei (Dialogue, fourth day)"


def test_each_tool_says_what_it_takes_and_gives(client: Any) -> None:
    """MCP, "Tools": name, description, both schemas, hints."""
    tools = client.portal.call(client.session.list_tools).tools

    names = {tool.name for tool in tools}
    assert names == {
        *("search", "describe", "schema", "sparql"),
        *("list_queries", "ask_query"),
    }
    for tool in tools:
        assert len(tool.description) > 100
        assert all("description" in p for p in tool.input_schema["properties"].values())
        assert "release" in tool.output_schema["required"]
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.open_world_hint is False


def test_whoever_begins_is_told_the_rule(client: Any) -> None:
    told = client.session.initialize_result

    assert "attributes and never asserts" in told.instructions
    assert told.server_info.name == "dissensus"


def test_a_search_tells_who_holds_what_it_finds(
    client: Any, tides: tuple[Path, Catalog]
) -> None:
    found = client.told("search", text="moon waters", kind="dis:Claim")

    (hit,) = found["results"]
    assert found["release"] == tides[1].current_name()
    assert hit["iri"] == MOON
    assert hit["held_by"] == ("affirmed by Johannes Kepler; denied by Galileo Galilei")


def test_a_search_tells_on_whose_word_a_stance_is_known(client: Any) -> None:
    found = client.told("search", text="Galileo on the moon and the sea")

    assert found["results"][0]["iri"] == STANCE
    assert found["results"][0]["according_to"] == [WORD]


def test_a_search_without_success_tells_what_was_perhaps_meant(client: Any) -> None:
    found = client.told("search", text="Kebbler moonn")

    assert found["total"] == 0
    assert any("Kepler" in words for words in found["near"])


def test_an_entity_is_told_with_its_passage_and_reporter(client: Any) -> None:
    entity = client.told("describe", iri="stn:galileo-moon")

    (word,) = entity["according_to"]
    assert entity["iri"] == STANCE
    assert word["text"] == WORD
    assert word["authors"] == [f"{ID}/person/galileo-galilei"]
    assert word["passages"] == [f"{ID}/passage/dialogue-day-4"]
    assert entity["standing"].startswith("Attributed")


def test_each_position_on_a_claim_begins_with_its_reporter(client: Any) -> None:
    entity = client.told("describe", iri=MOON)

    texts = {p["stance"]: p["text"] for p in entity["positions"]}
    assert texts[STANCE].startswith("According to Galileo Galilei")
    assert texts[f"{ID}/stance/kepler-moon"].startswith("Attested by nobody")
    assert entity["standing"].startswith("Nobody attests")


def test_what_follows_is_told_with_the_word_that_it_rests_on(client: Any) -> None:
    """dis:hasStance is the inverse of what was written of a stance."""
    entity = client.told("describe", iri="per:galileo-galilei")

    (held,) = [s for s in entity["statements"] if s["property"] == f"{DIS}hasStance"]
    by_stance = {value["iri"]: value for value in held["values"]}
    assert by_stance[STANCE]["origin"] == "inferred"
    assert by_stance[STANCE]["according_to"] == [WORD]
    assert "according_to" not in by_stance[f"{ID}/stance/galileo-motion"]


def test_values_that_are_left_out_are_counted(client: Any) -> None:
    entity = client.told("describe", iri="per:galileo-galilei", values=1)

    (held,) = [s for s in entity["statements"] if s["property"] == f"{DIS}hasStance"]
    assert len(held["values"]) == 1
    assert held["more"] == 1


def test_an_unknown_entity_is_answered_with_those_called_alike(client: Any) -> None:
    words = client.refused("describe", iri="clm:moon-pulls-the-see")

    assert MOON in words
    assert "hint: Did you mean" in words


def test_the_schema_is_short_text_with_its_prefixes(client: Any) -> None:
    result = client.call("schema")

    text = result.content[0].text
    assert text == result.structured_content["card"]
    assert f"PREFIX dis: <{DIS}>" in text
    assert "- `dis:Stance` 3" in text
    assert result.structured_content["release"] in text


def test_one_class_is_told_with_its_pitfalls(client: Any) -> None:
    card = client.told("schema", class_name="dis:Stance")["card"]

    assert "× `dis:holder`" in card
    assert "Beware: " in card
    assert "no class of this release" in client.refused(
        "schema", class_name="dis:Stanse"
    )


def test_shipped_queries_are_listed_with_typed_parameters(client: Any) -> None:
    told = client.told("list_queries", tag="api")

    (query,) = told["queries"]
    holder, most = query["parameters"]
    assert query["name"] == "api/stances-of"
    assert query["rows_per_page"] == 10
    assert "dis:Person" in holder["takes"]
    assert most["default"] == "5"
    assert client.told("list_queries", words="no such words")["total"] == 0


def test_a_shipped_query_is_asked_page_by_page(client: Any) -> None:
    first = client.told("ask_query", name="stances-of", rows=1)
    second = client.told("ask_query", name="api/stances-of", rows=1, page=2)

    assert first["columns"] == ["stance", "claim"]
    assert (first["total"], first["page"], first["complete"]) == (2, 1, False)
    assert "page 2" in first["left_out"]
    assert second["complete"]
    assert first["rows"] == [[f"<{STANCE}>", f"<{MOON}>"]]
    assert first["according_to"][STANCE] == [WORD]
    assert first["labels"][STANCE] == "Galileo on the moon and the sea"


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"holder": "per:kepler"}, "per:johannes-kepler"),
        ({"most": "many"}, "The parameter 'most' is 'many'"),
        ({"holdr": "per:galileo-galilei"}, "Did you mean 'holder'?"),
    ],
)
def test_a_parameter_of_the_wrong_type_is_refused_by_name(
    client: Any, parameters: dict[str, str], words: str
) -> None:
    refusal = client.refused("ask_query", name="stances-of", parameters=parameters)

    assert words.replace("per:", f"{ID}/person/") in refusal
    assert "hint: " in refusal


def test_an_unknown_query_is_refused_with_the_way_to_the_list(client: Any) -> None:
    assert "list_queries" in client.refused("ask_query", name="no-such")


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"text": "sea"}),
        ("describe", {"iri": MOON}),
        ("schema", {}),
        ("list_queries", {}),
        ("ask_query", {"name": "disagreements"}),
        ("sparql", {"query": "ASK {}"}),
    ],
)
def test_every_answer_is_as_its_schema_says(
    client: Any, tool: str, arguments: dict[str, str]
) -> None:
    """MCP, "Structured Content": and the same stands in the text."""
    tools = client.portal.call(client.session.list_tools).tools
    (schema,) = [t.output_schema for t in tools if t.name == tool]

    result = client.call(tool, **arguments)

    validate(result.structured_content, schema)
    if tool != "schema":
        assert json.loads(result.content[0].text) == result.structured_content


def test_the_documentation_names_every_tool_and_what_it_takes(
    client: Any, project_root: Path
) -> None:
    text = (project_root / "docs" / "machines.md").read_text(encoding="utf-8")

    for tool in client.portal.call(client.session.list_tools).tools:
        takes = ", ".join(f"`{name}`" for name in tool.input_schema["properties"])
        row = next(r for r in text.splitlines() if r.startswith(f"| `{tool.name}` "))
        assert (
            row.partition("|")[2]
            .split("|")[1]
            .replace(" (or a prefixed name)", "")
            .strip()
            == takes
        )
