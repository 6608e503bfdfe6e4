"""What a process that has given up the network cannot do any more."""

import errno
import mmap
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from dissensus.evaluation import isolation
from dissensus.evaluation.isolation import NAMESPACE, SECCOMP, leave_network, probe


def in_a_child(act: Callable[[], None]) -> int:
    """Return the errno that ``act`` fails with in a child; 0: it does not."""
    pid = os.fork()
    if pid == 0:
        code = 255
        try:
            act()
            code = 0
        except OSError as error:
            code = error.errno or 254
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.fixture
def without_network() -> Callable[[Callable[[], None]], int]:
    """Return the errno that something fails with once the network is gone."""
    if probe() != SECCOMP:
        pytest.skip("this kernel grants no seccomp filter")

    def run(act: Callable[[], None]) -> int:
        def alone() -> None:
            leave_network()
            act()

        return in_a_child(alone)

    return run


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX])
def test_no_socket_of_any_kind_is_made(
    without_network: Callable[[Callable[[], None]], int], family: int
) -> None:
    assert without_network(lambda: socket.socket(family).close()) == errno.EPERM
    assert in_a_child(lambda: socket.socket(family).close()) == 0


def test_a_socket_that_is_there_cannot_connect(
    without_network: Callable[[Callable[[], None]], int],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as ours:
        address = listener.getsockname()

        assert without_network(lambda: ours.connect(address)) == errno.EPERM


def test_no_process_is_started(
    without_network: Callable[[Callable[[], None]], int],
) -> None:
    def fork() -> None:
        if os.fork() == 0:
            os._exit(0)

    assert without_network(fork) == errno.EPERM
    assert without_network(lambda: os.execv("/bin/true", ["true"])) == errno.EPERM  # noqa: S606
    assert without_network(lambda: os.kill(os.getpid(), 0)) == errno.EPERM


def test_no_file_is_changed_but_files_are_read(
    without_network: Callable[[Callable[[], None]], int], tmp_path: Path
) -> None:
    """A store on disk is opened after the filter is on."""
    there = tmp_path / "there"
    there.write_text("as it was")

    def write() -> None:
        there.write_text("other")

    def read() -> None:
        there.read_text()

    assert without_network(write) == errno.EPERM
    assert without_network((tmp_path / "new").touch) == errno.EPERM
    assert without_network(there.unlink) == errno.EPERM
    assert without_network(lambda: there.chmod(0o777)) == errno.EPERM
    assert without_network(read) == 0
    assert there.read_text() == "as it was"


def test_threads_are_started_and_are_filtered_too(
    without_network: Callable[[Callable[[], None]], int],
) -> None:
    """RocksDB has threads of its own."""

    def socket_in_a_thread() -> None:
        codes: list[int | None] = []

        def try_it() -> None:
            try:
                socket.socket()
            except OSError as error:
                codes.append(error.errno)

        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
        raise OSError(codes[0], "as the thread saw it")

    assert without_network(socket_in_a_thread) == errno.EPERM


def test_without_seccomp_an_empty_namespace_stands_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on an architecture whose numbers are not known here."""
    monkeypatch.setattr(isolation.platform, "machine", lambda: "riscv64")
    if probe() != NAMESPACE:
        pytest.skip("this machine grants no network namespace")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()

        def connect() -> None:
            leave_network()
            socket.create_connection(address, 1).close()

        assert in_a_child(connect) in {errno.ENETUNREACH, errno.ECONNREFUSED}
        assert in_a_child(lambda: socket.create_connection(address, 1).close()) == 0


def test_memory_is_bounded_beyond_what_is_there() -> None:
    def allocate(size: int) -> Callable[[], None]:
        def act() -> None:
            isolation.limit(64)
            # Not bytearray: the heap of this process may have that much to spare.
            mmap.mmap(-1, size)

        return act

    assert in_a_child(allocate(32 * 1024 * 1024)) == 0
    assert in_a_child(allocate(128 * 1024 * 1024)) == errno.ENOMEM
