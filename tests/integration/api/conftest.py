"""The web application over a whole gateway; modules that look into the database take each kind in turn."""

from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from gateway.bootstrap import directory
from gateway.entrypoints.api.app import create_app
from tests.databases import clock, fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.secrets import KnownSecrets
from tests.house import House, built, write_profile

__all__ = ["clock"]

HERE = "http://127.0.0.1:8000"


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
def house(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[House]:
    """A gateway with stock; ACME has an account, and so has Globex, whose password nobody knows."""
    house = built(tmp_path / "house", database_url, clock)
    write_profile(house.folder, "acme", account={"user": "acme-edi", "password": "secret:acme-edi"})
    write_profile(house.folder, "globex", account={"user": "globex-edi", "password": "secret:globex-edi"})
    known = house.gateway
    services = replace(known.services, directory=directory(known.settings))
    secrets = KnownSecrets(**{"acme-edi": "open sesame"})
    yield replace(house, gateway=replace(known, services=services, secrets=secrets))
    known.engine.dispose()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    """A caller on the same machine."""
    with caller(house) as client:
        yield client


def caller(house: House, base_url: str = HERE, **settings: object) -> TestClient:
    """Return a caller of a house with settings changed; failures are answered, not raised."""
    changed = house.gateway.settings.model_copy(update=settings)
    app = create_app(replace(house.gateway, settings=changed))
    return TestClient(app, base_url=base_url, raise_server_exceptions=False, follow_redirects=False)
