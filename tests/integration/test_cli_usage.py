"""What a person meets who holds the command line wrong, or a disk, a port or a table that is."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.entrypoints import cli
from tests.forking import Forking

PROJECT = Path(__file__).parents[2]
GATEWAY = Path(sys.executable).with_name("gateway")
CLEAN, FINDINGS, USAGE, ENVIRONMENT = 0, 1, 2, 3
ORDER = PROJECT / "tests/fixtures/edi/acme-850/pass/two-lines/received.edi"
COMMANDS = [
    "help",
    "completion",
    "doctor",
    "prune",
    "support-bundle",
    "backup",
    "archive",
    "rfp",
    "quote",
    "user",
    "token",
    "audit",
    "webhook",
    "demo",
    "init",
    "partner",
    "explain",
    "validate",
    "lint",
    "diff",
    "convert",
    "fmt",
    "redact",
    "sample",
    "guide",
    "up",
    "web",
    "worker",
    "scheduler",
    "alerts",
    "expected",
    "dead",
    "circuits",
    "load",
    "reprocess",
    "resend",
    "reissue",
    "settle",
    "health",
    "shipments",
    "invoices",
    "rules",
    "measures",
    "replenish",
    "stock",
    "catalogue",
    "punchout",
    "cxml",
    "accounts",
    "sftp-server",
    "cert",
    "secret",
    "as2",
    "as2-server",
    "map",
    "backorders",
    "promise",
    "db",
    "backorders",
    "change",
    "config",
]
GROUPED = [
    "backup create",
    "backup verify",
    "backup restore",
    "archive run",
    "archive show",
    "rfp read",
    "rfp take",
    "rfp list",
    "rfp show",
    "rfp match",
    "rfp edit",
    "rfp accept",
    "rfp price",
    "quote list",
    "quote show",
    "quote pdf",
    "quote workbook",
    "quote approve",
    "quote send",
    "quote take",
    "quote decline",
    "quote revise",
    "user add",
    "user list",
    "user role",
    "user passwd",
    "user disable",
    "user enable",
    "token create",
    "token list",
    "token revoke",
    "audit verify",
    "audit export",
    "webhook add",
    "webhook list",
    "webhook test",
    "webhook log",
    "webhook redeliver",
    "webhook remove",
    "partner list",
    "partner show",
    "partner new",
    "partner test",
    "partner go-live",
    "partner pause",
    "partner resume",
    "map list",
    "map guide",
    "map compile",
    "map diff",
    "map coverage",
    "map starter",
    "map new",
    "map show",
    "map preview",
    "map test",
    "map regress",
    "cxml read",
    "cxml validate",
    "cxml requests",
    "cxml secret",
    "cxml secrets",
    "cxml retire",
    "punchout test",
    "punchout scenarios",
    "catalogue import",
    "catalogue columns",
    "catalogue search",
    "catalogue show",
    "catalogue categories",
    "catalogue assortment",
    "accounts show",
    "accounts pay",
    "accounts refund",
    "db upgrade",
    "db downgrade",
    "db current",
    "backorders run",
    "backorders commit",
    "backorders cut",
    "promise why",
    "promise peg",
    "promise unpeg",
    "change list",
    "change accept",
    "change refuse",
    "change edit",
    "change history",
    "alerts list",
    "alerts ack",
    "alerts snooze",
    "alerts test",
    "expected list",
    "expected withdraw",
    "dead list",
    "dead resend",
    "circuits list",
    "circuits close",
    "stock count",
    "stock change",
    "stock list",
    "stock transfer",
    "stock reserved",
    "stock tell",
    "config validate",
    "config schema",
    "config plan",
    "config apply",
    "config history",
    "config diff",
    "config restore",
    "config promote",
    "cert new",
    "cert import",
    "cert list",
    "cert rotate",
    "secret put",
    "secret list",
    "as2 list",
    "as2 evidence",
    "shipments held",
    "shipments asked",
    "shipments retry",
    "shipments discard",
    "invoices bill",
    "invoices credit",
    "invoices correct",
    "invoices match",
]
HEAD = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260709*1200*U*00401*000000001*0*T*>~"
    "GS*PO*SENDER*RECEIVER*20260709*1200*1*X*004010~ST*850*0001~BEG*00*NE*"
)

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, forking: Forking) -> Run:
    """Return a function that runs a command as a program, in a folder and with data of its own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}

    def ran(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [forking.program, *arguments],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env={**env, "COLUMNS": "80", "GATEWAY_DATA_DIR": str(tmp_path / "data"), **settings},
            text=True,
            timeout=60,
        )

    return ran


def help_of(*command: str) -> list[str]:
    """Return the lines of a command's help at 80 columns."""
    asked = CliRunner().invoke(cli.app, [*command, "--help"], env={"COLUMNS": "80"}, prog_name="gateway")
    assert CLEAN == asked.exit_code
    return asked.output.splitlines()


def test_help_says_of_each_command_what_it_is_for() -> None:
    """At 80 columns no line of the list of commands breaks off."""
    lines = help_of()
    listed = lines[lines.index("Commands:") + 1 :]

    assert set(COMMANDS) == {line.split()[0] for line in listed if line[2:3].strip()}
    assert [] == [line for line in listed if line.endswith("...")]
    assert "Exit codes: 0 clean, 1 findings, 2 usage, 3 environment, 4 server." in " ".join(
        " ".join(lines).split()
    )


def test_no_verb_of_a_group_is_forgotten_here() -> None:
    """What a group lists is what the tests below know."""
    listed = []
    for group in dict.fromkeys(verb.split()[0] for verb in GROUPED):
        lines = help_of(group)
        listed += [
            f"{group} {line.split()[0]}"
            for line in lines[lines.index("Commands:") + 1 :]
            if line[2:3].strip()
        ]

    assert GROUPED == listed


@pytest.mark.parametrize("command", [*COMMANDS, *GROUPED])
def test_every_help_fits_a_terminal(command: str) -> None:
    """Each command explains itself within 80 columns, and to the end."""
    _, *lines = help_of(*command.split())

    assert lines
    assert [] == [line for line in lines if len(line) > 80 or line.endswith("...")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"\xff\xfe\x00", "is not a CSV file in UTF-8", id="bytes"),
        pytest.param(b"sku,description\n", "has no rows", id="no rows"),
        pytest.param(b"", "has no rows", id="nothing"),
        pytest.param(b"sku,description\nA\n", "row 2: description is missing", id="short row"),
        pytest.param(b"sku,description\nA,Apple,red\n", "cells beyond the headings", id="long row"),
    ],
)
def test_a_table_that_is_none_is_said_in_a_line(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    """Whatever stands in the file, nothing is loaded and one line says why."""
    (tmp_path / "items.csv").write_bytes(content)
    ran = run("load", "items", "items.csv")

    assert (ENVIRONMENT, "") == (ran.returncode, ran.stdout)
    assert ran.stderr.splitlines()[-1].startswith("gateway: ")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_port_in_use_is_said_in_a_line(run: Run) -> None:
    """Who starts a second gateway on the same port learns that, not where in our code."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        ran = run("up", "--port", str(taken.getsockname()[1]))

    assert ENVIRONMENT == ran.returncode
    assert "gateway: Address already in use" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_folder_that_cannot_be_made_is_said_in_a_line(run: Run, tmp_path: Path) -> None:
    """The disk's refusal names the place."""
    (tmp_path / "file").touch()
    ran = run("db", "upgrade", GATEWAY_DATA_DIR=str(tmp_path / "file" / "data"))

    assert ENVIRONMENT == ran.returncode
    assert f"gateway: {tmp_path / 'file' / 'data'}: Not a directory\n" == ran.stderr


def test_the_database_goes_back_only_to_a_named_revision(run: Run) -> None:
    """Taking tables away is nothing that happens by leaving something out."""
    run("db", "upgrade")
    unnamed, unknown = run("db", "downgrade"), run("db", "downgrade", "--to", "zzz")
    back = run("db", "downgrade", "--to", "base")

    assert (USAGE, USAGE) == (unnamed.returncode, unknown.returncode)
    assert "there is no revision zzz" in unknown.stderr
    assert (CLEAN, "at revision none\n") == (back.returncode, back.stdout)


def test_a_gateway_that_is_not_there_is_named(run: Run) -> None:
    """The address that was asked stands in the answer."""
    ran = run("health", "--url", "http://127.0.0.1:1")

    assert ENVIRONMENT == ran.returncode
    assert ran.stderr.startswith("http://127.0.0.1:1 cannot be reached: ")


def test_a_map_that_reads_nothing_in_the_file_is_said(run: Run) -> None:
    """A map for another set is no silent default."""
    other = run("validate", str(ORDER), "--map", "acme/855")
    right = run("validate", str(ORDER), "--map", "acme/850")

    assert "gateway: no set in this file is for acme/855; their base maps were used\n" == other.stderr
    assert "" == right.stderr
    assert other.stdout == right.stdout


@pytest.mark.parametrize("verb", ["explain", "validate"])
def test_a_value_of_megabytes_is_shown_by_its_beginning(run: Run, tmp_path: Path, verb: str) -> None:
    """A terminal is not flooded: what is long is cut, and its length told."""
    (tmp_path / "long.edi").write_text(
        f"{HEAD}{'X' * 500_000}**20260709~PO1**1*EA*10**VN*A~CTT*1~SE*5*0001~GE*1*1~IEA*1*000000001~",
        encoding="ascii",
    )
    ran = run(verb, "long.edi")

    assert FINDINGS == ran.returncode
    assert "XXXX… (" in ran.stdout or verb == "validate"
    assert max(map(len, ran.stdout.splitlines())) < 400


def test_an_output_nobody_reads_to_its_end_is_no_trouble(tmp_path: Path) -> None:
    """`gateway explain FILE | head` prints a head and nothing else."""
    lines = "".join(f"PO1**1*EA*10**VN*{number}~" for number in range(5_000))
    (tmp_path / "many.edi").write_text(f"{HEAD}A**20260709~{lines}", encoding="ascii")
    with subprocess.Popen(
        [GATEWAY, "explain", "many.edi"], cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        first = program.stdout.readline()
        program.stdout.close()
        said = program.stderr.read()

    assert (b"Interchange 000000001\n", b"") == (first, said)
