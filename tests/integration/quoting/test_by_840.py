"""An 840 is answered by an 843, and what is taken of it becomes an order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gateway.application.quoting import answering, concluding
from gateway.application.quoting.concluding import Acceptance
from gateway.application.quoting.taking import read_job
from gateway.domain.order_responses import OrderResponse
from gateway.domain.quotes import Quote
from gateway.errors import Conflict
from tests.house import House, later
from tests.quoting_house import quote_of, request_840, request_of, requests

LAMPS, CHAIRS = "24*EA***IN*445566", "60*EA***VN*CHAIR"


def quoted(house: House, *lines: str) -> str:
    """Let an 840 come, be priced, and be answered; return the id of its quote."""
    house.take(request_840("RFQ-1", *lines))
    (record,) = requests(house)
    quote = quote_of(house, record.id)
    answering.send(house.gateway.store, quote.id, actor="Ann")
    house.work()
    return quote.id


def test_an_840_is_priced_and_answered(house: House) -> None:
    """Every line is found, priced and promised as an order of it would be, and the buyer has it as an 843."""
    quote = quoted(house, LAMPS, CHAIRS)

    (sent,) = house.sent("843")
    assert isinstance(sent, Quote)
    (record,) = requests(house)
    assert ("sent", quote, 0) == (record.state, record.quote, record.open_lines)
    assert ("RFQ-1", "Q00000001", "as-asked") == (sent.request_number, sent.number, sent.response)
    assert [Decimal("9.25"), Decimal(54)] == [line.price for line in sent.lines]
    assert [[date(2026, 3, 9)], [date(2026, 3, 9)]] == [[one.on for one in line.dates] for line in sent.lines]
    assert date(2026, 4, 1) == sent.valid_until
    assert Decimal("3462.00") == quote_of(house, record.id).total


def test_the_same_840_again_is_the_same_request(house: House) -> None:
    """Word for word it is answered as before; read again, what was answered stays."""
    quoted(house, LAMPS)
    house.take(request_840("RFQ-1", LAMPS, control=302))
    with house.gateway.store.begin() as work:
        (record,) = work.requests.recent(9)
        work.jobs.add(read_job(record, again="once more"))
        work.commit()
    house.work()

    assert ["sent"] == [one.state for one in requests(house)]
    assert 1 == len({one.number for one in house.sent("843") if isinstance(one, Quote)})


def test_an_accepted_quote_is_an_order(house: House) -> None:
    """It goes the way of every order, at the prices of the quote, and accepted again it is the same one."""
    quote = quoted(house, LAMPS, CHAIRS)
    services, store = house.gateway.services, house.gateway.store
    taken = Acceptance(number="PO-77", channel="console")
    first = concluding.accept_quote(services, store, quote, taken, actor="Ann")
    again = concluding.accept_quote(services, store, quote, taken, actor="Ann")
    house.work()

    made = house.order("PO-77")
    assert first == replace(again, order=first.order)
    assert ("confirmed", Decimal("3462.00")) == (made.state, made.total)
    assert "accepted" == requests(house)[0].state
    (confirmed,) = house.sent("855")
    assert isinstance(confirmed, OrderResponse)
    assert ("PO-77", 2) == (confirmed.order_number, len(confirmed.lines))
    with store.read() as work:
        assert {("LAMP", 24), ("CHAIR", 60)} == {(one.sku, one.ordered) for one in work.orders.lines(made.id)}
        booked = work.backlog.ledger([(made.id, 1), (made.id, 2)])
    assert {"LAMP", "CHAIR"} == {one.sku for one in booked}
    with pytest.raises(Conflict):
        concluding.accept_quote(services, store, quote, replace(taken, number="PO-78"), actor="Ann")


def test_part_of_a_quote_may_be_taken(house: House) -> None:
    """Of some lines, and fewer than were quoted."""
    quote = quoted(house, LAMPS, CHAIRS)
    services, store = house.gateway.services, house.gateway.store
    taken = Acceptance(number="PO-77", channel="console", lines={2: Decimal(40)})
    concluding.accept_quote(services, store, quote, taken, actor="Ann")
    house.work()

    with store.read() as work:
        assert [("CHAIR", 40)] == [
            (one.sku, one.ordered) for one in work.orders.lines(house.order("PO-77").id)
        ]


def test_quotes_run_out(house: House) -> None:
    """The day after its last a quote binds nobody, and cannot be accepted any more."""
    quote = quoted(house, LAMPS)
    later(house, days=30)
    house.ask("quotes")
    assert "sent" == requests(house)[0].state
    later(house, days=1)
    with pytest.raises(Conflict):
        concluding.accept_quote(
            house.gateway.services,
            house.gateway.store,
            quote,
            Acceptance(number="PO-1", channel="api"),
            actor="Ann",
        )
    house.ask("quotes")

    assert "expired" == request_of(house, requests(house)[0].id).state
