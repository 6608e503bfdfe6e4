"""Examine a site: one look after the other, as far as the manners allow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dissensus.doctor.calling import Caller, Enough
from dissensus.doctor.dumps import look_at_dumps
from dissensus.doctor.endpoint import look_at_endpoint, look_at_limits
from dissensus.doctor.findings import Finding, State
from dissensus.doctor.headers import look_at_headers
from dissensus.doctor.pages import (
    look_at_faults,
    look_at_queries,
    look_at_search,
    look_at_site,
)
from dissensus.doctor.survey import VOID_PATH, Survey, Undescribed, release_of, survey
from dissensus.doctor.things import look_at_things


@dataclass(frozen=True)
class Examination:
    """What was looked at, and how it was found.

    Attributes:
        site: Address of the site.
        release: What it served; empty when it does not say.
        findings: In the order in which they were made.
        requests: How many were sent.
    """

    site: str
    release: str
    findings: tuple[Finding, ...]
    requests: int

    def of(self, state: State) -> list[Finding]:
        """Return the findings of ``state``."""
        return [finding for finding in self.findings if finding.state is state]


def examine(
    ask: Caller,
    *,
    samples: int = 2,
    heavy: bool = False,
    tell: Callable[[Finding], None] = lambda _: None,
) -> Examination:
    """Return what is found at the site that ``ask`` calls.

    Some 600 requests for a site with 30 kinds of IRI, one after the other.

    Args:
        ask: Who sends the requests.
        samples: IRIs of each kind to look at.
        heavy: Also ask for an answer that is too large.
        tell: Is told each finding as it is made.

    Raises:
        EndpointUnavailable: The site cannot be reached, or no more.
    """
    findings: list[Finding] = []
    release = ""
    try:
        said = survey(ask, samples)
        release = said.release
        for finding in _looks(ask, said, heavy=heavy):
            findings.append(finding)
            tell(finding)
    except Undescribed:
        fault = "it names no void:DatasetDescription, so nothing can be held against it"
        findings.append(Finding("site", "the site says what it is", VOID_PATH, fault))
    except Enough as error:
        why = f"{error} The rest was not looked at."
        findings.append(Finding("site", "everything is looked at", "", left_out=why))
    return Examination(ask.url, release, tuple(findings), ask.sent)


def _looks(ask: Caller, said: Survey, *, heavy: bool) -> Iterator[Finding]:
    yield from look_at_site(ask, said)
    yield from look_at_things(ask, said)
    yield from look_at_headers(ask, said)
    yield from look_at_endpoint(ask, said)
    yield from look_at_limits(ask, said, heavy=heavy)
    yield from look_at_queries(ask, said)
    yield from look_at_search(ask, said)
    yield from look_at_dumps(ask, said)
    yield from look_at_faults(ask, said)
    now = release_of(ask)
    moved = f"{now} came meanwhile: call again" if now != said.release else ""
    yield Finding("site", "one release all the while", "/status", moved)
