"""Where triples are kept: one module per kind of store, all asked alike."""

import pkgutil

from dissensus.backends.embedded import Embedded, in_memory, open_backend
from dissensus.backends.protocol import Backend
from dissensus.backends.sparql import Sparql

__all__ = [
    "Backend",
    "Embedded",
    "Sparql",
    "backend_names",
    "in_memory",
    "open_backend",
]


def backend_names() -> tuple[str, ...]:
    """Return the names of the backends: the modules that open one."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if name != "protocol"))
