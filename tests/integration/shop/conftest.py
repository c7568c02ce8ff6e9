"""Houses with a shop, each kind of agreement built once, and people of ACME's with browsers of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from gateway.entrypoints.api.app import create_app
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.secrets import KnownSecrets
from tests.house import House
from tests.shop_house import Shopper, shop

SHOP = "https://shop.example.test"
Opened = Callable[..., Shopper]


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., tuple[House, FastAPI]]]:
    """Return the house whose profile of ACME has changes; the same again for the same changes."""
    built: dict[str, tuple[House, FastAPI]] = {}

    def house_with(**changes: object) -> tuple[House, FastAPI]:
        if repr(changes) not in built:
            folder = tmp_path_factory.mktemp("shop")
            house = shop(folder / "house", fresh("sqlite", folder), FixedClock(), **changes)  # type: ignore[arg-type] # changes by name
            secrets = KnownSecrets(oci="open sesame", cxml="abracadabra")
            house = replace(house, gateway=replace(house.gateway, secrets=secrets))
            built[repr(changes)] = house, create_app(house.gateway)
        return built[repr(changes)]

    yield house_with
    for house, _ in built.values():
        house.gateway.engine.dispose()


@pytest.fixture
def opened(houses: Callable[..., tuple[House, FastAPI]]) -> Iterator[Opened]:
    """Hand out somebody of ACME's whose agreement has changes, each with a browser of their own."""
    with ExitStack() as browsers:

        def open_(**changes: object) -> Shopper:
            house, app = houses(**changes)
            client = TestClient(app, base_url=SHOP, raise_server_exceptions=False, follow_redirects=False)
            return Shopper(house=house, client=browsers.enter_context(client))

        yield open_


@pytest.fixture
def shopper(opened: Opened) -> Shopper:
    """Somebody of ACME's."""
    return opened()
