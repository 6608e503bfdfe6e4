"""``dissensus doctor``: examine a running site from outside."""

import json
import sys
from collections import Counter
from typing import Final

import click

from dissensus.cli.options import pause
from dissensus.cli.summary import print_rows
from dissensus.doctor import (
    Caller,
    Examination,
    Finding,
    Manners,
    State,
    examine,
)

_MEGABYTE: Final = 1024 * 1024
_SIGNS: Final = {State.WELL: "green", State.FAULT: "red", State.LEFT_OUT: "yellow"}


@click.command("doctor")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="Print all findings as JSON.")
@click.option(
    "--samples",
    type=click.IntRange(1, 1000),
    default=2,
    show_default=True,
    help="IRIs of each kind to look at.",
)
@pause(Manners.pause)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=Manners.timeout,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for the next bytes.",
)
@click.option(
    "--requests",
    type=click.IntRange(min=1),
    default=Manners.requests,
    show_default=True,
    help="How many may be sent in all.",
)
@click.option(
    "--dump-size",
    type=click.IntRange(min=1),
    default=Manners.size // _MEGABYTE,
    show_default=True,
    metavar="MB",
    help="Dumps, and other answers, up to which size are read.",
)
@click.option("--heavy", is_flag=True, help="Also ask for an answer too large.")
def command(  # noqa: PLR0913  # one parameter per option
    *,
    url: str,
    as_json: bool,
    samples: int,
    pause: float,
    timeout: float,
    requests: int,
    dump_size: int,
    heavy: bool,
) -> None:
    """Examine the running site at URL from outside.

    Samples every kind of IRI that the site's own description, sitemap and dumps
    name; reads documents in every form and compares them; looks at redirects,
    headers, limits, shipped queries, search, dumps with their digests, and
    faults. One request at a time. Prints how each area was found and each fault.

    Exit codes: 0 all is well, 1 something is wrong, 2 the site cannot be reached.

    \b
    Example:
        dissensus doctor http://127.0.0.1:8000
    """
    manners = Manners(pause, timeout, requests, dump_size * _MEGABYTE)
    caller = Caller(url, manners, lambda why: click.echo(why, err=True))
    found = examine(
        caller,
        samples=samples,
        heavy=heavy,
        tell=_say if sys.stderr.isatty() and not as_json else lambda _: None,
    )
    (_print_json if as_json else _print)(found)
    click.get_current_context().exit(1 if found.of(State.FAULT) else 0)


def _say(finding: Finding) -> None:
    """Say a fault when it is found: a large site takes a minute."""
    if finding.state is State.FAULT:
        click.echo(f"{finding.subject}: {finding.fault}", err=True)


def _print_json(found: Examination) -> None:
    told = {
        "site": found.site,
        "release": found.release,
        "requests": found.requests,
        "faults": len(found.of(State.FAULT)),
        "findings": [
            {
                "area": each.area,
                "check": each.check,
                "subject": each.subject,
                "state": each.state.value,
                "why": each.fault or each.left_out,
            }
            for each in found.findings
        ],
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _print(found: Examination) -> None:
    """Print areas, then whatever is not well."""
    from rich.text import Text  # noqa: PLC0415  # 60 ms, which no help waits for

    counts = Counter((each.area, each.state) for each in found.findings)
    areas = dict.fromkeys(each.area for each in found.findings)

    def figure(area: str, state: State) -> Text:
        count = counts[area, state]
        return Text(str(count), _SIGNS[state] if count else "dim", justify="right")

    sums = [(Text(area), *(figure(area, state) for state in State)) for area in areas]
    rest = [
        (
            Text(each.state.value, _SIGNS[each.state]),
            each.area,
            each.subject,
            each.check,
            each.fault or each.left_out,
        )
        for each in found.findings
        if each.state is not State.WELL
    ]
    heads = (Text(state.value.capitalize(), justify="right") for state in State)
    print_rows(("Area", *heads), sums)
    if rest and sys.stdout.isatty():
        click.echo()
    print_rows(("State", "Area", "Where", "What ought to be", "What is"), rest)
    faults = len(found.of(State.FAULT))
    click.echo(
        f"{found.site} serves {found.release or 'an unnamed release'}: "
        f"{len(found.findings):,} findings in {found.requests:,} requests, "
        f"{faults:,} {'fault' if faults == 1 else 'faults'}.",
        err=True,
    )
