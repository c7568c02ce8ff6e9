"""Verbs about people and programs who come in: users, tokens, the audit trail, webhooks."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from gateway.entrypoints.cli.terminal import Exit, say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import Enum

    from gateway.bootstrap import Gateway

CONSOLE_USER = "command line"
JSON = typer.Option(False, "--json", help="Print JSON.")
NAME = typer.Argument(metavar="NAME", help="The user's name.")
ROLES = typer.Option(
    [], "--role", help="viewer, order-desk, integrator, operator, admin, auditor or partner; again for more."
)
OF = typer.Option("", "--partner", help="Whose they are, with the role partner.")
PASSWORD_FILE = typer.Option(None, help="A file that holds the password, instead of standard input.")
EnumOf = TypeVar("EnumOf", bound="Enum")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    user = typer.Typer(help="Who may come in, and as what.", no_args_is_help=True)
    user.command("add", short_help="Make a user; the password is read from standard input.")(add)
    user.command("list", short_help="List every user.")(users)
    user.command("role", short_help="Give a user other roles; their sessions end.")(role)
    user.command("passwd", short_help="Give a user a new password; their sessions end.")(passwd)
    user.command("disable", short_help="Let a user in no longer, from now on.")(disable)
    user.command("enable", short_help="Let a user in again.")(enable)
    app.add_typer(user, name="user")
    token = typer.Typer(help="What lets programs in.", no_args_is_help=True)
    token.command("create", short_help="Make a token; it is shown this once.")(create)
    token.command("list", short_help="List tokens, never what they are.")(tokens)
    token.command("revoke", short_help="Let a token in no longer, from now on.")(revoke)
    app.add_typer(token, name="token")
    audit = typer.Typer(help="Who did what: the chained trail.", no_args_is_help=True)
    audit.command("verify", short_help="Look whether anything in the trail was tampered with.")(verify)
    audit.command("export", short_help="Print the trail as CSV.")(export)
    app.add_typer(audit, name="audit")
    webhook = typer.Typer(help="Programs that are told of events.", no_args_is_help=True)
    webhook.command("add", short_help="Tell an address of events; its secret is shown this once.")(hook)
    webhook.command("list", short_help="List who is told of what.")(hooks)
    webhook.command("test", short_help="Send a message that says it is a trial.")(trial)
    webhook.command("log", short_help="List what was sent, newest first.")(log)
    webhook.command("redeliver", short_help="Send a message again, under the same id.")(redeliver)
    webhook.command("remove", short_help="Tell an address no longer.")(unhook)
    app.add_typer(webhook, name="webhook")


def add(
    name: str = NAME,
    role: list[str] = ROLES,
    partner: str = OF,
    password_file: Path | None = PASSWORD_FILE,
    no_password: bool = typer.Option(
        False, "--no-password", help="They come by single sign-on or token only."
    ),
) -> None:
    """Make a user. The password is read from standard input, its first line."""
    from gateway.application.people.users import add_user
    from gateway.domain.users import Role

    gateway = _built()
    made = add_user(
        gateway.services,
        gateway.store,
        name,
        roles=_each(Role, role, "--role"),
        partner=partner,
        password="" if no_password else _password(password_file),
        passwords=gateway.passwords,
        actor=CONSOLE_USER,
    )
    say(f"{made.name} may come in as {', '.join(made.roles)}")


def users(json: bool = JSON) -> None:
    """List every user: name, roles, partner, whether they may come in."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.people.all()
    if json:
        say_json(
            [
                {"name": one.name, "roles": list(one.roles), "partner": one.partner, "state": one.state}
                for one in found
            ]
        )
        return
    for one in found:
        say(f"{one.name:<24} {one.state:<9} {', '.join(one.roles)} {one.partner}".rstrip())
    if not found:
        say("there is no user: `gateway user add NAME --role admin` makes the first")


def role(name: str = NAME, role: list[str] = ROLES, partner: str = OF) -> None:
    """Give a user other roles, in place of those they have."""
    from gateway.application.people.users import set_roles
    from gateway.domain.users import Role

    gateway = _built()
    roles = _each(Role, role, "--role")
    made = set_roles(gateway.services, gateway.store, name, roles=roles, partner=partner, actor=CONSOLE_USER)
    say(f"{made.name} may come in as {', '.join(made.roles)}")


def passwd(name: str = NAME, password_file: Path | None = PASSWORD_FILE) -> None:
    """Give a user a new password, read from standard input, its first line."""
    from gateway.application.people.users import set_password

    gateway = _built()
    set_password(
        gateway.services,
        gateway.store,
        name,
        password=_password(password_file),
        passwords=gateway.passwords,
        actor=CONSOLE_USER,
    )
    say(f"{name} has a new password")


def disable(name: str = NAME) -> None:
    """Let a user in no longer: sessions end, tokens open nothing."""
    _set_state(name, active=False)


def enable(name: str = NAME) -> None:
    """Let a user in again."""
    _set_state(name, active=True)


def create(
    user: str = typer.Argument(metavar="USER", help="As whom the program comes in."),
    name: str = typer.Option(help="What the token is for."),
    scope: list[str] = typer.Option(  # noqa: B008 - typer reads options off the parameters
        [], help="What it may: look, payload, decide, supply, operate ...; again for more."
    ),
    days: int = typer.Option(90, min=1, max=366, help="How long it lasts."),
    json: bool = JSON,
) -> None:
    """Make a token for a program; it is printed this once and kept by nobody."""
    from gateway.application.people.tokens import make_token
    from gateway.domain.users import May

    gateway = _built()
    kept, token = make_token(
        gateway.services,
        gateway.store,
        user,
        name=name,
        scopes=_each(May, scope, "--scope"),
        lasts=timedelta(days=days),
        actor=CONSOLE_USER,
    )
    if json:
        say_json({"id": kept.id, "token": token, "ends_at": kept.ends_at.isoformat()})
        return
    say(f"token {kept.id} until {kept.ends_at:%Y-%m-%d}: keep this, it is not shown again")
    say(token)


def tokens(user: str = typer.Option("", help="Of one user."), json: bool = JSON) -> None:
    """List tokens: whose, for what, what they may, until when, when they were used last."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.people.tokens(user)
    plain: list[dict[str, Any]] = [
        {
            "id": one.id,
            "user": one.user,
            "name": one.name,
            "scopes": list(one.scopes),
            "ends_at": one.ends_at.isoformat(),
            "used_at": one.used_at.isoformat() if one.used_at else None,
            "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
        }
        for one in found
    ]
    if json:
        say_json(plain)
        return
    for line in plain:
        over = "revoked" if line["revoked_at"] else f"until {line['ends_at'][:10]}"
        say(f"{line['id']} {line['user']:<16} {over:<17} {','.join(line['scopes'])} {line['name']}")


def revoke(token: str = typer.Argument(metavar="ID", help="The token's id.")) -> None:
    """Let a token in no longer, from now on."""
    from gateway.application.people.tokens import revoke as ask

    gateway = _built()
    kept = ask(gateway.services, gateway.store, token, actor=CONSOLE_USER)
    say(f"token {kept.id} of {kept.user} opens nothing any more")


def verify(
    head: str = typer.Option(
        "", help="A head printed earlier and kept elsewhere: tells a trail that was cut off."
    ),
    json: bool = JSON,
) -> None:
    """Look whether a line of the trail was changed, removed or slipped in; ends with 1 if one was."""
    from gateway.application.people.auditing import verify as look
    from gateway.domain.canonical import to_plain

    gateway = _built()
    with gateway.store.read() as work:
        verdict = look(gateway.services, work, head=head)
    if json:
        say_json(
            {
                "sound": verdict.sound,
                "places": verdict.places,
                "head": verdict.head,
                "pending": verdict.pending,
                "breaks": [
                    {
                        "what": one.what,
                        "seq": one.seq,
                        "event": one.event,
                        "at": to_plain(one.at) if one.at else None,
                    }
                    for one in verdict.breaks
                ],
            }
        )
    else:
        for one in verdict.breaks:
            at = f" of {one.at:%Y-%m-%d %H:%M:%S}" if one.at else ""
            say(f"{one.what:<8} place {one.seq} {one.event}{at}".rstrip())
        state = "sound" if verdict.sound else "BROKEN"
        say(f"{state}: {verdict.places} lines sealed, {verdict.pending} wait, head {verdict.head or 'none'}")
    raise typer.Exit(Exit.CLEAN if verdict.sound else Exit.FINDINGS)


def export(
    actor: str = typer.Option("", help="Of one person."),
    what: str = typer.Option("", help="Of one event, such as order.rejected-by-person."),
    partner: str = typer.Option("", help="About one partner."),
) -> None:
    """Print the trail as CSV, newest first."""
    from gateway.application.people.trail import Asked, csv_lines

    gateway = _built()
    with gateway.store.read() as work:
        for line in csv_lines(work, Asked(actor=actor, what=what, partner=partner)):
            say(line.rstrip("\r\n"))


def hook(
    url: str = typer.Argument(metavar="URL", help="An https address."),
    event: list[str] = typer.Option(["*"], help="order.held, order.* or *; again for more."),  # noqa: B008 - typer reads options off the parameters
    partner: str = typer.Option("", help="Of one partner only."),
    json: bool = JSON,
) -> None:
    """Tell an address of events from now on, signed by the Standard Webhooks scheme."""
    from gateway.application.operating.webhooks import add_endpoint

    gateway = _built()
    made, secret = add_endpoint(
        gateway.services,
        gateway.store,
        gateway.as2.vault,
        url=url,
        events=event,
        partner=partner,
        actor=CONSOLE_USER,
    )
    if json:
        say_json({"id": made.id, "secret": secret})
        return
    say(f"webhook {made.id}: keep this secret, it is not shown again")
    say(secret)


def hooks(json: bool = JSON) -> None:
    """List the addresses that are told, of what, and whether they are switched on."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.webhooks.all()
    if json:
        say_json(
            [{"id": one.id, "url": one.url, "events": list(one.events), "state": one.state} for one in found]
        )
        return
    for one in found:
        say(f"{one.id} {one.state:<7} {one.url} {','.join(one.events)}")


def trial(endpoint: str = typer.Argument(metavar="ID", help="The webhook.")) -> None:
    """Send a message that says it is a trial; a worker does it."""
    from gateway.application.operating.webhooks import send_test

    gateway = _built()
    sent = send_test(gateway.services, gateway.store, endpoint, actor=CONSOLE_USER)
    say(f"delivery {sent.id} waits for a worker")


def log(
    endpoint: str = typer.Option("", help="Of one webhook."),
    state: str = typer.Option("", help="waiting, delivered or failed."),
    json: bool = JSON,
) -> None:
    """List what was sent and what became of it, newest first."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.webhooks.recent(50, endpoint=endpoint, state=state)
    plain: list[dict[str, Any]] = [
        {
            "id": one.id,
            "what": one.what,
            "state": one.state,
            "attempts": one.attempts,
            "status": one.status,
            "reason": one.reason,
        }
        for one in found
    ]
    if json:
        say_json(plain)
        return
    for line in plain:
        say(
            f"{line['id']} {line['state']:<9} {line['attempts']} tries {line['what']} {line['reason']}".rstrip()
        )


def redeliver(
    delivery: str = typer.Argument(metavar="ID", help="The delivery, as the log names it."),
) -> None:
    """Send a message again under the same id; a worker does it."""
    from gateway.application.operating.webhooks import redeliver as ask

    gateway = _built()
    again = ask(gateway.services, gateway.store, delivery, actor=CONSOLE_USER)
    say(f"delivery {again.id} waits for a worker")


def unhook(endpoint: str = typer.Argument(metavar="ID", help="The webhook.")) -> None:
    """Tell an address no longer; the log of what was sent to it stays."""
    from gateway.application.operating.webhooks import remove_endpoint

    gateway = _built()
    remove_endpoint(gateway.services, gateway.store, endpoint, actor=CONSOLE_USER)
    say(f"webhook {endpoint} is gone")


def _set_state(name: str, *, active: bool) -> None:
    from gateway.application.people.users import set_state

    gateway = _built()
    set_state(gateway.services, gateway.store, name, active=active, actor=CONSOLE_USER)
    say(f"{name} {'may come in again' if active else 'may come in no longer'}")


def _each(kind: type[EnumOf], given: "Sequence[str]", hint: str) -> "list[EnumOf]":
    try:
        return [kind(one) for one in given]
    except ValueError:
        known = ", ".join(str(one.value) for one in kind)
        raise typer.BadParameter(f"should be one of {known}", param_hint=hint) from None


def _password(file: Path | None) -> str:
    import sys

    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway
