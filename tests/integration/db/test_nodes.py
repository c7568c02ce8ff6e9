"""Three nodes are three processes: each slot of the timetable fires once among them."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from gateway.adapters.db.schedules import Schedules, Slot
from gateway.adapters.db.work import DbStore

NODES, SECONDS = 3, 4


def test_three_processes_fire_each_slot_once(store: DbStore, database_url: str) -> None:
    """As many beats as slots that came, no slot twice, whoever was quickest."""
    Schedules(store).become({"beat": Slot(every_s=1, kind="beat")})
    command = [sys.executable, str(Path(__file__).with_name("ticking.py")), database_url, str(SECONDS)]
    nodes = [subprocess.Popen(command) for _ in range(NODES)]
    ended = [node.wait(60) for node in nodes]
    with store.read() as work:
        beats = Counter(one.ref for one in work.events.recent(1000))

    assert [0] * NODES == ended
    assert {1} == set(beats.values())
    assert len(beats) >= SECONDS - 1
