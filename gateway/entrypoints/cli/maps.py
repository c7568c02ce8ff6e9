"""The maps there are: `map list`, `map guide`, and how they are made: `map diff`, `map coverage`, `map starter`."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli import telling
from gateway.entrypoints.cli.pyx12_folder import compile_maps
from gateway.entrypoints.cli.servers import remotely
from gateway.entrypoints.cli.terminal import Exit, read_input, say, say_json, write_out

if TYPE_CHECKING:
    from gateway.mapping.coverage import Received
    from gateway.mapping.library import Library
    from gateway.mapping.plan import Plan

FILES = typer.Argument(metavar="FILE", help="X12 files; - is standard input.")
JSON = typer.Option(False, "--json", help="Print one JSON object.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    group = typer.Typer(help="The maps: what each reads and writes, and its guide.", no_args_is_help=True)
    group.command("list")(remotely("map list", listed))
    group.command("guide", short_help="Print the page a partner's integrator works by.")(guide)
    group.command("compile", short_help="Write maps as pyx12 reads them.")(compile_maps)
    group.command("diff", short_help="Print how a map differs from another, in words.")(diff)
    group.command("coverage", short_help="Print what no row of a map reads in files.")(coverage)
    group.command("starter", short_help="Print an overlay proposed from a partner's files.")(starter)
    app.add_typer(group, name="map")


def listed(as_json: bool = typer.Option(False, "--json", help="Print one JSON array.")) -> None:
    """Print every map with its set, version and title."""
    from gateway.entrypoints.cli.library import open_library

    library = open_library()
    plans = [library.plan(name) for name in library.names()]
    told = [
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
    telling.maps(told, as_json=as_json)


def guide(
    map_name: str = typer.Argument("", metavar="[MAP]", help="A map; with --write, none means every one."),
    write: bool = typer.Option(False, "--write", help="Write Markdown files instead of printing."),
    into: Path = typer.Option(  # noqa: B008 - typer's way to say a default
        Path("docs/guides"), help="The folder for --write."
    ),
) -> None:
    """Print a map's guide page for a partner's integrator, or write the pages of all maps."""
    from gateway.application.guides import file_name, kept, page_of
    from gateway.entrypoints.cli.library import open_library

    library = open_library(map_name)
    if not (map_name or write):
        raise typer.BadParameter("name a map, or write them all with --write", param_hint="MAP")
    for name in [map_name] if map_name else kept(library):
        page = page_of(library, name)
        if write:
            into.mkdir(parents=True, exist_ok=True)
            (into / file_name(name)).write_text(page, encoding="utf-8")
            say(str(into / file_name(name)))
        else:
            say(page.rstrip("\n"))


def diff(
    base: str = typer.Argument(metavar="BASE", help="The map to start from, say base/x12/004010/850."),
    partner: str = typer.Argument(metavar="PARTNER", help="The map to tell about, say PARTNER/850."),
    as_json: bool = JSON,
) -> None:
    """Print what a map says otherwise than another map of the same set, in the words of an analyst.

    Any two maps of a set will do: an overlay and its base, two partners, two versions. Rows are named by their
    address, as an overlay names them; codes, demands, lengths and notes are told element by element.
    """
    from gateway.application.studying import plain_difference
    from gateway.entrypoints.cli.library import open_library
    from gateway.entrypoints.cli.map_lines import differences_lines
    from gateway.mapping.comparing import compare

    before, after = (open_library(name).plan(name) for name in (base, partner))
    if before.set_id != after.set_id:
        raise typer.BadParameter(
            f"{base} is for {before.set_id} and {partner} for {after.set_id}: maps of one set are compared",
            param_hint="PARTNER",
        )
    differences = compare(before, after)
    if as_json:
        listed = [plain_difference(one) for one in differences]
        say_json({"base": base, "map": partner, "differences": listed})
        return
    for line in differences_lines(differences, base, partner):
        say(line)


def coverage(
    map_name: str = typer.Argument(metavar="MAP", help="A map, say base/x12/004010/850 or PARTNER/850."),
    files: list[str] = FILES,
    as_json: bool = JSON,
) -> None:
    """Print what no row of a map reads in files: segments, elements, codes, how often, where first.

    Sets of another kind in the files are passed over. Exit code 1 where something is not read as it stands.
    """
    from gateway.application.studying import plain_coverage
    from gateway.entrypoints.cli.library import open_library
    from gateway.entrypoints.cli.map_lines import coverage_lines
    from gateway.mapping.coverage import cover

    plan = open_library(map_name).plan(map_name)
    covered = cover(plan, _received(files))
    if as_json:
        say_json(plain_coverage(covered))
    else:
        for line in coverage_lines(covered):
            say(line)
    if covered.gaps:
        raise typer.Exit(Exit.FINDINGS)


def starter(
    files: list[str] = FILES,
    partner: str = typer.Option("", help="The partner's name, for the title."),
    base: str = typer.Option(
        "", metavar="MAP", help="The map to start from instead of the base map of the set."
    ),
    out: Path | None = typer.Option(None, help="Write to this file instead of printing."),  # noqa: B008 - typer's way
) -> None:
    """Print an overlay proposed from a partner's files, ready to be edited.

    It loads as it is: codes that no list has are added. Everything that narrows what may be sent, or needs a
    field of the document to be named, stands in comments with how often it was seen.
    """
    from gateway.entrypoints.cli.library import open_library
    from gateway.mapping.coverage import cover
    from gateway.mapping.starting import start

    library = open_library(base)
    received = _received(files)
    text = start(cover(_base(library, base, received), received), partner)
    if out is None:
        say(text.rstrip("\n"))
    else:
        write_out(out, text.encode())


def _received(files: list[str]) -> "tuple[Received, ...]":
    from gateway.application.studying import sets_of

    return sets_of((Path(file).name, read_input(file)) for file in files)


def _base(library: "Library", base: str, received: "tuple[Received, ...]") -> "Plan":
    from gateway.application.studying import Undecided, base_for

    if base:
        return library.plan(base)
    try:
        return base_for(library, received)
    except Undecided as open_question:
        raise typer.BadParameter(str(open_question), param_hint="FILE") from open_question
