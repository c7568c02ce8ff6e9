"""Maps that are being written: `map new`, `show`, `preview`, `test`, and `regress` over past traffic."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.servers import remotely
from gateway.entrypoints.cli.terminal import Exit, brief, painted, read_input, say, say_json, shown, write_out

if TYPE_CHECKING:
    from gateway.application.regressing.regressing import Regression
    from gateway.settings import Settings

MAP = typer.Argument(metavar="MAP", help="A map, say base/x12/004010/850 or PARTNER/850.")
JSON = typer.Option(False, "--json", help="Print one JSON object.")
SAMPLE = typer.Argument(
    "", metavar="[FILE]", help="A file of X12, - is standard input; one is drawn, unless given."
)
FIXTURES = ("tests", "fixtures", "edi")


def add_to(app: typer.Typer) -> None:
    """Add the verbs to the group of maps, which is there already."""
    group = next(one.typer_instance for one in app.registered_groups if one.name == "map")
    if group is None:
        raise RuntimeError("the group of maps is added first")
    group.command("new", short_help="Begin a map of your own from another.")(new)
    group.command("show", short_help="Print the file of a map.")(remotely("map show", show))
    group.command("preview", short_help="Print what a map makes of a file, and the way back.")(preview)
    group.command("test", short_help="Try a map: read, write, and the files beside it.")(try_out)
    group.command("regress", short_help="Run a changed map over past traffic.")(regress)


def new(
    name: str = typer.Argument(metavar="NAME", help="Such as PARTNER/850."),
    extends: str = typer.Option(metavar="MAP", help="The map it differs from, say base/x12/004010/850."),
) -> None:
    """Begin a map in the folder of your configuration that says so far the same as another."""
    from gateway.entrypoints.cli.library import open_library
    from gateway.errors import ConfigurationFault
    from gateway.settings import load

    folder = load().config_dir
    if folder is None:
        raise ConfigurationFault("set GATEWAY_CONFIG_DIR to the folder of your configuration")
    plan = open_library(extends).plan(extends)
    target = folder / "mappings" / f"{name}.yaml"
    if target.exists():
        raise typer.BadParameter(f"there is a map {shown(name)} already", param_hint="NAME")
    write_out(target, f"extends: {plan.name}\ntitle: {plan.title} ({name.partition('/')[0]})\n".encode())


def show(map_name: str = MAP) -> None:
    """Print the file of a map as it stands."""
    from gateway.entrypoints.cli.library import open_library

    say(open_library(map_name).text(map_name).rstrip("\n"))


def preview(map_name: str = MAP, file: str = SAMPLE, as_json: bool = JSON) -> None:
    """Print what a map makes of a file: the document, what is wrong, and the segments it is written back as.

    Exit code 1 where something is an error or a warning, or what is written back means something else.
    """
    from gateway.application.regressing.previewing import drawn, plain_preview
    from gateway.application.regressing.previewing import preview as previewed
    from gateway.domain.findings import Severity
    from gateway.entrypoints.cli.library import open_library
    from gateway.entrypoints.cli.rendering import findings_lines

    library = open_library(map_name)
    found = previewed(library, map_name, read_input(file) if file else drawn(library, map_name))
    clean = not found.elsewhere and all(
        one.same and not any(each.severity is not Severity.INFO for each in one.findings)
        for one in found.sets
    )
    if as_json:
        say_json(plain_preview(found))
    else:
        for one in found.sets:
            say(f"{found.map_name} {shown(one.control_number)}: {one.verdict}")
            for line in findings_lines(one.findings, "  "):
                say(line)
            say(one.document)
            say("written back, it means the same" if one.same else "written back, it means something else")
            for segment in one.written:
                say(f"  {brief(segment)}~")
        if not found.sets:
            say("there is no set in the file that this map is for")
    if not clean or not found.sets:
        raise typer.Exit(Exit.FINDINGS)


def try_out(
    map_name: str = typer.Argument("", metavar="[MAP]", help="A map; all of yours, unless named."),
    as_json: bool = JSON,
) -> None:
    """Try maps: documents drawn from them come back the same, and the files beside them read as their folder says.

    Files are those under tests/fixtures/edi/MAP (with - for /) in the folder of your configuration: nothing may be
    wrong with those under pass, something must be with those under fail. Exit code 1 where it is otherwise.
    """
    from gateway.application.regressing.previewing import trials
    from gateway.entrypoints.cli.configuring import own_maps
    from gateway.entrypoints.cli.library import open_library
    from gateway.errors import ConfigurationFault
    from gateway.settings import load

    settings = load()
    library = open_library(map_name)
    results: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name in [map_name] if map_name else own_maps(settings):
        try:
            found = [(one.what, one.said) for one in trials(library, name, _files(settings, name))]
        except ConfigurationFault as wrong:
            found = [("loads", tuple(str(wrong).splitlines()))]
        results[name] = found
    failed = sum(bool(said) for found in results.values() for _, said in found)
    if as_json:
        say_json(
            {
                name: [{"what": what, "passed": not said, "said": list(said)} for what, said in found]
                for name, found in results.items()
            }
        )
    else:
        for name, found in results.items():
            _tell(name, found)
    if failed:
        raise typer.Exit(Exit.FINDINGS)


def _tell(name: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    good = not any(said for _, said in found)
    say(f"{painted('✓', colour='green') if good else painted('✗', colour='red')} {name}  {len(found)} tried")
    for what, said in found:
        for line in said:
            say(f"    {shown(what)}: {brief(line)}")


def _files(settings: "Settings", name: str) -> Iterator[tuple[str, bytes, bool]]:
    """Yield the files beside a map, with whether they should be clean."""
    if settings.config_dir is None:
        return
    folder = settings.config_dir.joinpath(*FIXTURES, name.replace("/", "-"))
    for file in sorted(folder.glob("*/*/received.edi")):
        if file.parts[-3] in {"pass", "fail"}:
            yield str(file.relative_to(folder)), file.read_bytes(), file.parts[-3] == "pass"


def regress(
    map_name: str = MAP,
    since: str = typer.Option("30d", metavar="TIME", help="How far back, say 12h or 30d."),
    against: str = typer.Option(
        "", metavar="REVISION", help="The map as of this revision; the last, unless given."
    ),
    limit: int = typer.Option(1000, min=1, help="At most so many documents, the newest first."),
    as_json: bool = JSON,
) -> None:
    """Run a map as it is now and as it was applied last over what partners really sent and were sent.

    Only what comes out otherwise is printed; nothing is changed. Exit code 1 where something does.
    """
    from gateway.application.configuring.revising import tree_of
    from gateway.application.regressing.regressing import plain_regression
    from gateway.application.regressing.regressing import regress as compared
    from gateway.entrypoints.cli.changing_files import built
    from gateway.errors import NotFound
    from gateway.profiles.values import duration

    gateway = built()
    library = gateway.services.library
    after = library.plan(map_name)
    try:
        back = duration(since)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--since") from wrong
    with gateway.store.read() as work:
        last = work.configurations.get(against) if against else work.configurations.last()
        files = tree_of(work, last).files if last else {}
        text = files.get(f"mappings/{map_name}.yaml")
        if text is None:
            raise NotFound(f"{map_name} is in no revision that was applied: nothing to compare with")
        before = library.shadowed(map_name, text.decode("utf-8")).plan(map_name)
        found = compared(
            work, before, after, since=gateway.services.clock.now() - max(back, timedelta()), most=limit
        )
    if as_json:
        say_json(plain_regression(found))
    else:
        _table(found)
    if found.differing:
        raise typer.Exit(Exit.FINDINGS)


def _table(found: "Regression") -> None:
    say(f"{found.map_name}: {found.tried} documents tried, {len(found.differing)} come out otherwise")
    for each in found.differing:
        one = each.document
        say(f"{one.id}  {one.partner}  {one.set_id} {shown(one.reference)}  {one.created_at:%Y-%m-%d %H:%M}")
        for turn in each.turns:
            say(
                f"    {shown(turn.where)}: {brief(turn.before) or 'nothing'} -> {brief(turn.after) or 'nothing'}"
            )
        if each.more:
            say(f"    and {each.more} more")
    for ref, why in found.untried:
        say(f"{ref}: not tried, {brief(why)}", err=True)
