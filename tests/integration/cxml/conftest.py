"""A house whose partner speaks cXML, on an embedded database."""

from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.cxml_house import Office, office
from tests.databases import clock, fresh
from tests.fakes.clocks import FixedClock

__all__ = ["clock"]


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the log says, out of everybody's way."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The address of an empty embedded database with our tables."""
    return fresh("sqlite", tmp_path)


@pytest.fixture
def at_hooli(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[Office]:
    """The house with Hooli as it was agreed."""
    with office(tmp_path / "house", database_url, clock) as opened:
        yield opened
