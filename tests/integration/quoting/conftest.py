"""A whole gateway that answers requests for quotation, on each kind of database in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import clock, database_url
from tests.fakes.clocks import FixedClock
from tests.house import House
from tests.quoting_house import quoting_house

__all__ = ["clock", "database_url", "house"]


@pytest.fixture
def house(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[House]:
    """A gateway with stock whose partner asks for prices by 840 and by file."""
    house = quoting_house(tmp_path / "house", database_url, clock)
    yield house
    house.gateway.engine.dispose()
