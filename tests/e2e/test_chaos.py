"""The kill campaign in short: thirty kills on each database, at random and at failpoints; `make chaos` is the long form."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.databases import KINDS
from tests.e2e.chaos import Outcome, crash_the_server, run
from tests.e2e.killable import FAILPOINTS, OF_ROLE, Failpoint

KILLS, ORDERS = 30, 15
CALM = Outcome(
    kills=3, at_failpoints=("after leave",), restarts=0, orders=2, again=1, wrong=(), database="sqlite"
)


@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_random_and_at_failpoints_it_loses_nothing_and_repeats_nothing(
    kind: str, tmp_path: Path
) -> None:
    """Web, workers, scheduler and PostgreSQL die again and again while orders come over HTTPS, AS2 and a folder."""
    outcome = run(
        kills=KILLS,
        orders=ORDERS,
        database=kind,
        folder=tmp_path,
        seed=7,
        restart=crash_the_server,
        sftp=False,
    )

    assert () == outcome.wrong
    assert ORDERS == outcome.orders
    assert outcome.kills >= KILLS
    assert outcome.at_failpoints
    assert (kind == "postgresql") == (outcome.restarts > 0)


def test_the_last_line_says_what_was_lost_and_what_was_repeated() -> None:
    """Each thing that is wrong is counted once, where it belongs."""
    wrong = (
        "PO-1 was confirmed to its sender and is lost",
        "PO-2 is there 2 times",
        "the bucket (1) is not supply minus promises",
    )

    assert {"lost": 0, "repeated": 0, "ledger_mismatch": 0}.items() <= CALM.line.items()
    assert {"lost": 1, "repeated": 1, "ledger_mismatch": 1}.items() <= replace(CALM, wrong=wrong).line.items()


def test_every_failpoint_belongs_to_a_process_that_comes_by_there() -> None:
    """None is named that is never tried."""
    tried = {point for role in ("web", "worker", "scheduler") for point in OF_ROLE[role]}

    assert set(FAILPOINTS) == tried
    Failpoint("here", 2).came_by("elsewhere")
