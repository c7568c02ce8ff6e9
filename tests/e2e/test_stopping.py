"""A signal stops a gateway gently: what is under way is finished, the database closed, the end a good one."""

import signal
from pathlib import Path

import pytest

from tests.e2e.processes import GATEWAY, START_S, environment, gateway_up, started, until

SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])


TURNS = {"gateway.sqlite3-next", "gateway.sqlite3-turn"}  # empty files, on which processes stand in line


def lying(folder: Path) -> list[str]:
    """Return the files of the embedded database; the log beside it goes when the last connection is closed."""
    return sorted(one.name for one in folder.glob("gateway.sqlite3*") if one.name not in TURNS)


@SIGNALS
def test_up_ends_gently(tmp_path: Path, number: signal.Signals) -> None:
    """Web application, workers and clock are left one after the other."""
    with gateway_up(environment(data_dir=tmp_path), tmp_path / "up.log") as (program, _):
        during = lying(tmp_path)
        program.signal(number)
        ended = program.ended()

    assert (0, False) == (ended, "Traceback" in program.said), program.said
    assert "gateway.sqlite3-wal" in during
    assert ["gateway.sqlite3"] == lying(tmp_path)


@SIGNALS
def test_a_worker_ends_gently(tmp_path: Path, number: signal.Signals) -> None:
    """So does a process that only works."""
    command = (GATEWAY, "worker", "--threads", "1")
    with started(*command, env=environment(data_dir=tmp_path), log=tmp_path / "worker.log") as program:
        until(lambda: "1 worker on" in program.said, seconds=START_S, what="worker")
        program.signal(number)
        ended = program.ended()

    assert (0, False) == (ended, "Traceback" in program.said), program.said
    assert ["gateway.sqlite3"] == lying(tmp_path)
