"""Where that is agreed, a quote that was given holds what it promises until its last day; the order that takes it gets that."""

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.application.quoting import answering, concluding
from gateway.application.quoting.concluding import Acceptance
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House, interchange, order
from tests.integration.quoting.test_packs_and_edits import bid
from tests.quoting_house import quote_of, quoting_house, upload

ALL_LAMPS = 500


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> House:
    """A gateway whose quotes hold what they promise."""
    return quoting_house(
        tmp_path / "house",
        fresh("sqlite", tmp_path),
        clock,
        cost_list="",
        send_at_once="true",
        hold_stock="true",
    )


def held(house: House) -> dict[str, int]:
    """Return what is reserved, by reference."""
    with house.gateway.store.read() as work:
        return {one.reference: one.quantity for one in work.reservations.all(100)}


def promised(house: House, number: str) -> int:
    """Return how many of the first line of an order are promised."""
    with house.gateway.store.read() as work:
        (found,) = work.orders.by_number(number)
        return sum(one.quantity for one in work.backlog.ledger([(found.id, 1)]))


def test_a_quote_holds_what_it_promises_for_the_order_that_takes_it(house: House) -> None:
    """Nobody else is promised it; whoever names the quote gets it, and then nothing is held any more."""
    record = upload(house, "bid.xlsx", bid((1, "LAMP", "Desk lamp", 4, "CT 100")))
    quote = quote_of(house, record.id)
    assert {f"{quote.number}/1": 400} == held(house)
    house.take(interchange(order("PO-OTHER", "240*EA*9.25**IN*445566")))
    concluding.accept_quote(
        house.gateway.services,
        house.gateway.store,
        quote.id,
        Acceptance(number="PO-Q", channel="console"),
        actor="Ann",
    )
    house.work()

    assert {} == held(house)
    assert [quote.id] == house.events("quote.held")
    assert promised(house, "PO-Q") == 400
    assert promised(house, "PO-OTHER") <= ALL_LAMPS - 400


def test_what_binds_us_no_longer_holds_nothing(house: House, clock: FixedClock) -> None:
    """Declined, taken back, or past its last day."""
    services, store = house.gateway.services, house.gateway.store
    one, two, three = (
        quote_of(house, upload(house, name, bid((1, "LAMP", f"Desk lamp {name}", 12, "EA"))).id)
        for name in ("a.xlsx", "b.xlsx", "c.xlsx")
    )
    assert 3 == len(held(house))
    concluding.decline_quote(services, store, one.id, reason="too dear", actor="Ann")
    concluding.revise_quote(services, store, two.id, reason="anew", actor="Ann")
    assert [f"{three.number}/1"] == list(held(house))
    clock.advance(timedelta(days=32))
    house.ask("reservations")
    house.ask("hold-quote", one.id)

    assert {} == held(house)
    assert "sent" == quote_of(house, three.request).state
    answering.price_now(services, store, two.request, actor="Ann")
