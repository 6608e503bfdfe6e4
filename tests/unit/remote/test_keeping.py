"""A release is in the store as a whole, or nobody takes it for one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode

import stores
from dissensus.backends import Sparql
from dissensus.catalog import Catalog
from dissensus.errors import BackendUnavailable, EndpointUnavailable, WrongCall
from dissensus.release import Release
from dissensus.remote import Engine, Layout
from dissensus.remote.engine import Credentials

MINIMAL = Path(__file__).parents[2] / "data" / "minimal"
Fate = Callable[[int], str]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A store of one's own."""
    with stores.running("oxigraph", tmp_path) as environment:
        yield environment["DISSENSUS_QUERY_URL"].removesuffix("/query")


@pytest.fixture
def engine(url: str) -> Engine:
    return Engine(f"{url}/query", gsp_url=f"{url}/store")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIMAL, tmp_path / "tides"))


def change(project: Path, n: int) -> None:
    path = project / "data/editorial/notes.ttl"
    note = f'per:johannes-kepler skos:note "Remark number {n}."@en .\n'
    path.write_text(path.read_text("utf-8") + note, "utf-8")


def graphs(engine: Engine) -> dict[str, int]:
    """How many triples each graph of the store has."""
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    answer = httpx.post(engine.query_url, data={"query": query}, headers=_JSON)
    rows = answer.json()["results"]["bindings"]
    return {row["g"]["value"]: int(row["n"]["value"]) for row in rows}


_JSON = {"Accept": "application/sparql-results+json"}


def opened(release: Release, engine: Engine) -> Sparql:
    return Sparql(engine, Layout.of(release.manifest.document()))


@contextmanager
def broken_line(url: str, fate: Fate) -> Iterator[str]:
    """Yield an address that leads to ``url``, but for what ``fate`` breaks or loses."""
    count = [0]

    class Line(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            count[0] += 1
            what = fate(count[0])
            if what == "breaks":
                self.connection.close()
                return
            if what == "is lost":
                self.send_response(204)
                self.end_headers()
                return
            kept = {k: v for k, v in self.headers.items() if k.startswith("Content-T")}
            reply = httpx.request(
                self.command, url + self.path, content=body, headers=kept
            )
            self.send_response(reply.status_code)
            self.end_headers()
            self.wfile.write(reply.content)

        do_PUT = do_DELETE = do_POST  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Line) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("way", ["update", "gsp"])
def test_a_published_release_can_be_asked_there_as_here(
    way: str, url: str, project: Path
) -> None:
    ways = {"update": f"{url}/update", "gsp": f"{url}/store"}
    engine = Engine(f"{url}/query", **{f"{way}_url": ways[way]})
    release = Catalog(project / "releases", engine=engine).publish(project).release

    there, kepler = opened(release, engine), f"{release.base.iri}id/person/"
    stated = [q for q in release.store if q.subject.value.startswith(kepler)]

    assert len(stated) > 10
    for quad in stated:
        assert set(there.quads(*quad.triple)) == set(
            release.store.quads_for_pattern(*quad.triple)
        )
        assert quad in there.quads(quad.subject, None, None)
    merge = release.store.quads_for_pattern(None, None, None, DefaultGraph())
    assert set(there.quads(None, None, None, DefaultGraph())) == set(merge)
    assert set(there.named_graphs()) == set(release.store.named_graphs())
    assert not list(there.quads(None, None, None, NamedNode("urn:none")))


def test_what_broke_off_is_seen_by_nobody_and_removed_by_the_next_publisher(
    engine: Engine, url: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dissensus.remote.writing._ATTEMPTS", 1)
    first = Catalog(project / "releases", engine=engine).publish(project).release
    whole = graphs(engine)
    change(project, 1)

    with broken_line(url, lambda n: "arrives" if n < 6 else "breaks") as broken:
        bad = Engine(engine.query_url, gsp_url=f"{broken}/store")
        with pytest.raises(EndpointUnavailable, match="does not take"):
            Catalog(project / "releases", engine=bad).publish(project)
    catalog = Catalog(project / "releases", engine=engine)
    left = set(graphs(engine)) - set(whole)
    half = catalog.open(catalog.releases()[0])

    assert left
    assert catalog.current_name() == first.id != half.id
    with pytest.raises(BackendUnavailable, match="does not hold"):
        list(opened(half, engine).quads(None, None, None))

    change(project, 2)
    catalog.publish(project)

    assert not left & set(graphs(engine))
    assert list(opened(catalog.current(), engine).quads(None, None, None))


def test_a_store_that_loses_what_it_took_is_found_out(
    engine: Engine, url: str, project: Path
) -> None:
    """A line that says "taken" of what it never passed on."""
    with broken_line(url, lambda n: "is lost" if n == 4 else "arrives") as line:
        lossy = Engine(engine.query_url, gsp_url=f"{line}/store")
        with pytest.raises(EndpointUnavailable, match="has 0 triples there"):
            Catalog(project / "releases", engine=lossy).publish(project)

    assert not (project / "releases" / "current").exists()


def test_what_is_kept_no_longer_is_taken_out(engine: Engine, project: Path) -> None:
    catalog = Catalog(project / "releases", keep=1, engine=engine)
    releases = []
    for n in range(3):
        releases.append(catalog.publish(project).release.id)
        change(project, n)

    there = " ".join(graphs(engine))

    assert [release in there for release in releases] == [False, True, True]


def test_two_folders_of_releases_can_share_a_store(
    engine: Engine, project: Path, tmp_path: Path
) -> None:
    """One lets go of a release that the other still serves."""
    ours = Catalog(tmp_path / "ours", keep=0, engine=engine)
    theirs = Catalog(tmp_path / "theirs", keep=0, engine=engine)
    shared = ours.publish(project).release
    theirs.publish(project)
    change(project, 1)

    ours.publish(project)

    assert list(opened(shared, engine).quads(None, None, None))
    theirs.publish(project)
    assert not any(shared.id in iri for iri in graphs(engine))


def test_what_another_folder_enters_during_an_upload_stays(
    engine: Engine, url: str, project: Path, tmp_path: Path
) -> None:
    changed = Path(shutil.copytree(project, tmp_path / "changed"))
    change(changed, 1)
    theirs = Catalog(tmp_path / "theirs", engine=engine)

    def fate(n: int) -> str:
        if n == 4:
            theirs.publish(changed)
        return "arrives"

    with broken_line(url, fate) as line:
        slow = Engine(engine.query_url, gsp_url=f"{line}/store")
        Catalog(tmp_path / "ours", engine=slow).publish(project)

    assert theirs.is_stocked()
    assert list(opened(theirs.current(), engine).quads(None, None, None))
    assert Catalog(tmp_path / "ours", engine=engine).is_stocked()


@pytest.mark.parametrize("way", ["update", "gsp"])
def test_what_python_takes_for_the_end_of_a_line_is_none_in_the_data(
    way: str, url: str, project: Path
) -> None:
    path = project / "data/editorial/notes.ttl"
    note = 'per:johannes-kepler skos:note "One\u2028two\u2029three\u0085four."@en .\n'
    path.write_text(path.read_text("utf-8") + note, "utf-8")
    ways = {"update": f"{url}/update", "gsp": f"{url}/store"}
    engine = Engine(f"{url}/query", **{f"{way}_url": ways[way]})

    release = Catalog(project / "releases", engine=engine).publish(project).release

    there = opened(release, engine).quads(None, None, None, DefaultGraph())
    assert any("two\u2029three" in quad.object.value for quad in there)


def test_who_serves_sees_that_a_release_is_brought_in(url: str, project: Path) -> None:
    Catalog(project / "releases").publish(project)
    arguments = ["serve", "--no-publish", "--port=0", "--backend=sparql"]
    addresses = [f"--query-url={url}/query", f"--gsp-url={url}/store"]
    with subprocess.Popen(
        [sys.executable, "-m", "dissensus", *arguments, *addresses],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        process.terminate()
        _, shown = process.communicate(timeout=30)

    assert first.startswith("Serving 1-")
    assert "deliver" in shown


def test_a_release_rolled_back_to_is_there_again(engine: Engine, project: Path) -> None:
    plain = Catalog(project / "releases")
    first = plain.publish(project).release
    change(project, 1)
    catalog = Catalog(project / "releases", engine=engine)
    catalog.publish(project)

    assert catalog.rollback().id == first.id
    assert list(opened(first, engine).quads(None, None, None))


def test_without_a_way_to_write_nothing_is_published(
    engine: Engine, project: Path
) -> None:
    only_asked = Engine(engine.query_url)

    with pytest.raises(WrongCall, match="no way to write"):
        Catalog(project / "releases", engine=only_asked).publish(project)


@pytest.mark.parametrize("port", ["99999", "0", "a"])
def test_a_port_that_cannot_be_is_told(port: str) -> None:
    with pytest.raises(WrongCall, match="not a plain http"):
        Engine(f"http://store:{port}/sparql")


def test_a_password_is_no_part_of_an_address_and_not_shown() -> None:
    with pytest.raises(WrongCall, match="DISSENSUS_STORE_USER") as raised:
        Engine("https://me:secret@store.example.org/sparql")

    told = Credentials.read({**os.environ, "DISSENSUS_STORE_PASSWORD": "secret"})
    assert "secret" not in f"{raised.value}{told!r}"
