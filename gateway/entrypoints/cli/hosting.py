"""Verbs that open doors for partners beside the web application: sftp-server."""

from pathlib import Path

import typer

from gateway.entrypoints.cli.terminal import say

PORT = 2222
CONNECTIONS = 200
KEY_FILE = "sftp-host-key"
HOST_KEY = typer.Option(
    None,
    metavar="FILE",
    help="A private key to show; name two while an old one goes. Without any, one is made in the data folder.",
)


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("sftp-server", short_help="Let partners bring and fetch files over SFTP.")(sftp_server)


def sftp_server(
    host: str = typer.Option("127.0.0.1", help="The address to serve."),
    port: int = typer.Option(PORT, min=0, max=65535, help="The port to serve; 0 is any free one."),
    host_key: list[Path] = HOST_KEY,
    connections: int = typer.Option(CONNECTIONS, min=1, help="How many connections there may be at once."),
) -> None:
    """Let partners whose profile has an `sftp` part bring and fetch files, until a signal ends it.

    It shares database and data folder with the gateway, and is a process of its own: run it as a user of its own.
    """
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.entrypoints.cli.operating import closing_its_database
    from gateway.entrypoints.ending import Ending
    from gateway.entrypoints.serving import watching
    from gateway.entrypoints.sftp.server import SftpServer
    from gateway.entrypoints.sftp.server import host_key as read_host_key
    from gateway.entrypoints.starting import await_database
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    await_database(gateway)
    prepare(gateway)
    files = host_key or [gateway.settings.data_dir / KEY_FILE]
    keys = [read_host_key(file) for file in files]
    server = SftpServer(gateway=gateway, host=host, port=port, host_keys=keys, most_connections=connections)
    ending = Ending()
    where, at = server.address
    shown = ", ".join(f"{key.get_algorithm()} {key.get_fingerprint()}" for key in keys)
    say(f"sftp server at {where}:{at}, host key {shown}")
    with closing_its_database(gateway), watching(gateway), server.running(or_else=ending.ask):
        ending.wait()
