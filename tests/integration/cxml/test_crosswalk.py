"""One story told twice: by X12 to ACME's desk and by cXML to Hooli's, with the same goods, prices and facts."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from gateway.domain.canonical import loads
from gateway.domain.invoices import Invoice
from gateway.domain.order_changes import OrderChange
from gateway.domain.order_responses import LineOutcome, OrderResponse
from gateway.domain.orders import PurchaseOrder
from gateway.domain.shipments import ShipmentNotice
from tests.cxml_house import CHAIR, DESK, LAMP, Office, office
from tests.cxml_house import order as cxml_order
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import CHAIRS, DESKS, LAMPS, House, built, interchange
from tests.house import order as x12_order

NUMBER = "PO-77"
LINES = 3
CHANGED = (
    "ST*860*0002~\nBCH*04*NE*PO-77***20260302~\n"
    "POC*001*QI*30**EA*9.25**IN*445566~\nPOC*003*DI*0**EA*180**IN*445568~\nCTT*2~\nSE*6*0002~\n"
)


@pytest.fixture(scope="module")
def x12(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house after ACME ordered and what could be shipped was."""
    folder = tmp_path_factory.mktemp("x12")
    house = built(folder / "house", fresh("sqlite", folder), FixedClock())
    house.take(interchange(x12_order(NUMBER, LAMPS, CHAIRS, DESKS)))
    house.ship()
    yield house
    house.gateway.engine.dispose()


@pytest.fixture(scope="module")
def cxml(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The same house after Hooli ordered the same."""
    folder = tmp_path_factory.mktemp("cxml")
    with office(folder / "house", fresh("sqlite", folder), FixedClock()) as opened:
        assert opened.take(cxml_order(NUMBER, LAMP, CHAIR, DESK)) == "200"
        opened.house.ship()
        yield opened


def order_of(house: House, partner: str) -> PurchaseOrder:
    """Return the order as the desk has it."""
    return loads(PurchaseOrder, house.order(NUMBER, partner).canonical)


def asked(order: PurchaseOrder) -> list[tuple[object, ...]]:
    """Return what is asked for, line by line."""
    days = order.date("delivery-requested", "ship-requested")
    return [
        (one.number.lstrip("0"), one.quantity, one.unit, one.price, one.price_basis) for one in order.lines
    ] + [(order.number, order.ordered_on, order.currency, order.purpose, order.kind, days is None)]


def test_the_orders_say_the_same(x12: House, cxml: Office) -> None:
    """In what both formats can say: numbers, days, currency, kind; quantities, units and prices of the lines."""
    first, second = asked(order_of(x12, "acme")), asked(order_of(cxml.house, "hooli"))

    assert first[:LINES] == second[:LINES]
    assert first[LINES][:5] == second[LINES][:5]


def test_the_desk_decides_the_same(x12: House, cxml: Office) -> None:
    """The same items, promises, backorders and sums, from the same stock."""

    def outcome(house: House, partner: str) -> tuple[tuple[LineOutcome, ...], Decimal | None, str]:
        record = house.order(NUMBER, partner)
        return record.outcomes, record.total, record.state

    def lines(house: House, partner: str) -> list[tuple[object, ...]]:
        with house.gateway.store.read() as work:
            kept = work.orders.lines(house.order(NUMBER, partner).id)
        return [
            (one.line, one.sku, one.ordered, one.promised, one.backordered, one.shipped, one.invoiced)
            for one in kept
        ]

    assert outcome(x12, "acme") == outcome(cxml.house, "hooli")
    assert lines(x12, "acme") == lines(cxml.house, "hooli")


def test_the_answers_tell_the_same_facts(x12: House, cxml: Office) -> None:
    """How much of each line comes on which day, and at which price: 855 and ConfirmationRequest."""

    def facts(answer: object) -> tuple[object, ...]:
        assert isinstance(answer, OrderResponse)
        return (
            answer.order_number,
            answer.ordered_on,
            [
                (
                    one.number.lstrip("0"),
                    one.quantity,
                    one.price,
                    sorted((each.quantity, each.unit, str(each.on)) for each in one.answers),
                )
                for one in answer.lines
            ],
        )

    (by_x12,), (by_cxml,) = x12.sent("855"), cxml.read("ConfirmationRequest")
    assert facts(by_x12) == facts(by_cxml)


def test_the_notices_tell_the_same_facts(x12: House, cxml: Office) -> None:
    """What left for which line of which order, in how many cartons, with whom: 856 and ShipNoticeRequest."""

    def facts(notice: object) -> tuple[object, ...]:
        assert isinstance(notice, ShipmentNotice)
        (shipped,) = notice.orders
        cartons = [carton for tare in shipped.tares for carton in tare.cartons]
        items = [
            (one.line_number.lstrip("0"), one.quantity, one.unit)
            for carton in cartons
            for one in carton.items
        ]
        labels = [mark.value[-18:] for carton in cartons for mark in carton.marks]
        carriers = [one.carrier for one in notice.routing]
        return notice.number, notice.issued_on, shipped.order_number, items, labels, carriers

    assert [facts(one) for one in x12.sent("856")] == [facts(one) for one in cxml.read("ShipNoticeRequest")]


def test_only_cxml_says_whether_more_is_to_come(x12: House, cxml: Office) -> None:
    """An 856 has no place for it, so nothing is said there and nothing is left out; its buyer compares what was ordered."""
    said = [
        {one.completeness for one in told if isinstance(one, ShipmentNotice)}
        for told in (cxml.read("ShipNoticeRequest"), x12.sent("856"))
    ]
    left_out = [one.path for each in x12.documents("856") for one in each.findings]

    assert [{"partial"}, {""}] == said
    assert "completeness" not in left_out


def test_the_invoices_tell_the_same_facts(x12: House, cxml: Office) -> None:
    """What is to be paid for what: 810 and InvoiceDetailRequest."""

    def facts(invoice: object) -> tuple[object, ...]:
        assert isinstance(invoice, Invoice)
        lines = [(one.number.lstrip("0"), one.quantity, one.unit, one.price) for one in invoice.lines]
        shipments = [one.value for one in invoice.references if one.kind == "shipment"]
        return invoice.number, invoice.invoiced_on, invoice.order_number, invoice.total, lines, shipments

    assert [facts(one) for one in x12.sent("810")] == [
        facts(one) for one in cxml.read("InvoiceDetailRequest")
    ]


def test_a_change_is_worked_in_alike(x12: House, cxml: Office) -> None:
    """An 860 with the lines that change, and an update with all of them as they are to be, leave the same order."""
    x12.take(interchange(CHANGED, number=102).replace("GS*PO*", "GS*PC*"))
    more = ("LAMP", "30", "EA", "9.25")
    assert cxml.take(cxml_order(NUMBER, more, CHAIR, kind="update", version="2")) == "200"

    def wanted(house: House, partner: str) -> list[tuple[object, ...]]:
        return [(one.number.lstrip("0"), one.quantity, one.price) for one in order_of(house, partner).lines]

    change = loads(OrderChange, cxml.documents("860")[-1].canonical)
    assert (change.replaces, change.sequence) == (True, "1")
    assert wanted(x12, "acme") == wanted(cxml.house, "hooli")
    assert [one.quantity for one in order_of(cxml.house, "hooli").lines] == [30, 60, 0]
