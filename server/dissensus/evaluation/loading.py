"""Load the store of a release: into memory for its workers, or from its disk."""

import contextlib
import gzip
import json
import os
import resource
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from pyoxigraph import RdfFormat, Store

from dissensus.evaluation.dataset import Dataset

_LARGE: Final = 1 << 20
_TRIPLES: Final = ("dissensus.nt.gz", RdfFormat.N_TRIPLES)
_QUADS: Final = ("dissensus.trig.gz", RdfFormat.TRIG)
_MODERN: Final = """ASK {
  { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }
  FILTER(isTRIPLE(?o) || hasLANGDIR(?o))
}"""
_CGROUPS: Final = Path("/sys/fs/cgroup")


def load(folder: Path, most: int, copies: int = 1) -> Dataset | None:
    """Return the dataset of the release in ``folder``, held in memory.

    The dumps of a release hold what its store holds, and are parsed three
    times as fast as the store is read: 0.4 s instead of 1.4 s for 69,000
    triples and the same in named graphs. Files that were merely opened have
    no dumps: then the store is read, at about 10 us per quad.

    Args:
        folder: Of the release.
        most: Triples above which the store stays on disk: then None.
        copies: Workers that may copy all of it, where there is memory for that.

    Raises:
        OSError: The manifest or the store cannot be read.
        ValueError: The manifest is none.
    """
    manifest = read_groups(folder)
    if manifest.triples > most:
        return None
    dumps = folder / "dumps"
    plain = None
    if dumps.is_dir():
        plain, store = _parsed(dumps, _TRIPLES), _parsed(dumps, _TRIPLES, _QUADS)
    else:
        store = _copied(folder)
    modern = bool(store.query(_MODERN))
    dataset = Dataset(store, manifest.groups, modern=modern, plain=plain)
    dataset.prepare()
    if _has_room(copies):
        dataset.divide()
    return dataset


def open_on_disk(folder: Path) -> Dataset:
    """Return the dataset of the release in ``folder``, read from disk; 30 ms."""
    return Dataset(Store.read_only(str(folder / "store")), read_groups(folder).groups)


@dataclass(frozen=True)
class Groups:
    """What a manifest says of its graphs: how large, and grouped how."""

    triples: int
    groups: Mapping[str, Sequence[str]]


def read_groups(folder: Path) -> Groups:
    """Return what ``manifest.json`` in ``folder`` says of its graphs.

    Raises:
        OSError: It cannot be read.
        ValueError: It is not a manifest.
    """
    manifest = json.loads((folder / "manifest.json").read_bytes())
    try:
        triples = int(manifest["counts"]["triples"])
        return Groups(triples, dict(manifest.get("graph_groups", {})))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{folder / 'manifest.json'} is no manifest") from error


def _has_room(copies: int) -> bool:
    """Return whether so many processes may each copy what this one holds."""
    with Path("/proc/meminfo").open(encoding="ascii") as lines:
        known = dict(line.split(":") for line in lines)
    left = int(known["MemAvailable"].split()[0])
    # A container or a unit may have less than the machine has.
    group = Path("/proc/self/cgroup").read_text("ascii").rpartition("::/")[2].strip()
    with contextlib.suppress(OSError, ValueError):
        most, used = (
            int((_CGROUPS / group / f"memory.{name}").read_bytes()) // 1024
            for name in ("max", "current")
        )
        left = min(left, most - used)
    return left > copies * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _parsed(dumps: Path, *files: tuple[str, RdfFormat]) -> Store:
    """Return what is in ``files``: the merge as the default graph, the named ones.

    One statement after the other: the engine's bulk loader is no faster here, and
    what it leaves lies scattered in memory, where scans take a third longer.
    """
    store = Store()
    for name, format_ in files:
        with gzip.open(dumps / name, "rb") as stream:
            store.load(cast("IO[bytes]", stream), format=format_)
    return store


def _copied(folder: Path) -> Store:
    """Return the store in ``folder`` as a child reads it.

    A store on disk brings threads with it, and only a process without any
    may fork workers.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reader)
            with os.fdopen(writer, "wb", buffering=_LARGE) as stream:
                source = Store.read_only(str(folder / "store"))
                source.dump(stream, format=RdfFormat.N_QUADS)
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    store = Store()
    with os.fdopen(reader, "rb", buffering=_LARGE) as stream:
        store.load(stream, format=RdfFormat.N_QUADS)
    if os.waitpid(pid, 0)[1] != 0:
        raise OSError(f"the store in {folder} cannot be read")
    return store
