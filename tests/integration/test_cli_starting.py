"""The command line before a verb does anything: light to start, explains itself, completes what is typed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.entrypoints import cli

GATEWAY = Path(sys.executable).with_name("gateway")
HEAVY = (
    "sqlalchemy",
    "fastapi",
    "starlette",
    "lxml",
    "paramiko",
    "httpx2",
    "yaml",
    "pyx12",
    "openpyxl",
)
LOOK = (
    "import sys; sys.argv = ['gateway', *{arguments}]\n"
    "from gateway.entrypoints import cli\n"
    "try:\n    cli.main()\nexcept SystemExit as left:\n    code = left.code or 0\n"
    "print([one for one in {heavy} if one in sys.modules], code, file=sys.stderr)"
)


@pytest.mark.parametrize(
    "arguments", [["--version"], ["help", "partner", "list"], ["completion", "bash"]], ids=" ".join
)
def test_nothing_heavy_is_loaded_to_say_little(arguments: list[str]) -> None:
    """What takes most of the time to start is not there: frameworks, the database, parsers."""
    code = LOOK.format(arguments=arguments, heavy=HEAVY)
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, text=True, timeout=60
    )

    assert "[] 0" == ran.stderr.strip()
    assert ran.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_what_completes_verbs(shell: str) -> None:
    """It asks this very program what comes next."""
    made = CliRunner().invoke(cli.app, ["completion", shell], prog_name="gateway")

    assert 0 == made.exit_code
    assert f"_GATEWAY_COMPLETE=complete_{shell} " in made.output


def test_another_shell_is_a_usage_error() -> None:
    """With the ones we know."""
    made = CliRunner().invoke(cli.app, ["completion", "csh"], prog_name="gateway")

    assert 2 == made.exit_code
    assert "bash" in made.output


def test_a_verb_is_completed() -> None:
    """As the shell asks, in the middle of a word."""
    asked = {
        **os.environ,
        "COMP_WORDS": "gateway partner go",
        "COMP_CWORD": "2",
        "_GATEWAY_COMPLETE": "complete_bash",
    }
    ran = subprocess.run([GATEWAY], capture_output=True, check=False, env=asked, text=True, timeout=60)

    assert "go-live" == ran.stdout.strip()


def test_help_is_what_the_option_says() -> None:
    """Of the whole program, of a group, of a verb; a verb there is not is a usage error."""
    for words in ([], ["partner"], ["partner", "go-live"]):
        asked, option = (
            CliRunner().invoke(cli.app, one, env={"COLUMNS": "80"}, prog_name="gateway")
            for one in (["help", *words], [*words, "--help"])
        )
        assert option.output.split() == asked.output.split()
    assert 2 == CliRunner().invoke(cli.app, ["help", "partner", "nope"], prog_name="gateway").exit_code
