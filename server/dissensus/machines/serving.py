"""Speak the Model Context Protocol over standard input and output.

Source: Model Context Protocol specification, sections "Tools", "Resources",
"Prompts" and "Transports: stdio".
"""

import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Final

from mcp.server import MCPServer
from mcp_types import ToolAnnotations

import dissensus
from dissensus.catalog import Catalog
from dissensus.evaluation.launching import start_broker
from dissensus.machines.answers import RULE
from dissensus.machines.desk import Desk, Opened
from dissensus.machines.tools import Tools, write_card
from dissensus.settings import Settings

_READS: Final = ToolAnnotations(
    read_only_hint=True,
    destructive_hint=False,
    idempotent_hint=True,
    open_world_hint=False,
)
_WAYS: Final = (
    "From a name to an IRI: search. All about one thing: describe. A question that "
    "others have asked: list_queries, then ask_query. Anything else: schema, then "
    "sparql. Each answer names its release; cite it with the IRIs."
)


def serve(catalog: Catalog, settings: Settings) -> None:
    """Answer one client until it closes standard input, or SIGTERM.

    Args:
        catalog: Whose current release is asked; a new one is taken up at the
            next call.
        settings: The limits that queries meet.

    Raises:
        NoRelease: There is nothing to answer from.
        NoIsolation: Query workers cannot be kept off the network.
    """
    # Whoever ends us must not leave the folder of the socket behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with tempfile.TemporaryDirectory(prefix="dissensus-mcp-") as folder:
            desk = Desk(catalog, settings, Path(folder) / "broker")
            broker = start_broker(desk.socket, settings, catalog.folder)
            try:
                _server(desk).run("stdio")
            finally:
                broker.stop()
    except SystemExit:
        # A thread still waits for standard input, and the interpreter for it.
        os._exit(0)


def _server(desk: Desk) -> MCPServer:
    here, tools = desk.current(), Tools(desk)
    server = MCPServer(
        "dissensus",
        title=here.title,
        version=dissensus.__version__,
        instructions=f"{here.title}. {RULE} {_WAYS}",
        log_level="WARNING",
    )
    for tool in (
        tools.search,
        tools.describe,
        tools.list_queries,
        tools.ask_query,
        tools.schema,
        tools.sparql,
    ):
        server.add_tool(tool, description=_dedented(tool.__doc__), annotations=_READS)

    @server.resource("dissensus://schema", mime_type="text/markdown")
    def schema() -> str:
        """The classes and properties of the current release, with counts."""
        return write_card(desk.current())

    @server.resource("dissensus://release", mime_type="application/json")
    def release() -> str:
        """What the current release is: title, licence, counts, limits."""
        return json.dumps(_release(desk.current(), desk.settings), ensure_ascii=False)

    @server.prompt()
    def answer(question: str) -> str:
        """Answer a question from the dataset, with everybody's voice kept apart."""
        return (
            f"{question}\n\nAnswer from the dataset {here.title!r} with the tools of "
            f"dissensus. {_WAYS}\n{RULE}\nEnd with the IRIs that you rest on, their "
            "passages, and the release. If the dataset does not say, say so."
        )

    return server


def _dedented(text: str | None) -> str:
    return "\n".join(line.strip() for line in (text or "").splitlines()).strip()


def _release(here: Opened, settings: Settings) -> dict[str, object]:
    manifest = here.release.manifest
    return {
        "release": here.id,
        "degraded": here.degraded,
        "created": manifest.created,
        "title": manifest.title,
        "description": manifest.description,
        "version": manifest.version,
        "license": manifest.license,
        "dataset": manifest.dataset,
        "counts": dict(manifest.counts),
        "rule": RULE,
        "limits": {
            "deadline": settings.deadline,
            "query_memory": settings.query_memory,
            "query_length": settings.query_length,
            "queries_per_client": settings.queries_per_client,
        },
    }
