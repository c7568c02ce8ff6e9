"""Inventory advices: in from those who keep stock of ours, out to those who buy it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from gateway.application.stock_advices import ask_advice
from gateway.bootstrap import prepare
from gateway.domain.inventory_advices import InventoryAdvice
from gateway.domain.supply_policies import Protection, Quota, Safety
from gateway.errors import Refused
from gateway.settings import shipped
from tests.databases import KINDS, fresh
from tests.house import House, interchange, later, rebuilt, write_profile

MAP = "base/x12/004010/846"
KEEPS = {"receive": "846", "map": MAP}
TOLD = {"send": "846", "map": MAP, "acknowledgement_due": "24h"}


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: an embedded one, and where a test asks for it each kind in turn."""
    return fresh(getattr(request, "param", "sqlite"), tmp_path)


@pytest.fixture
def agreed(house: House) -> Iterator[Callable[..., House]]:
    """A function that returns the house after an inventory advice was agreed with ACME."""
    text = shipped("partners").joinpath("acme.yaml").read_text(encoding="utf-8")
    known = yaml.load(text, Loader=yaml.BaseLoader)["documents"]  # noqa: S506 - the loader that makes nothing but text
    built: list[House] = []

    def agree(*documents: dict[str, str], **changes: object) -> House:
        write_profile(house.folder, "acme", documents=[*known, *documents], **changes)
        built.append(rebuilt(house))
        prepare(built[-1].gateway)
        return built[-1]

    yield agree
    for one in built:
        one.gateway.engine.dispose()


def report(*segments: str, number: int, at: str = "20260302*0800") -> str:
    """Return an inventory advice of ACME's."""
    body = ["ST*846*0001~\n", f"BIA*00*DD*W-{number}*{at}~\n", *(f"{one}~\n" for one in segments)]
    sets = "".join((*body, f"SE*{len(body) + 1}*0001~\n"))
    return interchange(sets, number=number).replace("GS*PO*", "GS*IB*")


def free(house: House, sku: str, location: str) -> list[int]:
    with house.gateway.store.read() as work:
        assert [] == work.positions.mismatches()
        return [quantity for _, quantity in work.stocktaking.free([sku]).get((sku, location), ())]


def told(house: House) -> list[tuple[str, str, int | None, date | None]]:
    """Return what the last advice says: item, kind, quantity or words, day."""
    advice = house.sent("846")[-1]
    assert isinstance(advice, InventoryAdvice)
    return [
        (
            next(name.value for name in item.identifiers if name.kind == "vendor-item"),
            quantity.kind,
            quantity.text or quantity.quantity,
            next((one.on for one in (*quantity.dates, *item.dates)), None),
        )
        for item in advice.items
        for quantity in item.quantities
    ]


def test_a_partners_report_is_our_supply(agreed: Callable[..., House]) -> None:
    """What is there by its time, in our units; what comes by its day; the same set again is answered again."""
    house = agreed(KEEPS, stock_from={"location": "EAST", "places": {"7": "WEST"}})
    house.take(
        report(
            "LIN*1*IN*445566", "QTY*17*10*CA", "QTY*33*7*CA", "QTY*63*24*EA", "DTM*371*20260320",
            "LIN*2*IN*445567", "QTY*17*4*EA", "QTY*63*4*BX", "DTM*371*20260320", "LIN*3*IN*NOBODY", "QTY*17*4*EA",
            "LIN*4*VN*DESK", "QTY*17*6*EA", "QTY*63*6*EA", "N1*WH**92*7", "LIN*5*UP*036000291452", "QTY*17*6*EA", "N1*WH**92*8",
            number=501,
        )
    )  # fmt: skip
    first = [one.code for one in house.documents("846")[0].findings]
    house.take(report("LIN*1*IN*445566", "QTY*17*1*CA", number=502, at="20260301*2359"))
    older = house.documents("846")[-1]
    house.take(report("LIN*1*IN*445566", "QTY*17*9*CA", number=503, at="20260302"))

    assert [108, 132] == free(house, "LAMP", "EAST")
    assert [4] == free(house, "CHAIR", "EAST")
    assert [6] == free(house, "DESK", "WEST")
    assert {
        "supply.item-unknown",
        "supply.kind-not-counted",
        "supply.undated",
        "supply.place-unknown",
        "supply.quantity-wrong",
    } <= set(first)
    assert ["supply.older"] == [one.code for one in older.findings]
    assert "accepted" == older.validation
    assert 3 == len([one for one in house.documents(direction="out") if one.set_id == "997"])


def test_a_report_that_counts_nothing_waits_for_a_person(agreed: Callable[..., House]) -> None:
    """A request for a report says nothing of stock."""
    house = agreed(KEEPS, stock_from={"location": "EAST"})
    house.take(report("LIN*1*IN*445566", "QTY*17*10*CA", number=501).replace("BIA*00*", "BIA*13*"))

    (kept,) = house.documents("846")
    assert ("held", []) == (kept.validation, free(house, "LAMP", "EAST"))


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_partners_are_told_on_time_what_they_can_have(agreed: Callable[..., House]) -> None:
    """Once a slot, whoever looks at the clock; safety stock, protections and quotas are hidden; and it is acknowledged."""
    house = agreed({**TOLD, "every": "1h"}, stock_for={"most": "300", "step": "10"})
    with house.gateway.store.begin() as work:
        today = house.clock.now().date()
        span = {"from_on": today, "until_on": today + timedelta(days=30)}
        work.policies.put(Safety(sku="CHAIR", location="MAIN", quantity=5))
        work.policies.put(Protection(sku="CHAIR", location="MAIN", demand_class=1, quantity=7, **span))
        work.policies.put(Quota(sku="LAMP", cap=255, partner="acme", **span))
        work.commit()
    fired = [house.gateway.schedules.tick(house.clock.now()) for _ in range(2)]
    house.work()
    first = told(house)
    house.acknowledge()
    house.gateway.schedules.tick(house.clock.now())
    house.work()
    later(house, hours=1, minutes=5)
    house.gateway.schedules.tick(house.clock.now())
    house.work()

    assert [0] == fired[1:]
    assert [
        ("CHAIR", "available", Decimal(20), None),
        ("CHAIR", "projected-available", Decimal(220), date(2026, 3, 9)),
        ("DESK", "available", Decimal(0), None),
        ("DESK", "projected-available", Decimal(20), date(2026, 5, 4)),
        ("LAMP", "available", Decimal(250), None),
    ] == first
    one, two = house.documents("846", direction="out")
    assert ("accepted", "awaited") == (one.acknowledgement, two.acknowledgement)
    assert timedelta(hours=1, minutes=5) == two.created_at - one.created_at


def test_partners_may_be_told_in_words(agreed: Callable[..., House]) -> None:
    """No number leaves; asked for by a person, and refused where it was not agreed."""
    house = agreed(TOLD, stock_for={"show": "words", "low_below": "50"})
    ask_advice(house.gateway.services, house.gateway.store, "acme", actor="ann")
    with pytest.raises(Refused, match="no inventory advice"):
        ask_advice(house.gateway.services, house.gateway.store, "globex", actor="ann")
    house.work()

    assert [
        ("CHAIR", "available", "LOW", date(2026, 3, 9)),
        ("DESK", "available", "OUT", date(2026, 5, 4)),
        ("LAMP", "available", "IN STOCK", None),
    ] == told(house)
