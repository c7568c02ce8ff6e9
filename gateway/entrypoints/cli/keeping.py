"""Verbs that look after the gateway: doctor, backup, archive, prune, support-bundle."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli import telling
from gateway.entrypoints.cli.servers import remotely
from gateway.entrypoints.cli.terminal import Exit, say, say_json, write_out

if TYPE_CHECKING:
    from gateway.adapters.db.backups import Copies
    from gateway.application.operating.checks import Check
    from gateway.bootstrap import Gateway

CONSOLE_USER = "command line"
JSON = typer.Option(False, "--json", help="Print JSON.")
FOLDER = typer.Argument(metavar="FOLDER", help="A backup, as `backup create` named it.", exists=True)
ARCHIVE = typer.Argument(metavar="FILE", help="An archive.", exists=True, dir_okay=False)
OUT = typer.Option(Path("support-bundle.zip"), help="Where to write it.")
PLACE = typer.Argument(None, metavar="[PLACE]", help="Where; `backups` in the data folder unless named.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("doctor", short_help="Look at everything, and say what mends what is wrong.")(
        remotely("doctor", doctor)
    )
    app.command("prune", short_help="Say what has grown old; `archive run` puts it away.")(prune)
    app.command("support-bundle", short_help="Pack what helpers have to know, without secrets.")(support)
    backup = typer.Typer(help="Copies of everything, looked at and put back.", no_args_is_help=True)
    backup.command("create", short_help="Copy the database and the files beside it, while all work.")(create)
    backup.command("verify", short_help="Look whether a backup is whole and unchanged.")(verify)
    backup.command("restore", short_help="Put a backup into an empty database and folder.")(restore)
    app.add_typer(backup, name="backup")
    archive = typer.Typer(help="Bytes grown old by what is agreed with partners.", no_args_is_help=True)
    archive.command("run", short_help="Write old bytes into archives, then remove them here.")(run)
    archive.command("show", short_help="List what an archive holds, and look that it is whole.")(show)
    app.add_typer(archive, name="archive")


def doctor(
    online: bool = typer.Option(False, "--online", help="Ask the network for partners' hosts too."),
    quick: bool = typer.Option(False, "--quick", help="The machine and the database only."),
    fix: bool = typer.Option(False, "--fix", help="Bring the database up to date first."),
    json: bool = JSON,
) -> None:
    """Look at everything: each line says how it is, why that matters and the command that mends it.

    Ends with 0 where all is well, 1 where something should be looked at, 3 where something is wrong.
    """
    found = _checks(online=online, quick=quick, fix=fix)
    told = [
        {"name": one.name, "state": one.state, "what": one.what, "why": one.why, "fix": one.fix}
        for one in found
    ]
    telling.checks(told, as_json=json)


def create(place: Path | None = PLACE, json: bool = JSON) -> None:
    """Copy the database as it stands at one instant, and the files beside it; nobody has to stop."""
    from gateway import __version__
    from gateway.adapters.db import migrating
    from gateway.application.operating.backing_up import About
    from gateway.application.operating.backing_up import create as make

    gateway = _built()
    with gateway.store.read() as work:
        last = work.seals.last()
    about = About(
        version=__version__,
        revision=migrating.current(gateway.engine),
        kind=gateway.engine.dialect.name,
        audit_head=last.digest if last else "",
        at=gateway.services.clock.now(),
    )
    data_dir = gateway.settings.data_dir
    made = make(_copies(gateway), place or data_dir / "backups", data_dir, about)
    if json:
        say_json({"folder": str(made.folder), "rows": sum(made.rows.values()), "files": len(made.files)})
        return
    say(f"{made.folder}: {sum(made.rows.values()):,} rows in {len(made.files)} files")


def verify(folder: Path = FOLDER, json: bool = JSON) -> None:
    """Look whether every file of a backup is there as it was, and whether its database is sound; ends with 1 if not."""
    from gateway.adapters.db.backups import Copies
    from gateway.application.operating.backing_up import verify as look

    wrong = look(Copies(), folder)
    if json:
        say_json({"sound": not wrong, "wrong": list(wrong)})
    else:
        for one in wrong:
            say(one)
        say(f"{folder}: {'broken' if wrong else 'whole and unchanged'}")
    raise typer.Exit(Exit.FINDINGS if wrong else Exit.CLEAN)


def restore(folder: Path = FOLDER) -> None:
    """Put a backup into the database of GATEWAY_DATABASE_URL and the folder GATEWAY_DATA_DIR, both empty."""
    from gateway.application.operating.backing_up import restore as put

    gateway = _built(prepared=False)
    kind = gateway.engine.dialect.name
    done = put(_copies(gateway), folder, gateway.settings.data_dir, kind=kind)
    say(f"{sum(done.rows.values()):,} rows of {done.about['at']} are back")


def run(place: Path | None = PLACE, json: bool = JSON) -> None:
    """Write bytes older than agreed into one archive a partner, read each back, and only then remove them here.

    Before that, what drop-ship orders say of consumers is masked, and their bytes removed, where `personal_days` are over.
    """
    from gateway.application.operating.archiving import archive
    from gateway.application.operating.forgetting import forget

    gateway = _built()
    where = place or gateway.settings.data_dir / "archive"
    forgotten = forget(gateway.services, gateway.store, actor=CONSOLE_USER)
    files = archive(gateway.services, gateway.store, where, actor=CONSOLE_USER)
    if json:
        say_json([str(one) for one in files])
        return
    for one in files:
        say(str(one))
    if forgotten:
        say(f"consumers of {forgotten} orders are masked")
    say("nothing has grown old" if not files else f"{len(files)} archives written")


def show(
    file: Path = ARCHIVE,
    json: bool = JSON,
) -> None:
    """List what an archive holds, by identifier, and look that each is what was archived."""
    from gateway.application.operating.archiving import opened

    held = [{"id": name, "size": len(content)} for name, content in opened(file)]
    if json:
        say_json(held)
        return
    for one in held:
        say(f"{one['id']} {one['size']:,} bytes")


def prune(
    dry_run: bool = typer.Option(True, "--dry-run", help="It only ever says: `archive run` does it."),
    json: bool = JSON,
) -> None:
    """Say, partner by partner, what has grown old by the profile's `retention`; nothing is removed."""
    from gateway.application.operating.archiving import due
    from gateway.application.operating.forgetting import remembered

    del dry_run
    gateway = _built()
    with gateway.store.read() as work:
        old = due(gateway.services, work)
        people = {one.partner: one for one in remembered(gateway.services, work)}
    if json:
        say_json(
            [
                {
                    "partner": one.partner,
                    "days": one.days,
                    "payloads": one.payloads,
                    "bytes": one.size,
                    "consumers": people[one.partner].orders if one.partner in people else 0,
                }
                for one in old
            ]
        )
        return
    for one in old:
        say(f"{one.partner:<16} {one.payloads:>8,} payloads, {one.size:,} bytes older than {one.days} days")
    for named in people.values():
        say(f"{named.partner:<16} {named.orders:>8,} orders name consumers for more than {named.days} days")
    if not old:
        say("no profile has a `retention`: everything is kept")


def support(
    out: Path = OUT,
) -> None:
    """Pack versions, settings, what the doctor found, queues and the last events: no documents and no secrets."""
    from gateway.entrypoints.bundling import bundle

    gateway = _built()
    content = bundle(gateway)
    with gateway.store.begin() as work:
        gateway.services.note(work, "support-bundle.taken", "support-bundle", actor=CONSOLE_USER)
        work.commit()
    write_out(out, content)


def _checks(*, online: bool, quick: bool, fix: bool) -> "tuple[Check, ...]":
    from gateway.adapters.db import migrating
    from gateway.application.operating.checks import BAD, Check
    from gateway.application.operating.machines import of_machine
    from gateway.entrypoints.machine import examined, machine_of
    from gateway.errors import StorageUnavailable

    gateway = _built(prepared=False)
    try:
        if fix:
            migrating.migrate(gateway.engine)
        machine = machine_of(gateway)
        if quick or machine.revision != machine.expected_revision:
            return tuple(of_machine(machine))
        return examined(gateway, online=online)
    except StorageUnavailable as away:
        return (
            Check(
                name="database",
                state=BAD,
                what=str(away),
                why="without it nothing works",
                fix="gateway db current",
            ),
        )


def _copies(gateway: "Gateway") -> "Copies":
    from gateway.adapters.db.backups import Copies

    return Copies(gateway.engine)


def _built(*, prepared: bool = True) -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    if prepared:
        prepare(gateway)
    return gateway
