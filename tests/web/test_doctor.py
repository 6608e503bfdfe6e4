"""What ``dissensus doctor`` finds: nothing at a sound site, each fault at another."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from dissensus.doctor import Caller, Examination, Finding, Manners, State, examine
from dissensus.doctor.calling import Reply
from dissensus.doctor.pages import look_at_queries
from dissensus.doctor.survey import elements, survey
from dissensus.errors import EndpointUnavailable, WrongCall
from dissensus.release import Release

Said = tuple[int, dict[str, str], bytes]
Bend = Callable[[str, str, Said], Said]
HASTE = Manners(pause=0)
NOT_PASSED_ON = {"connection", "transfer-encoding", "date", "server"}


@contextmanager
def proxy(url: str, bend: Bend) -> Iterator[str]:
    """Stand before the site at ``url``, and change what it says by ``bend``."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            behind = HTTPConnection(urlsplit(url).netloc, timeout=30)
            with suppress(ConnectionError):
                body = self.rfile.read(length) if length else None
                behind.request(self.command, self.path, body, dict(self.headers))
                response = behind.getresponse()
                headers: dict[str, str] = {}
                for name, value in response.getheaders():
                    if name.lower() not in NOT_PASSED_ON:
                        headers[name.lower()] = f"{headers.get(name, '')}{value}"
                said = response.status, headers, response.read()
                self.say(*bend(self.command, self.path, said))
            behind.close()

        def say(self, status: int, headers: dict[str, str], body: bytes) -> None:
            if self.command != "HEAD" and status != 304:
                headers = {**headers, "content-length": str(len(body))}
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_HEAD = do_POST = do_OPTIONS = do_DELETE = pass_on  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as door:
        thread = Thread(target=door.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.server_port}"
        finally:
            door.shutdown()
            thread.join()


def bent(method: str, path: str, said: Said) -> Said:
    """Make the faults that proxies and caches make, each at a place of its own."""
    status, headers, body = said
    headers = {name: value for name, value in headers.items() if not _lost(path, name)}
    if path == "/":
        headers["etag"] = f"W/{headers.get('etag', '')}"
    elif path.endswith(".jsonld"):
        headers["content-type"] = "text/turtle"
    return (
        _another(path, status),
        headers,
        body if method == "HEAD" else _spoilt(path, body),
    )


def _lost(path: str, name: str) -> bool:
    return name == "dissensus-limits" or (path, name) in {
        ("/", "content-security-policy"),
        ("/sparql", "access-control-allow-origin"),
        (path if path.startswith("/doc/") else "", "vary"),
        (path if path.startswith("/id/person/") else "", "location"),
    }


def _another(path: str, status: int) -> int:
    if path.startswith("/queries/") and status == 200:
        return 503
    if path.startswith("/id/person/"):
        return 200
    return {404: 200, 413: 502}.get(status, status)


def _spoilt(path: str, body: bytes) -> bytes:
    if path == "/dumps/dissensus.ttl":
        return body.replace(b"moon", b"noom", 1)
    if path == "/dumps/dissensus.rdf.gz":
        return body[:-9]
    if path.startswith("/search"):
        return body.replace(b'"total": ', b'"totals": ')
    return body.partition(b"\n")[2] if path.endswith(".nt") else body


ODDITIES = [
    ("/.well-known/void", "turtle", r"void:triples \d+", 'void:triples "²"'),
    ("/sparql", "turtle", r"schema:maxValue [\d.]+", 'schema:maxValue "many"'),
    ("/sparql", "results+json", r"(?s).+", "<html>Welcome</html>"),
    ("/status", "json", r'"release": "', r'"release": "\\ud800'),
    ("/search", "json", r'"total": \d+', '"total": "many"'),
    ("/queries", "json", r"^\[", '[7, {"parameters": 3, "formats": {"json": "none"}},'),
    (
        "/sitemaps/",
        "xml",
        r"</urlset>",
        "<url><loc>https://example.org/tides/doc/oddity/a b</loc></url></urlset>",
    ),
]


def odd(method: str, path: str, said: Said) -> Said:
    """Say everywhere what nobody expects there."""
    status, headers, body = said
    type_ = headers.get("content-type", "").partition(";")[0]
    for where, form, usual, other in ODDITIES:
        if method != "HEAD" and path.startswith(where) and type_.endswith(form):
            body = re.sub(usual, other, body.decode()).encode()
    if path.startswith("/id/claim/"):
        headers["location"] = "http://["
    if "dissensus-limits" in headers:
        headers["dissensus-limits"] = "query_depth=²"
    if path == "/robots.txt":
        return 503, {**headers, "retry-after": "²"}, body
    if path == "/id/oddity/a%20b":
        return 200, {"content-type": "text/turtle"}, b""
    return 404 if path == "/dumps/SHA256SUMS" else status, headers, body


@pytest.fixture(scope="module")
def sound(server: Any) -> Examination:
    """What is found at the site as it is."""
    return examine(Caller(server.url, HASTE))


@pytest.fixture(scope="module")
def faulty(server: Any) -> Examination:
    """What is found through a proxy that spoils what it passes on."""
    with proxy(server.url, bent) as url:
        return examine(Caller(url, HASTE))


@pytest.fixture(scope="module")
def puzzling(server: Any) -> Examination:
    """What is found where texts stand for numbers, pages for tables, and so on."""
    with proxy(server.url, odd) as url:
        return examine(Caller(url, HASTE))


def test_nothing_is_wrong_with_a_sound_site(sound: Examination) -> None:
    assert sound.of(State.FAULT) == []
    assert sound.of(State.LEFT_OUT) == []
    assert sound.release.startswith("1-")


def test_every_part_of_the_site_is_looked_at(sound: Examination) -> None:
    areas = {finding.area for finding in sound.findings}
    assert areas == {
        *("site", "things", "formats", "headers", "sparql"),
        *("limits", "queries", "search", "dumps", "faults"),
    }
    subjects = {finding.subject for finding in sound.findings}
    for kind in ("claim", "person", "stance", "passage", "attestation", "dataset"):
        assert any(s.startswith(f"/doc/{kind}/") for s in subjects), kind
    assert any(subject.startswith("/graph/") for subject in subjects)
    assert subjects >= {"/ontology.ttl", "/dumps/dissensus.nt.gz", "/sitemap.xml"}


def test_a_proxy_that_changes_nothing_is_not_blamed(server: Any) -> None:
    with proxy(server.url, lambda _method, _path, said: said) as url:
        found = examine(Caller(url, HASTE), samples=1)

    assert found.of(State.FAULT) == []


@pytest.mark.parametrize(
    ("area", "subject", "why"),
    [
        ("dumps", "/dumps/dissensus.ttl", "SHA-256 is"),
        ("dumps", "/dumps/dissensus.rdf.gz", "cannot be unpacked"),
        ("dumps", "/dumps", "do not say the same"),
        ("formats", ".jsonld", "is text/turtle, not application/ld+json"),
        ("formats", ".nt", "triples more, 1 fewer"),
        ("headers", "/doc/", "Vary lacks Accept"),
        ("things", "/id/person/", "answers 200, not 303"),
        ("faults", "/id/", "answers 200, not 404"),
        ("headers", "/", "ETag is weak"),
        ("headers", "/", "Content-Security-Policy is missing"),
        ("limits", "/sparql", "answers 502, not 413"),
        ("headers", "/sparql", "Access-Control-Allow-Origin is missing"),
        ("search", "/search", "does not find"),
        ("queries", "/queries/", "answers 503, not 200"),
        ("limits", "/sparql", "the header says otherwise"),
    ],
)
def test_a_fault_is_found_and_named(
    faulty: Examination, area: str, subject: str, why: str
) -> None:
    faults = faulty.of(State.FAULT)

    assert [
        f for f in faults if f.area == area and subject in f.subject and why in f.fault
    ]


@pytest.mark.parametrize(
    ("area", "subject", "why"),
    [
        ("site", "/status", "is no JSON"),
        ("site", "/robots.txt", "answers 503, not 200"),
        ("things", "/id/claim/", "answers 303, not 200"),
        ("things", "/id/oddity/a%20b", "says nothing of <"),
        ("sparql", "/sparql", "is no SPARQL JSON: "),
        ("limits", "/sparql", "the header says otherwise of answer_bytes"),
        ("queries", "/queries", "is no list of queries"),
        ("queries", "/resource?iri=none", "answers 404, not 200"),
        ("search", "/search", "does not find"),
        ("dumps", "/dumps/SHA256SUMS", "none are"),
    ],
)
def test_what_nobody_expects_is_a_fault_of_the_site(
    puzzling: Examination, area: str, subject: str, why: str
) -> None:
    faults = puzzling.of(State.FAULT)

    assert [
        f for f in faults if f.area == area and subject in f.subject and why in f.fault
    ]


@pytest.mark.parametrize(
    "told",
    [
        '{"title": "Bad Gateway", "status": 502}',
        "[3]",
        '[{"id": "without an address"}]',
        '[{"formats": ["/queries/one"]}]',
        '[{"formats": {"json": 7}}]',
        r'[{"formats": {"json": "half a character: \ud800"}}]',
        "[" * 100_000,
        "",
    ],
    ids=lambda told: told[:30],
)
def test_a_list_of_queries_may_be_anything(server: Any, told: str) -> None:
    def tell(_method: str, path: str, said: Said) -> Said:
        return (*said[:2], told.encode()) if path == "/queries" else said

    with proxy(server.url, tell) as url:
        ask = Caller(url, HASTE)
        (finding,) = look_at_queries(ask, survey(ask, 1))

    assert "is no list of queries" in finding.fault


@pytest.mark.parametrize("encoding", ["none-such", "utf-32", "hex"])
def test_a_sitemap_that_nobody_can_decode_is_none(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?><urlset/>'.encode()

    assert elements(Reply("GET", "/sitemap.xml", 200, {}, body), "loc") is None


@pytest.mark.parametrize("when", ["0", "Fri, 31 Dec 1999 23:59:59 GMT"])
def test_a_busy_site_is_asked_again_when_it_says_so(server: Any, when: str) -> None:
    """RFC 9110, section 10.2.3: after seconds, or at a date."""
    busy = [503, 429]

    def refuse(_method: str, _path: str, said: Said) -> Said:
        return (busy.pop(), {"retry-after": when}, b"") if busy else said

    heard: list[str] = []
    with proxy(server.url, refuse) as url:
        reply = Caller(url, HASTE, heard.append).get("/robots.txt")

    assert reply.status == 200
    assert heard == ["/robots.txt: the site is busy, asked again in 0 s"] * 2


@pytest.mark.slow
def test_an_answer_too_large_must_not_pass_for_a_whole_one(
    release: Release, serving: Any
) -> None:
    def ended(_method: str, _path: str, said: Said) -> Said:
        """End what broke off as if it were whole, as a bad proxy does."""
        status, headers, body = said
        return (200 if "1%20AS" in _path else status), headers, body

    with serving(release.folder.parent, DISSENSUS_ANSWER_ROWS="1000") as server:
        caller = Caller(server.url, HASTE)
        found = examine(caller, samples=1, heavy=True)
        with proxy(server.url, ended) as url:
            bad = examine(Caller(url, HASTE), samples=1, heavy=True)

    assert found.of(State.FAULT) == []
    (fault,) = bad.of(State.FAULT)
    assert "are sent as a whole answer" in fault.fault


def test_no_more_requests_are_sent_than_may_be(server: Any) -> None:
    found = examine(Caller(server.url, Manners(pause=0, requests=20)))

    assert found.requests == 20
    assert [f.left_out for f in found.of(State.LEFT_OUT)]


def test_a_dump_too_large_is_left_alone(server: Any) -> None:
    asked: list[tuple[str, str]] = []

    def swell(method: str, path: str, said: Said) -> Said:
        """Say of every dump that it is larger than what is read."""
        asked.append((method, path))
        status, headers, body = said
        if path.startswith("/dumps/"):
            headers["content-length"] = str(HASTE.size + 1)
        return status, headers, body

    with proxy(server.url, swell) as url:
        found = examine(Caller(url, HASTE), samples=1)

    left: list[Finding] = found.of(State.LEFT_OUT)
    assert {f.area for f in left} == {"dumps"}
    assert found.of(State.FAULT) == []
    assert ("HEAD", "/dumps/dissensus.nt.gz") in asked
    assert not [p for m, p in asked if m == "GET" and p.startswith("/dumps/dissensus")]


def test_a_dump_is_fetched_once(server: Any) -> None:
    fetched: list[str] = []

    def watch(method: str, path: str, said: Said) -> Said:
        if (method, said[0]) == ("GET", 200) and path.startswith("/dumps/dissensus"):
            fetched.append(path)
        return said

    with proxy(server.url, watch) as url:
        examine(Caller(url, HASTE), samples=1)

    assert "/dumps/dissensus.nt.gz" in fetched
    assert len(fetched) == len(set(fetched))


def test_where_nobody_listens_there_is_nothing_to_examine() -> None:
    with pytest.raises(EndpointUnavailable, match="cannot be reached"):
        examine(Caller("http://127.0.0.1:9", HASTE))


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org", "http://x/path", "http://x:99999"]
)
def test_only_the_address_of_a_site_can_be_called(url: str) -> None:
    with pytest.raises(WrongCall, match="not the address of a site"):
        Caller(url)


def test_a_script_reads_the_code_and_the_json(server: Any) -> None:
    def doctor(url: str) -> "subprocess.CompletedProcess[str]":
        words = ("doctor", url, "--json", "--pause", "0", "--samples", "1")
        line = [sys.executable, "-m", "dissensus", *words]
        return subprocess.run(line, capture_output=True, text=True, check=False)

    well = doctor(server.url)
    with proxy(server.url, bent) as url:
        ill = doctor(url)
    with proxy(server.url, odd) as url:
        puzzling = doctor(url)
    gone = doctor("http://127.0.0.1:9")

    assert (well.returncode, ill.returncode, gone.returncode) == (0, 1, 2)
    assert puzzling.returncode == 1, puzzling.stderr
    told = json.loads(well.stdout)
    assert (told["faults"], told["release"][:2]) == (0, "1-")
    faults = [f for f in json.loads(ill.stdout)["findings"] if f["state"] == "fault"]
    assert len(faults) == json.loads(ill.stdout)["faults"] > 10
    assert "cannot be reached" in gone.stderr


@pytest.mark.slow
def test_nothing_is_wrong_with_the_real_site(real_site: str) -> None:
    found = examine(Caller(real_site, Manners(pause=0.01)), samples=5)

    assert found.of(State.FAULT) == []
