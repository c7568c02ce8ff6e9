"""A gateway that speaks AS2 with one partner, on an embedded database unless a test asks for both kinds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.as2_house import as2_house
from tests.databases import clock, fresh
from tests.fakes.clocks import FixedClock
from tests.house import House

__all__ = ["clock"]

Building = Callable[..., House]


@pytest.fixture(autouse=True)
def logged() -> Iterator[None]:
    """What the log says, out of everybody's way."""
    with capture_logs():
        yield


@pytest.fixture
def building(tmp_path: Path, clock: FixedClock) -> Iterator[Building]:
    """Build a house as a test wants it."""
    built: list[House] = []

    def build(database_url: str = "", **agreed: Any) -> House:
        house = as2_house(tmp_path / "house", database_url or fresh("sqlite", tmp_path), clock, **agreed)
        built.append(house)
        return house

    yield build
    for house in built:
        house.gateway.engine.dispose()
