"""A gateway that speaks AS2 with one partner, on an embedded database unless a test asks for both kinds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.as2_house import as2_house
from tests.databases import clock, fresh
from tests.fakes.clocks import FixedClock
from tests.house import House

__all__ = ["clock"]


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """A gateway to whom the partner may send receipts' address too."""
    house = as2_house(
        tmp_path / "house",
        fresh("sqlite", tmp_path),
        clock,
        accept={"receipt_urls": ["http://127.0.0.1:9/as2"]},
    )
    yield house
    house.gateway.engine.dispose()
