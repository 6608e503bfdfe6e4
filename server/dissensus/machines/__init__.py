"""Answer language models that read: tools over the Model Context Protocol.

Beside ``web``, not above it: the same rooms below give the same answers within
the same limits, without HTTP. What this room adds is that every answer says
which release it is of, on whose word its statements rest, and what was left out.
"""

from dissensus.machines.serving import serve

__all__ = ["serve"]
