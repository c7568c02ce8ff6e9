"""The configuration before and when it works: `config validate`, `schema`, `plan`, `apply`, `history`, `promote`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gateway.entrypoints.cli import telling
from gateway.entrypoints.cli.changing_files import WHO, built, plain_change, show, summed
from gateway.entrypoints.cli.servers import remotely
from gateway.entrypoints.cli.terminal import Exit, say, say_json, shown

if TYPE_CHECKING:
    from gateway.application.ports import Revision
    from gateway.settings import Settings

ALL = typer.Option(False, "--all", help="Load the maps that came with the gateway as well.")
JSON = typer.Option(False, "--json", help="Print one JSON object.")
REASON = typer.Option("", help="Why; it is kept with who and when.")
TO = typer.Option(..., "--to", metavar="DIR", help="The folder of the other environment's configuration.")
PARTNERS = typer.Argument(None, metavar="[PARTNER]...", help="Which partners; all, unless named.")
OF = typer.Argument(
    "partner", metavar="[FILES]", help="Of which files: partner, map or house (gateway.yaml)."
)
MOST = 20


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    group = typer.Typer(help="Maps and partners as files: right, planned, applied.", no_args_is_help=True)
    group.command("validate", short_help="Load them, and say all that is wrong.")(validate)
    group.command("schema", short_help="Print the JSON Schema of your files, for editors.")(schema)
    group.command("plan", short_help="Print what differs from what was applied last.")(
        remotely("config plan", plan)
    )
    group.command("apply", short_help="Let the files work, and keep them as a revision.")(
        remotely("config apply", apply)
    )
    group.command("history", short_help="List revisions: who, when, which commit.")(
        remotely("config history", history)
    )
    group.command("diff", short_help="Print what differs between two revisions.")(diff)
    group.command("restore", short_help="Write the files of a revision back.")(
        remotely("config restore", restore)
    )
    group.command("promote", short_help="Carry tested partners to another environment.")(promote)
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
    names = maps.names() if whole else own_maps(settings)
    proved = prove(maps, names, lambda: directory(settings))
    faults = (*proved.faults, *_scenario_faults(settings, proved.partners))
    if as_json:
        say_json({"maps": proved.maps, "partners": proved.partners, "faults": faults})
    elif faults:
        for fault in faults:
            say(f"gateway: {fault}", err=True)
    else:
        say(f"{_counted(len(proved.maps), 'map')} and {_counted(len(proved.partners), 'partner')} are right")
    if faults:
        raise typer.Exit(Exit.ENVIRONMENT)


def _scenario_faults(settings: "Settings", partners: tuple[str, ...]) -> list[str]:
    """Return what is wrong with the partners' scenarios."""
    from gateway.application.configuring.tree import read
    from gateway.application.partner_tests.scenarios import scenarios_of
    from gateway.errors import ConfigurationFault

    tree, faults = read(settings.config_dir), []
    for partner in partners:
        try:
            scenarios_of(tree, partner)
        except ConfigurationFault as wrong:
            faults += str(wrong).splitlines()
    return faults


def own_maps(settings: "Settings") -> tuple[str, ...]:
    """Return the names of the operator's own maps; of all, where there are none or the standard itself is told anew."""
    from gateway.application.documents import CLASSES
    from gateway.mapping.library import Library

    folders = settings.maps()
    ours_too = len(folders) == 1 or folders[-1].joinpath("standards").is_dir()
    return Library(folders if ours_too else folders[-1:], CLASSES).names()


def schema(of: str = OF) -> None:
    """Print the JSON Schema of the files under partners/ or mappings/, or of gateway.yaml: editors complete and check them by it."""
    made = schemas()
    if of not in made:
        raise typer.BadParameter(f"should be one of: {', '.join(made)}", param_hint="FILES")
    say_json(made[of])


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schemas there are, by what they are of."""
    from gateway.adapters.transports import SETTINGS
    from gateway.mapping.schema import schema as of_maps
    from gateway.profiles.schema import house_schema
    from gateway.profiles.schema import schema as of_profiles

    return {"partner": of_profiles(SETTINGS), "map": of_maps(), "house": house_schema()}


def plan(as_json: bool = JSON) -> None:
    """Print how the files differ from the revision that was applied last. Exit code 1 where they do."""
    from gateway.application.configuring.revising import standing
    from gateway.entrypoints.rehearsing import config_tree

    gateway = built()
    with gateway.store.read() as work:
        now = standing(work, config_tree(gateway.settings))
    since = now.revision.id if now.revision else None
    telling.plan(since, [plain_change(one) for one in now.changes], as_json=as_json)


def apply(reason: str = REASON, as_json: bool = JSON) -> None:
    """Prove the files, let them work and keep them as a revision, with the commit they are at. Counters stay as they are."""
    from gateway.entrypoints.configuring import apply_now

    revision = apply_now(built(), actor=WHO, reason=reason)
    telling.applied(_revision(revision) if revision else None, as_json=as_json)


def history(as_json: bool = typer.Option(False, "--json", help="Print one JSON array.")) -> None:
    """List what was applied, the newest first: when, by whom, at which commit, and why."""
    gateway = built()
    with gateway.store.read() as work:
        found = work.configurations.recent(MOST)
    telling.history([_revision(one) for one in found], as_json=as_json)


def _revision(one: "Revision") -> dict[str, object]:
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "actor": one.actor,
        "git_sha": one.git_sha,
        "reason": one.reason,
        "files": one.files,
    }


def diff(
    before: str = typer.Argument(metavar="BEFORE", help="A revision."),
    after: str = typer.Argument("", metavar="[AFTER]", help="Another; the files as they are, unless given."),
) -> None:
    """Print how two revisions differ, or a revision and the files, as a patch."""
    from gateway.application.configuring.planning import patch
    from gateway.application.configuring.planning import plan as planned
    from gateway.application.configuring.revising import tree_of
    from gateway.entrypoints.rehearsing import config_tree

    gateway = built()
    with gateway.store.read() as work:
        old = tree_of(work, work.configurations.get(before))
        new = tree_of(work, work.configurations.get(after)) if after else config_tree(gateway.settings)
    say(patch(planned(old, new)).rstrip("\n"))


def restore(
    revision: str = typer.Argument(metavar="REVISION", help="A revision, as config history names it."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show the difference, and write nothing."),
) -> None:
    """Write the files of a revision back into the folder, and let them work again."""
    from gateway.application.configuring.revising import as_it_was
    from gateway.entrypoints.cli.changing_files import write
    from gateway.entrypoints.rehearsing import config_tree

    gateway = built()
    with gateway.store.read() as work:
        changes = as_it_was(work, revision, config_tree(gateway.settings))
    files = {one.path: None if one.kind == "removed" else one.after for one in changes}
    write(gateway, files, dry_run=dry_run, reason=f"back to {revision}")


def promote(
    partners: list[str] | None = PARTNERS,
    to: Path = TO,
    dry_run: bool = typer.Option(False, "--dry-run", help="Show the difference, and write nothing."),
) -> None:
    """Carry partners with their maps and scenarios into another environment's folder; there they are applied.

    Refused for a partner whose scenarios did not pass with just these files. What its state and usage are in the
    other environment stays.
    """
    from gateway.application.configuring.promoting import promote as decided
    from gateway.application.configuring.tree import read, write
    from gateway.entrypoints.rehearsing import config_tree

    gateway = built()
    if not to.is_dir():
        raise typer.BadParameter(f"there is no folder {shown(str(to))}", param_hint="--to")
    with gateway.store.read() as work:
        source = config_tree(gateway.settings)
        promotion = decided(gateway.services, work, source, read(to), partners=tuple(partners or ()))
    show(promotion.changes)
    for refused in promotion.refusals:
        say(f"gateway: {refused}", err=True)
    if promotion.refusals:
        raise typer.Exit(Exit.FINDINGS)
    if not dry_run:
        write(to, {one.path: one.after for one in promotion.changes})
        with gateway.store.begin() as work:
            promoted = [one.path for one in promotion.changes]
            gateway.services.note(work, "config.promoted", str(to), actor=WHO, files=promoted)
            work.commit()
    say(f"{summed(promotion.changes)}{'; nothing was written' if dry_run else ''}")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
