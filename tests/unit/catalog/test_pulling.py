"""A release is taken over whole from wherever its files are served, or not at all."""

import hashlib
import json
import os
import shutil
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest

from dissensus.catalog import Catalog
from dissensus.catalog.fetching import Origin
from dissensus.catalog.locking import only_publisher
from dissensus.catalog.pulling import pull
from dissensus.errors import (
    DamagedRelease,
    EndpointUnavailable,
    NoSpace,
    PublisherRuns,
    WrongCall,
)
from dissensus.release import Release


class Host:
    """A web server that knows nothing of releases, over a folder of them.

    Attributes:
        url: Where it listens.
        folder: What it serves.
        asked: The paths and the ranges that it was asked for.
        short: Breaks off each file that is longer after so many bytes.
        resets: Where it drops a connection: "before" it answers, or "within" a file.
    """

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self.folder = folder
        self.asked: list[tuple[str, str]] = []
        self.short = 0
        self.resets = ""


@pytest.fixture
def host(release: Release, tmp_path: Path) -> Iterator[Host]:
    """A static host of a copy of the minimal release, to be tampered with."""
    folder = tmp_path / "hosted"
    shutil.copytree(release.folder, folder / release.id)
    (folder / "current").symlink_to(release.id)
    here = Host(folder)

    class Door(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            begun = self.headers.get("Range", "")
            here.asked.append((self.path, begun))
            path = Path(self.translate_path(self.path))
            if here.resets == "before":
                self.reset()
                return
            if not path.is_file():
                self.send_error(404)
                return
            data = path.read_bytes()
            start = int(begun.removeprefix("bytes=").rstrip("-") or 0)
            self.send_response(206 if begun else 200)
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            sent = data[start:]
            if here.resets == "within":
                self.wfile.write(sent[: len(sent) // 2])
                sleep(0.2)  # a reset overtakes what was not read yet
                self.reset()
                return
            if here.short and len(sent) > here.short:
                self.wfile.write(sent[: here.short])
                self.connection.close()
                return
            with suppress(ConnectionError):  # whoever has enough hangs up
                self.wfile.write(sent)

        def reset(self) -> None:
            """Hang up as a machine does that has lost the connection."""
            at_once = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            os.close(self.connection.detach())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    door = partial(Door, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), door) as server:
        here.url = f"http://127.0.0.1:{server.server_port}/"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield here
        server.shutdown()
        thread.join()


@pytest.fixture
def replica(tmp_path: Path) -> Catalog:
    """A folder for releases in which there is none yet."""
    return Catalog(tmp_path / "replica", keep=0)


def rewrite(host: Host, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest, and seal it anew: whoever serves it is not honest."""
    folder = host.folder / "current"
    document = json.loads((folder / "manifest.json").read_bytes())
    change(document)
    data = json.dumps(document).encode()
    (folder / "manifest.json").write_bytes(data)
    seal = f"{hashlib.sha256(data).hexdigest()}  manifest.json\n"
    (folder / "manifest.sha256").write_text(seal, "ascii")


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_what_was_pulled_is_what_was_published(
    host: Host, replica: Catalog, release: Release
) -> None:
    pulled = pull(Origin(host.url), replica)

    assert files(pulled.release.folder) == files(release.folder)
    assert replica.current().verify() == pulled.files
    assert pull(Origin(host.url), replica).files == 0


def test_what_broke_off_is_continued(host: Host, replica: Catalog) -> None:
    host.short = 20_000
    for _ in range(40):
        try:
            pull(Origin(host.url), replica)
        except EndpointUnavailable:
            assert not replica.current_name()
            continue
        break

    ranges = {begun for _, begun in host.asked if begun}
    assert replica.current().verify()
    assert {"bytes=20000-", "bytes=40000-"} <= ranges


@pytest.mark.parametrize("where", ["before", "within"])
def test_a_connection_that_is_reset_is_no_fault_of_ours(
    where: str, host: Host, replica: Catalog
) -> None:
    origin = Origin(host.url)
    host.resets = where

    with pytest.raises(EndpointUnavailable, match="cannot be had"):
        origin.current()
    with pytest.raises(EndpointUnavailable, match="cannot be had"):
        pull(origin, replica)

    host.resets = ""
    assert pull(origin, replica).files


def test_a_beginning_of_something_else_is_begun_anew(
    host: Host, replica: Catalog, release: Release
) -> None:
    hidden = replica.folder / f".pull-{release.id}"
    hidden.mkdir(parents=True)
    (hidden / "search.sqlite.part").write_bytes(b"something else")
    (hidden / "stranger").write_bytes(b"x")

    pull(Origin(host.url), replica)

    assert replica.current().verify()
    assert not list(replica.folder.glob(".pull-*"))


def test_a_file_that_was_changed_is_refused(host: Host, replica: Catalog) -> None:
    path = host.folder / "current" / "description.ttl"
    data = path.read_bytes()
    path.write_bytes(data[:-2] + b"#\n")

    with pytest.raises(DamagedRelease, match=r"description\.ttl"):
        pull(Origin(host.url), replica)

    assert not replica.current_name()
    path.write_bytes(data)
    assert pull(Origin(host.url), replica).files


def test_a_file_that_does_not_end_is_refused_when_it_is_too_long(
    host: Host, replica: Catalog
) -> None:
    with (host.folder / "current" / "report.json").open("ab") as file:
        file.write(b" " * 10_000_000)

    with pytest.raises(DamagedRelease, match="longer than"):
        pull(Origin(host.url), replica)


def test_a_changed_manifest_is_refused(host: Host, replica: Catalog) -> None:
    with (host.folder / "current" / "manifest.json").open("ab") as file:
        file.write(b"\n")

    with pytest.raises(DamagedRelease, match="not what"):
        pull(Origin(host.url), replica)


@pytest.mark.parametrize(
    "path",
    [
        *("../evil", "/etc/evil", "a/../../evil", "a//evil", "./evil"),
        *("a\\..\\evil", "", "manifest.json", "..", "a\0b"),
    ],
)
def test_no_path_leads_out_of_the_folder(
    path: str, host: Host, replica: Catalog, tmp_path: Path
) -> None:
    entry = {"size": 4, "sha256": hashlib.sha256(b"evil").hexdigest()}
    (host.folder / "evil").write_bytes(b"evil")
    rewrite(host, lambda manifest: manifest["files"].update({path: entry}))

    with pytest.raises(DamagedRelease, match="it names a file"):
        pull(Origin(host.url), replica)

    assert not list((tmp_path / "replica").rglob("*evil*"))


@pytest.mark.parametrize("name", ["../1-0123456789ab", "current", "", 7, "1-xyz"])
def test_no_name_but_that_of_a_release_is_taken(
    name: object, host: Host, replica: Catalog
) -> None:
    rewrite(host, lambda manifest: manifest.update(id=name))

    with pytest.raises(DamagedRelease):
        pull(Origin(host.url), replica)


def test_a_release_too_large_for_the_disk_is_not_begun(
    host: Host, replica: Catalog
) -> None:
    huge = {"size": 10**18, "sha256": "0" * 64}
    rewrite(host, lambda manifest: manifest["files"].update({"dumps/huge": huge}))
    host.asked.clear()

    with pytest.raises(NoSpace, match="are free"):
        pull(Origin(host.url), replica)

    assert len(host.asked) <= 6


def test_who_publishes_here_is_not_disturbed(host: Host, replica: Catalog) -> None:
    with only_publisher(replica.folder), pytest.raises(PublisherRuns):
        pull(Origin(host.url), replica)


def test_an_address_without_releases_is_told(host: Host, replica: Catalog) -> None:
    with pytest.raises(EndpointUnavailable, match="no current release"):
        pull(Origin(f"{host.url}nowhere"), replica)
    for url in ("file:///etc", "http://127.0.0.1:99999/"):
        with pytest.raises(WrongCall):
            Origin(url)
