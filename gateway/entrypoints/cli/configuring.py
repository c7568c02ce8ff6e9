"""The configuration before it works: `config validate`, `config schema`."""

from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import Exit, say, say_json

if TYPE_CHECKING:
    from gateway.settings import Settings

ALL = typer.Option(False, "--all", help="Load the maps that came with the gateway as well.")
JSON = typer.Option(False, "--json", help="Print one JSON object.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    group = typer.Typer(help="Maps and partners: are they right?", no_args_is_help=True)
    group.command("validate", short_help="Load them, and say all that is wrong.")(validate)
    group.command("schema", short_help="Print the JSON Schema of a profile, for editors.")(schema)
    app.add_typer(group, name="config")


def validate(whole: bool = ALL, as_json: bool = JSON) -> None:
    """Load your maps, every partner and the maps they name; say all that is wrong, by file and line.

    Yours are those under GATEWAY_CONFIG_DIR; where it is not set, all that came with the gateway. Exit code 3
    where something is wrong.
    """
    from gateway.application.configuration import prove
    from gateway.bootstrap import directory, library
    from gateway.settings import load

    settings = load()
    maps = library(settings)
    names = maps.names() if whole else _own(settings)
    proved = prove(maps, names, lambda: directory(settings))
    if as_json:
        say_json({"maps": proved.maps, "partners": proved.partners, "faults": proved.faults})
    elif proved.faults:
        for fault in proved.faults:
            say(f"gateway: {fault}", err=True)
    else:
        say(f"{_counted(len(proved.maps), 'map')} and {_counted(len(proved.partners), 'partner')} are right")
    if proved.faults:
        raise typer.Exit(Exit.ENVIRONMENT)


def _own(settings: "Settings") -> tuple[str, ...]:
    """Return the names of the operator's own maps; of all, where there are none or the standard itself is told anew."""
    from gateway.application.documents import CLASSES
    from gateway.mapping.library import Library

    folders = settings.maps()
    ours_too = len(folders) == 1 or folders[-1].joinpath("standards").is_dir()
    return Library(folders if ours_too else folders[-1:], CLASSES).names()


def schema() -> None:
    """Print the JSON Schema of the files under partners/, so that an editor completes and checks them."""
    from gateway.adapters.transports import SETTINGS
    from gateway.profiles.schema import schema as of_profiles

    say_json(of_profiles(SETTINGS))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
