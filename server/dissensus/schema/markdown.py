"""Write the card as Markdown, short enough for a language model to read whole.

What a query over the data is made of, and no more: words that only describe the
vocabulary itself (``owl:Class``, ``rdfs:domain``) are left out, and so is what
nobody uses. One class can be had with everything that is known of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

# Vocabularies in which vocabularies are described.
_ABOUT_WORDS: Final = ("owl:", "rdf:", "rdfs:", "sh:")
_ALL_SAY: Final = ("rdf:type", "rdfs:label")
_ONTOLOGY: Final = "ontology"
_PREFIX: Final = re.compile(r"\b(\w+):(?=\w)")
_SHOWN: Final = 8

Card = Mapping[str, Any]


def write_overview(card: Card) -> str:
    """Return which words the data use, a line each; 35 KB for 290 words.

    Args:
        card: As ``read_schema`` returns it.
    """
    lines = [
        "## Classes",
        "",
        "Name, number of members, meaning; then the properties that most members have.",
        "",
        *(_class_line(entry) for entry in _data_classes(card)),
        "",
        "## Properties",
        "",
        "Name, number of statements, narrowest class of subjects → objects, meaning.",
        "",
        *(_property_line(entry) for entry in _data_properties(card)),
    ]
    return _page(card, card["title"], lines)


def write_class(card: Card) -> str:
    """Return all that is known of the one class in ``card`` and its properties.

    Args:
        card: As ``select_class`` returns it.
    """
    (entry,) = card["classes"]
    used = entry.get("properties", {})
    lines = [
        entry["definition"],
        "",
        f"{entry['count']:,} members, {entry.get('inferred', 0):,} of them only by "
        "inference.",
        *_parts(entry),
        "",
        "## Properties of its members",
        "",
        "Name, members that have it; then of the property wherever it is used: number "
        "of statements, subjects → objects, meaning.",
        "",
    ]
    for prop in sorted(card["properties"], key=lambda p: -used[p["name"]]):
        lines += [f"- {used[prop['name']]:,} × {_property_line(prop)[2:]}"]
        lines += [f"  {line}" for line in _parts(prop)]
    return _page(card, f"{entry['name']} ({entry['label']})", lines)


def _page(card: Card, title: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    named = dict.fromkeys(_PREFIX.findall(body))
    known = card["prefixes"]
    prefixes = [f"    PREFIX {p}: <{known[p]}>" for p in sorted(named) if p in known]
    head = [
        f"# {title}",
        "",
        f"Counted in release {card['release']}, {card['triples']:,} statements. The "
        "default graph of a query is all of them, written down and inferred.",
        "",
        "## Prefixes",
        "",
        *prefixes,
        "",
        body,
        "",
    ]
    return "\n".join(head)


def _data_classes(card: Card) -> Iterator[Card]:
    for entry in card["classes"]:
        if entry["count"] and not entry["name"].startswith(_ABOUT_WORDS):
            yield entry


def _data_properties(card: Card) -> Iterator[Card]:
    for entry in card["properties"]:
        layers = set(entry.get("layers", ()))
        of_words = entry.get("from", "").startswith(_ABOUT_WORDS)
        if entry["count"] and layers != {_ONTOLOGY} and not of_words:
            yield entry


def _class_line(entry: Card) -> str:
    telling = [p for p in entry.get("properties", ()) if p not in _ALL_SAY]
    told = ", ".join(f"`{p}`" for p in telling[:_SHOWN])
    return _sentence(
        f"- `{entry['name']}` {entry['count']:,}", entry["definition"], told
    )


def _property_line(entry: Card) -> str:
    start = entry.get("from", "")
    datatypes = entry.get("objects", {}).get("datatypes", {})
    end = entry.get("to") or " or ".join(list(datatypes)[:2])
    joins = f" {start or '*'} → {end or '*'}" if start or end else ""
    return _sentence(
        f"- `{entry['name']}` {entry['count']:,}{joins}", entry["definition"]
    )


def _sentence(head: str, meaning: str, told: str = "") -> str:
    return head + (f": {meaning}" if meaning else "") + (f" [{told}]" if told else "")


def _parts(entry: Card) -> Iterator[str]:
    """Yield what is known of a term beyond its line."""
    if above := entry.get("superclasses") or entry.get("superproperties"):
        yield f"Narrower than {', '.join(f'`{name}`' for name in above)}."
    if example := entry.get("example"):
        subject, object_ = example.get("subject"), example.get("object")
        shown = (subject, object_) if subject else (example,)
        yield "Example: " + " → ".join(_shown(node) for node in shown) + "."
    for pitfall in entry.get("pitfalls", ()):
        yield f"Beware: {pitfall['text']}"


def _shown(node: Card) -> str:
    if "name" in node:
        label = f" ({node['label']})" if node.get("label") else ""
        return f"`{node['name']}`{label}"
    return f'"{node["value"]}"' if "value" in node else "a node without a name"
