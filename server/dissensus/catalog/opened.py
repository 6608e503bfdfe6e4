"""Make a release of any RDF files, as they are: no shapes, no reasoning.

Default and named graphs are those of the files, blank nodes stay blank, and
nothing is merged: what a query sees is what the files say.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

import dissensus
from dissensus.backends import open_backend
from dissensus.catalog.contents import NO_BASE
from dissensus.description import Holdings
from dissensus.formats import by_suffix, statement_order, write_graph
from dissensus.iris import Base
from dissensus.namespaces import DCTERMS, RDF, VOID
from dissensus.release import Manifest, Release
from dissensus.release.disk import disk_faults, files_below
from dissensus.release.manifest import write_manifest
from dissensus.schema import draw_card, write_schema
from dissensus.search import NAME as SEARCH
from dissensus.search import write_index
from dissensus.sources import Parsed, read_graphs

# Indexing takes 15 µs a statement: who opens more wants to query, and not to wait.
_INDEXED: Final = 1_000_000


def open_files(paths: Sequence[Path], folder: Path) -> Release:
    """Return a release of the RDF files at ``paths``, made below ``folder``.

    Args:
        paths: Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD.
        folder: Where it is put; the caller removes it.

    Raises:
        MissingSource: A file is not there.
        UnreadableSource: A file does not parse.
        NoSpace, UnwritableFolder: The disk is at fault.
    """
    # An ill-typed literal is RDF all the same (RDF 1.1 Concepts, section 3.3).
    parsed = read_graphs(paths, typed=False)
    digest = hashlib.sha256("".join(p.file.sha256 for p in parsed).encode()).hexdigest()
    target = folder / f"1-{digest[:12]}"
    with disk_faults(folder):
        (target / "store").mkdir(parents=True)
        store = Store(str(target / "store"))
        for one in parsed:
            store.bulk_extend(one.quads)
        store.flush()
        manifest = _manifest(store, parsed, digest, target.name)
        if len(store) <= _INDEXED:
            write_index(target / SEARCH, _distinct(store), NO_BASE)
        del store
        _describe(manifest, target)
        write_schema(_card(manifest, target / "store"), target)
        write_manifest(target, manifest.with_files(files_below(target)))
    return Release.open(target)


def _manifest(
    store: Store, parsed: Sequence[Parsed], digest: str, name: str
) -> Manifest:
    counts, classes = _figures(store)
    return Manifest(
        id=name,
        sequence=1,
        content=digest,
        fingerprint=digest,
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        base=NO_BASE,
        dataset=f"{NO_BASE}dataset",
        title={"en": ", ".join(p.file.path.name for p in parsed)},
        description={},
        version="",
        license="",
        examples=(),
        counts=counts,
        classes=classes,
        graphs={
            str(graph).strip("<>"): {"layer": "opened", "triples": size}
            for graph, size in _sizes(store).items()
        },
        versions={"dissensus": dissensus.__version__},
    )


def _distinct(store: Store) -> Iterable[Triple]:
    """Return each statement once, however many graphs it stands in, in order."""
    return sorted({quad.triple for quad in store}, key=statement_order)


def _sizes(store: Store) -> dict[object, int]:
    names = sorted(store.named_graphs(), key=str)
    return {
        name: sum(1 for _ in store.quads_for_pattern(None, None, None, name))
        for name in names
    }


def _figures(store: Store) -> tuple[dict[str, int], dict[str, int]]:
    default, subjects, classes = 0, set(), Counter[str]()
    typed = set()
    for quad in store:
        default += quad.graph_name == DefaultGraph()
        subjects.add(quad.subject)
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            typed.add((quad.subject, quad.object.value))
    classes.update(iri for _, iri in typed)
    counts = {"triples": default, "quads": len(store), "entities": len(subjects)}
    return counts, dict(sorted(classes.items(), key=lambda item: (-item[1], item[0])))


def _card(manifest: Manifest, folder: Path) -> dict[str, Any]:
    """Return the schema card of all graphs together, as pages show them."""
    backend = open_backend(folder)
    graphs = (DefaultGraph(), *backend.named_graphs())
    quads = backend.quads(None, None, None, None)
    return draw_card(
        Holdings(backend, manifest.base, graphs),
        sorted({quad.triple for quad in quads}, key=statement_order),
        {},
        {"release": manifest.id, "title": manifest.title["en"]}
        | {"dataset": manifest.dataset},
    )


def _describe(manifest: Manifest, folder: Path) -> None:
    dataset = NamedNode(manifest.dataset)
    triples: list[Triple | Quad] = [
        Triple(dataset, RDF.type, VOID.Dataset),
        Triple(dataset, DCTERMS.title, Literal(manifest.title["en"], language="en")),
        Triple(dataset, VOID.triples, Literal(manifest.counts["triples"])),
    ]
    turtle = write_graph(triples, by_suffix("ttl"), Base(manifest.base))
    (folder / "description.ttl").write_bytes(turtle)
