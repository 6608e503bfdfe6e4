"""Write ``.zenodo.json``: the record under which a repository keeps the release.

Source: Zenodo, developers' documentation, "Deposit metadata".
"""

import json
from html import escape
from typing import Any

from dissensus.packaging.cover import Cover


def write_deposit(cover: Cover) -> bytes:
    """Return the deposit's record of the release on whose ``cover`` this stands."""
    record: dict[str, Any] = {
        "upload_type": "dataset",
        "title": cover.title,
        "description": f"<p>{escape(cover.abstract)}</p>",
        "creators": [{"name": maker.name} for maker in cover.makers]
        or [{"name": f"The makers of {cover.title}"}],
        "publication_date": cover.day,
        "version": cover.number,
        "access_right": "open",
        "license": cover.spdx or cover.license,
        "keywords": list(cover.keywords),
        "related_identifiers": [
            {
                "identifier": cover.address,
                "relation": "isIdenticalTo",
                "resource_type": "dataset",
            },
            {
                "identifier": cover.dataset,
                "relation": "isVersionOf",
                "resource_type": "dataset",
            },
        ],
    }
    kept = {name: value for name, value in record.items() if value}
    return json.dumps(kept, ensure_ascii=False, indent=1).encode() + b"\n"
