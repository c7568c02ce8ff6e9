"""Goods sent from one place of ours to another, on each kind of database: promised once, from where they will be."""

from datetime import date
from typing import Any

import pytest

from gateway.application.transferring import Transfer, Transferred, transfer
from gateway.domain.sourcing import Lane
from gateway.errors import Conflict, NotFound
from tests.house import House, interchange, order, rebuilt, write_profile
from tests.integration.application.test_reserving import promised

MONDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 5)


def sent(house: House, quantity: int = 30, **changes: Any) -> Transferred:
    """Send lamps from MAIN to EAST."""
    known = {"sku": "LAMP", "from_location": "MAIN", "to_location": "EAST", "reference": "TO-1"}
    wanted = Transfer(
        **{**known, "quantity": quantity, "leaves_on": MONDAY, "arrives_on": THURSDAY, **changes}
    )
    return transfer(house.gateway.services, house.gateway.store, wanted, actor="kim")


def lamps(house: House) -> dict[str, list[tuple[str, int]]]:
    """Return what is free of lamps by place and day; the ledger and the buckets agree."""
    with house.gateway.store.read() as work:
        assert [] == work.positions.mismatches()
        seen = work.positions.seen(["LAMP"])
    return {at: [(on.isoformat(), free) for on, free in days.items()] for (_, at), days in seen.items()}


def test_what_is_on_the_way_is_promised_from_where_it_will_be(house: House) -> None:
    """Off the one place at once, on the other from its day; the same reference again changes nothing."""
    first, again = sent(house), sent(house)

    assert (Transferred(new=True, arrives_on=THURSDAY), False) == (first, again.new)
    assert {
        "MAIN": [("2026-03-01", 500), ("2026-03-02", 470)],
        "EAST": [("2026-03-05", 30)],
    } == lamps(house)
    assert ["LAMP"] == house.events("stock.transferred")
    with pytest.raises(Conflict, match="the reference of another transfer"):
        sent(house, 31)


def test_the_lane_between_the_places_says_when_it_is_there(house: House) -> None:
    with pytest.raises(NotFound, match="no lane leads from MAIN to EAST"):
        sent(house, arrives_on=None)
    with house.gateway.store.begin() as work:
        work.policies.put(Lane(location="MAIN", region="EAST", transit_days=3))
        work.commit()

    assert THURSDAY == sent(house, arrives_on=None).arrives_on


def test_what_was_promised_does_not_go(house: House) -> None:
    """Of five hundred lamps four hundred are promised."""
    house.take(interchange(order("PO-1", "400*EA*9.25**IN*445566")))

    with pytest.raises(Conflict, match="100 of LAMP are free at MAIN on 2026-03-02"):
        sent(house, 101)
    assert sent(house, 100).new
    assert ("2026-03-02", 0) == lamps(house)["MAIN"][-1]


def test_who_waits_gets_what_comes(house: House) -> None:
    """An order served from EAST waits for lamps until some are on their way there."""
    places = {"EAST": {"name": "Our Company, east"}}
    write_profile(house.folder, "acme", orders={"ship_from": places, "price_list": "standard"})
    house = rebuilt(house)
    house.take(interchange(order("PO-1", "24*EA*9.25**IN*445566")))
    before = promised(house, "PO-1")
    sent(house, 24)
    house.work()

    assert ([], [(24, "2026-03-05")]) == (before, promised(house, "PO-1"))


@pytest.mark.parametrize(
    ("changes", "kind", "why"),
    [
        ({"quantity": 0}, Conflict, "from one place to another"),
        ({"to_location": "MAIN"}, Conflict, "from one place to another"),
        ({"arrives_on": date(2026, 3, 1)}, Conflict, "no earlier than it leaves"),
        ({"sku": "NONE"}, NotFound, "no item NONE"),
    ],
)
def test_what_is_no_transfer_is_said(
    house: House, changes: dict[str, Any], kind: type[Exception], why: str
) -> None:
    with pytest.raises(kind, match=why):
        sent(house, **changes)
