"""A buyer's workbook is read, matched, reviewed, priced, answered in place; what people say of it is learned."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from gateway.application.quoting import answering, concluding, reviewing
from gateway.application.quoting.papers import filled_in, page_image
from gateway.application.quoting.taking import Upload, take_upload
from gateway.application.stocking import load
from gateway.errors import Conflict, NotFound
from tests.databases import fresh
from tests.house import House, interchange, order
from tests.quoting_house import lines_of, quote_of, request_of, requests, upload

HEADER = ["Pos", "Your part no", "Our part no", "Description", "Qty", "UOM", "Unit price", "Lead time"]
LAMP = (1, "LAMP", "", "Desk lamp", 24, "EA")
CHAIR = (2, "", "445567", "Task chair", 60, "EA")
DESK = (3, "", "", "desk writing", 4, "EA")
SOFA = (4, "", "X-99", "Chair for two", 2, "EA")


@pytest.fixture(params=["postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The database of many machines; what is tried over HTTP and by 840 is on the embedded one too."""
    return fresh(request.param, tmp_path)


def workbook(*rows: tuple[object, ...], number: str = "RFQ-7") -> bytes:
    """Return a bid sheet as a buyer would fill it in."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Bid"
    for row in (["Request for quotation"], ["RFQ No:", number], [], HEADER, *map(list, rows)):
        sheet.append(row)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def test_a_workbook_is_read_matched_and_priced(house: House) -> None:
    """Each line by what names it; every field with the cell it was read from."""
    record = upload(house, "bid.xlsx", workbook(LAMP, CHAIR, DESK))
    lines = lines_of(house, record.id)

    assert ("approved", "RFQ-7", 3, 0) == (record.state, record.number, record.lines, record.open_lines)
    assert [
        ("LAMP", "our-number"),
        ("CHAIR", "cross-reference"),
        ("DESK", "description"),
    ] == [(one.sku, one.how) for one in lines]
    assert {"quantity": "Bid!E6"} == {
        cell.field: f"{cell.sheet}!{cell.address}" for cell in lines[1].cells if cell.field == "quantity"
    }
    assert Decimal("4182.00") == quote_of(house, record.id).total


def test_the_same_file_again_is_the_same_request(house: House) -> None:
    """By the same way and for the same partner."""
    content = workbook(LAMP)
    first, again = upload(house, "bid.xlsx", content), upload(house, "copy.xlsx", content)

    assert [first.id] == [one.id for one in requests(house)]
    assert again == first


def test_files_come_by_every_transport(house: House) -> None:
    """What is no X12 from a partner whose files are requests is one; it is kept as it came."""
    house.take(workbook(LAMP))
    (record,) = requests(house)
    with house.gateway.store.read() as work:
        kept = work.transmissions.get(record.transmission)

    assert ("file", "approved", "processed") == (record.kind, record.state, kept.state)
    house.ask("process", record.transmission)
    assert 1 == len(requests(house))
    assert [] == house.events("transmission.unreadable")


def test_a_partner_without_requests_has_its_files_set_aside(house: House) -> None:
    """And nobody can hand one in for it."""
    house.take(workbook(LAMP), partner="globex")

    assert [] == list(requests(house))
    assert 1 == len(house.events("transmission.unreadable"))
    for name, partner, content in (
        ("a.xlsx", "globex", b"x"),
        ("a.xlsx", "acme", b""),
    ):
        with pytest.raises(Conflict):
            take_upload(
                house.gateway.quoting,
                Upload(partner=partner, channel="console", name=name, content=content),
                actor="Ann",
            )


def test_a_file_that_cannot_be_read_stays_with_its_reason(house: House) -> None:
    """A finding says what is wrong; it is read again when somebody asks, or put aside."""
    record = upload(house, "bid.xlsx", b"PK\x03\x04 is all there is")

    assert ("held", True) == (record.state, bool(record.findings))
    assert record.findings[0].code == record.reason
    reviewing.read_again(house.gateway.quoting, record.id, actor="Ann")
    house.work()
    assert "held" == request_of(house, record.id).state
    with pytest.raises(Conflict):
        answering.price_now(house.gateway.services, house.gateway.store, record.id, actor="Ann")
    concluding.decline_request(
        house.gateway.services, house.gateway.store, record.id, reason="spam", actor="Ann"
    )
    assert ("declined", "spam") == (
        request_of(house, record.id).state,
        request_of(house, record.id).reason,
    )


def test_what_a_person_says_is_learned_and_can_be_taken_back(house: House) -> None:
    """The next file with the same words is matched by them; after an undo it is not."""
    quoting = house.gateway.quoting
    first = upload(house, "one.xlsx", workbook(LAMP, SOFA))
    assert ("review", 1) == (first.state, first.open_lines)
    with pytest.raises(NotFound):
        reviewing.say_item(quoting, first.id, 2, "NOBODYS", actor="Ann")
    said = reviewing.say_item(quoting, first.id, 2, "CHAIR", actor="Ann")
    second = upload(house, "two.xlsx", workbook(SOFA))
    undone = reviewing.undo(quoting, first.id, 2, actor="Ann")
    third = upload(house, "three.xlsx", workbook(SOFA, number="RFQ-8"))

    assert ("matched", "person", "Ann") == (said.state, said.how, said.decided_by)
    assert [("CHAIR", "learned")] == [(one.sku, one.how) for one in lines_of(house, second.id)]
    assert ("open", "", "") == (undone.state, undone.sku, undone.decided_by)
    assert [("open", "")] == [(one.state, one.sku) for one in lines_of(house, third.id)]


def test_lines_may_be_taken_together_skipped_and_priced_by_hand(house: House) -> None:
    """Then the request is priced, and what a person set has to be approved."""
    quoting, services, store = house.gateway.quoting, house.gateway.services, house.gateway.store
    record = upload(house, "bid.xlsx", workbook(LAMP, SOFA, (5, "", "", "Espresso machine 230 V", 1, "EA")))
    with pytest.raises(Conflict):
        reviewing.set_price(quoting, record.id, 1, Decimal(-1), actor="Ann")
    reviewing.set_price(quoting, record.id, 1, Decimal("9.00"), actor="Ann")
    draft = answering.price_now(services, store, record.id, actor="Ann")
    assert ("own-price", "lines-open") == draft.needs
    with pytest.raises(Conflict):
        answering.approve(services, store, draft.id, actor="Ann")
    assert 0 == reviewing.accept_all(quoting, record.id, least=990, actor="Ann")
    assert 1 == reviewing.accept_all(quoting, record.id, lines=[2], actor="Ann")
    reviewing.skip_line(quoting, record.id, 3, actor="Ann")
    priced = answering.price_now(services, store, record.id, actor="Ann")
    approved = answering.approve(services, store, priced.id, actor="Ben")

    assert (draft.id, draft.number, ("own-price",)) == (priced.id, priced.number, priced.needs)
    assert ("approved", "Ben") == (approved.state, approved.approved_by)
    assert [Decimal("9.00"), Decimal(54), None] == [one.price for one in approved.offers]
    with pytest.raises(Conflict):
        reviewing.read_again(quoting, record.id, actor="Ann")


def test_the_buyers_own_workbook_is_filled_in(house: House) -> None:
    """Its cells for prices have ours, its other cells what they had."""
    record = upload(house, "bid.xlsx", workbook(LAMP, CHAIR))
    quote = quote_of(house, record.id)
    _, _, filled = filled_in(house.gateway.quoting, quote.id)
    sheet = openpyxl.load_workbook(BytesIO(filled.content))["Bid"]

    assert "xlsx" == filled.kind
    assert [9.25, 54] == [sheet["G5"].value, sheet["G6"].value]
    assert ["Desk lamp", 24] == [sheet["D5"].value, sheet["E5"].value]
    with pytest.raises(NotFound):
        page_image(house.gateway.quoting, record.id, 1)


def test_a_person_names_the_columns_once(house: House) -> None:
    """A header nobody knows is remembered for the partner, and read that way from then on."""
    quoting = house.gateway.quoting
    made = workbook(LAMP)
    record = upload(house, "bid.xlsx", workbook((1, "", "", "Something else", 24, "EA")))
    fields = {0: "line", 2: "buyer_part", 1: "supplier_part", 3: "note", 4: "quantity", 5: "unit"}
    reviewing.map_columns(quoting, record.id, fields, actor="Ann")
    house.work()
    again = upload(house, "next.xlsx", made)

    assert "" == "".join(one.text for one in lines_of(house, record.id)[0].said.descriptions)
    assert ("Desk lamp",) == lines_of(house, again.id)[0].said.messages
    with pytest.raises(Conflict):
        reviewing.map_columns(quoting, again.id, fields, actor="Ann")


def test_a_quote_is_revised_under_a_number_of_its_own(house: House) -> None:
    """The one before binds us no longer; what the buyer declines may be made anew too."""
    services, store = house.gateway.services, house.gateway.store
    record = upload(house, "bid.xlsx", workbook(LAMP))
    first = quote_of(house, record.id)
    answering.send(store, first.id, actor="Ann")
    house.work()
    house.ask("send-quote", f"{first.id}#Ann")
    concluding.revise_quote(services, store, first.id, reason="a better price", actor="Ann")
    reviewing.set_price(house.gateway.quoting, record.id, 1, Decimal("8.50"), actor="Ann")
    second = answering.price_now(services, store, record.id, actor="Ann")
    answering.approve(services, store, second.id, actor="Ann")
    answering.send(store, second.id, actor="Ann")
    house.work()
    concluding.decline_quote(services, store, second.id, reason="too late", actor="Ann")

    with store.read() as work:
        assert [("Q00000001", "revised"), ("Q00000001-1", "declined")] == [
            (one.number, one.state) for one in work.quotes.of_request(record.id)
        ]
    assert "declined" == request_of(house, record.id).state
    house.ask("price-request", record.id)
    assert "declined" == request_of(house, record.id).state


def test_costs_and_amounts_decide_who_approves(house: House) -> None:
    """With a list of costs the margin is known; what is open may be put aside with its draft."""
    rows = csv.DictReader(
        StringIO("price_list,sku,unit,price,currency\ncost,LAMP,EA,7.40,USD\ncost,CHAIR,EA,1,EUR\n")
    )
    with house.gateway.store.begin() as work:
        load(house.gateway.services, work, "prices", rows)
        work.commit()
    record = upload(house, "bid.xlsx", workbook(LAMP))
    quote = quote_of(house, record.id)
    concluding.decline_request(
        house.gateway.services, house.gateway.store, record.id, reason="not ours", actor="Ann"
    )

    assert (Decimal("20.00"), ()) == (quote.margin, quote.needs)
    assert "declined" == quote_of(house, record.id).state


def test_an_order_that_names_a_quote_is_held_to_its_prices(house: House) -> None:
    """By the buyer's own names for the items, at the quoted price; a coin less goes to a person."""
    services, store = house.gateway.services, house.gateway.store
    record = upload(house, "bid.xlsx", workbook((1, "LAMP", "THEIR-LAMP", "Desk lamp", 24, "EA")))
    reviewing.say_item(house.gateway.quoting, record.id, 1, "LAMP", actor="Ann")
    reviewing.set_price(house.gateway.quoting, record.id, 1, Decimal("8.00"), actor="Ann")
    quote = answering.price_now(services, store, record.id, actor="Ann")
    answering.approve(services, store, quote.id, actor="Ann")
    answering.send(store, quote.id, actor="Ann")
    house.work()

    for at, (number, price, reference) in enumerate(
        (("PO-1", "8", "Q00000001"), ("PO-2", "7.9", "Q00000001"), ("PO-3", "8", "Q00000009"))
    ):
        placed = order(number, f"24*EA*{price}**IN*THEIR-LAMP").replace(
            "DTM*010", f"REF*Q1*{reference}~\nDTM*010"
        )
        placed = placed.replace("SE*8*", "SE*9*")
        house.take(interchange(placed, number=501 + at))

    assert ("confirmed", Decimal("192.00")) == (house.order("PO-1").state, house.order("PO-1").total)
    assert {"order.price-below"} == {one.finding.code for one in house.order("PO-2").holds}
    assert {"order.quote-unknown"} <= {one.finding.code for one in house.order("PO-3").results}
