"""Houses with a catalogue worth searching."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue_house import filled
from tests.databases import clock, database_url, fresh
from tests.fakes.clocks import FixedClock
from tests.house import House, built

__all__ = ["clock", "database_url", "either", "house"]


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """A gateway whose items have names, numbers and categories, on an embedded database."""
    yield from _filled(tmp_path, fresh("sqlite", tmp_path), clock)


@pytest.fixture
def either(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[House]:
    """The same on each kind of database in turn: for what asks the database something of its own."""
    yield from _filled(tmp_path, database_url, clock)


def _filled(folder: Path, database_url: str, clock: FixedClock) -> Iterator[House]:
    house = built(folder / "house", database_url, clock)
    filled(house)
    yield house
    house.gateway.engine.dispose()
