"""Every message: what must be there, what is said where it is not, and what nobody implements."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from gateway.cxml.credentials import Mac
from gateway.cxml.dialects import Dialect
from gateway.cxml.dtd import Validator, message_of
from gateway.cxml.envelopes import Credential, Envelope
from gateway.cxml.messages import read, respond, write
from gateway.cxml.profiles import Endpoint, Profile
from gateway.cxml.receipts import GoodsReceipt, ReceivedLine
from gateway.cxml.statuses import Status, status
from gateway.cxml.wire import Attachment
from gateway.domain.carts import Cart, CartLine
from gateway.domain.findings import Severity
from gateway.domain.items import ItemIdentifier
from gateway.domain.order_changes import OrderChange
from gateway.domain.orders import OrderLine, PurchaseOrder, Schedule
from gateway.domain.parties import Party
from gateway.domain.punch_outs import PunchOutStart
from gateway.domain.quotes import Quote, QuotedLine, RequestForQuotation
from gateway.domain.references import Reference
from gateway.domain.terms import PaymentTerms, SalesRequirement, Tax
from gateway.errors import ConfigurationFault
from tests.unit.cxml.bodies import MONEY, codes, envelope, heard, unread
from tests.unit.cxml.documents import ENVELOPE

ITEM = (
    "<ItemOut quantity='{}' lineNumber='{}'><ItemID><SupplierPartID>A</SupplierPartID></ItemID><ItemDetail><UnitPrice>"
    + MONEY.format(2)
    + "</UnitPrice><Description xml:lang='en'>x</Description><UnitOfMeasure>EA</UnitOfMeasure>"
    "<Classification domain='UNSPSC'>43211501</Classification></ItemDetail></ItemOut>"
)


def order(lines: str, *, head: str = "", attributes: str = "orderDate='2026-11-22'", total: str = "") -> str:
    """Return an OrderRequest."""
    total = total and f"<Total>{MONEY.format(total)}</Total>"
    return f"<OrderRequest><OrderRequestHeader orderID='PO1' {attributes}>{total}{head}</OrderRequestHeader>{lines}</OrderRequest>"


def test_a_cart_that_was_cancelled_is_the_status_204() -> None:
    """The buyer keeps what was there before; the cookie comes back all the same."""
    left = Cart(buyer_cookie="c1", cancelled=True, currency="EUR")

    written = write(ENVELOPE, left)
    received = read(written.content)

    assert b'<Status code="204"' in written.content
    assert (received.document, received.name) == (
        Cart(buyer_cookie="c1", cancelled=True),
        "PunchOutOrderMessage",
    )


def test_a_message_with_a_status_alone_is_a_cart_that_was_cancelled() -> None:
    """As the standard has it since carts may be left out."""
    received = heard("<Status code='204' text='No Content'/>", inside="Message")

    assert received.document == Cart(buyer_cookie="", cancelled=True)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"<cXML/>", ["cxml.message-missing"]),
        (envelope(""), ["cxml.message-missing"]),
        (envelope("<MakeCoffeeRequest><Cup/></MakeCoffeeRequest>"), ["cxml.message-unknown"]),
        (envelope("<PunchOutOrderMessage/>"), ["cxml.message-unknown"]),
        (envelope("<ProfileRequest/>", payload_id=""), ["cxml.part-missing"]),
        (envelope("", inside="Response"), ["cxml.part-missing"]),
        (envelope("<Status text='x'/>", inside="Response"), ["cxml.part-missing"]),
        (envelope("<OrderRequest/>"), ["cxml.part-missing", "cxml.part-missing"]),
        (envelope(order("", attributes="")), ["cxml.part-missing", "cxml.part-missing"]),
        (envelope(order(ITEM.format("-1", 1))), ["cxml.quantity-not-positive"]),
        (envelope(order(ITEM.format("1", 1) * 2)), ["cxml.line-repeated"]),
        (
            envelope(order(ITEM.format("1", 1) * 2, attributes="type='update' orderDate='2026-11-22'")),
            ["cxml.line-repeated"],
        ),
        (
            envelope(order(ITEM.format("1", 1), attributes="type='odd' orderDate='2026-11-22'")),
            ["cxml.code-unknown"],
        ),
        (envelope(order(ITEM.format("3", 1), total="6.01")), []),
        (envelope(order(ITEM.format("3", 1), total="9")), ["cxml.total-differs"]),
        (envelope(order("<ItemOut/>")), ["cxml.part-missing"]),
        (envelope(order("<ItemOut quantity='1'><ScheduleLine/></ItemOut>")), ["cxml.part-missing"]),
        (
            envelope("<ShipNoticeRequest><ShipNoticeHeader/><ShipNoticePortion/></ShipNoticeRequest>"),
            ["cxml.part-missing"] * 3,
        ),
        (envelope("<InvoiceDetailRequest/>"), ["cxml.part-missing"] * 2),
        (
            envelope("<PunchOutSetupRequest><BuyerCookie/></PunchOutSetupRequest>"),
            ["cxml.part-missing"],
        ),
    ],
    ids=lambda one: "" if isinstance(one, list) else one.decode()[-60:],
)
def test_what_is_missing_or_makes_no_sense_is_said(raw: bytes, found: list[str]) -> None:
    """One finding for each, and never a traceback."""
    assert sorted(found) == sorted(codes(read(raw)) if raw != b"<cXML/>" else [codes(read(raw))[0]])


def test_what_nobody_reads_is_told_once_for_each_kind() -> None:
    """Nothing is lost for want of a word without a word about it."""
    extra = "<Followup><URL>x</URL></Followup><DeliveryPeriod><Period startDate='1'/></DeliveryPeriod>"

    received = heard(
        order(
            ITEM.format(1, 1) + ITEM.format(1, 2).replace("quantity", "isKanban='yes' quantity"), head=extra
        )
    )

    assert unread(received) == {"Followup", "DeliveryPeriod", "@isKanban"}


def test_attachments_are_held_against_what_the_document_speaks_of() -> None:
    """One that is missing, one nobody speaks of; a file by another address is none of them."""
    comments = "<Comments>see<Attachment><URL>cid:there</URL></Attachment><Attachment><URL>cid:lost</URL></Attachment></Comments>"
    line = ITEM.format(1, 1).replace(
        "</ItemOut>", "<Comments><Attachment><URL>file.pdf</URL></Attachment></Comments></ItemOut>"
    )
    came = tuple(
        Attachment(content_id=name, media_type="image/png", content=b"") for name in ("there", "extra")
    )

    received = heard(order(line, head=comments), attachments=came)

    assert [(one.code, one.value_seen) for one in received.findings] == [
        ("cxml.attachment-missing", "lost"),
        ("cxml.attachment-unreferenced", "extra"),
    ]


def test_the_number_of_a_card_is_never_kept() -> None:
    """That one was there is."""
    received = heard(
        order(ITEM.format(1, 1), head="<Payment><PCard number='4111' expiration='2030-01-01'/></Payment>")
    )

    assert codes(received) == ["cxml.card-left-out"]
    assert received.document.terms == (PaymentTerms(payment_method="purchasing-card"),)
    assert "4111" not in repr(received)


def test_a_discount_and_the_net_term_behind_it_are_one() -> None:
    """Others stand by themselves."""
    ten = "<PaymentTerm payInNumberOfDays='10'><Discount><DiscountPercent percent='2'/></Discount></PaymentTerm>"
    net = "<PaymentTerm payInNumberOfDays='30'/>"

    received = heard(order(ITEM.format(1, 1), head=ten + ten + net + net))

    discount = PaymentTerms(kind="basic", discount_percent=Decimal(2), discount_days=10)
    assert received.document.terms == (
        discount,
        replace(discount, net_days=30),
        PaymentTerms(kind="basic", net_days=30),
    )


def test_orders_in_several_currencies_are_said() -> None:
    """The first one named is the document's."""
    line = ITEM.format(1, 2).replace("EUR", "USD")

    received = heard(order(ITEM.format(1, 1) + line, total="4"))

    assert (received.document.currency, codes(received)) == ("EUR", ["cxml.currency-mixed"])


def test_accounts_are_read_in_both_spellings_and_taxes_must_add_up() -> None:
    """Segment is the older one."""
    more = (
        "<Tax><Money currency='EUR'>3</Money><Description xml:lang='en'>x</Description><TaxDetail category='vat' "
        "percentageRate='19'><TaxAmount><Money currency='EUR'>2</Money></TaxAmount></TaxDetail></Tax>"
        "<Distribution><Accounting name='a'><Segment type='cost' id='7' description='d'/></Accounting><Charge>"
        "<Money currency='EUR'>2</Money></Charge></Distribution><Distribution/></ItemOut>"
    )

    received = heard(order(ITEM.format(1, 1).replace("</ItemOut>", more)))

    (line,) = received.document.lines
    assert (line.amounts[0].accounting[0].codes[0].code, codes(received)) == ("7", ["cxml.tax-differs"])
    assert line.taxes == (Tax(kind="value-added", amount=Decimal(2), percent=Decimal(19)),)


def test_what_cxml_has_no_place_for_is_said_when_it_is_written() -> None:
    """And left out; what must be there is noted, and the total worked out."""
    line = OrderLine(
        number="1",
        quantity=Decimal(3),
        unit="EA",
        price=Decimal("1.005"),
        identifiers=(ItemIdentifier(kind="vendor-part", value="A"),),
        schedules=(Schedule(quantity=Decimal(1)),),
    )
    made = PurchaseOrder(
        number="PO1",
        ordered_on=None,
        currency="EUR",
        kind="rush",
        parties=(Party(role="customs-broker", name="x"),),
        terms=(PaymentTerms(text="when you can"),),
        requirements=(SalesRequirement(kind="backorder"),),
        taxes=(Tax(kind="value-added", amount=Decimal(1), exempt="yes"),),
        lines=(line,),
    )

    written = write(ENVELOPE, made)

    assert [one.code for one in written.findings] == ["cxml.part-missing"] + ["cxml.not-said"] * 4
    assert b'<Total><Money currency="EUR">3.02</Money></Total>' in written.content
    assert b'exemptDetail="exempt"' in written.content


def test_a_cart_comes_to_its_rounded_lines() -> None:
    """Where nobody said what it comes to."""
    line = CartLine(quantity=Decimal(1), unit="EA", price=Decimal("1.005"))

    written = write(ENVELOPE, Cart(buyer_cookie="1", currency="EUR", lines=(line, line)))

    assert b'<Total><Money currency="EUR">2.02</Money></Total>' in written.content


def test_a_quote_of_nothing_is_refused_line_by_line() -> None:
    """Lines without a price are, the offer says until when it holds, and other words come nearest."""
    asked = heard(
        "<QuoteRequest><QuoteRequestHeader requestID='R1' requestDate='2026-11-22' type='new' openDate='2026-11-22' "
        "closeDate='2026-12-01' currency='EUR' xml:lang='en'><Name xml:lang='en'>Pumps</Name></QuoteRequestHeader></QuoteRequest>"
    ).document
    line = QuotedLine(
        quantity=Decimal(1), unit="EA", identifiers=(ItemIdentifier(kind="vendor-part", value="A"),)
    )
    offers = [
        (
            Quote(
                request_number="",
                number="Q",
                quoted_on=date(2026, 11, 22),
                currency="EUR",
                response=said,
                lines=(line,),
            ),
            wire,
        )
        for said, wire in (
            ("alternate", b"update"),
            ("cannot-quote", b"reject"),
            ("cxml:own", b"own"),
            ("", b"accept"),
        )
    ]

    assert asked.references == (Reference(kind="letters-or-notes", text="Pumps"),)
    assert b"Pumps" in write(ENVELOPE, asked).content
    for offer, wire in offers:
        content = write(ENVELOPE, offer).content
        assert b'QuoteMessageHeader quoteDate="2026-11-22T12:00:00+00:00" type="' + wire in content
        assert b'type="reject" quantity="1"' in content
        assert b"QuoteRequestReference" not in content
        assert b'<Total><Money currency="EUR">0</Money></Total>' in content


def test_a_request_that_names_no_day_is_of_the_day_it_was_sent() -> None:
    """And says what it lacks."""
    received = heard("<QuoteRequest><QuoteRequestHeader/></QuoteRequest>")

    assert codes(received) == ["cxml.part-missing"] * 2
    assert received.document == RequestForQuotation(number="", requested_on=date(2026, 11, 22))
    unpriced = write(ENVELOPE, replace(received.document, number="R"))
    assert b'closeDate="2026-11-22' in unpriced.content


def test_a_receipt_is_read() -> None:
    """By order and line; money in it is left out."""
    item = (
        "<ReceiptItem receiptLineNumber='1' quantity='{}' type='{}'><ReceiptItemReference lineNumber='1'>"
        "<ShipNoticeIDInfo shipNoticeID='S1'/></ReceiptItemReference><UnitRate/><ReceivedAmount/></ReceiptItem>"
    )
    body = (
        "<ReceiptRequest><ReceiptRequestHeader receiptID='R1' receiptDate='2026-11-22' operation='new'/><ReceiptOrder>"
        "<ReceiptOrderInfo><OrderReference orderID='PO1'><DocumentReference payloadID='p'/></OrderReference></ReceiptOrderInfo>"
        f"{item.format(5, 'received')}</ReceiptOrder><ReceiptOrder><ReceiptOrderInfo><OrderIDInfo orderID='PO2'/>"
        f"</ReceiptOrderInfo>{item.format(1, 'returned')}</ReceiptOrder><ReceiptOrder><ReceiptOrderInfo/>"
        f"{item.format(1, 'received')}</ReceiptOrder><ReceiptOrder>{item.format(1, 'received')}</ReceiptOrder>"
        "<Total/></ReceiptRequest>"
    )

    received = heard(body)

    assert (codes(received), unread(received)) == ([], set())
    line = ReceivedLine(order_number="PO1", number="1", quantity=Decimal(5), shipment="S1")
    one = replace(line, quantity=Decimal(1))
    assert received.document == GoodsReceipt(
        number="R1",
        received_on=date(2026, 11, 22),
        lines=(
            line,
            replace(one, order_number="PO2", kind="returned"),
            replace(one, order_number=""),
            replace(one, order_number=""),
        ),
    )


def test_a_profile_knows_where_a_message_goes() -> None:
    """Nowhere, where it is not understood."""
    profile = Profile(
        effective_at=datetime(2026, 1, 1, tzinfo=UTC), endpoints=(Endpoint(message="OrderRequest", url="u"),)
    )

    assert (profile.url_of("OrderRequest"), profile.url_of("CopyRequest")) == ("u", "")
    assert read(write(ENVELOPE, profile).content).document == profile


def test_a_response_has_a_status() -> None:
    """Ours is 200 unless told; alone it needs no message."""
    accepted = read(write(ENVELOPE, PunchOutStart(start_page="u"), answer=status("201")).content)
    alone = read(respond(ENVELOPE, Status(code="450", text="Not Implemented", message="No.")))

    assert accepted.status == Status(code="201", text="Accepted")
    assert (alone.status, alone.document, alone.name) == (
        Status(code="450", text="Not Implemented", message="No."),
        None,
        "",
    )


def test_a_document_may_go_without_a_doctype_and_with_a_mac() -> None:
    """As the buyer wants it."""
    mac = Mac(value="abc", created="2026-11-22T09:00:00Z", expires="2026-11-22T12:00:00Z")
    proof = Credential(domain="DUNS", identity="1", mac=mac)
    who = Envelope(
        payload_id="1",
        sent_at=datetime(2026, 11, 22, tzinfo=UTC),
        senders=(proof,),
        recipients=(proof,),
        proofs=(proof,),
    )

    content = write(who, PurchaseOrder(number="1"), dialect=Dialect(version="")).content

    assert b"DOCTYPE" not in content
    assert read(content).envelope.proofs == (proof,)


def test_a_status_update_tells_of_a_document() -> None:
    """By its number, in the sender's words."""
    body = (
        "<StatusUpdateRequest><DocumentReference payloadID='p'/><Status code='200' text='OK'/><DocumentStatus type='processing'>"
        "<DocumentInfo documentID='PO1' documentType='OrderRequest'/><Comments>soon</Comments></DocumentStatus></StatusUpdateRequest>"
    )

    received = heard(body)

    assert (received.document.kind, received.document.document, received.document.payload_id) == (
        "processing",
        "PO1",
        "p",
    )
    assert read(write(ENVELOPE, received.document).content).document == received.document
    assert (codes(received), unread(received)) == ([], set())


def test_an_order_that_goes_is_a_change() -> None:
    """With the purpose that ends it."""
    received = heard(order(ITEM.format(1, 1), attributes="type='DELETE' orderDate='2026-11-22'"))

    assert isinstance(received.document, OrderChange)
    assert (received.document.cancels, received.document.lines[0].deletes) == (True, True)


def test_without_a_folder_of_dtds_nothing_is_said(tmp_path: Path) -> None:
    """A folder that holds none is a fault; one that lacks the DTD of a message says nothing of it."""
    good = write(ENVELOPE, PunchOutStart(start_page="u")).content
    with pytest.raises(ConfigurationFault):
        Validator(tmp_path)
    (tmp_path / "cXML.dtd").write_text(
        "<!ELEMENT cXML (Response)><!ELEMENT Response (Status)><!ELEMENT Status EMPTY>"
    )
    validator = Validator(tmp_path)

    assert (Validator(None).judge(good), Validator(None).is_there, validator.is_there) == ((), False, True)
    assert {one.severity for one in validator.judge(good)} == {Severity.ERROR}
    assert {one.severity for one in validator.advise(read(good).root)} == {Severity.INFO}
    assert validator.advise(None) == ()
    assert validator.judge(envelope("<QuoteRequest/>")) == ()
    assert validator.judge(envelope("<QuoteRequest/>")) == ()
    assert message_of(etree.Element("cXML")) == ""
