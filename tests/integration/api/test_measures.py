"""Measures as programs and people see them, from a whole order on to its invoice."""

import json
import sys
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.entrypoints import cli
from gateway.entrypoints.console.measures import NAMES
from tests.house import LAMPS, House, interchange, later, order
from tests.integration.api.test_pages import opened


@pytest.fixture
def served(house: House) -> House:
    """Two orders: one shipped, answered and acknowledged by machines, one held for a person."""
    house.take(interchange(order("PO-1", LAMPS), number=101))
    later(house, minutes=10)
    house.ship()
    house.acknowledge()
    house.take(interchange(order("PO-2", "24*EA*7.10**IN*445566", LAMPS), number=102))
    later(house, days=1)
    return house


def values(told: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: (one["value"], one["part"], one["whole"]) for one in told["measures"]}


def test_what_was_served_is_measured(served: House, client: TestClient) -> None:
    """A share says of how many; who does not name a period gets the last thirty days."""
    told = client.get("/api/v1/measures", params={"partner": "acme"}).json()
    found = values(told)

    assert (served.clock.now().date().isoformat(), "acme") == (told["to"], told["partner"])
    assert ("0.3333", 1, 3) == found["line-fill"]
    assert ("0.3333", 24, 72) == found["unit-fill"] == found["otif"]
    assert ("0.5000", 1, 2) == found["order-fill"] == found["perfect-order"] == found["touchless"]
    assert ("1.0000", 1, 1) == found["on-time-first-promise"] == found["on-time-last-promise"]
    assert ("1.0000", 2, 2) == found["acknowledgement-in-limit"]
    assert ("0.000", None, None) == found["ship-notice-p99"]
    assert [{"reason": "V31", "orders": 1}] == told["reasons"]


def test_what_is_due_later_is_not_measured(client: TestClient) -> None:
    """A period may reach into the time to come, and one in which nothing happened has no shares."""
    ahead = values(client.get("/api/v1/measures", params={"from": "2026-03-04", "to": "2026-12-31"}).json())

    assert (None, 0, 0) == ahead["line-fill"] == ahead["touchless"]
    assert (None, None, None) == ahead["answer-p50"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"from": "2026-03-05", "to": "2026-03-01"}, 403),
        ({"from": "1900-01-01"}, 403),
        ({"from": "soon"}, 422),
        ({"partner": "nobody"}, 404),
    ],
)
def test_a_period_that_is_none_is_refused(client: TestClient, asked: dict[str, str], status: int) -> None:
    """Whoever asks, by program or by page."""
    assert status == client.get("/api/v1/measures", params=asked).status_code
    assert status == client.get("/measures", params=asked).status_code


@pytest.mark.usefixtures("served")
def test_the_page_of_measures_has_a_name_for_each(client: TestClient) -> None:
    """Every measure is on it, with a bar where it is a share."""
    names = {one["name"] for one in client.get("/api/v1/measures").json()["measures"]}
    shown = opened(client, "/measures?partner=acme")

    assert names == set(NAMES)
    assert [] == [name for name in NAMES if f"{NAMES[name]} {name}" not in shown.text]
    assert "unit-fill 33.33% 33.33% 24 of 72" in shown.text


def test_measures_on_the_command_line(
    served: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same numbers as over the API, and a table for people."""
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(served.gateway.settings.data_dir))
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(served.folder / "config"))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", served.gateway.settings.database())
    period = ["--from", "2026-03-01", "--to", "2026-03-02"]
    monkeypatch.setattr(sys, "argv", ["gateway", "measures", *period, "--partner", "acme", "--json"])
    with pytest.raises(SystemExit):
        cli.main()
    told = json.loads(capsys.readouterr().out)
    monkeypatch.setattr(sys, "argv", ["gateway", "measures", *period])
    with pytest.raises(SystemExit):
        cli.main()

    table = capsys.readouterr().out
    assert ("0.3333", 24, 72) == values(told)["unit-fill"]
    assert "  unit-fill                       33.33%  24 of 72" in table
    assert "  V31                                  1" in table
