"""Web processes count apart, and answer for all."""

import os
from pathlib import Path

from dissensus.web.tally import HELD, KINDS, Tally, kind_of, share


def _in_another_process(shared: Path, kind: int, times: int) -> None:
    """Count in a process that dies without a word."""
    pid = os.fork()
    if pid == 0:
        tally = Tally(shared)
        for _ in range(times):
            tally.count(kind, 200, HELD, 10, 0.003)
        os._exit(0)
    os.waitpid(pid, 0)


def test_the_sum_is_that_of_all_processes_dead_ones_included() -> None:
    shared = share(2)
    tally = Tally(shared)
    page = KINDS.index("page")

    for _ in range(5):  # more than there are slots: the dead give theirs up
        _in_another_process(shared, page, 3)
    tally.count(page, 404, 0, 7, 60)

    found = tally.totals().kinds[page]
    assert (found.classes[2], found.classes[4]) == (15, 1)
    assert found.sent == 157
    assert found.buckets[3] == 15
    assert found.buckets[-1] == 1
    assert 60 < found.seconds < 60.1
    assert tally.totals().held == 15


def test_what_broke_off_is_no_success() -> None:
    tally = Tally(share(1))

    tally.count(0, 0, 0, 5, 0.1)

    assert tally.totals().kinds[0].classes == (1, 0, 0, 0, 0, 0)


def test_invented_paths_make_no_new_kinds() -> None:
    assert {kind_of(f"/{word}") for word in ("", "x", "../etc", "😀")} == {0}
    assert KINDS[kind_of("/.well-known/void.ttl")] == "download"
    assert KINDS[kind_of("/linkset.json/doc/a/b")] == "document"
