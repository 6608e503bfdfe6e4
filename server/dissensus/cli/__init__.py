"""The command line: one module per command, each exposing ``command``.

The only room that imports click and rich, prints, and decides exit codes.
"""

from dissensus.cli.main import main

__all__ = ["main"]
