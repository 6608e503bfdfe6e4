"""Say what travels between a client, the broker and a worker, and read it back.

A request is a length and a JSON object. An answer is a row of frames: the
version of RDF, when it is not 1.1, then data,
then an end, or a fault in its place. An answer without its end is no answer:
whoever reads one can tell that it broke off.
"""

import json
import struct
from dataclasses import dataclass
from typing import Any, Final

from dissensus import errors
from dissensus.errors import BackendError, DissensusError, Limit, Place
from dissensus.sparql import Service

FRAME: Final = 64 * 1024
DATA: Final = b"D"
END: Final = b"E"
FAULT: Final = b"F"
VERSION: Final = b"V"
REPLY: Final = b"R"

HEAD: Final = struct.Struct("!cI")
LENGTH: Final = struct.Struct("!I")


@dataclass(frozen=True)
class Evaluation:
    """One query, ready to be evaluated; its text has passed ``sparql.inspect``.

    Attributes:
        release: Name of the release, for messages and the log.
        folder: The release's folder, below the one that the broker serves.
        text: SPARQL 1.1 Query, as the client sent it.
        form: SELECT, ASK, CONSTRUCT or DESCRIBE; UPDATE for a text that is read
            only to say what is wrong with it, or that it is refused.
        media_type: How the answer is to be written.
        default_graphs: IRIs whose merge is the default graph, as the protocol's
            parameters name them. If this and ``named_graphs`` are both None or
            empty, FROM and FROM NAMED count, or else the release's dataset.
        named_graphs: IRIs that GRAPH may find.
        version: The highest version of RDF that the client takes; empty for any.
        client: Whom to count this query against: an address.
        base: Of the dataset: what relative IRIs and advice on prefixes rest on.
        services: What ``text`` asks of other endpoints, as inspected: the
            broker has it answered first.
        joined: What is evaluated in place of ``text``, when the answers of
            other endpoints stand in it as tables.
    """

    release: str
    folder: str
    text: str
    form: str
    media_type: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    version: str = ""
    client: str = ""
    base: str = ""
    services: tuple[Service, ...] = ()
    joined: str = ""


def pack(request: dict[str, Any]) -> bytes:
    """Return ``request`` as it travels: four bytes of length, then JSON."""
    data = json.dumps(request).encode()
    return LENGTH.pack(len(data)) + data


def pack_evaluation(evaluation: Evaluation) -> bytes:
    """Return the request to evaluate ``evaluation``, as it travels."""
    services = [vars(service) for service in evaluation.services]
    return pack({"do": "evaluate", **vars(evaluation), "services": services})


def frame(kind: bytes, data: bytes = b"") -> bytes:
    """Return one frame: its kind, the length of ``data``, and ``data``."""
    return HEAD.pack(kind, len(data)) + data


def pack_fault(fault: DissensusError) -> bytes:
    """Return ``fault`` as a frame, so that it can be raised at the other end."""
    return frame(FAULT, json.dumps(fault_document(fault)).encode())


def fault_document(fault: DissensusError) -> dict[str, Any]:
    """Return what ``fault`` says, for JSON."""
    place = fault.place and [fault.place.line, fault.place.column]
    return {
        "fault": type(fault).__name__,
        "summary": fault.summary,
        "place": place,
        "hint": fault.hint,
        "see": fault.see,
        "details": fault.details,
        "limit": fault.limit and vars(fault.limit),
        "retry": fault.retry,
    }


def unpack_fault(data: bytes) -> DissensusError:
    """Return the fault that ``pack_fault`` wrote; its place is in a query."""
    return read_fault(json.loads(data))


def read_fault(document: dict[str, Any]) -> DissensusError:
    """Return the fault that ``document`` describes."""
    kind = getattr(errors, document["fault"], BackendError)
    place = document["place"] and Place(None, *document["place"])
    fault = kind(
        document["summary"],
        place=place,
        hint=document["hint"],
        see=document["see"],
        details=document["details"],
        limit=document["limit"] and Limit(**document["limit"]),
    )
    assert isinstance(fault, DissensusError)  # noqa: S101 - for the type checker
    fault.retry = document["retry"]
    return fault
