"""Verbs about how well we serve: the measures of a period."""

from datetime import datetime

import typer

from gateway.entrypoints.cli.terminal import say, say_json

DAY = ["%Y-%m-%d"]
FROM = typer.Option(None, "--from", formats=DAY, help="The first day; 29 days before the last, unless given.")
TO = typer.Option(None, "--to", formats=DAY, help="The last day; today, unless given.")
PARTNER = typer.Option("", help="One partner; all, unless given.")
USUAL_DAYS = 29


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("measures", short_help="How well we served: fill, on time, touchless, and more.")(measures)


def measures(
    from_: datetime | None = FROM,
    to: datetime | None = TO,
    partner: str = PARTNER,
    json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Print every measure of a period: what was due, promised, shipped and answered in it, and how well."""
    from datetime import timedelta

    from gateway.application.desk import today
    from gateway.application.measures import measure, plain_measures
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    to_on = to.date() if to else today(gateway.services)
    from_on = from_.date() if from_ else to_on - timedelta(days=USUAL_DAYS)
    with gateway.store.read() as work:
        found = measure(gateway.services, work, from_on=from_on, to_on=to_on, partner=partner)
    if json:
        say_json(plain_measures(found))
        return
    say(f"{found.from_on} to {found.to_on}, {found.partner or 'all partners'}")
    group = ""
    for one in found.measures:
        if one.group != group:
            group = one.group
            say(f"\n{group}")
        of = "" if one.whole is None else f"{one.part} of {one.whole}"
        say(f"  {one.name:<26}{one.text:>12}  {of}".rstrip())
    if found.reasons:
        say("\nwhy people had a hand in orders")
        for reason, count in found.reasons:
            say(f"  {reason:<26}{count:>12}")
