"""Short answers are held: asked again, no worker hears of it."""

import time

import httpx

ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 7"
CHANGING = "SELECT (RAND() AS ?n) {}"
TIMES = 12
WEB_WORKERS = 2


def answered(http: httpx.Client) -> int:
    """Return how many queries workers have answered."""
    counts = http.get("/status.json").json()["queries"]["counts"]
    return int(counts.get("answered", 0))


def asked(http: httpx.Client, query: str) -> list[httpx.Response]:
    """Ask a query again and again, each time over a new connection."""
    close = {"Connection": "close"}
    asking = {"params": {"query": query}, "headers": close}
    return [http.get("/sparql", **asking) for _ in range(TIMES)]


def test_an_answer_is_evaluated_once_in_each_process(http: httpx.Client) -> None:
    before = answered(http)

    answers = asked(http, f"# told twice\n{ALL}")
    others = asked(http, f"{ALL} # told again")

    assert answered(http) - before <= WEB_WORKERS
    assert len({a.content for a in (*answers, *others)}) == 1
    assert len({a.headers["ETag"] for a in (*answers, *others)}) == 1


def test_each_form_of_an_answer_is_held_by_itself(http: httpx.Client) -> None:
    forms = ("text/csv", "application/sparql-results+json")
    twice = [
        http.get("/sparql", params={"query": ALL}, headers={"Accept": form})
        for form in forms * 3
    ]

    kinds = [answer.headers["Content-Type"].split(";")[0] for answer in twice]
    assert kinds == list(forms * 3)
    assert len({answer.content for answer in twice}) == 2


def test_who_takes_packed_answers_is_sent_no_plain_one_that_is_held(
    http: httpx.Client,
) -> None:
    asking = {"params": {"query": ALL.replace("LIMIT 7", "LIMIT 70")}}
    plain = {"Accept-Encoding": "identity"}

    for _ in range(TIMES):
        http.get("/sparql", **asking, headers={**plain, "Connection": "close"})
    packed = http.get("/sparql", **asking, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"


def test_of_an_answer_that_is_held_the_head_can_be_had(http: httpx.Client) -> None:
    """RFC 9110, sections 9.3.2 and 15.4.5."""
    first = asked(http, ALL)[-1]
    asking = {"params": {"query": ALL}}
    tag = {"If-None-Match": first.headers["ETag"]}

    head = http.head("/sparql", **asking)
    known = http.get("/sparql", **asking, headers=tag)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == first.headers["Content-Length"]
    assert head.headers["ETag"] == first.headers["ETag"]
    assert (known.status_code, known.content) == (304, b"")


def test_what_changes_is_evaluated_each_time(http: httpx.Client) -> None:
    answers = asked(http, CHANGING)

    assert len({answer.content for answer in answers}) == TIMES


def test_what_is_posted_is_evaluated_each_time(http: httpx.Client) -> None:
    before = answered(http)

    for _ in range(3):
        http.post("/sparql", data={"query": ALL})

    # A worker says that it is done when the answer has been read already.
    deadline = time.monotonic() + 10
    while answered(http) - before < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert answered(http) - before == 3
