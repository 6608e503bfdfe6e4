"""Measure servers side by side, in turn: what disturbs one disturbs all alike."""

import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from asking import Ask, Client, Refused, rate
from debate import TOPICS, Debate
from questions import QUESTIONS, SUMMARY, Question, people
from servers import Server

ROUNDS: Final = 15
_FEWER: Final = 3
_BUDGET_MS: Final = 20_000.0
# What is asked eight times at once and takes longer goes on when the others' turn is.
_SLOW_MS: Final = 100.0
_REPEATED: Final = QUESTIONS[0]
# A run is so many queries of one server after the other, while they are short.
_BLOCK: Final = 8
_RUN_MS: Final = 100.0
HTML, TURTLE = "text/html", "text/turtle"

Say = Callable[[str], None]


@dataclass
class Cell:
    """What one server reached in one thing.

    Attributes:
        value: Milliseconds, or requests or MB per second; None for nothing.
        runs: How many it is the median of.
        note: Why it is nothing.
        answer: How long the first answer was: rows or lines.
    """

    value: float | None = None
    runs: int = 0
    note: str = ""
    answer: int = 0


Row = dict[str, Cell]


@dataclass
class Measured:
    """All about one size; rows by name, in each a cell by server."""

    triples: int
    latency: dict[str, Row] = field(default_factory=dict)
    rates: dict[str, Row] = field(default_factory=dict)
    others: dict[str, Row] = field(default_factory=dict)


def measure_queries(
    servers: Sequence[Server], debate: Debate, measured: Measured, say: Say
) -> None:
    """Ask every question of every server, one client in turn, then eight at once."""
    asked = [server for server in servers if server.endpoint]
    for question in (*QUESTIONS, SUMMARY):
        row = _latency(asked, question, debate)
        measured.latency[question.name] = row
        say(f"  {question.name}: {_told(row)} ms")
    for question in QUESTIONS:
        texts = question.variants(debate)
        row = {}
        for server in asked:
            median = measured.latency[question.name][server.name].value
            if median is None or median > _SLOW_MS:
                row[server.name] = Cell(note="too slow to load")
                continue
            asks = [server.query(text, question.accept) for text in texts]
            with server.turn():
                row[server.name] = _rate(asks, 1)
        measured.rates[question.name] = row
        say(f"  {question.name}, 8 clients: {_told(row)} a second")


def _latency(servers: Sequence[Server], question: Question, debate: Debate) -> Row:
    texts = question.variants(debate)
    clients = {server.name: Client(server.url) for server in servers}
    row: Row = {server.name: Cell() for server in servers}
    times: dict[str, list[float]] = {server.name: [] for server in servers}
    most, block = dict.fromkeys(times, 1), dict.fromkeys(times, 1)
    # The first ask of each warms, and says how many may follow.
    for number in range(-1, ROUNDS):
        turn = number % len(servers)
        for server in (*servers[turn:], *servers[:turn]):
            name, cell = server.name, row[server.name]
            if cell.note or number >= most[name]:
                continue
            start = number * _BLOCK
            run = [texts[n % len(texts)] for n in range(start, start + block[name])]
            asks = [server.query(text, question.accept) for text in run]
            with server.turn():
                try:
                    told = [clients[name].ask(ask) for ask in asks]
                except Refused as fault:
                    cell.note, server.stuck = str(fault), True
                    continue
            spent = statistics.median(ms for ms, _ in told)
            times[name].append(spent)
            if number < 0:
                cell.answer = _length(told[0][1], question.accept)
                most[name] = max(_FEWER, min(ROUNDS, int(_BUDGET_MS / spent)))
                block[name] = max(1, min(_BLOCK, int(_RUN_MS / spent)))
    for name, (_, *taken) in ((n, t) for n, t in times.items() if t):
        if taken:
            row[name].value, row[name].runs = statistics.median(taken), len(taken)
    return row


def measure_documents(
    servers: Sequence[Server],
    nginx: Server | None,
    debate: Debate,
    m: Measured,
    say: Say,
) -> None:
    """Ask for documents of people: one after the other when new, then all again."""
    for accept, name in ((HTML, "HTML"), (TURTLE, "Turtle")):
        asks = {}
        for server in servers:
            found = [server.describe(n, accept) for n in people(debate)]
            if all(found):
                asks[server.name] = [ask for ask in found if ask]
        m.others[f"{name}, new, ms"] = {n: _in_turn(a) for n, a in asks.items()}
        if nginx and (ours := next(iter(asks.values()), None)):
            asks["nginx"] = [put_file(nginx, f"person.{name.lower()}", ours[0])]
        m.others[f"{name}, again, a second"] = _rates_in_turn(asks)
        for key in (f"{name}, new, ms", f"{name}, again, a second"):
            say(f"  {key}: {_told(m.others[key])}")


def measure_repeats(
    ours: Server, nginx: Server | None, debate: Debate, m: Measured, say: Say
) -> None:
    """Ask the same query by GET again and again, which may be answered from memory."""
    asked = urlencode({"query": _REPEATED.variants(debate)[0]})
    ask = Ask(f"{ours.url}{ours.endpoint}?{asked}", _REPEATED.accept)
    asks = {ours.name: [ask]}
    if nginx:
        asks["nginx"] = [put_file(nginx, "answer.json", ask)]
    m.others["a query again (GET), a second"] = row = _rates_in_turn(asks)
    say(f"  a query again: {_told(row)}")


def measure_dump(servers: Sequence[Server], m: Measured, say: Say) -> None:
    """Take the whole graph."""
    row = {}
    for server in servers:
        if server.dump:
            ask = Ask(f"{server.url}{server.dump}", TURTLE)
            try:
                taken = [Client(server.url).ask(ask) for _ in range(3)]
            except Refused as fault:
                row[server.name] = Cell(note=str(fault))
                continue
            speeds = [len(body) / ms / 1000 for ms, body in taken]
            row[server.name] = Cell(statistics.median(speeds), len(speeds))
    m.others["whole graph, MB/s"] = row
    say(f"  whole graph, MB/s: {_told(row)}")


def measure_search(ours: Server, m: Measured, say: Say) -> None:
    """Look for words in names, other ones each time."""
    asks = [
        Ask(f"{ours.url}/search?q={topic}+{number}&format=json", "application/json")
        for number, topic in enumerate(TOPICS)
    ]
    m.others["search, ms"] = row = {ours.name: _in_turn(asks)}
    say(f"  search, ms: {_told(row)}")


def put_file(nginx: Server, name: str, ask: Ask) -> Ask:
    """Have nginx serve the answer to ``ask`` as a file; return what to ask for it."""
    (nginx.folder / name).write_bytes(Client(ask.url).ask(ask)[1])
    return Ask(f"{nginx.url}/{name}", ask.accept)


def _in_turn(asks: Sequence[Ask]) -> Cell:
    client = Client(asks[0].url)
    try:
        times = [client.ask(ask)[0] for ask in asks]
    except Refused as fault:
        return Cell(note=str(fault))
    return Cell(statistics.median(times), len(times))


def _rates_in_turn(asks: Mapping[str, Sequence[Ask]]) -> Row:
    """Return the median of three rounds, each server for a second in each."""
    rounds = [{name: _rate(each, 1) for name, each in asks.items()} for _ in range(4)]
    row: Row = {}
    for name in asks:
        cells = [cells[name] for cells in rounds[1:]]  # the first warms
        values = [cell.value for cell in cells if cell.value is not None]
        row[name] = Cell(statistics.median(values), len(values)) if values else cells[0]
    return row


def _rate(asks: Sequence[Ask], seconds: int) -> Cell:
    try:
        return Cell(rate(asks, seconds=seconds), 1)
    except Refused as fault:
        return Cell(note=str(fault))


def _length(body: bytes, accept: str) -> int:
    """Return how many rows or triples an answer has."""
    if "json" in accept:
        return len(json.loads(body)["results"]["bindings"])
    return sum(1 for line in body.splitlines() if line.strip().endswith(b"."))


def _told(row: Row) -> str:
    return ", ".join(
        f"{name} {cell.note or '-' if cell.value is None else f'{cell.value:,.2f}'}"
        for name, cell in row.items()
    )
