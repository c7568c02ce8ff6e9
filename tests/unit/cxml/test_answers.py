"""Confirmations, ship notices and invoices: what is said in each buyer's dialect, and what others write."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from gateway.cxml.dialects import PLAIN, Dialect
from gateway.cxml.messages import read, write
from gateway.cxml.ship_notices import ships_everything
from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.items import ItemIdentifier, Mark
from gateway.domain.order_responses import LineAnswer, OrderResponse, ResponseLine
from gateway.domain.parties import Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.shipments import Pack, ShipmentNotice, ShippedItem, ShippedOrder, Tare
from gateway.domain.terms import Adjustment, PackageCount, Routing, Tax
from tests.unit.cxml.bodies import MONEY, codes, heard, unread
from tests.unit.cxml.documents import ENVELOPE

DAY = date(2026, 11, 22)


def line(*answers: LineAnswer, quantity: int = 5, **fields: object) -> ResponseLine:
    """Return a line with what is said to it."""
    return ResponseLine(number="1", quantity=Decimal(quantity), unit="EA", answers=answers, **fields)  # type: ignore[arg-type] # a test's fields


def response(*lines: ResponseLine, kind: str = "with-changes") -> OrderResponse:
    """Return an answer to an order."""
    return OrderResponse(order_number="PO1", ordered_on=DAY, kind=kind, currency="EUR", lines=lines)


def said(status: str, quantity: int | None = 5) -> LineAnswer:
    """Return one answer."""
    return LineAnswer(status=status, quantity=None if quantity is None else Decimal(quantity), unit="EA")


def statuses(answer: OrderResponse, dialect: Dialect = PLAIN) -> list[tuple[str, str]]:
    """Return the type and quantity of each status that is written."""
    read_back = read(write(ENVELOPE, answer, dialect=dialect).content).document
    return [(one.status, str(one.quantity)) for each in read_back.lines for one in each.answers]


@pytest.mark.parametrize(
    ("status", "wire"),
    [
        ("item-accepted", "item-accepted"),
        ("accepted-and-released", "item-accepted"),
        ("date-rescheduled", "item-changed"),
        ("substituted", "item-changed"),
        ("x12:ZZ", "item-changed"),
        ("deleted", "rejected"),
        ("rejected-unit", "rejected"),
        ("on-hold", "on-hold"),
    ],
)
def test_each_fact_has_a_status(status: str, wire: str) -> None:
    """The nearest the standard has."""
    assert statuses(response(line(said(status)))) == [(wire, "5")]


def test_a_status_nobody_sends_is_kept() -> None:
    """As it came, behind its mark."""
    assert b'type="allDetail"' in write(ENVELOPE, response(line(said("cxml:allDetail")))).content


@pytest.mark.parametrize(
    ("taken", "status", "wire"),
    [
        (("accept", "detail", "reject"), "item-backordered", "item-changed"),
        (("accept", "reject"), "on-hold", "item-accepted"),
        (("accept",), "rejected", "rejected"),
    ],
)
def test_what_a_buyer_does_not_take_is_said_by_the_next_best(
    taken: tuple[str, ...], status: str, wire: str
) -> None:
    """A rejection is never said otherwise."""
    assert statuses(response(line(said(status))), Dialect(confirmation_statuses=taken)) == [(wire, "5")]


@pytest.mark.parametrize(
    ("kind", "taken", "wire"),
    [
        ("with-detail", ("accept", "allDetail"), "allDetail"),
        ("with-detail", ("accept", "detail", "reject"), "detail"),
        ("accepted", ("detail",), "detail"),
        ("without-detail", ("accept",), "accept"),
        ("rejected-with-detail", ("reject",), "reject"),
        ("on-hold", ("detail",), "detail"),
        ("exceptions-only", ("detail",), "detail"),
        ("cxml:backordered", ("detail",), "backordered"),
        ("rejected", (), "reject"),
    ],
)
def test_the_type_of_a_confirmation_is_one_the_buyer_takes(
    kind: str, taken: tuple[str, ...], wire: str
) -> None:
    """Or what the answer is, where it takes none of those near it."""
    content = write(
        ENVELOPE, response(line(said("item-accepted")), kind=kind), dialect=Dialect(confirmations=taken)
    ).content

    assert f' type="{wire}" noticeDate='.encode() in content


def test_a_line_accepted_in_part_is_two_statuses() -> None:
    """What is accepted, and the rest when it is expected."""
    expected = TradeDate(kind="available", on=date(2026, 12, 1))

    assert statuses(response(line(said("partial-backordered", 3)))) == [
        ("item-accepted", "3"),
        ("item-backordered", "2"),
    ]
    content = write(ENVELOPE, response(line(said("partial-backordered", 3), dates=(expected,)))).content
    assert b'quantity="2" type="backordered" shipmentDate="2026-12-01' in content
    assert statuses(response(line(said("partial-backordered", 3), said("rejected", 2)))) == [
        ("item-accepted", "3"),
        ("rejected", "2"),
    ]


def test_a_line_without_a_word_is_accepted_whole() -> None:
    """And an answer without a quantity means all of it."""
    assert statuses(response(line())) == [("item-accepted", "5")]
    assert statuses(response(line(said("rejected", None)))) == [("rejected", "5")]


def test_three_accepted_and_two_rejected_add_up() -> None:
    """Four and two do not, and it is said."""
    good, bad = (response(line(said("item-accepted", many), said("rejected", 2))) for many in (3, 4))

    assert codes(read(write(ENVELOPE, good).content)) == []
    assert codes(read(write(ENVELOPE, bad).content)) == ["cxml.split-differs"]


def test_a_confirmation_that_leaves_out_days_and_orders_is_read() -> None:
    """The day it was sent stands for the day of the order; what is odd in it is said."""
    received = heard(
        "<ConfirmationRequest><ConfirmationHeader type='DETAIL'/><OrderReference/><ConfirmationItem><ConfirmationStatus/>"
        "</ConfirmationItem></ConfirmationRequest>"
    )

    assert codes(received) == ["cxml.spelling", "cxml.code-unknown"]
    assert (received.document.ordered_on, received.document.kind) == (DAY, "with-changes")


def notice(*orders: ShippedOrder, **fields: object) -> ShipmentNotice:
    """Return a notice of a shipment."""
    return ShipmentNotice(number="S1", issued_on=DAY, issued_at_time=time(9), orders=orders, **fields)  # type: ignore[arg-type] # a test's fields


def shipped(many: int, **fields: object) -> ShippedItem:
    """Return so many of the first line."""
    return ShippedItem(line_number="1", quantity=Decimal(many), unit="EA", **fields)  # type: ignore[arg-type] # a test's fields


def sscc(serial: int) -> str:
    """Return eighteen digits."""
    return f"{serial:018}"


def test_labels_are_eighteen_digits_on_the_wire() -> None:
    """Without the identifier that scanners want; another label stays as it is, none is none."""
    full = Mark(kind="sscc", value=f"00{sscc(7)}")
    marks = ((full,), (Mark(kind="carrier-package", value="1Z9"),), ())
    cartons = tuple(Pack(marks=each, items=(shipped(1),)) for each in marks)

    (order,) = read(
        write(ENVELOPE, notice(ShippedOrder(order_number="PO1", cartons=cartons))).content
    ).document.orders

    assert [one.marks[0].value for one in order.cartons] == [sscc(7), "1Z9"]
    assert [one.marks[0].kind for one in order.cartons] == ["sscc-without-identifier", "shipper-assigned"]
    assert len(order.items) == 1


def test_an_item_in_several_cartons_is_shared_out() -> None:
    """By what each of them holds; a carton may name a pallet that nothing else names."""
    packaging = (
        "<Packaging><PackagingCode xml:lang='en'>carton</PackagingCode><PackagingLevelCode>0002</PackagingLevelCode>"
        "<ShippingContainerSerialCode>{}</ShippingContainerSerialCode>{}<DispatchQuantity quantity='{}'><UnitOfMeasure>EA"
        "</UnitOfMeasure></DispatchQuantity></Packaging>"
    )
    around = f"<ShippingContainerSerialCodeReference>{sscc(9)}</ShippingContainerSerialCodeReference>"
    received = heard(
        "<ShipNoticeRequest><ShipNoticeHeader shipmentID='S1' noticeDate='2026-11-22T09:00:00Z'/><ShipNoticePortion>"
        "<OrderReference orderID='PO1'/><ShipNoticeItem quantity='5' lineNumber='1'><UnitOfMeasure>EA</UnitOfMeasure>"
        f"{packaging.format(sscc(1), '', 3)}{packaging.format(sscc(2), around, 2)}"
        "<Batch><SupplierBatchID>L1</SupplierBatchID></Batch><AssetInfo tagNumber='t'/></ShipNoticeItem></ShipNoticePortion>"
        "</ShipNoticeRequest>"
    )

    (order,) = received.document.orders
    lot = (Reference(kind="lot", value="L1"),)
    mark = "sscc-without-identifier"
    assert (codes(received), unread(received)) == ([], set())
    assert order.cartons == (
        Pack(marks=(Mark(kind=mark, value=sscc(1)),), items=(shipped(3, references=lot),)),
    )
    inner = Pack(marks=(Mark(kind=mark, value=sscc(2)),), items=(shipped(2, references=lot),))
    assert order.tares == (Tare(marks=(Mark(kind=mark, value=sscc(9)),), cartons=(inner,)),)


def test_cartons_on_a_pallet_named_by_its_level_alone_stand_on_it() -> None:
    """Where they do not say themselves what is around them; a volume and odd sizes are read."""
    levels = (
        "<Packaging><PackagingCode xml:lang='en'>PLT</PackagingCode><Dimension type='volume' quantity='2'><UnitOfMeasure>MTQ"
        f"</UnitOfMeasure></Dimension><Dimension type='length' quantity='1'/><PackagingLevelCode>outer</PackagingLevelCode>"
        f"<ShippingContainerSerialCode>{sscc(9)}</ShippingContainerSerialCode></Packaging><Packaging>"
        f"<ShippingContainerSerialCode>{sscc(1)}</ShippingContainerSerialCode></Packaging>"
    )
    received = heard(
        "<ShipNoticeRequest><ShipNoticeHeader shipmentID='S1' noticeDate='2026-11-22T09:00:00Z'/><ShipNoticePortion>"
        "<OrderReference orderID='PO1'/><ShipNoticeItem quantity='5' lineNumber='1'><UnitOfMeasure>EA</UnitOfMeasure>"
        f"{levels}</ShipNoticeItem></ShipNoticePortion></ShipNoticeRequest>"
    )

    (tare,) = received.document.orders[0].tares
    assert tare.packages == (PackageCount(packaging="PLT", volume=Decimal(2), volume_unit="CR"),)
    assert len(tare.cartons) == 1


def test_a_portion_without_items_is_the_whole_order() -> None:
    """As in the sample of the standard."""
    whole = ShippedOrder(order_number="PO1")

    (order,) = read(write(ENVELOPE, notice(whole)).content).document.orders

    assert ships_everything(order)
    assert not ships_everything(replace(whole, items=(shipped(1),)))


@pytest.mark.parametrize(
    ("dates", "written"),
    [
        ({"shipment_dates": (TradeDate(kind="shipped", on=DAY),)}, b'shipmentDate="2026-11-22'),
        ({"dates": (TradeDate(kind="scheduled-delivery", on=DAY),)}, b'deliveryDate="2026-11-22'),
    ],
)
def test_days_of_a_shipment_are_found_where_they_stand(
    dates: dict[str, tuple[TradeDate, ...]], written: bytes
) -> None:
    """At the head or at the shipment, in words near the one the standard has."""
    assert written in write(ENVELOPE, notice(**dates)).content


def test_carriers_are_named_by_code_or_by_words() -> None:
    """Each has its own control; the numbers of parcels stand at the first."""
    ways = (Routing(text="Own lorry"), Routing(carrier_kind="scac", carrier="UPSN"))
    tracking = (Reference(kind="tracking", value="1Z1"), Reference(kind="tracking", value="1Z2"))
    body = "<ShipControl><CarrierIdentifier domain='own'>X</CarrierIdentifier><ShipmentIdentifier>S1</ShipmentIdentifier></ShipControl>"

    read_back = read(write(ENVELOPE, notice(routing=ways, references=tracking)).content).document
    other = heard(
        f"<ShipNoticeRequest><ShipNoticeHeader shipmentID='S1' noticeDate='2026-11-22'/>{body}</ShipNoticeRequest>"
    )

    assert (read_back.routing, read_back.references) == (ways, tracking)
    assert (other.document.routing, other.document.references) == ((Routing(text="X"),), ())


def test_a_notice_writes_what_it_knows_of_packages() -> None:
    """A volume; an item without a quantity; a weight of a kind nobody named; several kinds of packages are one."""
    counts = (PackageCount(volume=Decimal(2), volume_unit="CR"), PackageCount(count=2))
    odd = ShippedItem(line_number="A1", unit="EA", ordered=Decimal(2))
    tare = Tare(
        marks=(Mark(kind="sscc", value=sscc(1)),),
        packages=(PackageCount(weight=Decimal(1), weight_unit="KG", weight_kind="A3"),),
        items=(odd,),
    )

    written = write(ENVELOPE, notice(ShippedOrder(order_number="PO1", tares=(tare,)), packages=counts))

    assert b'<Dimension quantity="2" type="volume">' in written.content
    assert b'<ShipNoticeItem quantity="0" lineNumber="1"' in written.content
    assert b'type="weight"' in written.content
    assert [one.code for one in written.findings] == ["cxml.line-number-wrong"]


def invoice(**fields: object) -> Invoice:
    """Return an invoice of one line."""
    item = InvoiceLine(
        number="1",
        quantity=Decimal(2),
        unit="EA",
        price=Decimal(5),
        identifiers=(ItemIdentifier(kind="vendor-part", value="A"),),
    )
    known = {
        "number": "I1",
        "invoiced_on": DAY,
        "total": Decimal(10),
        "order_number": "PO1",
        "currency": "EUR",
        "lines": (item,),
    }
    return Invoice(**(known | fields))  # type: ignore[arg-type] # a test's fields


def test_a_credit_counts_below_zero_on_the_wire_only() -> None:
    """Sums and quantities of a credit by lines, sums of a memo; an invoice as it is."""
    by_line = write(
        ENVELOPE,
        invoice(kind="credit-invoice", taxes=(Tax(kind="value-added", amount=Decimal(1), base=Decimal(10)),)),
    ).content
    memo = write(
        ENVELOPE,
        invoice(
            kind="credit-memo",
            lines=(),
            adjustments=(Adjustment(kind="charge", code="H090", amount=Decimal(2)),),
        ),
    ).content

    assert b'quantity="-2"' in by_line
    assert b'<NetAmount><Money currency="EUR">-10</Money>' in by_line
    assert b'<SubtotalAmount><Money currency="EUR">-8</Money>' in memo
    assert b'isHeaderInvoice="yes"' in memo
    assert b"InvoiceDetailItem" not in memo
    assert read(memo).document.total == 10


def test_an_invoice_has_a_tax_even_where_there_is_none() -> None:
    """With words for it, as the standard wants; read again it is none."""
    content = write(ENVELOPE, invoice()).content

    assert (
        b'<Tax><Money currency="EUR">0</Money><Description xml:lang="en-US">Tax</Description></Tax>'
        in content
    )
    assert read(content).document.taxes == ()


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [
        ("", b"standard"),
        ("consolidated", b"standard"),
        ("x12:ZZ", b"standard"),
        ("x12:DC", b"lineLevelDebitMemo"),
    ],
)
def test_every_kind_of_invoice_has_a_purpose(kind: str, purpose: bytes) -> None:
    """One that has none is an invoice as any other, and it is said."""
    written = write(ENVELOPE, invoice(kind=kind))

    assert b'purpose="' + purpose + b'"' in written.content
    assert [one.code for one in written.findings] == (
        ["cxml.not-said"] if kind in ("consolidated", "x12:ZZ") else []
    )


def test_who_ships_and_who_receives_stand_together_or_as_partners() -> None:
    """The standard has no room for one of them alone."""
    ship_to, ship_from = Party(role="ship-to", name="B"), Party(role="ship-from", name="A")
    dates = (TradeDate(kind="shipped", on=DAY),)

    alone = write(ENVELOPE, invoice(parties=(ship_to,), dates=dates)).content
    both = write(ENVELOPE, invoice(parties=(ship_to, ship_from), dates=dates)).content
    undated = write(ENVELOPE, invoice(parties=(ship_to, ship_from))).content

    assert b'<InvoicePartner><Contact role="shipTo">' in alone
    assert b'<InvoiceDetailShipping shippingDate="2026-11-22' in both
    assert b"<InvoiceDetailShipping><Contact" in undated


def test_what_other_people_put_into_invoices_is_read() -> None:
    """Charges of lines, discounts, terms of their own, the number of the order as a payloadID, an agreement, a service."""
    head = (
        "<InvoiceDetailRequestHeader invoiceID='I1' invoiceDate='2026-11-22'><InvoiceDetailHeaderIndicator/><InvoiceDetailPaymentTerm "
        "payInNumberOfDays='30' percentageRate='0'/><InvoicePartner><Contact role='odd'><Name xml:lang='en'>X</Name></Contact>"
        "</InvoicePartner><InvoicePartner><Contact role='from'/></InvoicePartner></InvoiceDetailRequestHeader>"
    )
    extras = (
        f"<InvoiceDetailLineSpecialHandling><Description xml:lang='en'>lift</Description>{MONEY.format(1)}</InvoiceDetailLineSpecialHandling>"
        f"<InvoiceDetailLineShipping><InvoiceDetailShipping/>{MONEY.format(2)}</InvoiceDetailLineShipping>"
        f"<InvoiceDetailDiscount>{MONEY.format(3)}</InvoiceDetailDiscount><InvoiceDetailDiscount>{MONEY.format(0)}</InvoiceDetailDiscount>"
        f"<InvoiceItemModifications><Modification><AdditionalCost>{MONEY.format(4)}</AdditionalCost></Modification></InvoiceItemModifications>"
    )
    item = "<InvoiceDetail{0}Item invoiceLineNumber='1' quantity='1'><UnitOfMeasure>EA</UnitOfMeasure><UnitPrice>{1}</UnitPrice>{2}{3}</InvoiceDetail{0}Item>"
    reference = "<InvoiceDetail{}ItemReference lineNumber='1'/>"
    summary = (
        f"<InvoiceDetailSummary><SubtotalAmount>{MONEY.format(5)}</SubtotalAmount><SpecialHandlingAmount>{MONEY.format(1)}"
        f"</SpecialHandlingAmount><ShippingAmount>{MONEY.format(0)}</ShippingAmount><DueAmount>{MONEY.format(7)}</DueAmount></InvoiceDetailSummary>"
    )
    orders = (
        "<InvoiceDetailOrder><InvoiceDetailOrderInfo><OrderReference><DocumentReference payloadID='PO7'/></OrderReference>"
        "<MasterAgreementIDInfo agreementID='C1'/></InvoiceDetailOrderInfo>"
        + item.format("", MONEY.format(5), reference.format(""), extras)
        + "</InvoiceDetailOrder><InvoiceDetailOrder>"
        + item.format("Service", MONEY.format(5), reference.format("Service"), "")
        + item.format("", MONEY.format(5), "", "")
        + "</InvoiceDetailOrder>"
    )

    received = heard(f"<InvoiceDetailRequest>{head}{orders}{summary}</InvoiceDetailRequest>")

    document = received.document
    assert (document.order_number, document.total, document.kind) == ("PO7", 7, "debit-invoice")
    assert document.references == (
        Reference(kind="payload-id", value="PO7"),
        Reference(kind="contract", value="C1"),
    )
    assert [one.amount for one in document.lines[0].adjustments] == [1, 2, 4, 3]
    assert [one.role for one in document.parties] == ["cxml:odd"]
    assert codes(received) == ["cxml.part-missing"]
    assert b'agreementID="C1"' in write(ENVELOPE, document).content
    assert (
        heard(f"<InvoiceDetailRequest>{head}<InvoiceDetailSummary/></InvoiceDetailRequest>").document.total
        == 0
    )
