"""Packs and hundreds are quoted in our units with both shown; what is not clear waits; a person changes what a line says."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from gateway.application.quoting import answering, reviewing
from gateway.application.quoting.papers import filled_in
from gateway.application.quoting.reviewing import Edit, needed_on
from gateway.domain.canonical import loads
from gateway.domain.quotes import Quote
from gateway.errors import Conflict
from tests.databases import fresh
from tests.house import House
from tests.quoting_house import lines_of, quote_of, request_of, upload

HEADER = ["Pos", "Your part no", "Description", "Qty", "UOM", "Unit price"]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The embedded database; what is kept of a request is tried on both elsewhere."""
    return fresh("sqlite", tmp_path)


def bid(*rows: tuple[object, ...], header: list[str] = HEADER) -> bytes:
    """Return a bid sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Bid"
    for row in (["RFQ No:", "RFQ-7"], header, *map(list, rows)):
        sheet.append(row)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def test_packs_and_hundreds_are_quoted_in_single_units_with_both_shown(house: House) -> None:
    """Five cartons of a hundred are five hundred; three hundreds are three hundred, priced for a hundred; the money is the same."""
    record = upload(
        house,
        "bid.xlsx",
        bid(
            (1, "LAMP", "Desk lamp", 5, "CT 100"), (2, "LAMP", "Desk lamp", 3, "C"), (3, "LAMP", "", 2, "Doz")
        ),
    )
    quote = quote_of(house, record.id)
    boxes, hundreds, dozens = quote.offers
    said = loads(Quote, quote.canonical).lines
    _, _, filled = filled_in(house.gateway.quoting, quote.id)
    sheet = openpyxl.load_workbook(BytesIO(filled.content))["Bid"]

    assert ("approved", 0) == (record.state, record.open_lines)
    assert (500, "EA", 1, 5, "CT") == (
        boxes.quantity,
        boxes.unit,
        boxes.per,
        boxes.asked,
        boxes.asked_unit,
    )
    assert (300, "EA", 100, 3, "HU") == (
        hundreds.quantity,
        hundreds.unit,
        hundreds.per,
        hundreds.asked,
        hundreds.asked_unit,
    )
    assert (24, "EA", 2) == (dozens.quantity, dozens.unit, dozens.asked)
    assert ["You asked for 5 CT of 100.", "You asked for 3 HU."] == [one.messages[0] for one in said[:2]]
    assert ("per-hundred", Decimal(300)) == (said[1].price_basis, said[1].quantity)
    prices = [sheet[f"F{row}"].value for row in (3, 4, 5)]
    amounts = [Decimal(str(price)) * count for price, count in zip(prices, (5, 3, 2), strict=True)]
    assert [one.amount for one in quote.offers] == amounts


def test_a_price_for_a_hundred_is_answered_for_a_hundred(house: House) -> None:
    """As the header of the buyer's own column says it is for."""
    header = [*HEADER[:5], "Unit price per 100"]
    record = upload(house, "bid.xlsx", bid((1, "LAMP", "Desk lamp", 24, "EA"), header=header))
    quote = quote_of(house, record.id)
    _, _, filled = filled_in(house.gateway.quoting, quote.id)

    price = openpyxl.load_workbook(BytesIO(filled.content))["Bid"]["F3"].value
    assert quote.offers[0].price is not None
    assert quote.offers[0].price * 100 / quote.offers[0].per.numerator == Decimal(str(price))


def test_what_is_not_clear_of_a_quantity_waits_although_the_item_is_known(house: House) -> None:
    """Each for its reason; taking all that are sure enough leaves them, naming one takes it."""
    quoting = house.gateway.quoting
    record = upload(
        house,
        "bid.xlsx",
        bid(
            (1, "LAMP", "Desk lamp", 300, "C"),
            (2, "LAMP", "Desk lamp", 5, "blorp"),
            (3, "LAMP", "Desk lamp", "2-5", "EA"),
            (4, "LAMP", "Desk lamp", Decimal("0.125"), "CT 100"),
        ),
    )
    lines = lines_of(house, record.id)

    assert ("review", 4) == (record.state, record.open_lines)
    assert [
        ("sheet.hundreds-unclear",),
        ("sheet.unit-unknown",),
        ("sheet.quantity-unclear",),
        ("request.not-whole",),
    ] == [one.doubts for one in lines]
    assert {"LAMP"} == {one.candidates[0].sku for one in lines}
    assert 0 == reviewing.accept_all(quoting, record.id, actor="Ann")
    assert 1 == reviewing.accept_all(quoting, record.id, lines=[1], actor="Ann")
    taken = lines_of(house, record.id)[0]
    assert ("matched", ()) == (taken.state, taken.doubts)
    undone = reviewing.undo(quoting, record.id, 1, actor="Ann")
    assert ("open", ("sheet.hundreds-unclear",), ()) == (undone.state, undone.doubts, undone.as_read)


def test_a_pack_a_person_found_right_is_not_asked_for_again(house: House) -> None:
    """The same part in the same pack; another pack of it is."""
    quoting = house.gateway.quoting
    first = upload(house, "one.xlsx", bid((1, "DESK", "Writing desk", 4, "Pallet of 7")))
    assert () == lines_of(house, first.id)[0].doubts
    lines = [
        lines_of(house, upload(house, name, bid((1, "LAMP", "Desk lamp", 2, pack))).id)[0]
        for name, pack in (("two.xlsx", "CA 7"), ("three.xlsx", "CA 12"))
    ]
    assert [("request.pack-differs",), ()] == [one.doubts for one in lines]
    reviewing.say_item(quoting, lines[0].request, 1, "LAMP", actor="Ann")
    again, other = (
        lines_of(house, upload(house, name, bid((1, "LAMP", "Lamp", 3, pack))).id)[0]
        for name, pack in (("four.xlsx", "CA 7"), ("five.xlsx", "CA 9"))
    )

    assert [("matched", ()), ("open", ("request.pack-differs",))] == [
        (one.state, one.doubts) for one in (again, other)
    ]


def test_a_person_changes_what_a_line_says(house: House) -> None:
    """It is matched again by what it says now, is written down with what it said, and can be undone."""
    quoting = house.gateway.quoting
    record = upload(house, "bid.xlsx", bid((1, "LAMP", "Desk lamp", "2-5", "EA")))
    edit = Edit(quantity=Decimal(4), needed_on=date(2026, 4, 1), note="as agreed by telephone")
    edited = reviewing.edit_line(quoting, record.id, 1, edit, actor="Ann")
    with house.gateway.store.read() as work:
        (event,) = [one for one in work.events.of(record.id) if one.what == "request.line-edited"]

    assert ("matched", "LAMP", 4, date(2026, 4, 1)) == (
        edited.state,
        edited.sku,
        edited.said.quantity,
        needed_on(edited.said),
    )
    assert ("None -> 4", " -> as agreed by telephone") == (event.detail["quantity"], event.detail["note"])
    assert 0 == request_of(house, record.id).open_lines
    bare = reviewing.edit_line(quoting, record.id, 1, Edit(no_day=True, note=""), actor="Ann")
    assert (None, ()) == (needed_on(bare.said), bare.said.messages)
    undone = reviewing.undo(quoting, record.id, 1, actor="Ann")
    assert (None, "open", ("sheet.quantity-unclear",)) == (undone.said.quantity, undone.state, undone.doubts)


def test_a_word_for_a_unit_is_learned_from_a_change(house: House) -> None:
    """The partner's next file with it is read by what it means; after an undo it is not."""
    quoting = house.gateway.quoting
    first = upload(house, "one.xlsx", bid((1, "LAMP", "Desk lamp", 5, "blorp")))
    reviewing.edit_line(quoting, first.id, 1, Edit(unit="EA"), actor="Ann")
    second = upload(house, "two.xlsx", bid((1, "LAMP", "Desk lamp", 6, "Blorp")))
    (known,) = lines_of(house, second.id)
    reviewing.undo(quoting, first.id, 1, actor="Ann")
    third = upload(house, "three.xlsx", bid((1, "LAMP", "Desk lamp", 7, "blorp")))

    assert ("matched", "EA", ()) == (known.state, known.said.unit, known.doubts)
    assert ("sheet.unit-unknown",) == lines_of(house, third.id)[0].doubts


def test_a_change_keeps_the_item_a_person_said_and_what_is_skipped(house: House) -> None:
    """Only a line nobody decided is matched again; what is no quantity, unit or note is refused."""
    quoting = house.gateway.quoting
    record = upload(house, "bid.xlsx", bid((1, "LAMP", "Desk lamp", 5, "EA"), (2, "X-9", "Sofa", 1, "EA")))
    reviewing.say_item(quoting, record.id, 2, "CHAIR", actor="Ann")
    reviewing.skip_line(quoting, record.id, 1, actor="Ann")
    chair = reviewing.edit_line(quoting, record.id, 2, Edit(quantity=Decimal(2)), actor="Ann")
    lamp = reviewing.edit_line(quoting, record.id, 1, Edit(quantity=Decimal(2)), actor="Ann")

    assert ("CHAIR", "person", "skipped") == (chair.sku, chair.how, lamp.state)
    for wrong in (
        Edit(quantity=Decimal(0)),
        Edit(quantity=Decimal("NaN")),
        Edit(unit="x" * 99),
        Edit(note="x" * 999),
    ):
        with pytest.raises(Conflict):
            reviewing.edit_line(quoting, record.id, 1, wrong, actor="Ann")


def test_a_price_for_ten_is_the_price_of_ten_and_offers_no_price_where_there_is_none(house: House) -> None:
    """What the buyer expects to pay is kept for one; a price for three that no decimal says is not."""
    header = [*HEADER[:5], "Target price", "Per", "Quoted price"]
    record = upload(
        house,
        "bid.xlsx",
        bid(
            (1, "LAMP", "Desk lamp", 30, "EA", 85, 10),
            (2, "LAMP", "Desk lamp", 30, "EA", 10, 3),
            (3, "X-99", "Sofa", 30, "EA", 10, 1),
            header=header,
        ),
    )
    reviewing.skip_line(house.gateway.quoting, record.id, 3, actor="Ann")
    answering.price_now(house.gateway.services, house.gateway.store, record.id, actor="Ann")
    quote = quote_of(house, record.id)
    _, _, filled = filled_in(house.gateway.quoting, quote.id)
    sheet = openpyxl.load_workbook(BytesIO(filled.content))["Bid"]

    assert [Decimal("8.5"), None, Decimal(10)] == [one.said.price for one in lines_of(house, record.id)]
    assert quote.offers[0].price is not None
    assert float(quote.offers[0].price * 10) == sheet["H3"].value
    assert sheet["H5"].value is None
