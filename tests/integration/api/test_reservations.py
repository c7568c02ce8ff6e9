"""Reservations over the API: all or nothing unless partial, once for a reference, given back, out of reach of others."""

from typing import Any

from tests.house import House
from tests.integration.api.conftest import caller


def wish(**changes: Any) -> dict[str, Any]:
    return {"partner": "acme", "reference": "CART-1", "sku": "CHAIR", "quantity": 30} | changes


def free(house: House) -> list[int]:
    with house.gateway.store.read() as work:
        assert [] == work.positions.mismatches()
        return list(work.positions.seen(["CHAIR"])["CHAIR", "MAIN"].values())


def test_supply_is_held_once_for_a_reference_until_it_is_given_back(house: House) -> None:
    client = caller(house)
    first = client.post("/api/v1/reservations", json=wish()).json()
    again = client.post("/api/v1/reservations", json=wish()).json()
    held = free(house)
    gone = client.delete("/api/v1/reservations/acme/CART-1").status_code

    assert {
        "reference": "CART-1",
        "held": [{"location": "MAIN", "on": "2026-03-02", "quantity": 30}],
        "missing": 0,
    } == first
    assert (first, [40, 10, 210], 204) == (again, held, gone)
    assert [40, 40, 240] == free(house)


def test_less_than_all_is_held_only_for_whom_that_is_enough(house: House) -> None:
    client = caller(house)
    nothing = client.post("/api/v1/reservations", json=wish(quantity=50)).json()
    some = client.post("/api/v1/reservations", json=wish(quantity=50, partial=True)).json()
    later = client.post(
        "/api/v1/reservations", json=wish(reference="CART-2", quantity=200, wanted_on="2026-03-20")
    ).json()
    nobody = client.post("/api/v1/reservations", json=wish(partner="nobody"))

    assert ([], 50) == (nothing["held"], nothing["missing"])
    assert (40, 10) == (some["held"][0]["quantity"], some["missing"])
    assert ("2026-03-20", 0) == (later["held"][0]["on"], later["missing"])
    assert 404 == nobody.status_code
