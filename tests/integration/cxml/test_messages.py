"""What is written for a partner, by itself: what does not read back is held, what adds up adds up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from gateway.application.cxml.confirming import balanced
from gateway.application.cxml.matching import differences
from gateway.application.outbound import queue
from gateway.application.outgoing import Outgoing
from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.items import ItemIdentifier
from gateway.domain.order_responses import LineAnswer, OrderResponse, ResponseLine
from gateway.domain.orders import PurchaseOrder
from gateway.domain.shipments import ShipmentNotice, ShippedItem, ShippedOrder
from tests.cxml_house import Office, office
from tests.databases import fresh
from tests.fakes.clocks import FixedClock

LAMP = ItemIdentifier(kind="vendor-part", value="LAMP")
INVOICE = Invoice(
    number="I1",
    invoiced_on=date(2026, 3, 2),
    total=Decimal("18.50"),
    order_number="4711",
    ordered_on=date(2026, 3, 2),
    kind="debit-invoice",
    currency="USD",
    lines=(
        InvoiceLine(number="1", quantity=Decimal(2), unit="EA", price=Decimal("9.25"), identifiers=(LAMP,)),
    ),
)


@pytest.fixture(scope="module")
def at_hooli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One house for all of it."""
    folder = tmp_path_factory.mktemp("messages")
    with office(folder / "house", fresh("sqlite", folder), FixedClock()) as opened:
        yield opened


def queued(at_hooli: Office, set_id: str, kind: str, document: object, dedupe: str) -> tuple[int, list[str]]:
    """Queue a document; return how many jobs came of it and what keeps it here."""
    services = at_hooli.house.gateway.services
    outgoing = Outgoing(
        profile=services.directory.get("hooli"),
        set_id=set_id,
        kind=kind,
        document=document,
        dedupe=dedupe,
        reference="R",
    )
    with at_hooli.house.gateway.store.begin() as work:
        jobs = queue(services, work, outgoing)
        record = work.documents.find("hooli", dedupe)
        work.commit()
    assert record is not None
    return len(jobs), [record.reason] if record.delivery == "held" else []


def test_a_document_leaves_once(at_hooli: Office) -> None:
    """Asked for again under its key it is there already; what is of no order names none."""
    assert queued(at_hooli, "810", "invoice", INVOICE, "i1") == (1, [])
    assert queued(at_hooli, "810", "invoice", INVOICE, "i1") == (0, [])


def test_what_does_not_read_back_is_held(at_hooli: Office) -> None:
    """A number with a character that XML cannot hold would be another number."""
    assert queued(at_hooli, "810", "invoice", replace(INVOICE, number="I\x012"), "i2") == (
        0,
        ["map.written-differs"],
    )


def test_a_notice_of_an_order_that_is_not_here_names_its_number_only(at_hooli: Office) -> None:
    """A person may have made it by hand."""
    item = ShippedItem(line_number="1", identifiers=(LAMP,), quantity=Decimal(2), unit="EA")
    order = ShippedOrder(order_number="4711", ordered_on=date(2026, 3, 2), items=(item,))
    notice = ShipmentNotice(number="S1", issued_on=date(2026, 3, 2), issued_at_time=time(9), orders=(order,))

    jobs, held = queued(at_hooli, "856", "shipment_notice", notice, "s1")
    assert (jobs, held) == (1, [])


def test_a_confirmation_adds_up() -> None:
    """What nobody speaks of will not come; more than was asked for is what was asked for."""

    def line(quantity: int | None, *told: int | None) -> ResponseLine:
        answers = tuple(
            LineAnswer(status="item-accepted", quantity=None if one is None else Decimal(one), unit="EA")
            for one in told
        )
        asked = None if quantity is None else Decimal(quantity)
        return ResponseLine(number="1", quantity=asked, unit="EA", answers=answers)

    answer = OrderResponse(
        order_number="4711",
        ordered_on=date(2026, 3, 2),
        lines=(line(5, 3), line(3, 5), line(5, 5), line(None, 5), line(5, None), line(5)),
    )
    short, more, *same = balanced(answer).lines

    assert [(one.status, one.quantity) for one in short.answers] == [("item-accepted", 3), ("rejected", 2)]
    assert more.quantity == Decimal(5)
    assert tuple(same) == answer.lines[2:]


def test_who_does_not_shop_with_us_has_no_carts(at_hooli: Office) -> None:
    """Nothing is looked up for them."""
    profile = at_hooli.house.gateway.services.directory.get("hooli").model_copy(update={"punchout": None})

    with at_hooli.house.gateway.store.read() as work:
        assert differences(work, profile, PurchaseOrder(number="4711")) == []
