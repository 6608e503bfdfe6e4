"""The log is written beside the work, and never in its way."""

import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

from dissensus.journal import JSON, Journal, JsonLines


def until(there: Callable[[], bool]) -> None:
    """Wait for another thread, ten seconds at most."""
    for _ in range(1_000):
        if there():
            return
        time.sleep(0.01)
    raise TimeoutError


def test_each_line_is_written_in_order(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with path.open("ab") as file:
        journal = Journal(JSON, file.fileno())
        for number in range(3_000):
            journal.put(f"line {number}")
        journal.close()

    assert path.read_text().splitlines() == [f"line {n}" for n in range(3_000)]


def test_a_full_disk_costs_lines_and_nothing_else() -> None:
    """/dev/full answers each write as a full disk does."""
    lost: list[int] = []
    with Path("/dev/full").open("wb", buffering=0) as full:
        journal = Journal(JSON, full.fileno(), lost.append)
        journal.put("one")
        journal.put("two")
        until(lambda: sum(lost) == 2)
        journal.put("three")
        until(lambda: sum(lost) == 3)
        journal.close()


def test_a_reader_who_stops_reading_holds_nobody_up() -> None:
    """The pipe fills, the queue fills, then lines are dropped and counted."""
    lost: list[int] = []
    ours, theirs = os.pipe()
    journal = Journal(JSON, theirs, lost.append)
    line = "x" * 100

    for _ in range(60_000):
        journal.put(line)
    while not lost:
        journal.put(line)
        os.read(ours, 65_536)

    journal.close()
    for end in (ours, theirs):
        os.close(end)
    assert sum(lost) > 0


def test_a_fault_is_one_line_of_json_with_its_traceback() -> None:
    try:
        raise ValueError("an\nodd thing")  # noqa: TRY301  # to have a traceback
    except ValueError as error:
        kind = (type(error), error, error.__traceback__)
    record = logging.LogRecord("web", logging.ERROR, "", 1, "%s failed", ("/a",), kind)

    line = JsonLines().format(record)

    told = json.loads(line)
    assert "\n" not in line
    assert (told["level"], told["message"]) == ("error", "/a failed")
    assert "an\nodd thing" in told["exception"]
    assert told["time"].endswith("Z")
