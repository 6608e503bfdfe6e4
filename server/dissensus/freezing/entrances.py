"""Say where copying a site begins; what is linked from there follows by itself."""

from collections.abc import Iterator

from werkzeug.routing import Map

from dissensus.description import list_addresses
from dissensus.freezing.indexing import addresses
from dissensus.web.assets import EDITOR, asset_names, asset_path
from dissensus.web.frozen import COPY, MISSING, SEARCH
from dissensus.web.site import Site
from dissensus.web.typography import STATIC


def entrances(site: Site, routes: Map) -> Iterator[tuple[str, bool]]:
    """Yield addresses, and whether each must be there.

    Those of routes without arguments need not: some ask for a value.
    """
    yield from ((path, True) for path in ("/", COPY, SEARCH, MISSING))
    for rule in routes.iter_rules():
        if not rule.arguments and "GET" in (rule.methods or ()):
            yield rule.rule, False
    scripts = (f"/static/{file.name}" for file in STATIC.iterdir() if file.is_file())
    assets = (asset_path(name) for name in asset_names() if name != EDITOR)
    yield from ((path, True) for path in sorted((*scripts, *assets)))
    yield from ((path, True) for path in addresses(site))
    # What the dataset's description and other people's scripts name.
    dumps = (name.partition(".") for name in site.dumps if "." in name)
    yield from ((f"/dumps/latest.{suffix}", True) for _, _, suffix in dumps)
    if not site.opened:
        named = list_addresses(site.holdings, site.base.iri)
        yield from ((site.path(iri), True) for iri in named)
