"""Whatever is asked for, the site answers; the fault is never its own."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from dissensus.iris import Base

BASE = Base("https://example.org/tides/")
FINE = {200, 206, 303, 301, 304, 308, 400, 403, 404, 405, 406, 410, 412, 413, 414, 416}
PLACES = [
    "id/",
    "doc/",
    "graph/",
    "dumps/",
    "releases/",
    "queries/",
    "vocab/",
    "static/",
]
PIECES = [
    *(
        "..",
        ".",
        "/",
        "//",
        "\\",
        "%2e%2e",
        "%2F",
        "%00",
        "%0d%0a",
        "%",
        "%zz",
        "%C0%AF",
    ),
    *(
        "claim/",
        "person/",
        "galileo-galilei",
        "moon-pulls-the-sea",
        ".ttl",
        ".html",
        ".csv",
    ),
    *(
        "current",
        "manifest.json",
        "latest",
        "store",
        "\u202e",
        "e\u0301",
        "é",
        "\ufeff",
    ),
    *(
        "\U0001f600",
        "<script>",
        "'",
        '"',
        ";",
        ":",
        "@",
        "http://a/",
        "?iri=",
        "&",
        "#",
        "+",
    ),
]
TEXT = st.text(max_size=30) | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
# What a server of HTTP lets through: no line may end within a value.
VALUE = st.binary(max_size=60).map(
    lambda value: bytes(b for b in value if (b >= 32 and b != 127) or b == 9).strip()
)
ACCEPT = st.lists(
    st.sampled_from(
        [
            *(
                "text/turtle",
                "text/html",
                "*/*",
                "text/*",
                "*",
                "/",
                "a/b",
                ",",
                ";",
                "q",
            ),
            *(
                ";q=0",
                ";q=2",
                ";q=-1",
                ";q=nan",
                ";q=1e999",
                ";q=",
                '"',
                "application/",
            ),
            *(
                ";version=1.2",
                ';profile="x',
                "ld+json",
                "\xff",
                "json",
                " ",
                "=",
                "0.5",
            ),
        ]
    ),
    max_size=8,
).map(lambda parts: "".join(parts).encode("latin-1"))
RANGE = st.lists(
    st.sampled_from(
        ["bytes", "=", "-", "0", "5", "99999999999999999999", ",", "x", " "]
    ),
    max_size=7,
).map(lambda parts: "".join(parts).encode())
TAGS = st.lists(
    st.sampled_from(['"', "W/", "*", ",", "a", "1-", "\xff", " ", "Mon, 01 Jan", "-1"]),
    max_size=6,
).map(lambda parts: "".join(parts).encode("latin-1"))
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Accept": ACCEPT | VALUE,
        "Accept-Encoding": ACCEPT
        | st.sampled_from([b"gzip;q=0", b"identity;q=0, *;q=0"]),
        "Accept-Language": ACCEPT | VALUE,
        "Range": RANGE | VALUE,
        "If-Range": TAGS | VALUE,
        "If-None-Match": TAGS | VALUE,
        "If-Match": TAGS,
        "If-Modified-Since": TAGS | VALUE,
        "Host": st.sampled_from([b"", b"a b", b"[", b"x:y", b"evil.example", b"\xff"]),
        "Cookie": VALUE,
        "X-Forwarded-For": VALUE,
    },
)
PATHS = [
    *(
        b"/",
        b"/ontology",
        b"/doc/claim/moon-pulls-the-sea",
        b"/id/person/galileo-galilei",
    ),
    *(b"/dumps/dissensus.nt.gz", b"/queries", b"/.well-known/void", b"/search?q=moon"),
    *(b"/doc/person/nobody", b"/static/style.css", b"/sitemap.xml", b"/reconcile"),
]


def _fine(door: Any, path: bytes, headers: dict[str, bytes] | None = None) -> Any:
    got = door.ask(path, headers)
    assert got.status in FINE, (path, headers, got.status, got.body[:300])
    assert b"Traceback (most recent" not in got.body
    assert not any(mark in value for value in got.headers.values() for mark in "\r\n")
    return got


def test_any_headers_are_answered(fuzz: Callable[..., None], door: Any) -> None:
    def check(path: bytes, headers: dict[str, bytes]) -> None:
        got = _fine(door, path, headers)
        assert got.status != 200 or got.body
        assert got.status != 206 or "content-range" in got.headers
        # Clients of reconciliation want whole addresses, of the host they called.
        named = b"evil.example" in got.body + str(got.headers).encode()
        assert not named or (path == b"/reconcile" and "etag" not in got.headers)

    fuzz(check, st.sampled_from(PATHS), HEADERS, examples=250)


def test_any_address_is_answered_within_the_site(
    fuzz: Callable[..., None], door: Any
) -> None:
    """No path leads out of the site: neither on the disk nor by a redirect."""
    anything = TEXT | st.binary(max_size=12)

    def check(place: str, name: str | bytes, escaped: bool) -> None:
        escaped = escaped or isinstance(name, bytes)
        sent = quote(name, safe="") if escaped else quote(name, safe="/%?&=;:@+'.~")
        got = _fine(door, f"/{place}{sent}".encode())
        assert b"root:" not in got.body
        assert not got.body.startswith(b"SQLite format")
        target = got.headers.get("location", "/")
        assert target.startswith(("/", "http://localhost/"))
        assert not target.startswith(("//", "/\\"))

    fuzz(check, st.sampled_from(["", *PLACES]), anything, st.booleans(), examples=200)


def test_an_iri_and_its_path_are_two_names_of_one(fuzz: Callable[..., None]) -> None:
    """NFC and NFD, bidirectional marks, escapes: each its own name, and kept so."""
    signs = '[]#?<>"{}|\\^`% \xa0'
    letters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=signs)
    plain = st.characters(codec="ascii", categories=("L", "N"))
    some = st.sampled_from(["%2F", "%25", "%00", "e\u0301", "é", "\u202e", ".."])
    # A name may hold letters and their escapes, but not both: they are sent alike.
    escaped = st.sampled_from(["%C3%A9", "%2F", "%25", "%E2%80%AE", "%FF", "."])
    names = st.one_of(
        *(
            st.lists(kind, min_size=1, max_size=12).map("".join)
            for kind in (letters | some, plain | escaped)
        )
    )

    def check(name: str, fragment: str) -> None:
        iri = f"{BASE.iri}id/x/{name}" + (f"#{fragment}" if fragment else "")
        path = BASE.path(iri)
        assert path.isascii()
        assert path.startswith("/id/x/")
        assert not set(path) & set(' "<>\\^`{|}\r\n')
        assert iri.partition("#")[0] in BASE.named_by(path.partition("#")[0])
        assert BASE.document(iri).startswith("/doc/x/")

    fuzz(check, names, st.just("") | names, examples=200)


def test_any_words_are_searched_for(fuzz: Callable[..., None], door: Any) -> None:
    """An answer keeps to its page, and says again what was asked."""
    strange = [
        '"',
        "NEAR(",
        "*",
        "-",
        "a:b",
        "AND",
        "OR",
        "^",
        "\x00",
        "'",
        "moon",
        "ﷺ",
        "((",
    ]
    words = st.text(max_size=40) | st.lists(st.sampled_from(strange)).map(" ".join)
    rest = st.dictionaries(
        st.sampled_from(
            ["kind", "lang", "page", "prefix", "format", "q", "release", "limit"]
        ),
        st.sampled_from(
            ["", "0", "-1", "1", "2", "9" * 30, "de", "%", "dis:Claim", "x" * 300]
        ),
        max_size=3,
    )

    def check(path: str, text: str, more: dict[str, str]) -> None:
        asked = "".join(f"&{n}={quote(v, safe='')}" for n, v in more.items())
        sent = quote(text.encode("utf-8", "surrogatepass"), safe="")
        got = _fine(
            door, f"{path}?q={sent}{asked}".encode(), {"Accept": b"application/json"}
        )
        if got.status == 200 and path == "/search":
            told = json.loads(got.body)
            assert len(told["results"]) <= min(told["total"], 50)

    fuzz(
        check,
        st.sampled_from(["/search", "/search/suggest", "/browse"]),
        words,
        rest,
        examples=150,
    )


def test_any_batch_of_names_is_reconciled_or_refused(
    fuzz: Callable[..., None], door: Any
) -> None:
    values = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=8)
        | st.just("moon"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["query", "type", "limit", "properties", "pid", "v", "q0"]
                ),
                inner,
            )
        ),
        max_leaves=8,
    )

    def check(name: str, value: object) -> None:
        sent = quote(json.dumps(value), safe="")
        _fine(door, f"/reconcile?{name}={sent}".encode())

    fuzz(check, st.sampled_from(["queries", "extend", "callback"]), values, examples=60)
