"""Read an update only to say what is to be said of it: nothing is ever updated.

The engine has no way to read without running. So the update runs over a store
of its own, empty and in memory, in a worker: without network, with a limit on
memory and a deadline like any query.

Source: SPARQL 1.1 Protocol, section 2.2 (update operation).
"""

from pyoxigraph import Store

from dissensus.errors import DissensusError, RefusedQuery
from dissensus.sparql import explain


def read_update(text: str, base: str) -> DissensusError:
    """Return what is wrong with an update, or that it is refused.

    Args:
        text: SPARQL 1.1 Update.
        base: Of the dataset: what relative IRIs and advice on prefixes rest on.
    """
    try:
        Store().update(text, base_iri=f"{base}sparql" if base else None)
    except SyntaxError as error:
        return explain(error, text, update=True, base=base)
    except Exception:  # noqa: BLE001 - how it would have failed, nobody need know
        return _refused()
    return _refused()


def _refused() -> RefusedQuery:
    return RefusedQuery(
        "This is an update; the endpoint is read-only.",
        hint="A release never changes. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; "
        "what should be different, propose to those who keep the sources.",
        see="https://www.w3.org/TR/sparql11-protocol/#update-operation",
    )
