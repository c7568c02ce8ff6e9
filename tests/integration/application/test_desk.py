"""A person clears what the desk holds."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.application.clearing import accept_hold, reject_order
from gateway.application.desk import order_job
from gateway.application.ports import PriceRecord
from gateway.application.reprocessing import reprocess
from gateway.domain.canonical import dumps, loads
from gateway.domain.order_responses import OrderResponse
from gateway.domain.orders import PurchaseOrder
from gateway.errors import Conflict
from tests.house import LAMPS, House, interchange, order

CHEAP = "24*EA*7.10**IN*445566"


def test_a_price_far_below_ours_waits_for_a_person(house: House) -> None:
    """Held, with the rule and a proposal; nothing is promised and nothing answered but the 997."""
    house.take(interchange(order("PO-1", CHEAP)))

    record = house.order("PO-1")
    assert ("held", [("V31", "V31/1", "Confirm at 9.25.")]) == (
        record.state,
        [(one.rule, one.waiver, one.fix) for one in record.holds],
    )
    assert ["997"] == [one.set_id for one in house.documents(direction="out")]
    with house.gateway.store.read() as work:
        assert not work.positions.commitments(record.id)


def test_accepting_the_hold_takes_the_buyers_price_once(house: House) -> None:
    """The order goes on at the price the buyer wrote."""
    house.take(interchange(order("PO-1", CHEAP), number=101))
    accept_hold(house.gateway.services, house.gateway.store, house.order("PO-1").id, actor="kim")
    house.work()
    house.take(interchange(order("PO-2", CHEAP), number=102))

    (response,) = house.sent("855")
    assert isinstance(response, OrderResponse)
    assert [(Decimal("7.10"), ["item-accepted"])] == [
        (line.price, [one.status for one in line.answers]) for line in response.lines
    ]
    assert ["confirmed", "held"] == [house.order(number).state for number in ("PO-1", "PO-2")]


def test_rejecting_the_order_tells_the_buyer(house: House) -> None:
    """Every line is refused; nothing was promised."""
    house.take(interchange(order("PO-1", CHEAP)))
    rejected = reject_order(
        house.gateway.services, house.gateway.store, house.order("PO-1").id, reason="no", actor="kim"
    )
    house.work()

    (response,) = house.sent("855")
    assert isinstance(response, OrderResponse)
    assert ("rejected", "rejected-with-detail") == (rejected.state, response.kind)
    assert [["rejected"]] == [[one.status for one in line.answers] for line in response.lines]


def test_only_what_is_held_can_be_cleared(house: House) -> None:
    """A confirmed order is nobody's to accept or reject."""
    house.take(interchange(order("PO-1", LAMPS)))
    record = house.order("PO-1")

    with pytest.raises(Conflict):
        accept_hold(house.gateway.services, house.gateway.store, record.id, actor="kim")
    with pytest.raises(Conflict):
        reject_order(house.gateway.services, house.gateway.store, record.id, reason="no", actor="kim")


def test_accepting_one_hold_of_two_leaves_the_other(house: House) -> None:
    """Each waiver excepts one result of one rule."""
    house.take(interchange(order("PO-1", CHEAP, "12*EA*100**IN*445568")))
    record = house.order("PO-1")
    accept_hold(house.gateway.services, house.gateway.store, record.id, waivers=("V31/1",), actor="kim")
    house.work()

    assert ["V31/2"] == [one.waiver for one in house.order("PO-1").holds]


def test_a_held_order_is_decided_as_its_document_reads_today(house: House) -> None:
    """A map was mended and the bytes read again: the order, its notice and its invoice say what they say now."""
    house.take(interchange(order("PO-1", CHEAP)))
    held = house.order("PO-1")
    with house.gateway.store.begin() as work:
        document = work.documents.get(held.document)
        said = loads(PurchaseOrder, document.canonical)
        mended = replace(said, lines=(replace(said.lines[0], price=Decimal("9.25")),))
        work.documents.update(replace(document, canonical=dumps(mended)))
        work.jobs.add(order_job("acme", "PO-1", document.id))
        work.commit()
    house.work()

    decided = house.order("PO-1")
    assert ("confirmed", mended) == (decided.state, loads(PurchaseOrder, decided.canonical))


def test_a_price_list_in_another_currency_holds_the_order_until_the_price_is_mended(house: House) -> None:
    """It waits for a person, who is told what is missing, and is decided again when told to."""
    with house.gateway.store.begin() as work:
        known = PriceRecord(
            price_list="standard", sku="LAMP", unit="EA", price=Decimal("9.25"), currency="EUR"
        )
        work.items.put_price(known)
        work.commit()
    transmission = house.take(interchange(order("PO-1", LAMPS)))
    without = house.order("PO-1")
    with house.gateway.store.begin() as work:
        work.items.put_price(replace(known, currency="USD"))
        work.commit()
    reprocess(house.gateway.services, house.gateway.store, transmission.id, actor="kim")
    house.work()

    assert ("held", ["D3"]) == (without.state, [one.rule for one in without.holds])
    with house.gateway.store.read() as work:
        assert not work.jobs.dead()
    assert "confirmed" == house.order("PO-1").state
