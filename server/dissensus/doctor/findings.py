"""Say what was looked at, and what is wrong with it, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dissensus.doctor.calling import Reply

_SHOWN: Final = 120


class State(StrEnum):
    """How something that was looked at was found."""

    WELL = "well"
    FAULT = "fault"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        area: The part of the site.
        check: What ought to be so.
        subject: The path that was asked for.
        fault: What is not so; empty when all is well.
        left_out: Why nobody looked; empty when somebody did.
    """

    area: str
    check: str
    subject: str
    fault: str = ""
    left_out: str = ""

    @property
    def state(self) -> State:
        """How it was found."""
        if self.left_out:
            return State.LEFT_OUT
        return State.FAULT if self.fault else State.WELL


def found(area: str, check: str, reply: Reply, *faults: str) -> Finding:
    """Return the finding that ``reply`` has ``faults``; empty ones are none."""
    return Finding(area, check, reply.path, "; ".join(filter(None, faults)))


def status(reply: Reply, *wanted: int) -> str:
    """Return what is wrong with the status of ``reply``, or nothing."""
    if reply.failure:
        return f"no whole answer: {reply.failure}"
    if reply.status in wanted:
        return ""
    meant = " or ".join(map(str, wanted))
    return f"answers {reply.status}, not {meant}"


def media_type(reply: Reply, wanted: str) -> str:
    """Return what is wrong with the Content-Type of ``reply``, or nothing."""
    return "" if reply.type == wanted else f"is {reply.type or 'untyped'}, not {wanted}"


def varies(reply: Reply, *names: str) -> str:
    """Return which of ``names`` its Vary lacks, or nothing."""
    said = {name.strip().lower() for name in reply.header("Vary").split(",")}
    lacks = [name for name in names if name.lower() not in said]
    return f"Vary lacks {' and '.join(lacks)}" if lacks and "*" not in said else ""


def says(reply: Reply, name: str, wanted: str) -> str:
    """Return that the header ``name`` does not say ``wanted``, or nothing."""
    value = reply.header(name)
    if wanted.lower() in value.lower():
        return ""
    seen = f"is {value[:_SHOWN]!r}" if value else "is missing"
    return f"{name} {seen}, without {wanted!r}" if value else f"{name} {seen}"


def refuses(reply: Reply, *wanted: int) -> Iterator[str]:
    """Yield what is wrong with a refusal: its status, or else what it says."""
    if bad := status(reply, *wanted):
        yield bad
        return
    yield problem(reply)
    yield from confesses(reply)


def problem(reply: Reply) -> str:
    """Return what is wrong with a problem document, or nothing.

    Source: RFC 9457, section 3.1.
    """
    if reply.type != "application/problem+json":
        return media_type(reply, "application/problem+json")
    told = reply.json()
    if not isinstance(told, dict) or not {"title", "status", "detail"} <= told.keys():
        return "the problem document lacks title, status or detail"
    same = told["status"] == reply.status
    return "" if same else f"the problem document says {told['status']!r}"


def confesses(reply: Reply) -> Iterator[str]:
    """Yield that an answer shows the inside of a program, if it does."""
    for mark in (b"Traceback (most recent call last)", b"werkzeug.debug"):
        if mark in reply.body:
            yield "shows the inside of the program"
