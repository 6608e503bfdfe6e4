"""Say how the server is: what is served, how old it is, whether it was verified."""

import time
from typing import Any

from pyoxigraph import Literal, NamedNode

from dissensus.catalog import last_verified
from dissensus.journal import moment
from dissensus.namespaces import DCTERMS
from dissensus.web.exchange import Exchange
from dissensus.web.site import Site


def tell_status(site: Site, told: Exchange) -> dict[str, Any]:
    """Return what ``/status`` tells, the most asked for first.

    Args:
        site: What this process serves.
        told: What the front knows of all processes.
    """
    status = site.status()
    first = {name: status.pop(name) for name in ("release", "since", "version")}
    tally = told.tally
    checked = tally.totals().checked if tally else 0
    return {
        **first,
        "data_date": data_date(site),
        "verified": dict(last_verified(site.folder.parent, site.release)),
        "checked": moment(checked) if checked else "",
        "started": moment(tally.began) if tally else "",
        "uptime_seconds": round(time.time() - tally.began) if tally else 0,
        **status,
        **told.status,
    }


def data_date(site: Site) -> str:
    """Return of when the data are: the last date that the dataset gives itself.

    ``dcterms:modified`` or ``dcterms:issued``, as written; empty when the dataset
    says neither, since the day of publishing says nothing of the data.
    """
    if not site.dataset:
        return ""
    dataset = NamedNode(site.dataset)
    dates = (
        quad.object.value
        for property_ in (DCTERMS.modified, DCTERMS.issued)
        for quad in site.holdings.backend.quads(dataset, property_, None)
        if isinstance(quad.object, Literal)
    )
    return max(dates, default="")
