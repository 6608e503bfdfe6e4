"""``dissensus link``: hold the links to Wikidata against Wikidata."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from dissensus.cli.options import RELEASES, ROOT, pause, releases_folder
from dissensus.cli.summary import print_records, print_rows
from dissensus.errors import EndpointUnavailable
from dissensus.linking import (
    Cache,
    Endpoint,
    Enquiry,
    Examination,
    Manners,
    State,
    Statement,
    examine,
    user_agent,
    write_report,
    write_text,
)
from dissensus.sources import read_project

WIKIDATA: Final = "https://query.wikidata.org/sparql"
FOLDER: Final = "links"
_QUIET: Final = (State.VERIFIED, State.NONE, State.UNCHECKED)


@click.command("link")
@click.option(
    "--endpoint",
    default=WIKIDATA,
    show_default=True,
    metavar="URL",
    help="SPARQL service that holds Wikidata.",
)
@click.option("--contact", default="", help="Whom the service may write to.")
@click.option("--offline", is_flag=True, help="Ask nobody; use earlier answers.")
@click.option(
    "--max-age",
    type=click.FloatRange(min=0),
    default=7,
    show_default=True,
    metavar="DAYS",
    help="How old an answer may be before it is asked for again.",
)
@pause(Manners.pause)
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    default=Manners.timeout,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for an answer.",
)
@click.option(
    "--accept",
    type=click.FloatRange(0, 1),
    default=0.85,
    show_default=True,
    metavar="SCORE",
    help="Score from which a candidate stands in the patch.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    show_default="RELEASES/links/report.csv",
    help="Where to write what was found, as CSV.",
)
@click.option(
    "--patch",
    type=click.Path(path_type=Path, dir_okay=False),
    show_default="RELEASES/links/links.patch",
    help="Where to write what could be changed.",
)
@ROOT
@RELEASES
def command(  # noqa: PLR0913  # one parameter per option
    *,
    endpoint: str,
    contact: str,
    offline: bool,
    max_age: float,
    pause: float,
    timeout: int,
    accept: float,
    report: Path | None,
    patch: Path | None,
    root: Path,
    releases: Path | None,
) -> None:
    """Verify the links to Wikidata, and propose those that lack.

    Asks for each item in data/**.sssom.tsv whether it is still there, and whether
    label, type and dates agree with ours; and for each entity without a link
    which items bear its names. Writes a report and a patch of the tables, and
    changes no data: read the patch, then `git apply` it, or `patch -p1`.

    Answers are kept in RELEASES/links/cache. When the service fails, the report
    says what is left unchecked or rests on old answers, and the exit code is 2.

    \b
    Example:
        dissensus link --contact you@example.org
    """
    project = read_project(root)
    folder = releases_folder(root, releases) / FOLDER
    manners = Manners(pause=pause, timeout=timeout)
    enquiry = Enquiry(
        Endpoint(endpoint, user_agent(project, contact), manners, _warn),
        Cache(folder / "cache", timedelta(days=max_age)),
        offline=offline,
        progress=_tell,
    )
    found = examine(project, enquiry, accept)
    report = report or folder / "report.csv"
    patch = patch or folder / "links.patch"
    write_report(found.statements, report)
    write_text(patch, found.patch)
    # What a person should look at.
    shown = [_cells(s) for s in found.statements if s.state not in _QUIET]
    print_rows(("State", "Entity", "Item", "Score", "Why"), shown)
    print_records(_summary(found, report, patch))
    _end(enquiry, found, report)


def _tell(what: str, done: int, of: int) -> None:
    click.echo(f"asked for {done:,} of {of:,} {what}", err=True)


def _warn(why: str) -> None:
    click.echo(why, err=True)


def _summary(
    found: Examination, report: Path, patch: Path
) -> list[tuple[str, str, str]]:
    rows = {(s.row.file, s.row.line): s for s in reversed(found.statements)}
    counts = Counter(statement.state for statement in rows.values())
    changes = sum(1 for statement in found.statements if statement.change)
    return [
        *(("links", s.value, f"{counts[s]:,}") for s in State if counts[s]),
        ("patch", f"{changes:,} rows", str(patch)),
        ("report", f"{len(found.statements):,} rows", str(report)),
    ]


def _cells(statement: Statement) -> tuple[str, ...]:
    said, item = statement.comparison, statement.item
    parts = said.parts if said else ()
    reasons = [statement.note] if statement.state is not State.CANDIDATE else []
    reasons += [str(part) for part in parts]
    if not statement.fresh:
        reasons.append("an old answer")
    label = f" {item.label}" if item and item.label else ""
    return (
        statement.state.value,
        statement.label,
        f"{statement.item_id}{label}",
        f"{said.score:.2f}" if said else "",
        "; ".join(filter(None, reasons)),
    )


def _end(enquiry: Enquiry, found: Examination, report: Path) -> None:
    """Fail when the report is not what a full answer would have made it.

    Raises:
        EndpointUnavailable: The service failed, or was not to be asked and the
            cache lacks an answer.
    """
    unchecked = len(found.of(State.UNCHECKED))
    old = sum(1 for s in found.statements if not s.fresh)
    if enquiry.fault is None and not (enquiry.offline and (unchecked or old)):
        return
    fault = enquiry.fault
    why = fault.summary if fault else "Nobody was asked (--offline)."
    raise EndpointUnavailable(
        f"{why} The report is partial.",
        hint=fault.hint if fault else "Leave out --offline to ask the service.",
        details=[
            f"{unchecked:,} rows are unchecked: no answer is kept",
            f"{old:,} rows rest on answers older than asked for",
            f"{report} says which",
        ],
    )
