"""Keep releases in a store that somebody else runs, and ask it.

Any store that speaks SPARQL 1.1 will do: a query service, and a way to write,
which is SPARQL Update or the Graph Store protocol. A release has graphs of its
own there, so that what is written is seen by nobody until ``current`` names it.
"""

from dissensus.remote.engine import Engine
from dissensus.remote.layout import Layout
from dissensus.remote.line import Line, Reply
from dissensus.remote.naming import Naming
from dissensus.remote.register import read_layout
from dissensus.remote.telling import Told, tell
from dissensus.remote.waiting import retry_after

__all__ = [
    "Engine",
    "Layout",
    "Line",
    "Naming",
    "Reply",
    "Told",
    "read_layout",
    "retry_after",
    "tell",
]
