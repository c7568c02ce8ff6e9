"""The maps there are: `map list`, `map guide`."""

from pathlib import Path

import typer

from gateway.entrypoints.cli.terminal import say, say_json


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    group = typer.Typer(help="The maps: what each reads and writes, and its guide.", no_args_is_help=True)
    group.command("list")(listed)
    group.command("guide", short_help="Print the page a partner's integrator works by.")(guide)
    app.add_typer(group, name="map")


def listed(as_json: bool = typer.Option(False, "--json", help="Print one JSON array.")) -> None:
    """Print every map with its set, version and title."""
    from gateway.entrypoints.cli.library import open_library

    library = open_library()
    plans = [library.plan(name) for name in library.names()]
    if as_json:
        say_json(
            [
                {
                    "name": one.name,
                    "transaction_set": one.set_id,
                    "version": one.version,
                    "document": one.document,
                    "title": one.title,
                    "extends": one.base,
                }
                for one in plans
            ]
        )
        return
    width = max((len(one.name) for one in plans), default=0)
    for one in plans:
        say(f"{one.name:<{width}}  {one.set_id}  {one.version}  {one.title}")


def guide(
    map_name: str = typer.Argument("", metavar="[MAP]", help="A map; with --write, none means every one."),
    write: bool = typer.Option(False, "--write", help="Write Markdown files instead of printing."),
    into: Path = typer.Option(  # noqa: B008 - typer's way to say a default
        Path("docs/guides"), help="The folder for --write."
    ),
) -> None:
    """Print a map's guide page for a partner's integrator, or write the pages of all maps."""
    from gateway.application.guides import file_name, page_of
    from gateway.entrypoints.cli.library import open_library

    library = open_library(map_name)
    if not (map_name or write):
        raise typer.BadParameter("name a map, or write them all with --write", param_hint="MAP")
    for name in [map_name] if map_name else library.names():
        page = page_of(library, name)
        if write:
            into.mkdir(parents=True, exist_ok=True)
            (into / file_name(name)).write_text(page, encoding="utf-8")
            say(str(into / file_name(name)))
        else:
            say(page.rstrip("\n"))
