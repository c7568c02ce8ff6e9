"""Verbs about what is to come and what did not leave: expected, dead, circuits."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from gateway.entrypoints.cli import telling
from gateway.entrypoints.cli.servers import remotely
from gateway.entrypoints.cli.terminal import brief, say, say_json

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway

MOST_AT_ONCE = 1000
ACTOR = "command line"
JSON = typer.Option(False, "--json", help="Print JSON.")
LIMIT = typer.Option(50, min=1, max=1000, help="How many to list at most.")
PARTNER = typer.Option("", help="Only of this partner.")
LETTERS = typer.Argument(None, metavar="[ID]...", help="Dead letters, as the list names them.")
DRY_RUN = typer.Option(False, "--dry-run", help="Say what would be done, and do nothing.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    expecting = typer.Typer(help="What has to come or to leave by an instant.", no_args_is_help=True)
    expecting.command("list", short_help="List what is expected, the first to be due first.")(expected)
    expecting.command("withdraw", short_help="Wait for something no longer.")(withdraw)
    app.add_typer(expecting, name="expected")
    dead = typer.Typer(help="Work that was given up, with the reason.", no_args_is_help=True)
    dead.command("list", short_help="List dead letters, newest first.")(list_dead)
    dead.command("resend", short_help="Put dead letters back to work.")(resend_dead)
    app.add_typer(dead, name="dead")
    circuits = typer.Typer(help="Partners nobody can reach at the moment.", no_args_is_help=True)
    circuits.command("list", short_help="List partners that could not be reached last time.")(
        remotely("circuits list", list_circuits)
    )
    circuits.command("close", short_help="Try a partner again now.")(
        remotely("circuits close", close_circuit)
    )
    app.add_typer(circuits, name="circuits")


def expected(
    partner: str = PARTNER,
    kind: str = typer.Option("", help="Only receipt, acknowledgement or answer."),
    state: str = typer.Option("", help="Only this state; without it all that is open."),
    limit: int = LIMIT,
    json: bool = JSON,
) -> None:
    """List the acknowledgements we wait for and the answers we owe, with when they are due."""
    from gateway.application.expecting import standing

    gateway = _built()
    with gateway.store.read() as work:
        found = standing(work, limit, partner=partner, kind=kind, state=state)
    if json:
        say_json([_plain(one) for one in found])
        return
    for one in found:
        say(
            f"{_shown(one.due_at)}  {one.state:<9} {one.partner:<12} {one.kind:<16} {brief(one.title)}  {one.id}"
        )
    say(f"{len(found)} expected")


def withdraw(
    expectation: str = typer.Argument(metavar="ID", help="What is expected, as the list names it."),
    reason: str = typer.Option(help="Why it need not come."),
) -> None:
    """Wait for something no longer, for the reason given."""
    from gateway.application.expecting import withdraw as ask

    gateway = _built()
    gone = ask(gateway.services, gateway.store, expectation, reason=reason, actor=ACTOR)
    say(f"{gone.title or gone.kind} is waited for no longer")


def list_dead(partner: str = PARTNER, limit: int = LIMIT, json: bool = JSON) -> None:
    """List work that was given up: what it was about, and why."""
    gateway = _built()
    with gateway.store.read() as work:
        found, count = work.jobs.dead(limit, partner=partner), work.jobs.dead_count()
    if json:
        say_json([_plain(one) for one in found])
        return
    for one in found:
        say(f"{_shown(one.died_at)}  {one.kind:<12} {one.partner:<12} {one.ref}  {one.id}")
        say(f"    {brief(one.error)}")
    say(f"{len(found)} shown of {count}")


def resend_dead(
    letters: list[str] = LETTERS,
    partner: str = typer.Option("", help="All of this partner, in the order in which they died."),
    dry_run: bool = DRY_RUN,
) -> None:
    """Put dead letters back to work as they were: the same bytes, names and numbers; a worker does it."""
    from gateway.application.dead_letters import resend_dead as ask

    if bool(letters) == bool(partner):
        raise typer.BadParameter("name dead letters, or a partner", param_hint="ID")
    gateway = _built()
    if partner:
        with gateway.store.read() as work:
            letters = [one.id for one in reversed(work.jobs.dead(MOST_AT_ONCE, partner=partner))]
    for letter in letters:
        found = ask(gateway.services, gateway.store, letter, actor=ACTOR, dry_run=dry_run)
        say(f"{found.kind} {found.ref} {'would be' if dry_run else 'is'} put back to work")


def list_circuits(json: bool = JSON) -> None:
    """List partners that could not be reached last time, since when, why, and when they are tried next."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.circuits.all()
    telling.circuits([_plain(one) for one in found], as_json=json)


def close_circuit(partner: str = typer.Argument(metavar="PARTNER", help="A partner's code.")) -> None:
    """Try a partner again now, with all that waits for it."""
    from gateway.application.circuits import close

    gateway = _built()
    waited = close(gateway.services, gateway.store, partner, actor=ACTOR)
    say(f"{partner} is tried again now; {waited} waited")


def _plain(record: Any) -> dict[str, Any]:  # noqa: ANN401 - records have no common type
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(record).items()
    }


def _shown(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway
