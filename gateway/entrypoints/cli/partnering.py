"""The partners: `partner list`, `show`, `new`, `test`, `go-live`, `pause`; and `init`, a folder to begin in."""

from pathlib import Path

import typer

from gateway.entrypoints.cli import telling
from gateway.entrypoints.cli.changing_files import WHO, built, write
from gateway.entrypoints.cli.servers import remotely
from gateway.entrypoints.cli.terminal import read_input, say, say_json, shown, write_out

PARTNER = typer.Argument(metavar="PARTNER", help="A partner's code: the name of its file.")
JSON = typer.Option(False, "--json", help="Print JSON.")
DRY_RUN = typer.Option(False, "--dry-run", help="Show the difference, and write nothing.")
JUNIT = typer.Option(None, "--junit", metavar="FILE", help="Write a report that build servers read.")
HTML = typer.Option(None, "--html", metavar="FILE", help="Write a report for people.")
SAMPLES = typer.Option([], "--sample", metavar="FILE", help="A file of theirs; may be said several times.")
SETS = typer.Option([], "--document", metavar="SET", help="Only this set of the template, say 850.")
CHANNEL = typer.Option(
    [], "--channel", metavar="KEY=VALUE", help="A setting of the way to them, say kind=sftp; may be repeated."
)
FOLDER = typer.Argument(Path(), metavar="[DIR]", help="An empty or new folder.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command("init", short_help="Begin a folder of your own configuration.")(init)
    group = typer.Typer(help="Partners: who they are, do they work, may they trade.", no_args_is_help=True)
    group.command("list", short_help="List partners: state, documents, tested or not.")(
        remotely("partner list", listed)
    )
    group.command("show", short_help="Print what is agreed with a partner, and how it stands.")(
        remotely("partner show", show)
    )
    group.command("new", short_help="Begin a partner from a template: profile, maps, scenario.")(new)
    group.command("test", short_help="Play a partner's scenarios on a gateway of their own.")(
        remotely("partner test", try_out)
    )
    group.command("go-live", short_help="Let a partner trade in earnest, once it is tested.")(
        remotely("partner go-live", go_live)
    )
    group.command("pause", short_help="Stop trading with a partner for a while.")(
        remotely("partner pause", pause)
    )
    group.command("resume", short_help="Trade again with a partner, in test.")(
        remotely("partner resume", resume)
    )
    app.add_typer(group, name="partner")


def init(folder: Path = FOLDER) -> None:
    """Begin a folder of your own configuration: places for partners, maps and scenarios, and schemas for editors."""
    import json

    from gateway.entrypoints.cli.configuring import schemas

    if folder.is_dir() and any(one for one in folder.iterdir() if one.name != ".git"):
        raise typer.BadParameter(f"{shown(str(folder))} is not empty", param_hint="DIR")
    for name in ("partners", "mappings", "tests/scenarios", "schemas"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for of, made in schemas().items():
        text = json.dumps(made, ensure_ascii=False, indent=2)
        write_out(folder / "schemas" / f"{of}.json", f"{text}\n".encode())
    write_out(folder / ".gitignore", b"data/\n*.secret\n")
    write_out(folder / ".env", _environment(folder).encode())
    say(f"set -a; . {shown(str(folder / '.env'))}; set +a")
    say("gateway partner new CODE --name NAME --them QUALIFIER:ID --us QUALIFIER:ID")


def _environment(folder: Path) -> str:
    there = folder.resolve()
    return f"GATEWAY_CONFIG_DIR='{there}'\nGATEWAY_DATA_DIR='{there / 'data'}'\nGATEWAY_ENVIRONMENT=test\n"


def listed(as_json: bool = JSON) -> None:
    """List partners with state, channel, documents, how their tests stand, and what crossed the wire last."""
    from gateway.application.partner_tests.overview import overview, plain_overview
    from gateway.entrypoints.rehearsing import config_tree

    gateway = built()
    with gateway.store.read() as work:
        found = overview(gateway.services, work, config_tree(gateway.settings))
    telling.partners([plain_overview(one) for one in found], as_json=as_json)


def show(partner: str = PARTNER, as_json: bool = JSON) -> None:
    """Print what is agreed with a partner, its next control numbers, how its tests stand, and its file."""
    from gateway.application.partner_tests.overview import counters, overview, plain_overview
    from gateway.entrypoints.rehearsing import config_tree

    gateway = built()
    profile = gateway.services.directory.get(partner)
    with gateway.store.read() as work:
        found = overview(gateway.services, work, config_tree(gateway.settings), only=partner)[0]
        numbers = counters(work, profile)
    text = gateway.services.directory.text(partner)
    if as_json:
        said = plain_overview(found)
        say_json(said | {"control_numbers": numbers, "profile": text})
        return
    tested = {one.scenario: one.at.isoformat() for one in found.trials}
    telling.partner(
        plain_overview(found) | {"control_numbers": numbers, "profile": text, "tested_at": tested}
    )


def new(
    code: str = typer.Argument(metavar="CODE", help="Small letters, digits, - and _: the name of its file."),
    *,
    name: str = typer.Option(metavar="NAME", help="What people call them."),
    them: str = typer.Option(metavar="QUALIFIER:ID[:GROUP]", help="Who they are in ISA and GS."),
    us: str = typer.Option(metavar="QUALIFIER:ID[:GROUP]", help="Who we are to them."),
    template: str = typer.Option("retail-4010", help="What to begin with; one of partner new --list."),
    channel: list[str] = CHANNEL,
    document: list[str] = SETS,
    sample: list[str] = SAMPLES,
    dry_run: bool = DRY_RUN,
) -> None:
    """Begin a partner: its profile, a map for each document (proposed from samples if there are any), a scenario.

    Everything is a file in the folder of your configuration, meant to be edited. The partner is a draft.
    """
    from gateway.application.configuring.beginning import Beginning, begin, identity_of, templates
    from gateway.errors import NotFound
    from gateway.settings import shipped

    gateway = built()
    known = templates(shipped("partners"))
    if code in {one.code for one in gateway.services.directory.all()}:
        raise typer.BadParameter(f"there is a partner {code} already", param_hint="CODE")
    given = Beginning(
        code=code,
        name=name,
        template=template,
        them=identity_of(them),
        us=identity_of(us),
        transport=dict(_pair(one) for one in channel),
        documents=tuple(document),
        samples={Path(one).name: read_input(one) for one in sample},
    )
    try:
        files = begin(gateway.services.library, given, known)
    except NotFound as unknown:
        raise typer.BadParameter(str(unknown)) from unknown
    write(gateway, dict(files), dry_run=dry_run, reason=f"partner {code} begun")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{shown(text)} should be KEY=VALUE", param_hint="--channel")
    return key, value


def try_out(
    partner: str = PARTNER,
    scenario: str = typer.Option("", help="One scenario: the name of its file; all, unless given."),
    junit: Path | None = JUNIT,
    html: Path | None = HTML,
    record: bool = typer.Option(True, help="Remember how it came out: a partner goes live only so."),
    as_json: bool = JSON,
) -> None:
    """Play a partner's scenarios, each on a gateway of its own with a clock that stands still.

    Nothing is sent to anybody. Exit code 1 where a scenario did not come out as it says.
    """
    from gateway.application.partner_tests.reports import as_html, as_junit
    from gateway.application.partner_tests.running import plain
    from gateway.entrypoints.rehearsing import rehearse

    results = rehearse(built(), partner, scenario=scenario, actor=WHO, keep=record)
    if junit:
        write_out(junit, as_junit(results).encode())
    if html:
        write_out(html, as_html(results).encode())
    told = [
        {"partner": partner, "scenario": one.scenario.id, "passed": one.passed, "steps": plain(one)}
        for one in results
    ]
    heads = {one.scenario.id: (one.scenario.name, one.scenario.path) for one in results}
    telling.results(told, heads, as_json=as_json)


def go_live(partner: str = PARTNER, dry_run: bool = DRY_RUN) -> None:
    """Let a partner trade in earnest: state live, usage P. Refused until its scenarios passed with these very files."""
    from gateway.application.configuring.states import gone_live
    from gateway.entrypoints.rehearsing import config_tree

    gateway = built()
    with gateway.store.read() as work:
        files = gone_live(gateway.services, work, config_tree(gateway.settings), partner)
    write(gateway, files, dry_run=dry_run, reason=f"partner {partner} goes live")


def pause(partner: str = PARTNER, dry_run: bool = DRY_RUN) -> None:
    """Stop trading with a partner: what arrives is kept for a person, nothing new leaves."""
    _to(partner, "paused", dry_run=dry_run)


def resume(partner: str = PARTNER, dry_run: bool = DRY_RUN) -> None:
    """Trade with a partner again, in test; go-live makes it earnest."""
    _to(partner, "testing", dry_run=dry_run)


def _to(partner: str, state: str, *, dry_run: bool) -> None:
    from gateway.application.configuring.states import in_state
    from gateway.entrypoints.rehearsing import config_tree

    gateway = built()
    gateway.services.directory.get(partner)
    files = in_state(config_tree(gateway.settings), partner, state)
    write(gateway, files, dry_run=dry_run, reason=f"partner {partner} {state}")
