"""A client of the Model Context Protocol, and a process that answers it."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from dissensus.catalog import Catalog

_MINIMAL = Path(__file__).parents[2] / "data" / "minimal"
_QUERY = """#+ summary: Stances of one holder
#+ question: What does this person hold?
#+ answers: SELECT ?stance ?claim, by stance
#+ tags: api
#+ parameters:
#+   - holder: IRI of dis:Person; whose stances are asked for
#+   - most: integer; how many claims at most
#+ defaults:
#+   - holder: per:galileo-galilei
#+   - most: 5
#+ pagination: 10
PREFIX dis: <https://w3id.org/dissensus/ontology#>
PREFIX per: <https://example.org/tides/id/person/>

SELECT ?stance ?claim
WHERE { ?stance dis:holder ?holder ; dis:affirmsClaim|dis:deniesClaim ?claim .
  FILTER(?most > 0) }
ORDER BY ?stance
"""


@dataclass
class Client:
    """What a language model's host does: keep a session open, call tools."""

    portal: BlockingPortal
    session: ClientSession

    def call(self, tool: str, **arguments: object) -> Any:
        """Return the result of a tool, whatever came of it."""
        return self.portal.call(self.session.call_tool, tool, arguments)

    def told(self, tool: str, **arguments: object) -> dict[str, Any]:
        """Return the structure that a tool answers with."""
        result = self.call(tool, **arguments)
        assert not result.is_error, result.content[0].text
        structure: dict[str, Any] = result.structured_content
        return structure

    def refused(self, tool: str, **arguments: object) -> str:
        """Return the words in which a tool refuses."""
        result = self.call(tool, **arguments)
        assert result.is_error, result
        text: str = result.content[0].text
        return text


@asynccontextmanager
async def _session(releases: Path, environ: dict[str, str]) -> AsyncIterator[Any]:
    process = StdioServerParameters(
        command=sys.executable,
        args=["-m", "dissensus", "mcp", "--releases", str(releases)],
        env={**os.environ, **environ},
    )
    async with stdio_client(process) as streams, ClientSession(*streams) as session:
        await session.initialize()
        yield session


@pytest.fixture(scope="session")
def tides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Catalog]:
    """The minimal project with a query that takes parameters, and its releases."""
    root = tmp_path_factory.mktemp("machines") / "tides"
    shutil.copytree(_MINIMAL, root)
    (root / "queries" / "api").mkdir()
    (root / "queries" / "api" / "stances-of.rq").write_text(_QUERY, encoding="utf-8")
    catalog = Catalog(root / "releases")
    catalog.publish(root)
    return root, catalog


@pytest.fixture(scope="session")
def client(tides: tuple[Path, Catalog]) -> Iterator[Client]:
    """A client of a real process that reads the tides; queries have a second."""
    opening = _session(tides[1].folder, {"DISSENSUS_DEADLINE": "1"})
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(opening) as session,
    ):
        yield Client(portal, session)
