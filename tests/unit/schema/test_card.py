"""What the card tells beside figures: examples, warnings, names, keys."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from dissensus.schema import select_class, shorten

Opened = Callable[[str], dict[str, Any]]
KEYED_BY_TERM = {
    "prefixes",
    "properties",
    "classes",
    "layers",
    "datatypes",
    "languages",
}


def kinds(entry: Mapping[str, Any]) -> set[str]:
    return {pitfall["kind"] for pitfall in entry.get("pitfalls", ())}


def test_every_class_in_use_has_a_member_as_its_example(counted: Any) -> None:
    named = {iri for iri, e in counted.entries("classes").items() if "example" in e}

    for iri in named:
        example = counted.iri(counted.entries("classes")[iri]["example"]["name"])
        assert counted.store.query(f"ASK {{ <{example}> a <{iri}> }}")

    anonymous = counted.entries("classes").keys() - named
    for iri in anonymous:
        assert not counted.store.query(f"ASK {{ ?x a <{iri}> FILTER(ISIRI(?x)) }}")


def test_every_property_in_use_has_a_statement_as_its_example(counted: Any) -> None:
    for iri, entry in counted.entries("properties").items():
        subject, value = entry["example"]["subject"], entry["example"]["object"]
        node = NamedNode(counted.iri(subject["name"])) if "name" in subject else None
        found = [
            quad.object
            for quad in counted.store.quads_for_pattern(node, NamedNode(iri), None)
        ]
        assert any(same(counted, value, term) for term in found), entry["name"]


def same(counted: Any, shown: Mapping[str, str], term: object) -> bool:
    """Return whether an example shows ``term``, a long text cut."""
    if isinstance(term, NamedNode):
        return "name" in shown and counted.iri(shown["name"]) == term.value
    if not isinstance(term, Literal) or "value" not in shown:
        return "node" in shown
    return (
        term.value.startswith(shown["value"].removesuffix("…"))
        and len(shown["value"]) <= 60
        and (shown.get("language") or None) == term.language
    )


def test_the_authors_examples_go_first(real: Any) -> None:
    chosen = set(real.release.manifest.examples)

    shown = {
        real.iri(entry["example"]["name"])
        for entry in real.card["classes"]
        if "example" in entry
    }

    assert chosen <= shown


def test_what_is_only_derived_is_called_so(tides: Any) -> None:
    properties = {e["name"]: e for e in tides.card["properties"]}

    assert "derived" in kinds(properties["dis:disagreesWith"])
    assert properties["dis:disagreesWith"]["layers"] == {"inferred": 2}
    assert properties["dis:disagreesWith"]["traits"] == ["symmetric"]
    assert properties["dis:disagreesWith"]["chains"] == [
        ["dis:affirms", "dis:deniedBy"]
    ]
    assert not kinds(properties["dis:holder"]) & {"derived", "partly-derived"}
    assert "optional" in kinds(properties["dis:affirmsClaim"])


def test_warnings_follow_from_what_the_data_hold(opened: Opened) -> None:
    terms = opened("""
        :a a :Tide ; :height 3 , "high" , :b , 4.5 ; :name "Flut"@de , "flood"@en .
        :b a :Tide ; :height 2 .
        :c a :Tide .
    """)

    assert kinds(terms["height"]) == {
        "mixed-values",
        "datatypes",
        "repeated",
        "optional",
    }
    assert kinds(terms["name"]) == {"languages", "repeated", "optional"}
    texts = {p["kind"]: p["text"] for p in terms["height"]["pitfalls"]}
    assert "up to 4 values" in texts["repeated"]
    assert "2 of 3 <http://example.com/Tide>" in texts["optional"]


def test_what_is_used_by_all_the_same_way_is_no_pitfall(opened: Opened) -> None:
    terms = opened(":a a :Tide ; :height 3 . :b a :Tide ; :height 2 .")

    assert kinds(terms["height"]) == set()


def test_a_deprecated_term_names_what_replaces_it(opened: Opened) -> None:
    terms = opened("""
        PREFIX owl: <http://www.w3.org/2002/07/owl#>
        PREFIX dcterms: <http://purl.org/dc/terms/>
        PREFIX vann: <http://purl.org/vocab/vann/>
        :Flood a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy :Tide ;
            vann:usageNote "Not the ebb."@en , "Nicht die Ebbe."@de .
        :Tide a owl:Class .
    """)

    assert [p["text"] for p in terms["Flood"]["pitfalls"]] == [
        "Deprecated: use <http://example.com/Tide> instead.",
        "Not the ebb.",
    ]
    assert terms["Flood"]["count"] == 0


def test_opened_files_are_counted_over_all_their_graphs(opened: Opened) -> None:
    """A statement in two graphs is one; nodes without a name count too."""
    terms = opened("""
        :a a :Tide ; :height 3 .
        :g { :a a :Tide ; :height 3 . [] a :Tide ; :height 5 . }
    """)

    assert terms["Tide"]["count"] == 2
    assert terms["height"]["count"] == 2
    assert terms["Tide"]["example"] == {"name": "<http://example.com/a>"}
    assert "layers" not in terms["height"]


def test_nothing_at_all_has_a_card_too(opened: Opened) -> None:
    assert opened("") == {}


def paths(value: Any, at: str = "") -> Iterator[str]:
    """Yield the path of every key; keys that are terms themselves left out."""
    for key, inner in value.items():
        here = f"{at}.{key}".lstrip(".")
        yield here
        terms = key in KEYED_BY_TERM and isinstance(inner, dict)
        if isinstance(inner, dict) and not terms:
            yield from paths(inner, here)
        if isinstance(inner, list):
            for item in inner:
                yield from paths(item, here) if isinstance(item, dict) else ()


def test_every_key_is_documented_and_every_documented_key_there(
    project_root: Path, real: Any
) -> None:
    text = (project_root / "docs" / "schema.md").read_text(encoding="utf-8")
    keys = text.partition("## Keys")[2].partition("## Pitfalls")
    documented = set(re.findall(r"^\| `([a-z.]+)` \|", keys[0], re.M))
    warnings = set(re.findall(r"^\| `([a-z-]+)` \|", keys[2], re.M))

    assert set(paths(real.card)) == documented
    terms = [*real.card["classes"], *real.card["properties"]]
    assert set().union(*(kinds(term) for term in terms)) <= warnings


def test_the_whole_is_small_enough_to_be_read_at_once(real: Any) -> None:
    def size(card: Mapping[str, Any]) -> int:
        return len(json.dumps(card, ensure_ascii=False).encode())

    assert size(shorten(real.card)) < 120_000
    assert size(select_class(real.card, "dis:Stance")) < 40_000
    assert size(real.card) < 350_000


def test_one_class_comes_with_what_its_members_use(tides: Any) -> None:
    part = select_class(tides.card, "dis:Stance")

    assert [entry["name"] for entry in part["classes"]] == ["dis:Stance"]
    names = {entry["name"] for entry in part["properties"]}
    assert names == set(part["classes"][0]["properties"])


@pytest.mark.parametrize("name", ["dis:Nothing", ""])
def test_an_unknown_class_gives_none(tides: Any, name: str) -> None:
    assert select_class(tides.card, name)["classes"] == []
