"""Reservations over the API: all or nothing unless partial, once for a reference, given back, out of reach of others."""

import json
from typing import Any

from tests.house import House
from tests.integration.api.conftest import caller
from tests.integration.api.test_fulfilment import run

__all__ = ["run"]


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


def test_what_is_reserved_is_listed_with_its_end(house: House, run: Any) -> None:
    """Over the API and at the command line, the first to end first; nothing once it is given back."""
    client = caller(house)
    client.post("/api/v1/reservations", json=wish())
    client.post(
        "/api/v1/reservations",
        json=wish(reference="CART-2", quantity=5, until_at="2026-03-02T10:00:00+01:00"),
    )
    first, second = client.get("/api/v1/reservations").json()["items"]

    assert ("CART-2", "2026-03-02T09:00:00Z", 5) == (first["reference"], first["until_at"], first["quantity"])
    assert ("CART-1", "CHAIR", 30) == (second["reference"], second["sku"], second["quantity"])
    assert (0, "acme  CART-2  5 of CHAIR  until 2026-03-02T09:00+00:00") == (
        (said := run("stock", "reserved"))[0],
        said[1].splitlines()[0],
    )
    assert ["CART-2", "CART-1"] == [
        one["reference"] for one in json.loads(run("stock", "reserved", "--json")[1])
    ]
    assert 422 == client.post("/api/v1/reservations", json=wish(until_at="2026-03-02T10:00:00")).status_code


def test_goods_are_sent_between_places_by_programs_and_people(house: House, run: Any) -> None:
    """Booked once under a reference, whoever says it; what is not free is a conflict."""
    client = caller(house)
    wanted = {
        "sku": "LAMP",
        "from_location": "MAIN",
        "to_location": "EAST",
        "quantity": 20,
        "leaves_on": "2026-03-02",
        "arrives_on": "2026-03-05",
        "reference": "TO-1",
    }
    first = client.post("/api/v1/transfers", json=wanted).json()
    again = client.post("/api/v1/transfers", json=wanted).json()
    more = client.post("/api/v1/transfers", json=wanted | {"reference": "TO-2", "quantity": 5000})
    asked = ("stock", "transfer", "LAMP", "10", "--from", "MAIN", "--to", "EAST", "--reference", "TO-3")
    days = ("--leaves", "2026-03-02", "--arrives", "2026-03-04")

    assert ({"new": True, "arrives_on": "2026-03-05"}, False, 409) == (first, again["new"], more.status_code)
    assert (0, "10 of LAMP are at EAST on 2026-03-04\n") == run(*asked, *days)
    assert (0, "booked before: 10 of LAMP are at EAST on 2026-03-04\n") == run(*asked, *days)
    assert {"new": False, "arrives_on": "2026-03-04"} == json.loads(run(*asked, *days, "--json")[1])
