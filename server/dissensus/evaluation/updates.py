"""Read an update only to say what is to be said of it: nothing is ever updated.

The engine has no way to read without running. So the update is put after one
that must fail, over an empty store of its own: the whole text is read first,
and then nothing of it runs.

Source: SPARQL 1.1 Update, section 2.2 (operations run in order, a failure
ends them); SPARQL 1.1 Protocol, section 2.2.
"""

from typing import Final

from pyoxigraph import Store

from dissensus.errors import DissensusError, RefusedQuery
from dissensus.sparql import explain

_FAILS: Final = "DROP GRAPH <urn:x-dissensus:none> ;\n"


def read_update(text: str, base: str) -> DissensusError:
    """Return what is wrong with an update, or that it is refused.

    Args:
        text: SPARQL 1.1 Update.
        base: Of the dataset, for advice on prefixes.
    """
    try:
        Store().update(_FAILS + text)
    except SyntaxError as error:
        return _explained(error, text, base)
    except Exception:  # noqa: BLE001 - the engine's own failure is what we want
        return _refused()
    return _refused()


def _explained(error: SyntaxError, text: str, base: str) -> DissensusError:
    """Return the fault with its place in ``text``, where one line was put before."""
    try:
        Store().update(text)
    except SyntaxError as other:
        return explain(other, text, update=True, base=base)
    return explain(error, text, update=True, base=base)


def _refused() -> RefusedQuery:
    return RefusedQuery(
        "This is an update; the endpoint is read-only.",
        hint="A release never changes. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; "
        "what should be different, propose to those who keep the sources.",
        see="https://www.w3.org/TR/sparql11-protocol/#update-operation",
    )
