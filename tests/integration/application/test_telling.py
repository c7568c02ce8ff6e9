"""A partner hears of promises that moved after it was told of them: as agreed, once, and only what it does not know."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.application import backorders, telling
from gateway.application.clearing import accept_hold
from gateway.domain.order_changes import OrderChangeResponse
from gateway.domain.order_responses import OrderResponse
from gateway.orderdesk.rebalancing import Variant
from gateway.settings import shipped
from tests.databases import KINDS, fresh
from tests.fakes.clocks import FixedClock
from tests.house import DESKS, LAMPS, House, built, interchange, order
from tests.integration.application.test_backorder_runs import less, more

MAY = date(2026, 5, 4)
TWENTY_DESKS = "20*EA*180**IN*445568"
Said = tuple[str, str, str, str]
Agreed = Callable[..., House]


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """One kind of database: the contracts hold what these tests need of either."""
    return fresh(request.param, tmp_path)


@pytest.fixture
def agreed(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[Agreed]:
    """Return a function that opens a house with what ACME wants to hear agreed, and perhaps a document less."""
    houses: list[House] = []

    def opened(*, without: str = "", dialect: dict[str, str] | None = None, **terms: str) -> House:
        text = shipped("partners").joinpath("acme.yaml").read_text(encoding="utf-8")
        profile: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
        changes = {
            "state": "live",
            "documents": [one for one in profile["documents"] if one.get("send") != without],
            "orders": {**profile["orders"], "tell_changes": terms},
            "dialect": {**profile["dialect"], **(dialect or {})},
        }
        houses.append(built(tmp_path / "house", database_url, clock, {"acme": changes}))
        return houses[-1]

    yield opened
    for house in houses:
        house.gateway.engine.dispose()


@pytest.fixture
def waiting(agreed: Agreed) -> Agreed:
    """Return a function that opens such a house with an order for ten desks that come in May, and lamps."""

    def opened(**terms: Any) -> House:
        house = agreed(**terms)
        house.take(interchange(order("PO-1", DESKS, LAMPS), number=101))
        return house

    return opened


def told(house: House) -> list[tuple[str, str, list[Said]]]:
    """Return what the partner heard beside its first answers: purpose, order, and by line what becomes of it when."""
    answers = [*house.sent("855"), *house.sent("865")]
    return [
        (
            one.purpose,
            one.order_number,
            [
                (line.number, said.status, str(said.quantity), str(said.on))
                for line in one.lines
                for said in line.answers
            ],
        )
        for one in answers
        if isinstance(one, OrderResponse | OrderChangeResponse) and one.purpose != "original"
    ]


def run(house: House, *, commit: bool = True) -> None:
    backorders.run(house.gateway.services, house.gateway.store, Variant(), commit=commit)
    house.work()


def hush(house: House) -> None:
    """Let the moment pass after which partners are told."""
    house.clock.advance(telling.HUSH)
    house.work()


PART = [("001", "item-accepted", "4", "2026-03-02"), ("001", "item-backordered", "6", "2026-05-04")]


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_what_a_run_improves_is_told_once_by_the_whole_order(waiting: Agreed) -> None:
    """Not by a dry run, not at once, and not twice."""
    house = waiting(by="855")
    more(house, "DESK", 4)
    run(house, commit=False)
    hush(house)
    assert [] == told(house)

    run(house)
    assert [] == told(house)
    hush(house)
    run(house)
    hush(house)

    assert [("change", "PO-1", [*PART, ("002", "item-accepted", "24", "2026-03-02")])] == told(house)
    assert [house.order("PO-1").id] == house.events("order.told")


def test_it_is_told_by_a_change_of_ours_where_that_was_agreed(waiting: Agreed) -> None:
    """Only the lines that moved; a second move is told against what was told first."""
    house = waiting(by="865", purpose="proposal")
    more(house, "DESK", 4)
    run(house)
    hush(house)
    more(house, "DESK", 6)
    run(house)
    hush(house)

    assert [
        ("proposal", "PO-1", PART),
        ("proposal", "PO-1", [("001", "item-accepted", "10", "2026-03-02")]),
    ] == told(house)


def test_whoever_did_not_agree_hears_nothing(waiting: Agreed) -> None:
    house = waiting()
    more(house, "DESK", 4)
    run(house)
    hush(house)

    assert [] == told(house)
    assert 0 == jobs(house)


def jobs(house: House) -> int:
    with house.gateway.store.read() as work:
        return work.jobs.waiting()


def test_a_few_days_are_not_worth_a_document_until_they_add_up(waiting: Agreed) -> None:
    """Against what the partner was told, not against the run before."""
    house = waiting(by="865", tolerance_days="2")
    heard = []
    for days in (2, 4):
        less(house, "DESK", 25, str(MAY + timedelta(days=days - 2)))
        more(house, "DESK", 25, on=MAY + timedelta(days=days))
        run(house)
        hush(house)
        heard.append(told(house))

    assert [[], [("sellers-change", "PO-1", [("001", "item-backordered", "10", "2026-05-08")])]] == heard


def test_a_shipment_in_between_says_it_already(waiting: Agreed) -> None:
    """What has left needs no promise."""
    house = waiting(by="855")
    more(house, "DESK", 10)
    run(house)
    house.ship()
    hush(house)

    assert [] == told(house)
    assert 2 == len(house.sent("856"))


def test_nobody_hears_of_what_it_was_never_told(waiting: Agreed) -> None:
    """Without a first answer there is nothing to correct."""
    house = waiting(by="865", without="855")
    more(house, "DESK", 4)
    run(house)
    hush(house)

    assert [] == told(house)


def test_several_batches_of_a_run_are_told_once(agreed: Agreed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever moves within a moment."""
    monkeypatch.setattr(backorders, "BATCH", 1)
    house = agreed(by="865")
    house.take(interchange(order("PO-1", DESKS, "300*EA*54**IN*445567"), number=101))
    more(house, "DESK", 10)
    more(house, "CHAIR", 100)
    run(house)
    hush(house)

    ((_, _, lines),) = told(house)
    assert {"001", "002"} == {line for line, *_ in lines}


def test_lost_supply_is_told_of_as_well(waiting: Agreed) -> None:
    """The date that was named holds no longer."""
    house = waiting(by="865")
    less(house, "DESK", 25, "2026-05-04")
    hush(house)

    assert [("sellers-change", "PO-1", [("001", "item-backordered", "10", "None")])] == told(house)


def test_a_hold_that_was_told_of_is_told_when_it_clears(agreed: Agreed) -> None:
    """First that the order is held, then what becomes of it."""
    house = agreed(by="855", dialect={"hold_visible": "true"})
    house.take(interchange(order("PO-1", "24*EA*9.00**IN*445566"), number=101))
    accept_hold(house.gateway.services, house.gateway.store, house.order("PO-1").id, actor="test")
    house.work()

    kinds = [one.kind for one in house.sent("855") if isinstance(one, OrderResponse)]
    assert ["on-hold", "with-detail"] == kinds
