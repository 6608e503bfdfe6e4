"""Serve the scripts and the style of the query page, as this program ships them.

Their address holds a digest of all of them, so that a browser may keep them
for ever and scripts that import each other are always of one version. The
editor is built at set-up where npm is there; without it the page has a plain
text field.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from dissensus.web.typography import STATIC

FOLDER: Final = STATIC / "query"
EDITOR: Final = "editor.js"
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}


@cache
def asset_names() -> frozenset[str]:
    """Return what there is."""
    return frozenset(p.name for p in FOLDER.iterdir() if p.suffix in _TYPES)


@cache
def asset_digest() -> str:
    """Return the digest of all of them, as their addresses hold it."""
    digest = hashlib.sha256()
    for name in sorted(asset_names()):
        digest.update(name.encode() + b"\0" + (FOLDER / name).read_bytes())
    return digest.hexdigest()[:12]


def asset_path(name: str) -> str:
    """Return the path at which ``name`` is served."""
    return f"/assets/{asset_digest()}/{name}"


def asset_type(name: str) -> str:
    """Return the media type of ``name``."""
    return _TYPES[Path(name).suffix]


def has_editor() -> bool:
    """Return whether the editor was built."""
    return EDITOR in asset_names()
