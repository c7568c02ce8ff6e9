"""Verbs for the people who run the gateway: up, web, worker, scheduler, db, load, reprocess, resend, settle, health."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli import telling
from gateway.entrypoints.cli.servers import remotely
from gateway.entrypoints.cli.terminal import Exit, say, say_json, shown
from gateway.errors import ConfigurationFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gateway.bootstrap import Gateway

CONSOLE_USER = "command line"
PORT = 8000
CSV_FILE = typer.Argument(
    metavar="FILE", help="A CSV file in UTF-8 with a row of headings.", exists=True, dir_okay=False
)
DRY_RUN = typer.Option(False, "--dry-run", help="Say what would be done, and do nothing.")
OUTBOUND = typer.Argument(metavar="ID", help="An outbound document, as its page names it.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("up", short_help="Serve the web application and do the work, in one process.")(up)
    app.command("web", short_help="Serve the web application only, beside workers elsewhere.")(web)
    app.command("worker", short_help="Do the work only, beside others on the same database.")(worker)
    app.command("scheduler", short_help="Keep the timetable only, beside others on the same database.")(
        scheduler
    )
    app.command("load", short_help="Load items, prices, promotions, taxes, supply and more from CSV.")(load)
    app.command("reprocess", short_help="Read stored bytes again, by today's maps and profiles.")(
        remotely("reprocess", reprocess)
    )
    app.command("resend", short_help="Deliver the same bytes again, under the same numbers.")(
        remotely("resend", resend)
    )
    app.command("reissue", short_help="Write a document anew, under new numbers, and deliver it.")(
        remotely("reissue", reissue)
    )
    app.command("settle", short_help="Say that a document kept for a person was dealt with.")(settle)
    app.command("health", short_help="Ask a running gateway whether it is ready.")(health)
    database = typer.Typer(help="The database: where it is, up to date, or back.", no_args_is_help=True)
    database.command("upgrade", short_help="Bring it up to the tables this release works with.")(upgrade)
    database.command("downgrade", short_help="Take it back to an older revision.")(downgrade)
    database.command("current", short_help="Print its revision, and the one this release works with.")(
        current
    )
    app.add_typer(database, name="db")


def up(
    host: str = typer.Option("127.0.0.1", help="The address to serve."),
    port: int = typer.Option(PORT, min=0, max=65535, help="The port to serve; 0 is any free one."),
) -> None:
    """Serve the web application and do the work, in this process, until a signal ends it."""
    from gateway.entrypoints.ending import Ending
    from gateway.entrypoints.serving import Web, working

    gateway = _built(prepared=True, patient=True)
    served = Web(gateway, host, port)
    ending = Ending()
    say(f"gateway at {served.address}, data in {gateway.settings.data_dir}, {gateway.settings.environment}")
    with closing_its_database(gateway), working(gateway), served.running(or_else=ending.ask):
        ending.wait()


@contextmanager
def closing_its_database(gateway: "Gateway") -> "Iterator[None]":
    """Give the connections back when the block ends."""
    try:
        yield
    finally:
        gateway.engine.dispose()


def web(
    host: str = typer.Option("127.0.0.1", help="The address to serve."),
    port: int = typer.Option(PORT, min=0, max=65535, help="The port to serve; 0 is any free one."),
) -> None:
    """Serve the web application in this process until a signal ends it; others do the work and keep the timetable."""
    from gateway.entrypoints.ending import Ending
    from gateway.entrypoints.serving import Web, watching

    gateway = _built(prepared=True, patient=True)
    served = Web(gateway, host, port)
    ending = Ending()
    say(f"gateway at {served.address}, web only, {gateway.settings.environment}")
    with closing_its_database(gateway), watching(gateway), served.running(or_else=ending.ask):
        ending.wait()


def worker(
    threads: int = typer.Option(2, min=1, max=64, help="How many threads do the work."),
    timer: bool = typer.Option(True, "--timer/--no-timer", help="Keep the timetable too, as any node may."),
) -> None:
    """Do the work in this process, without the web application, until a signal ends it."""
    _until_a_signal(workers=threads, timer=timer, what=_counted(threads, "worker"))


def scheduler() -> None:
    """Keep the timetable in this process, and do nothing else, until a signal ends it; any number may."""
    _until_a_signal(workers=0, timer=True, what="timetable")


def _until_a_signal(*, workers: int, timer: bool, what: str) -> None:
    from gateway.entrypoints.ending import Ending
    from gateway.entrypoints.serving import working

    gateway = _built(prepared=True, patient=True)
    ending = Ending()
    say(f"{what} on {gateway.engine.url.render_as_string(hide_password=True)}")
    with closing_its_database(gateway), working(gateway, workers=workers, timer=timer):
        ending.wait()


def load(
    kind: str = typer.Argument(
        metavar="KIND",
        help="items, cross-references, prices, promotions, taxes, rates, supply or one of the others.",
    ),
    file: Path = CSV_FILE,
) -> None:
    """Load items, partners' names for them, prices or supply from a CSV file; no row where one is wrong."""
    import csv

    from gateway.application.stocking import TABLES, load_beside_others

    if kind not in TABLES:
        raise typer.BadParameter(f"should be one of {', '.join(TABLES)}", param_hint="KIND")
    gateway = _built(prepared=True)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines, restkey="(cells beyond the headings)", restval=""))
        if not rows:
            raise ConfigurationFault(f"{file} has no rows below its headings")
        count = load_beside_others(gateway.services, gateway.store, kind, rows)
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise ConfigurationFault(f"{file} is not a CSV file in UTF-8") from wrong
    say(f"{count} {kind} loaded")


def reprocess(
    ref: str = typer.Argument(metavar="ID", help="A transmission, interchange or document."),
    dry_run: bool = DRY_RUN,
    diff: bool = typer.Option(False, "--diff", help="Print what comes out otherwise than it did."),
    as_json: bool = typer.Option(False, "--json", help="Print the difference as one JSON array."),
) -> None:
    """Read stored bytes again, by today's maps and profiles; a worker does it."""
    from gateway.application.reprocessing import reprocess as ask

    gateway = _built()
    if diff or as_json:
        _tell_difference(gateway, ref, as_json=as_json)
    if as_json and dry_run:
        return
    transmission = ask(gateway.services, gateway.store, ref, actor=CONSOLE_USER, dry_run=dry_run)
    say(f"transmission {transmission} {_will(dry_run)} be processed again")


def _tell_difference(gateway: "Gateway", ref: str, *, as_json: bool) -> None:
    from gateway.application.regressing.replaying import plain_replay, replay

    with gateway.store.read() as work:
        found = replay(gateway.services, work, ref)
    if as_json:
        say_json([plain_replay(one) for one in found])
        return
    telling.differences({"set_id": one.document.set_id, **plain_replay(one)} for one in found)


def resend(document: str = OUTBOUND, dry_run: bool = DRY_RUN) -> None:
    """Deliver a document once more: the same bytes under the same numbers; a worker does it."""
    from gateway.application.reprocessing import resend as ask

    gateway = _built()
    name = ask(gateway.services, gateway.store, document, actor=CONSOLE_USER, dry_run=dry_run)
    say(f"{name} {_will(dry_run)} be delivered again")


def settle(
    document: str = typer.Argument(metavar="ID", help="An inbound document that was kept for a person."),
) -> None:
    """Write down that somebody dealt with a document that nothing here handles by itself."""
    from gateway.application.keeping import settle as ask

    gateway = _built()
    name = ask(gateway.services, gateway.store, document, actor=CONSOLE_USER)
    say(f"{name} waits for nobody any more")


def reissue(document: str = OUTBOUND, dry_run: bool = DRY_RUN) -> None:
    """Write a document anew, by today's map and under new control numbers, and deliver it; a worker does it."""
    from gateway.application.reprocessing import reissue as ask

    gateway = _built()
    made = ask(gateway.services, gateway.store, document, actor=CONSOLE_USER, dry_run=dry_run)
    if dry_run:
        say(f"{made.set_id} {made.reference} would take its place, {made.delivery}{_why(made.reason)}")
        return
    say(f"document {made.id} takes its place")


def _will(dry_run: bool) -> str:
    return "would" if dry_run else "will"


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""


def health(
    url: str = typer.Option(f"http://127.0.0.1:{PORT}", help="Where the gateway is served."),
) -> None:
    """Ask a running gateway whether it is ready; ends with 0 if it is and 3 if it is not."""
    import httpx2

    try:
        answer = httpx2.get(f"{url.rstrip('/')}/readyz", timeout=4)
    except httpx2.HTTPError as error:
        say(f"{url} cannot be reached: {error}", err=True)
        raise typer.Exit(Exit.ENVIRONMENT) from error
    say(answer.text.strip())
    raise typer.Exit(Exit.CLEAN if answer.is_success else Exit.ENVIRONMENT)


def upgrade() -> None:
    """Bring the database to the tables this release works with."""
    from gateway.adapters.db import migrating

    gateway = _built()
    migrating.migrate(gateway.engine)
    say(f"at revision {migrating.current(gateway.engine)}")


def downgrade(
    to: str = typer.Option(
        metavar="REVISION", help="A revision, -1 for one step back, or base for no tables."
    ),
) -> None:
    """Take the database back to an older revision; what its tables cannot hold is lost, so back it up first."""
    from alembic.util import CommandError

    from gateway.adapters.db import migrating

    gateway = _built()
    try:
        migrating.downgrade(gateway.engine, to=to)
    except CommandError as wrong:
        raise typer.BadParameter(f"there is no revision {shown(to)}", param_hint="--to") from wrong
    say(f"at revision {migrating.current(gateway.engine) or 'none'}")


def current() -> None:
    """Print the database's revision and the one this release works with."""
    from gateway.adapters.db import migrating

    gateway = _built()
    say_json({"current": migrating.current(gateway.engine), "expected": migrating.expected()})


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _built(*, prepared: bool = False, patient: bool = False) -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load as load_settings

    logs.configure()
    gateway = build(load_settings())
    if patient:
        from gateway.entrypoints.starting import await_database

        await_database(gateway)
    if prepared:
        prepare(gateway)
    return gateway
