"""The command line: one module for each group of verbs, heavy imports inside the verbs."""

import sys
from pathlib import Path
from typing import NoReturn, TextIO

import typer

from gateway import __version__
from gateway.entrypoints.cli import (
    accounting,
    alerting,
    backordering,
    cataloguing,
    certifying,
    changing,
    configuring,
    delivering,
    demonstrating,
    evidencing,
    exchanging_cxml,
    filing,
    fulfilling,
    guiding,
    helping,
    hosting,
    inspecting,
    keeping,
    map_trying,
    maps,
    measuring,
    operating,
    partnering,
    pegging,
    people,
    punching_out,
    quoting,
    reading_cxml,
    requesting,
    ruling,
    sampling,
    supplying,
)
from gateway.entrypoints.cli.servers import RemoteFault, choose, keep_here
from gateway.entrypoints.cli.terminal import Exit, say
from gateway.errors import GatewayError

app = typer.Typer(
    name="gateway",
    help=(
        "Orders in every language a trading partner speaks: read, check, answer.\n\n"
        "Exit codes: 0 clean, 1 findings, 2 usage, 3 environment, 4 server."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for add_to in (
    demonstrating.add_to,
    inspecting.add_to,
    filing.add_to,
    sampling.add_to,
    maps.add_to,
    map_trying.add_to,
    partnering.add_to,
    guiding.add_to,
    operating.add_to,
    delivering.add_to,
    alerting.add_to,
    backordering.add_to,
    pegging.add_to,
    changing.add_to,
    fulfilling.add_to,
    ruling.add_to,
    accounting.add_to,
    measuring.add_to,
    supplying.add_to,
    requesting.add_to,
    quoting.add_to,
    cataloguing.add_to,
    punching_out.add_to,
    reading_cxml.add_to,
    exchanging_cxml.add_to,
    configuring.add_to,
    people.add_to,
    keeping.add_to,
    hosting.add_to,
    certifying.add_to,
    evidencing.add_to,
    helping.add_to,
):
    add_to(app)
keep_here(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"gateway {__version__}")
        raise typer.Exit


SERVER = typer.Option("", "--server", metavar="URL", help="Do it on a gateway elsewhere, over its API.")
TOKEN_FILE = typer.Option(
    None,
    "--token-file",
    metavar="FILE",
    help="What holds the token for it; GATEWAY_TOKEN_FILE and GATEWAY_TOKEN say it too.",
)


@app.callback()
def _options(
    server: str = SERVER,
    token_file: Path | None = TOKEN_FILE,
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
    ),
) -> None:
    """Say what the whole program is for; without this, options before a verb have no place."""
    del version
    choose(server, token_file)


def main() -> None:
    """Run the command line; what is wrong with us or the environment is said in few lines, with exit code 3."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    try:
        app(prog_name="gateway")
    except RemoteFault as fault:
        _give_up(str(fault), Exit.REMOTE)
    except GatewayError as fault:
        _give_up(str(fault))
    except OSError as refused:
        what = f"{refused.filename}: " if refused.filename else ""
        _give_up(f"{what}{refused.strerror or refused}")


def _give_up(why: str, code: Exit = Exit.ENVIRONMENT) -> NoReturn:
    first, *others = (" ".join(line.split()) for line in why.splitlines() or [""])
    say(f"gateway: {first}", err=True)
    for other in others:
        say(f"  {other}", err=True)
    sys.exit(code)


def _speak_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
