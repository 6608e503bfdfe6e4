"""Every failure that Dissensus names.

* DissensusError
  - SourceError: a file of the project is at fault (its author's to mend)
    + UnreadableSource
    + MissingSource
    + BadQueryHeader
    + BadConfiguration
    + BadOntology
    + BadShape
  - ReleaseError: the files are well formed, the knowledge is not
    + InconsistentRelease
    + NonConformantRelease
    + VacuousValidation
    + MismatchedSource
  - OperationError: the call, the disk or the machine is at fault
    + WrongCall
    + NoSpace
    + UnwritableFolder
    + NoRelease
    + DamagedRelease
    + AddressInUse
    + NoIsolation
    + PublisherRuns
    + EndpointUnavailable
      * EndpointTimeout
  - RequestError: the caller of the web service is at fault
    + MalformedRequest
    + MalformedQuery
    + RefusedQuery
    + UnknownEntity
    + NotAcceptable
    + MethodNotAllowed
    + UnsupportedMediaType
    + RequestTooLarge
    + RangeNotSatisfiable
    + TooManyRequests
    + AnswerTooLong
  - BackendError: the store or the engine is at fault
    + BackendUnavailable
    + Overloaded
    + QueryTimeout
    + QueryTooCostly
    + QueryCrashed

The tree says whose fault it is. What a fault costs an HTTP client (a status)
or a shell (an exit code) is decided in ``web.problems`` and ``cli``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True)
class Place:
    """Where in a file or a query something stands; lines and columns from 1.

    Attributes:
        path: The file as the reader knows it; None inside a query.
        line, column: 0 when unknown.
    """

    path: PurePath | None
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if self.path is None:
            column = f", column {self.column}" if self.column else ""
            return f"line {self.line}{column}"
        return ":".join(str(n) for n in (self.path, self.line, self.column) if n)


@dataclass(frozen=True)
class Limit:
    """A limit of the server that a request met.

    Attributes:
        name: As in the settings, ``/status`` and the service description.
        most, reached: What it allows; how far the request came, or would go.
        unit: Of both numbers, in plural.
    """

    name: str
    most: float
    reached: float
    unit: str


class DissensusError(Exception):
    """Base of every failure raised on purpose.

    Attributes:
        summary: One sentence: what is wrong, with the offending value.
        place: Where it is wrong, when that can be said.
        hint: One sentence: what to do next. May be empty.
        see: The rule that was broken: a URL of a standard, or a file here.
        details: One line per fault, when there are several.
        limit: The limit that was met, if one was.
        retry: Seconds after which to ask again, if somebody said so.
    """

    def __init__(
        self,
        summary: str,
        *,
        place: Place | None = None,
        hint: str = "",
        see: str = "",
        details: Sequence[str] = (),
        limit: Limit | None = None,
    ) -> None:
        self.summary = summary
        self.place = place
        self.hint = hint
        self.see = see
        self.details = tuple(details)
        self.limit = limit
        self.retry = 0.0
        super().__init__(summary)

    def __str__(self) -> str:
        first = f"{self.place}: {self.summary}" if self.place else self.summary
        lines = [first, *(f"  - {detail}" for detail in self.details)]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        if self.see:
            lines.append(f"  see:  {self.see}")
        return "\n".join(lines)


class SourceError(DissensusError):
    """A file of the project is at fault."""


class UnreadableSource(SourceError):
    """A file does not parse: syntax, encoding, or an ill-typed literal."""


class MissingSource(SourceError):
    """A file or folder that the project needs is not there, or vanished."""


class BadQueryHeader(SourceError):
    """A ``.rq`` file lacks a header field, or has one nobody knows."""


class BadConfiguration(SourceError):
    """``data/dataset.ttl`` does not say what a release must know."""


class BadOntology(SourceError):
    """The ontology holds an axiom outside OWL 2 RL, or one nobody compiles."""


class BadShape(SourceError):
    """A shapes file holds what no validator can run, or an unfit waiver."""


class ReleaseError(DissensusError):
    """Files that parse, but must not be published together."""


class InconsistentRelease(ReleaseError):
    """The data contradict the ontology."""


class NonConformantRelease(ReleaseError):
    """The release violates a shape of severity ``sh:Violation``."""


class VacuousValidation(ReleaseError):
    """No node was the focus of any shape: nothing was validated."""


class MismatchedSource(ReleaseError):
    """A passage does not fit the text that it points into."""


class OperationError(DissensusError):
    """The call, the disk or the machine is at fault."""


class WrongCall(OperationError):
    """The command line asks for what cannot be done."""


class NoSpace(OperationError):
    """The disk is full."""


class UnwritableFolder(OperationError):
    """A folder that must be written to cannot be."""


class NoRelease(OperationError):
    """There is no release to serve, verify or roll back to."""


class DamagedRelease(OperationError):
    """A file of a release is not what its manifest says."""


class AddressInUse(OperationError):
    """The address or port cannot be listened on."""


class NoIsolation(OperationError):
    """The machine cannot keep query workers off the network."""


class PublisherRuns(OperationError):
    """Another publisher holds the lock of the releases folder."""


class EndpointUnavailable(OperationError):
    """Somebody else's SPARQL service gives no answer, or none that can be used."""


class EndpointTimeout(EndpointUnavailable):
    """That service gave up on a query: a smaller one may succeed."""


class RequestError(DissensusError):
    """The caller is at fault and can mend it."""


class MalformedRequest(RequestError):
    """The request lacks a part, or a part has a value that cannot be read."""


class MalformedQuery(RequestError):
    """The text is not a SPARQL query."""


class RefusedQuery(RequestError):
    """A lawful query or update that this endpoint does not run."""


class UnknownEntity(RequestError):
    """No triple of the release has this IRI as its subject."""


class NotAcceptable(RequestError):
    """No format on offer matches the Accept header."""


class MethodNotAllowed(RequestError):
    """The address exists, but not for this method."""


class UnsupportedMediaType(RequestError):
    """The body of the request is of a type nobody reads here."""


class RequestTooLarge(RequestError):
    """The request is longer than the limit."""


class RangeNotSatisfiable(RequestError):
    """The byte range asked for lies outside the file."""


class TooManyRequests(RequestError):
    """This client already has as many queries running as it may."""


class AnswerTooLong(RequestError):
    """The answer has more rows or bytes than one answer may have."""


class BackendError(DissensusError):
    """The store or the engine is at fault; the same request may work later."""


class BackendUnavailable(BackendError):
    """The store does not answer."""


class Overloaded(BackendError):
    """All workers are busy and the queue is full."""


class QueryTimeout(BackendError):
    """The query ran past its deadline and was ended."""


class QueryTooCostly(BackendError):
    """The query needed more memory than a worker may use."""


class QueryCrashed(BackendError):
    """The engine died of the query."""


def one_of(names: Sequence[str]) -> str:
    """Return ``names`` as an English list for a hint: ``'a', 'b' or 'c'``."""
    quoted = list(map(repr, names))
    return " or ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
