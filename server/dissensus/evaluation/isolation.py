"""Take from a process what evaluating a query does not need.

The engine fetches whatever SERVICE names and has no switch against it, and a
guard over the text is only as good as its lexer. So the kernel says no: a
seccomp filter refuses every way to a socket, a new process or a changed file.
Where seccomp is not to be had, an empty network namespace stands in for it;
where neither is, nothing is evaluated.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst; the numbers are
those of arch/x86/entry/syscalls/syscall_64.tbl and asm-generic/unistd.h.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dissensus.errors import NoIsolation

SECCOMP: Final = "seccomp"
NAMESPACE: Final = "network namespace"

_NICE: Final = 2
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_SET_MODE_FILTER: Final = 1
_TSYNC: Final = 1
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_CLONE_THREAD: Final = 0x00010000

_EPERM: Final = 0x00050001
_ENOSYS: Final = 0x00050026
_KILL: Final = 0x80000000
_ALLOW: Final = 0x7FFF0000

_LOAD: Final = 0x20
_EQUAL: Final = 0x15
_AT_LEAST: Final = 0x35
_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_ARGUMENTS_AT: Final = 16
_X32: Final = 0x40000000

_LIBC: Final = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class _Machine:
    """One architecture's numbers.

    Attributes:
        audit: As the kernel names the architecture to a filter.
        seccomp: Number of seccomp(2).
        clone: Number of clone(2); allowed for threads only.
        opening: Numbers of open(2) and openat(2) and which argument holds the
            flags; allowed for reading only.
        refused: What a worker never needs.
    """

    audit: int
    seccomp: int
    clone: int
    opening: tuple[tuple[int, int], ...]
    refused: tuple[int, ...]


# io_uring, pidfd, mounts and the like have one number on all architectures.
_EVERYWHERE: Final = (424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 438, 442)
_LATER: Final = (435, 437)  # clone3 and openat2 hide their flags: "not built in"

_MACHINES: Final = {
    "x86_64": _Machine(
        audit=0xC000003E,
        seccomp=317,
        clone=56,
        opening=((2, 1), (257, 2)),
        refused=(
            *(41, 42, 43, 49, 50, 53, 288),  # sockets
            *(57, 58, 59, 62, 101, 310, 311, 322, 323),  # processes
            *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94),  # files
            *(133, 188, 189, 190, 258, 259, 260, 263, 264, 265, 266, 268, 280),
            *(304, 316, 319),
            *(155, 161, 163, 164, 165, 166, 167, 168, 169, 170, 171),  # the machine
            *(175, 176, 227, 246, 248, 249, 250, 272, 298, 308, 313, 320, 321),
        ),
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        seccomp=277,
        clone=220,
        opening=((56, 2),),
        refused=(
            *(198, 199, 200, 201, 202, 203, 242),  # sockets
            *(117, 129, 221, 270, 271, 281, 282),  # processes
            *(5, 6, 7, 33, 34, 35, 36, 37, 38, 45, 46, 52, 53, 54, 55, 88),  # files
            *(265, 276, 279),
            *(39, 40, 41, 51, 89, 97, 104, 105, 106, 112, 142, 161, 162),  # the machine
            *(170, 171, 217, 218, 219, 224, 225, 241, 268, 273, 280, 294),
        ),
    ),
}


def leave_network() -> str:
    """Take the network from this process for good; return by which means.

    Raises:
        NoIsolation: The kernel grants neither seccomp nor a namespace.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is not None and _filter(machine):
        return SECCOMP
    if _unshare_network():
        return NAMESPACE
    raise NoIsolation(
        "This machine grants neither a seccomp filter nor a network namespace, so "
        "a query could reach the network.",
        hint="Allow one of the two to the container, or serve on another machine.",
    )


def probe() -> str:
    """Return by which means a child of this process would leave the network.

    Raises:
        NoIsolation: By none.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, leave_network().encode())
        except NoIsolation as fault:
            os.write(writer, b"!" + str(fault.summary).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read().decode()
    os.waitpid(pid, 0)
    if said in (SECCOMP, NAMESPACE):
        return said
    raise NoIsolation(
        said.removeprefix("!") or "A process died of being taken off the network.",
        hint="Allow seccomp or network namespaces, or serve on another machine.",
    )


def go_first() -> None:
    """Be the first to be ended when memory ends or our parent, and the last to run.

    A little behind the broker and the zygote, so that these can always say stop.
    """
    Path("/proc/self/oom_score_adj").write_bytes(b"800")
    os.nice(_NICE)
    end_with_parent()


def limit(memory: int) -> None:
    """Bound this process: ``memory`` MiB beyond what it has now, no core, no file."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    most = pages * resource.getpagesize() + memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def room_left(pid: int | None) -> float:
    """Return how many MiB more a process may have; 0 when nobody can tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_bytes().split()[0])
        most, _ = resource.prlimit(pid or 0, resource.RLIMIT_AS)
    except (OSError, ValueError):  # it is gone, or not yet there
        return 0
    return (most - pages * resource.getpagesize()) / (1024 * 1024)


def end_with_parent() -> None:
    """Ask the kernel to kill this process when the thread that forked it ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _unshare_network() -> bool:
    alone, as_nobody = _CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET
    return any(_LIBC.unshare(flags) == 0 for flags in (alone, as_nobody))


def _filter(machine: _Machine) -> bool:
    """Install the filter in all threads; return whether the kernel took it."""
    program = _program(machine)
    code = ctypes.create_string_buffer(program, len(program))
    count = len(program) // 8
    header = struct.pack("HxxxxxxP", count, ctypes.addressof(code))
    if _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    done: int = _LIBC.syscall(machine.seccomp, _SET_MODE_FILTER, _TSYNC, header)
    return done == 0


def _program(machine: _Machine) -> bytes:
    """Return the filter in classic BPF: eight bytes an instruction."""
    steps = [
        _step(_LOAD, _ARCHITECTURE_AT),
        _step(_EQUAL, machine.audit, yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
        _step(_AT_LEAST, _X32, no=1),
        _step(_RETURN, _KILL),
    ]
    for number in (*machine.refused, *_EVERYWHERE):
        steps += [_step(_EQUAL, number, no=1), _step(_RETURN, _EPERM)]
    for number in _LATER:
        steps += [_step(_EQUAL, number, no=1), _step(_RETURN, _ENOSYS)]
    steps += _if_bits(machine.clone, 0, _CLONE_THREAD, then=_ALLOW, otherwise=_EPERM)
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
    for number, argument in machine.opening:
        steps += _if_bits(number, argument, writing, then=_EPERM, otherwise=_ALLOW)
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _if_bits(
    number: int, argument: int, bits: int, *, then: int, otherwise: int
) -> list[bytes]:
    """Return steps that decide the call ``number`` by bits of an argument."""
    return [
        _step(_EQUAL, number, no=4),
        _step(_LOAD, _ARGUMENTS_AT + 8 * argument),
        _step(_ANY_BIT, bits, no=1),
        _step(_RETURN, then),
        _step(_RETURN, otherwise),
    ]


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)
