"""Making documents up: `sample`."""

import sys

import typer


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command(short_help="Print a valid interchange drawn from a map.")(sample)


def sample(
    map_name: str = typer.Argument(metavar="MAP", help="A map, say base/x12/004010/850 or PARTNER/850."),
    seed: int = typer.Option(0, help="Another number gives another document; the same gives the same."),
) -> None:
    """Print a whole valid interchange drawn from a map, a segment a line."""
    from gateway.application import sampling
    from gateway.entrypoints.cli.library import open_library

    sys.stdout.write(sampling.sample(open_library(map_name).plan(map_name), seed).decode())
