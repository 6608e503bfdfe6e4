"""Know the formats: one module of this room each, found by its ``FORMAT``."""

import importlib
import pkgutil
from functools import cache

import dissensus.formats
from dissensus.formats.kinds import Format, Kind


@cache
def formats_for(kind: Kind) -> tuple[Format, ...]:
    """Return the formats that can write ``kind``, best for most clients first."""
    found = (format_ for format_ in _all() if kind in format_.kinds)
    return tuple(sorted(found, key=lambda format_: format_.rank))


def by_suffix(suffix: str) -> Format:
    """Return the format whose files end in ``suffix``, which has no dot.

    Raises:
        KeyError: No format does.
    """
    return {format_.suffix: format_ for format_ in _all()}[suffix]


@cache
def _all() -> tuple[Format, ...]:
    modules = (
        importlib.import_module(f"{dissensus.formats.__name__}.{found.name}")
        for found in pkgutil.iter_modules(dissensus.formats.__path__)
    )
    return tuple(m.FORMAT for m in modules if hasattr(m, "FORMAT"))
