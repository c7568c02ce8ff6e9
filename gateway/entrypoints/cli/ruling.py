"""Verbs about the rules of the order desk: which there are, and how right their holds were."""

from dataclasses import asdict

import typer

from gateway.entrypoints.cli.terminal import say, say_json

DAYS = typer.Option(90, min=1, max=3650, help="How many days back holds are counted.")


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("rules", short_help="List the rules of the order desk, and how right their holds were.")(
        rules
    )


def rules(
    json: bool = typer.Option(False, "--json", help="Print JSON."),
    days: int = DAYS,
) -> None:
    """List every rule of the order desk: what it says and does, and which share of its holds a person really changed."""
    from gateway.application.precision import rules_now
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    with gateway.store.read() as work:
        lines = rules_now(gateway.services, work, days=days)
    if json:
        say_json(
            [
                asdict(one)
                | {"holds": asdict(one.holds) | {"open": one.holds.open, "precision": one.holds.precision}}
                for one in lines
            ]
        )
        return
    say(f"{'rule':<5}{'does':<8}{'holds':>6}{'changed':>9}{'precision':>11}  what it says")
    for one in lines:
        precision = "" if one.holds.precision is None else f"{one.holds.precision:.0%}"
        counts = f"{one.holds.holds:>6}{one.holds.changed:>9}{precision:>11}"
        say(f"{one.id:<5}{one.action:<8}{counts}  {one.sentence}")
