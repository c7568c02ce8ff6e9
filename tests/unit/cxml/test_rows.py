"""Corners of messages that few documents have, each read for what it is."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from gateway.cxml.dialects import Dialect
from gateway.cxml.messages import read, write
from gateway.domain.carts import FREIGHT, Cart, CartLine
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.order_changes import ChangedLine, OrderChange
from gateway.domain.order_responses import LineAnswer, OrderResponse, ResponseLine
from gateway.domain.parties import Communication, Contact, Party
from gateway.domain.punch_outs import PunchOutSetup
from gateway.domain.quotes import RequestedLine, RequestForQuotation
from gateway.domain.references import Note, Reference
from gateway.domain.shipments import ShipmentNotice, ShippedItem, ShippedOrder
from gateway.domain.terms import (
    Accounting,
    AccountingCode,
    Adjustment,
    Amount,
    FreightTerms,
    LeadTime,
    PackageCount,
    Paperwork,
    PaymentTerms,
    Routing,
    SalesRequirement,
    Tax,
)
from tests.unit.cxml.bodies import codes, heard, unread
from tests.unit.cxml.documents import ENVELOPE
from tests.unit.cxml.test_messages import ITEM, order

DAY = date(2026, 11, 22)
PART = (ItemIdentifier(kind="vendor-part", value="A"),)


def test_addresses_with_holes_are_read() -> None:
    """No country code, a fax by mail, an empty telephone, a state by its code, a place nobody is at."""
    address = (
        "<ShipTo><Address isoCountryCode='US'><Name xml:lang='en'>N</Name><PostalAddress><Street/><City>C</City>"
        "<State isoStateCode='US-CA'>California</State><Country>Vietnam</Country></PostalAddress><Email/><Phone>"
        "<TelephoneNumber><AreaOrCityCode>28</AreaOrCityCode><Number>1</Number><Extension>9</Extension></TelephoneNumber>"
        "</Phone><Fax><Email>fax@b.test</Email></Fax></Address></ShipTo><BillTo><Address/></BillTo>"
    )

    received = heard(order(ITEM.format(1, 1), head=address))

    (party,) = received.document.parties
    assert (party.region, party.country, party.street) == ("CA", "Vietnam", ())
    ways = [(one.kind, one.number) for one in party.contacts[0].communications]
    assert ways == [("telephone", "28 1 x9"), ("fax", "fax@b.test")]
    assert (codes(received), unread(received)) == ([], set())


def test_places_without_words_are_nobody() -> None:
    """A ShipTo without an address, and one that is empty."""
    for inner in ("", "<Address><Name xml:lang='en'/></Address>"):
        assert heard(order(ITEM.format(1, 1), head=f"<ShipTo>{inner}</ShipTo>")).document.parties == ()


def test_empty_names_comments_and_attachments_are_none() -> None:
    """Words for a carrier's terms are the value's."""
    line = (
        ITEM.format(1, 1)
        .replace("<SupplierPartID>A</SupplierPartID>", "<SupplierPartID/>")
        .replace("</ItemOut>", "<Comments><Attachment/></Comments></ItemOut>")
        .replace("<Classification", "<ManufacturerPartID/><LeadTime>soon</LeadTime><Classification")
    )
    terms = (
        "<Comments/><TermsOfDelivery><TermsOfDeliveryCode value='x'>w</TermsOfDeliveryCode><ShippingPaymentMethod value='odd'>w"
        "</ShippingPaymentMethod><TransportTerms value='DAP'>w</TransportTerms></TermsOfDelivery>"
    )

    received = heard(order(line, head=terms))
    bare = heard(order(line, head="<TermsOfDelivery/>"))

    (one,) = received.document.lines
    assert (one.paperwork, one.notes, [each.kind for each in one.identifiers]) == ((), (), ["x12:C3"])
    assert received.document.freight == (
        FreightTerms(paid_by="cxml:odd", rule_source="incoterms", rule="DAP"),
    )
    assert bare.document.freight == (FreightTerms(paid_by="cxml:"),)
    assert codes(received) == ["cxml.number-wrong"]
    again = read(write(ENVELOPE, received.document).content).document
    assert replace(again, stated_total=None) == received.document


def full_line(kind: type, **fields: object) -> object:
    """Return a line with something of everything."""
    return kind(
        number="1",
        quantity=Decimal(2),
        unit="EA",
        price=Decimal(5),
        identifiers=(
            *PART,
            ItemIdentifier(kind="cxml:own", value="O"),
            ItemIdentifier(kind="cxml-class:own", value="7"),
        ),
        descriptions=(
            Description(kind="free", characteristic="short-name", text="Short", language="en-US"),
            Description(kind="free", text="Long", language="en-US"),
        ),
        adjustments=(Adjustment(kind="charge", code=FREIGHT, amount=Decimal(1), text="Lorry"),),
        taxes=(
            Tax(
                kind="value-added",
                amount=Decimal(1),
                base=Decimal(10),
                percent=Decimal(10),
                jurisdiction="DE",
            ),
        ),
        lead_times=(LeadTime(kind="order-to-delivery", count=Decimal(3), unit="DA"),),
        notes=(Note(kind="letters-or-notes", texts=("Mind the step",)),),
        paperwork=(Paperwork(kind="attachment", text="cid:1"), Paperwork(kind="attachment", text="cid:2")),
        amounts=(
            Amount(
                kind="distribution",
                amount=Decimal(10),
                accounting=(Accounting(agency="books", codes=(AccountingCode(kind="cost", code="7"),)),),
            ),
        ),
        contacts=(
            Contact(
                kind="cxml:nightWatch", name="Ann", communications=(Communication(kind="fax", number="1"),)
            ),
        ),
        **fields,
    )


def test_a_line_keeps_everything_through_a_cart_and_a_change() -> None:
    """Comments in one element where there is room for no more, attachments with them or without."""
    cart = Cart(
        buyer_cookie="1",
        currency="EUR",
        total=Decimal(10),
        lines=(full_line(CartLine, url="u", parent="7"),),  # type: ignore[arg-type] # a line
    )
    bare = replace(cart, lines=(replace(cart.lines[0], notes=()),))
    two = replace(cart, lines=(replace(cart.lines[0], notes=cart.lines[0].notes * 2),))
    change = OrderChange(
        order_number="PO1",
        ordered_on=DAY,
        kind="purchase-order",
        purpose="replacement",
        currency="EUR",
        currency_by="buyer",
        stated_total=Decimal(10),
        requirements=(SalesRequirement(kind="ship-complete"),),
        freight=(FreightTerms(paid_by="prepaid"),),
        terms=(PaymentTerms(kind="basic", discount_amount=Decimal(1), discount_days=3),),
        lines=(full_line(ChangedLine, change="delete-line"), full_line(ChangedLine, change="replace-all")),  # type: ignore[arg-type] # lines
    )

    for document in (cart, bare, change):
        assert read(write(ENVELOPE, document).content).document == document
    assert read(write(ENVELOPE, two).content).document.lines[0].notes[0].texts == (
        "Mind the step\nMind the step",
    )


def test_what_a_lead_time_counts_must_be_days_to_delivery() -> None:
    """Another is left out; of several the first is taken."""
    weeks = LeadTime(kind="order-to-delivery", count=Decimal(1), unit="WK")
    line = CartLine(quantity=Decimal(1), unit="EA", price=Decimal(1), lead_times=(weeks,))

    assert b"LeadTime" not in write(ENVELOPE, Cart(buyer_cookie="1", lines=(line,))).content


def test_a_substitute_is_told_as_an_item() -> None:
    """With its own name, and the price that holds; a person and a kind of party nobody knows are told or said."""
    answer = LineAnswer(status="item-changed", quantity=Decimal(2), unit="EA", identifiers=PART)
    response = OrderResponse(
        order_number="PO1",
        ordered_on=DAY,
        kind="with-changes",
        currency="EUR",
        currency_by="buyer",
        responded_on=DAY,
        seller_order="S1",
        stated_total=Decimal(10),
        references=(Reference(kind="invoice", value="I"), Reference(kind="payload-id", value="p")),
        lines=(
            ResponseLine(number="1", quantity=Decimal(2), unit="EA", price=Decimal(5), answers=(answer,)),
        ),
    )

    assert read(write(ENVELOPE, response).content).document == response
    silent = replace(response, responded_on=None, parties=(Party(role="customs-broker", name="x"),))
    written = write(ENVELOPE, silent)
    assert b'noticeDate="2026-11-22' in written.content
    assert [one.code for one in written.findings] == ["cxml.not-said"]


def test_a_price_of_nothing_is_none_in_a_request() -> None:
    """A buyer must write one, and asks for it."""
    line = RequestedLine(
        quantity=Decimal(1),
        unit="EA",
        identifiers=PART,
        descriptions=(Description(kind="free", text="x", language="en-US"),),
    )
    request = RequestForQuotation(
        number="R",
        requested_on=DAY,
        answer_by=DAY,
        answer_by_kind="expiry",
        currency="EUR",
        currency_by="buyer",
        lines=(line,),
    )

    assert read(write(ENVELOPE, request).content).document == request


def test_a_notice_keeps_words_numbers_and_ways() -> None:
    """An empty comment is none; a way of travelling that is not ours is kept."""
    notice = ShipmentNotice(
        number="S1",
        issued_on=DAY,
        issued_at_time=time(9),
        routing=(Routing(carrier_kind="scac", carrier="UPSN", mode="cxml:custom"),),
        references=(
            Reference(kind="letters-or-notes", text="Fragile"),
            Reference(kind="packing-list", value="P1"),
            Reference(kind="cxml:dock", value="4"),
            Reference(kind="tracking", value="1Z"),
        ),
        orders=(
            ShippedOrder(
                order_number="PO1",
                ordered_on=DAY,
                seller_order="7",
                items=(
                    ShippedItem(
                        line_number="1",
                        quantity=Decimal(1),
                        unit="EA",
                        references=(Reference(kind="serial", value="N1"),),
                    ),
                ),
            ),
        ),
    )
    empty = heard(
        "<ShipNoticeRequest><ShipNoticeHeader shipmentID='S1' noticeDate='2026-11-22'><Comments/></ShipNoticeHeader></ShipNoticeRequest>"
    )

    assert read(write(ENVELOPE, notice).content).document == notice
    assert empty.document.references == ()


@pytest.mark.parametrize(
    ("said", "word", "codes"),
    [
        ("partial", "partial", set()),
        ("complete", "complete", set()),
        ("Complete", "complete", {"cxml.spelling"}),
        ("most", "cxml:most", {"cxml.code-unknown"}),
        ("", "", set()),
    ],
)
def test_a_notice_says_whether_more_is_to_come(said: str, word: str, codes: set[str]) -> None:
    """fulfillmentType, however it is spelt; what it does not know is kept as it came."""
    attribute = f" fulfillmentType='{said}'" if said else ""
    came = heard(
        f"<ShipNoticeRequest><ShipNoticeHeader shipmentID='S1' noticeDate='2026-11-22T09:00:00Z'{attribute}/>"
        "<ShipNoticePortion><OrderReference orderID='PO1'/></ShipNoticePortion></ShipNoticeRequest>"
    )

    assert (word, codes) == (came.document.completeness, {one.code for one in came.findings})
    written = write(ENVELOPE, came.document).content
    assert (f'fulfillmentType="{word.removeprefix("cxml:")}"'.encode() in written) == bool(said)


@pytest.mark.parametrize(
    ("version", "when", "written"),
    [
        ("1.2.071", "by-version", True),
        ("1.2.050", "by-version", True),
        ("1.2.014", "by-version", False),
        ("", "by-version", True),
        ("1.2.014", "always", True),
        ("1.2.071", "never", False),
    ],
)
def test_it_is_said_where_the_version_and_the_partner_have_a_place_for_it(
    version: str, when: str, *, written: bool
) -> None:
    """A DTD that is older than the attribute would refuse the whole notice."""
    notice = ShipmentNotice(number="S1", issued_on=DAY, issued_at_time=time(9), completeness="partial")
    dialect = Dialect(version=version, completeness=when)

    assert written == (b"fulfillmentType" in write(ENVELOPE, notice, dialect=dialect).content)


def test_packages_of_a_whole_shipment_stand_at_its_head() -> None:
    """How many of which kind, and what they weigh; without a carrier the parcel's number stands by itself."""
    notice = ShipmentNotice(
        number="S1",
        issued_on=DAY,
        issued_at_time=time(9),
        packages=(
            PackageCount(
                packaging="CTN25", count=3, weight_kind="gross", weight=Decimal(7), weight_unit="KG"
            ),
        ),
        references=(Reference(kind="tracking", value="1Z"),),
    )
    bare = (
        "<ShipNoticeRequest><ShipNoticeHeader shipmentID='S1' noticeDate='2026-11-22'><Packaging><PackagingCode xml:lang='en'>"
        "PLT</PackagingCode></Packaging><Packaging/></ShipNoticeHeader></ShipNoticeRequest>"
    )

    assert read(write(ENVELOPE, notice).content).document == notice
    assert heard(bare).document.packages == (PackageCount(packaging="PLT"), PackageCount())


def test_an_item_somebody_came_for_is_told_by_its_names() -> None:
    """The first of several."""
    setup = PunchOutSetup(buyer_cookie="1", selected=(*PART, ItemIdentifier(kind="x12:VS", value="s1")))
    several = (
        "<SelectedItem>" + "<ItemID><SupplierPartID>{}</SupplierPartID></ItemID>" * 2 + "</SelectedItem>"
    )

    received = heard(
        f"<PunchOutSetupRequest operation='create'><BuyerCookie>1</BuyerCookie>{several.format('A', 'B')}</PunchOutSetupRequest>"
    )

    assert read(write(ENVELOPE, setup).content).document == setup
    assert received.document.selected_part == "B"


def test_only_so_much_is_said_of_what_was_not_read() -> None:
    """A document full of strangers does not fill the log."""
    strangers = "".join(f"<Stranger{at}>x</Stranger{at}>" for at in range(40))

    received = heard(order(ITEM.format(1, 1), head=strangers))

    assert len(unread(received)) == 25


def test_a_response_to_somebody_says_to_whom() -> None:
    """A message may answer one before it; a party may be named with its correspondent."""
    body = write(
        replace(ENVELOPE, in_reply_to="p0"), Cart(buyer_cookie="1", currency="EUR", total=Decimal(0))
    ).content

    assert read(body).envelope.in_reply_to == "p0"
    assert read(b"<cXML payloadID='1'><Request><ProfileRequest/></Request></cXML>").envelope.senders == ()
    assert [
        one.code
        for one in read(b"<cXML payloadID='1'><Header/><Request><ProfileRequest/></Request></cXML>").findings
    ] == ["cxml.part-missing"] * 3


def test_a_requisition_may_name_items_by_number_alone() -> None:
    """As some buyers send them back to be changed; units nobody knows stay, and parties are told beside people."""
    line = CartLine(
        quantity=Decimal(1),
        unit="QQ",
        identifiers=PART,
        price=Decimal(1),
        descriptions=(Description(kind="free", text="x", language="en-US"),),
    )
    bare = CartLine(quantity=Decimal(1), identifiers=PART)
    setup = PunchOutSetup(
        buyer_cookie="1",
        operation="edit",
        currency="EUR",
        lines=(line, bare),
        parties=(Party(role="sold-to", name="Us"),),
    )

    written = write(ENVELOPE, setup)
    received = read(written.content)

    assert received.document == setup
    assert [one.code for one in written.findings] == ["cxml.unit-unknown"]
    assert codes(received) == ["cxml.unit-unknown"]


def test_what_a_buyer_wants_on_every_line_is_there() -> None:
    """Unless the line says it itself."""
    own = Reference(kind="extrinsic:Site", value="Hanoi")
    lines = tuple(
        CartLine(quantity=Decimal(1), unit="EA", price=Decimal(1), identifiers=PART, references=each)
        for each in ((own,), ())
    )
    dialect = Dialect(extrinsics=(("Site", "Everywhere"),))

    written = write(ENVELOPE, Cart(buyer_cookie="1", currency="EUR", lines=lines), dialect=dialect)

    told = [line.references for line in read(written.content).document.lines]
    assert told == [(own,), (replace(own, value="Everywhere"),)]
