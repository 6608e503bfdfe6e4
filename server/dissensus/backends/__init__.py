"""Where triples are kept: one module per kind of store, all asked alike."""

from dissensus.backends.embedded import Embedded, in_memory, open_backend
from dissensus.backends.protocol import Backend
from dissensus.backends.sparql import Sparql

__all__ = ["Backend", "Embedded", "Sparql", "in_memory", "open_backend"]
