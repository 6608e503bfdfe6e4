"""Write JSON-LD with prefixes: pyoxigraph writes it without any.

A block of subjects at a time: a million triples as Python's dictionaries would
take 2 GB.

Source: JSON-LD 1.1, section 4.4 (compact IRIs).
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from json.encoder import encode_basestring
from typing import Any, Final, cast

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from dissensus.namespaces import RDF

_BLOCK: Final = 20_000


def write_jsonld(
    statements: Collection[Triple | Quad], table: Mapping[str, str]
) -> bytes:
    """Return ``statements``, sorted by subject, as JSON-LD; expanded if they must be.

    Args:
        statements: Triples, or quads of which each graph is written whole.
        table: Namespaces by prefix; those that are used are declared.
    """
    shorten = _Shortener(table)
    graph = [
        _indented(shorten.node(node), 2)
        for block in _blocks(statements)
        for node in json.loads(_expanded(block) or b"[]")
    ]
    if shorten.ambiguous():
        return _expanded(statements)
    context = {prefix: table[prefix] for prefix in sorted(shorten.used)}
    nodes = f"[\n  {_BETWEEN.join(graph)}\n ]" if graph else "[]"
    head = f'"@context": {_indented(context, 1)}'
    return f'{{\n {head},\n "@graph": {nodes}\n}}\n'.encode()


_BETWEEN: Final = ",\n  "


def _expanded(statements: Iterable[Triple | Quad]) -> bytes:
    written = cast("Iterable[Quad]", statements)
    return bytes(serialize(written, format=RdfFormat.JSON_LD) or b"")


def _blocks(
    statements: Collection[Triple | Quad],
) -> Iterator[Collection[Triple | Quad]]:
    """Yield the statements in parts that divide no subject, and no dataset."""
    if len(statements) <= _BLOCK or any(isinstance(s, Quad) for s in statements):
        yield statements
        return
    block: list[Triple | Quad] = []
    for _, said in groupby(statements, key=lambda statement: statement.subject):
        block.extend(said)
        if len(block) >= _BLOCK:
            yield block
            block = []
    if block:
        yield block


def _indented(value: Any, depth: int) -> str:
    """Return ``value`` as ``json.dumps(indent=1)`` would, at a third of the cost."""
    if isinstance(value, str):
        return encode_basestring(value)
    pad, end = "\n" + " " * (depth + 1), "\n" + " " * depth
    if value and isinstance(value, dict):
        pairs = (
            f"{encode_basestring(key)}: {_indented(one, depth + 1)}"
            for key, one in value.items()
        )
        return "{" + pad + f",{pad}".join(pairs) + end + "}"
    if value and isinstance(value, list):
        values = (_indented(one, depth + 1) for one in value)
        return "[" + pad + f",{pad}".join(values) + end + "]"
    return json.dumps(value, ensure_ascii=False)


class _Shortener:
    """Abbreviates IRIs and remembers by which prefixes."""

    def __init__(self, table: Mapping[str, str]) -> None:
        # The longest namespace first, so that the closest one is used.
        self._table = sorted(table.items(), key=lambda item: -len(item[1]))
        self._seen: dict[str, str] = {}
        self.used: set[str] = set()

    def iri(self, iri: str) -> str:
        if iri not in self._seen:
            self._seen[iri] = iri
            for prefix, namespace in self._table:
                local = iri.removeprefix(namespace)
                # "dis://x" would be read as an IRI, not as a prefixed name.
                if local and local != iri and not local.startswith("//"):
                    self.used.add(prefix)
                    self._seen[iri] = f"{prefix}:{local}"
                    break
        return self._seen[iri]

    def ambiguous(self) -> bool:
        """Whether an IRI kept whole would be read as a prefixed name."""
        whole = (iri for iri, short in self._seen.items() if iri == short)
        return any(iri.partition(":")[0] in self.used for iri in whole)

    def node(self, node: dict[str, Any]) -> dict[str, Any]:
        types = node.get(RDF.type.value, [])
        if types and all(value.keys() == {"@id"} for value in types):
            rest = {k: v for k, v in node.items() if k not in ("@id", RDF.type.value)}
            named = {"@id": node["@id"]} if "@id" in node else {}
            node = {**named, "@type": [value["@id"] for value in types], **rest}
        return {self._key(key): self._value(key, v) for key, v in node.items()}

    def _key(self, key: str) -> str:
        return key if key.startswith("@") else self.iri(key)

    def _value(self, key: str, value: Any) -> Any:
        if key == "@id":
            return value if value.startswith("_:") else self.iri(value)
        if key == "@type":
            types = [value] if isinstance(value, str) else value
            short = [self.iri(one) for one in types]
            return short[0] if len(short) == 1 else short
        if key == "@graph":
            return [self.node(node) for node in value]
        if key.startswith("@"):
            return value
        values = [self._plain(one) for one in value]
        return values[0] if len(values) == 1 else values

    def _plain(self, value: dict[str, Any]) -> Any:
        if value.keys() == {"@value"}:
            return value["@value"]
        return self.node(value)
