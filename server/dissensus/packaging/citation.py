"""Write ``CITATION.cff``: how this state of the dataset is cited.

Each value is written as a JSON string, which is a YAML string too: no title
can then be read as anything else.

Source: Citation File Format 1.2.0 (DOI 10.5281/zenodo.5171937).
"""

import json
from typing import Any

from dissensus.packaging.cover import Cover


def write_citation(cover: Cover) -> bytes:
    """Return the citation file of the release on whose ``cover`` this stands."""
    makers = [{"name": m.name, "website": m.iri} for m in cover.makers]
    license_ = {"license": cover.spdx} if cover.spdx else {"license-url": cover.license}
    said: dict[str, Any] = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "Cite the release that you used; it never changes.",
        "title": cover.title,
        "abstract": cover.abstract,
        "authors": makers or [{"name": f"The makers of {cover.title}"}],
        "version": cover.number,
        "date-released": cover.day,
        **license_,
        "url": cover.address,
        "keywords": list(cover.keywords),
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{cover.content}",
                "description": "Digest of the statements, as sorted N-Quads",
            },
            {
                "type": "url",
                "value": cover.dataset,
                "description": "The dataset, whatever its release",
            },
        ],
    }
    return ("\n".join(_lines(said)) + "\n").encode()


def _lines(said: dict[str, Any]) -> list[str]:
    lines = []
    for name, value in said.items():
        if not isinstance(value, list):
            lines.append(f"{name}: {_text(value)}")
        elif value:
            lines.append(f"{name}:")
            for item in value:
                lines += _item(item)
    return lines


def _item(item: Any) -> list[str]:
    if not isinstance(item, dict):
        return [f"  - {_text(item)}"]
    lines = [f"    {name}: {_text(value)}" for name, value in item.items()]
    return [f"  - {lines[0].strip()}", *lines[1:]]


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
