"""AS2 for the people who run the gateway: `as2 list`, `as2 evidence`, and `as2-server`, a door of its own for partners."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gateway.entrypoints.cli.terminal import say, say_json, shown

if TYPE_CHECKING:
    from gateway.application.as2.records import As2Arrival, As2Sealed
    from gateway.bootstrap import Gateway

PORT = 8080
JSON = typer.Option(False, "--json", help="Print one JSON object.")
LIMIT = typer.Option(20, min=1, max=1000, help="How many of each direction.")
FOLDER = typer.Argument(metavar="FOLDER", help="Where to write the files.")
CERTIFICATE = typer.Option(
    None, metavar="FILE", help="A certificate with its chain, for https.", exists=True, dir_okay=False
)
KEY = typer.Option(None, metavar="FILE", help="Its private key.", exists=True, dir_okay=False)


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(help="AS2 messages and what proves them.", no_args_is_help=True)
    group.command("list", short_help="Print the newest messages of both directions.")(listing)
    group.command("evidence", short_help="Write out a message and its receipts, byte by byte.")(evidence)
    app.add_typer(group, name="as2")
    app.command("as2-server", short_help="Let partners post AS2 messages, and nothing else.")(as2_server)


def listing(limit: int = LIMIT, as_json: bool = JSON) -> None:
    """Print the newest AS2 messages: what came and what became of it, what was sent and what its receipt said."""
    gateway = _built()
    with gateway.store.read() as work:
        came, went = work.as2_inbox.recent(limit), work.as2_outbox.recent(limit)
    if as_json:
        say_json({"received": [_came(one) for one in came], "sent": [_went(one) for one in went]})
        return
    for one in came:
        say(
            f"in   {one.at:%Y-%m-%d %H:%M:%S}  {one.partner:<12} {one.state:<10} {shown(one.message_id)}  {one.reason}"
        )
    for sent in went:
        say(
            f"out  {sent.at:%Y-%m-%d %H:%M:%S}  {sent.partner:<12} {sent.state:<10} {shown(sent.message_id)}  {sent.reason}"
        )


def evidence(
    message: str = typer.Argument(metavar="ID", help="A message, as `as2 list --json` names it."),
    folder: Path = FOLDER,
) -> None:
    """Write out all that proves a message: header lines and bytes as they crossed the wire, and of each receipt."""
    from gateway.application.as2.proving import evidence_of

    gateway = _built()
    with gateway.store.read() as work:
        files = list(evidence_of(work, message))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        (folder / name).write_bytes(content)
        say(str(folder / name))


def as2_server(
    host: str = typer.Option("127.0.0.1", help="The address to serve."),
    port: int = typer.Option(PORT, min=0, max=65535, help="The port to serve; 0 is any free one."),
    tls_certificate: Path | None = CERTIFICATE,
    tls_key: Path | None = KEY,
) -> None:
    """Serve the address partners post AS2 to, with no page and no other way in, until a signal ends it.

    It shares the database with the gateway and is a process of its own: run it as a user of its own. Partners whose
    profile names client certificates are asked for them.
    """
    from gateway.entrypoints.as2.server import As2Server, Tls
    from gateway.entrypoints.cli.operating import closing_its_database
    from gateway.entrypoints.ending import Ending
    from gateway.entrypoints.serving import watching

    if (tls_certificate is None) != (tls_key is None):
        raise typer.BadParameter("a certificate needs its key", param_hint="--tls-key")
    tls = Tls(certificate=tls_certificate, key=tls_key) if tls_certificate and tls_key else None
    gateway = _built(prepared=True)
    server = As2Server(gateway=gateway, host=host, port=port, tls=tls)
    ending = Ending()
    say(f"as2 server at {server.address}")
    with closing_its_database(gateway), watching(gateway), server.running(or_else=ending.ask):
        ending.wait()


def _came(one: "As2Arrival") -> dict[str, Any]:
    return {
        "id": one.id,
        "partner": one.partner,
        "message_id": one.message_id,
        "state": one.state,
        "at": one.at.isoformat(),
        "size": one.size,
        "layers": list(one.layers),
        "signer": one.signer,
        "decrypted_with": one.decrypted_with,
        "mics": list(one.mics),
        "disposition": one.disposition,
        "transmissions": list(one.transmissions),
        "reason": one.reason,
    }


def _went(one: "As2Sealed") -> dict[str, Any]:
    return {
        "id": one.id,
        "partner": one.partner,
        "message_id": one.message_id,
        "name": one.name,
        "state": one.state,
        "at": one.at.isoformat(),
        "size": one.size,
        "layers": list(one.layers),
        "signer": one.signer,
        "encrypted_to": one.encrypted_to,
        "attempts": one.attempts,
        "receipt": one.mode,
        "due_at": one.due_at.isoformat() if one.due_at else None,
        "reason": one.reason,
    }


def _built(*, prepared: bool = False) -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.entrypoints.starting import await_database
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    if prepared:
        await_database(gateway)
        prepare(gateway)
    return gateway
