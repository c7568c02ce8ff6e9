"""A whole gateway on each kind of database in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import clock, database_url
from tests.fakes.clocks import FixedClock
from tests.house import House, built

__all__ = ["clock", "database_url", "house"]


@pytest.fixture
def house(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[House]:
    """A gateway with stock and two partners who share folders with us."""
    house = built(tmp_path / "house", database_url, clock)
    yield house
    house.gateway.engine.dispose()
