"""Have a query answered by a store that somebody else runs.

A worker opens its one connection to the store before it leaves the network,
and has no way to another: what a query makes the engine here do, while it is
read, reaches nobody. When the store closes the connection, the worker ends,
and another takes its place.
"""

import json
import select
import socket
from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import Store

from dissensus.errors import DissensusError
from dissensus.remote import Engine, Layout, Line, Told, read_layout, tell
from dissensus.remote.line import GRAPH, TABLE
from dissensus.sparql import Form, dataset_of, for_elsewhere, prologue_of

_GRAPHS = (Form.CONSTRUCT, Form.DESCRIBE)


class Elsewhere:
    """The dataset of one release, in a store of somebody else; see ``Dataset``.

    Attributes:
        modern: It holds, or may hold, terms that RDF 1.1 does not have.
    """

    modern = False

    def __init__(self, engine: Engine, layout: Layout, patience: float) -> None:
        self._layout = layout
        self._line = Line(engine, patience, fixed=True)
        self._fault: DissensusError | None = None
        self._told = False
        try:
            self._line.open()
        except DissensusError as fault:
            # Said to whoever asks: a worker that ended would only be forked anew.
            self._fault = fault

    @property
    def usable(self) -> bool:
        """Whether another query can be asked, or is to be told why it cannot."""
        return self._line.usable if self._fault is None else not self._told

    def attend(self, channel: socket.socket) -> bool:
        """Wait for ``channel``; return whether the store is still there then."""
        if self._fault is not None:
            return True
        ready, _, _ = select.select([channel.fileno(), self._line.fileno()], [], [])
        # A store that says something unasked closes the connection.
        return self._line.fileno() not in ready

    def read_ahead(self, _: socket.socket) -> bool:
        """Return that there is nothing to be read before it is asked for."""
        return True

    def query(
        self,
        text: str,
        default: Sequence[str] = (),
        named: Sequence[str] = (),
        base: str | None = None,
    ) -> Told:
        """Return the store's answer to ``text``, as it begins.

        Args:
            text: SPARQL 1.1 Query.
            default: As for ``Dataset.query``.
            named: Likewise.
            base: Likewise.

        Raises:
            SyntaxError: The engine here cannot read ``text``.
            MalformedQuery: Its FROM cannot be read.
            BackendError: The store gives no answer.
            RefusedQuery: The store does not run this query.
        """
        # Over nothing: what is wrong with the text is said as always.
        Store().query(text, base_iri=base)
        if self._fault is not None:
            self._told = True
            raise self._fault
        if not default and not named:
            default, named = dataset_of(text, base or "")
        naming = self._layout.naming
        reply = self._line.ask(
            for_elsewhere(text, base or "", naming.outward),
            *self._layout.dataset(default, named),
            GRAPH if prologue_of(text).form in _GRAPHS else TABLE,
        )
        return tell(reply, naming)


def find_layout(engine: Engine, folder: Path, patience: float) -> Layout:
    """Return where ``engine`` has the release in ``folder``.

    Raises:
        OSError: The manifest cannot be read.
        ValueError: It is none.
        BackendUnavailable: The store does not hold the release.
    """
    manifest = json.loads((folder / "manifest.json").read_bytes())
    try:
        layout = Layout.of(manifest)
    except KeyError as error:
        raise ValueError(f"{folder / 'manifest.json'} is no manifest") from error
    return read_layout(Line(engine, patience), layout)
