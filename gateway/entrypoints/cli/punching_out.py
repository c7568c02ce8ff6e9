"""Verbs about punch-out: play a buyer against the gateway, and read how it did."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import Exit, say, say_json, write_out

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway

ACTOR = "command line"
SCENARIO = typer.Option(
    None, "--scenario", help="One scenario; several times for several. All, unless given."
)
HTML = typer.Option(None, "--html", metavar="FILE", help="Write the report as a page, to be sent along.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    punchout = typer.Typer(help="Punch-out: buyers who shop with us.", no_args_is_help=True)
    punchout.command("test", short_help="Play a partner's buyer and report how we did.")(play)
    punchout.command("scenarios", short_help="List what a played buyer can do.")(scenarios)
    app.add_typer(punchout, name="punchout")


def play(
    partner: str = typer.Argument(help="The partner, by its code."),
    scenario: list[str] = SCENARIO,
    at: str = typer.Option(
        "", "--at", metavar="URL", help="A running gateway; this one itself, unless given."
    ),
    html: Path | None = HTML,
    everything: bool = typer.Option(
        False, "--all", help="Print every check, also where the same passed before."
    ),
    json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Play a partner's buyer: shop, edit, inspect, cancel, order, change; report each check and what it means.

    Orders are marked as tests and never ship. The partner's shared secret is the one its profile names, or what
    GATEWAY_SECRET_SIMULATED_BUYER says. Ends with 1 where a check failed.
    """
    from gateway.application.buyer.reporting import html_report, plain_report, text_report
    from gateway.entrypoints.simulating import simulate

    gateway = _built()
    report = simulate(gateway, partner, scenario or (), address=at, actor=ACTOR)
    if html is not None:
        write_out(html, html_report(report).encode())
    if json:
        say_json(plain_report(report))
    else:
        for line in text_report(report, everything=everything):
            say(line)
    if not report.passed:
        raise typer.Exit(Exit.FINDINGS)


def scenarios(json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """List what a played buyer can do."""
    from gateway.application.buyer.simulator import SCENARIOS

    if json:
        say_json([{"name": one.name, "about": one.about, "way": one.way} for one in SCENARIOS])
        return
    for one in SCENARIOS:
        say(f"{one.name:<16}{one.about} ({one.way})")


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway
