"""What stands for the program in these tests behaves as the program does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.processes import environment, started, until
from tests.forking import Forking
from tests.house import LAMPS, interchange, order

GATEWAY = Path(sys.executable).with_name("gateway")


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (("--version",), ""),
        (("nope",), ""),
        (("validate", "-", "--json"), interchange(order("PO-1", LAMPS))),
        (("validate", "here.edi"), ""),
        (("explain", "nowhere.edi"), ""),
        (("doctor",), ""),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_it_ends_and_says_as_the_program_itself(
    arguments: tuple[str, ...], given: str, tmp_path: Path, forking: Forking
) -> None:
    """By its arguments, folder, environment and standard input; to both streams, with the same exit code."""
    (tmp_path / "here.edi").write_text(interchange(order("PO-2", LAMPS)), encoding="utf-8")
    env = environment(database_url="sqlite:////nowhere/at/all.db", data_dir=tmp_path / "data")
    ran = [
        subprocess.run(
            [program, *arguments],
            input=given,
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env=env,
            text=True,
            timeout=120,
        )
        for program in (GATEWAY, forking.program)
    ]

    assert (ran[0].returncode, ran[0].stdout, ran[0].stderr) == (
        ran[1].returncode,
        ran[1].stdout,
        ran[1].stderr,
    )


def test_signals_go_on_to_it_and_it_dies_with_its_caller(tmp_path: Path, forking: Forking) -> None:
    """Ended gently it says so; killed, nothing of it stays behind."""
    command = (forking.program, "worker", "--threads", "1")
    for number, how in ((signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)):
        folder = tmp_path / str(number)
        folder.mkdir()
        log = folder / "worker.log"
        with started(*command, env=environment(data_dir=folder), log=log) as program:
            until(lambda said=program: "1 worker on" in said.said, seconds=120, what="worker")
            (copy,) = _on(folder)
            program.signal(number)
            assert how == program.ended(), program.said
        until(lambda gone=copy: not _lives(gone), seconds=30, what="end of the copy")


def _on(folder: Path) -> list[int]:
    """Return the processes that have a file of a folder open."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            opened = [os.readlink(file) for file in (one / "fd").iterdir()]  # noqa: PTH115 - what it is called, not whether it is there
        except OSError:
            continue
        if any(name.startswith(f"{folder}/gateway.sqlite3") for name in opened):
            found.append(int(one.name))
    return found


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
