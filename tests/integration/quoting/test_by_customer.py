"""What is learned, agreed and least differs from customer to customer, and so does who has to say yes."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
import yaml

from gateway.application.quoting import answering, reviewing
from gateway.application.quoting.papers import filled_in
from gateway.application.stocking import load
from gateway.domain.canonical import loads
from gateway.domain.quotes import Quote
from gateway.settings import shipped
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.sheets import SheetsHere
from tests.house import House, built
from tests.integration.quoting.test_by_file import LAMP, SOFA, workbook
from tests.integration.quoting.test_packs_and_edits import bid
from tests.quoting_house import REQUESTS, acme, lines_of, quote_of, upload

COSTS = "price_list,sku,unit,price,currency\ncost,LAMP,EA,7.40,USD\n"
MINIMUM = ["Pos", "Your part no", "Description", "Qty", "UOM", "Unit price", "Minimum order qty"]


def house_with(tmp_path: Path, clock: FixedClock, least: str = "0", **approval: str) -> House:
    """Return a house with two customers who ask for prices; what ACME's quotes need, and how many lamps it buys at least."""
    text = shipped("partners").joinpath("acme.yaml").read_text(encoding="utf-8")
    orders = yaml.load(text, Loader=yaml.BaseLoader)["orders"]  # noqa: S506 - the loader that makes nothing but text
    orders["conditions"] = {"items": {"LAMP": {"least": least}}}
    agreed = {"acme": acme(approval=approval) | {"orders": orders}, "globex": {"requests": dict(REQUESTS)}}
    house = built(tmp_path / "house", fresh("sqlite", tmp_path), clock, agreed)
    object.__setattr__(house.gateway.quoting, "sheets", SheetsHere())
    with house.gateway.store.begin() as work:
        load(house.gateway.services, work, "prices", csv.DictReader(StringIO(COSTS)))
        work.commit()
    return house


def test_what_one_customer_means_is_not_what_another_does(tmp_path: Path, clock: FixedClock) -> None:
    """Neither its names for our items nor its columns are taken for those of another's file, word for word the same."""
    house = house_with(tmp_path, clock)
    quoting = house.gateway.quoting
    first = upload(house, "bid.xlsx", workbook(SOFA))
    reviewing.say_item(quoting, first.id, 1, "CHAIR", actor="Ann")
    again, other = (
        upload(house, "bid.xlsx", workbook(SOFA, number="RFQ-8"), partner=one) for one in ("acme", "globex")
    )
    assert [("CHAIR", "learned")] == [(one.sku, one.how) for one in lines_of(house, again.id)]
    assert [("", "open")] == [(one.sku, one.state) for one in lines_of(house, other.id)]

    odd = bid((1, "SOFA", "A sofa", 4, "EA"), header=["Pos", "Part", "Description", "Qty", "UOM", "Bin"])
    mapped = upload(house, "odd.xlsx", odd)
    fields = {0: "line", 1: "part", 2: "note", 3: "quantity", 4: "unit"}
    reviewing.map_columns(quoting, mapped.id, fields, actor="Ann")
    house.work()
    theirs = upload(house, "odd.xlsx", odd, partner="globex")
    (mine,), (yours,) = (lines_of(house, one) for one in (mapped.id, theirs.id))

    assert mapped.fingerprint == theirs.fingerprint
    assert (("A sofa",), ()) == (mine.said.messages, yours.said.messages)


@pytest.mark.parametrize(
    ("approval", "needs"),
    [
        ({"amount_from": "222.01", "least_margin": "20"}, ()),
        ({"amount_from": "222", "least_margin": "20"}, ("amount",)),
        ({"amount_from": "222.01", "least_margin": "20.01"}, ("margin",)),
        ({"amount_from": "222", "least_margin": "20.01"}, ("amount", "margin")),
    ],
)
def test_amount_and_margin_each_ask_for_a_person(
    tmp_path: Path, clock: FixedClock, approval: dict[str, str], needs: tuple[str, ...]
) -> None:
    """Twenty-four lamps at 9.25 that cost us 7.40: 222.00, of which a fifth is left."""
    house = house_with(tmp_path, clock, **approval)
    record = upload(house, "bid.xlsx", workbook(LAMP))
    quote = quote_of(house, record.id)

    assert (Decimal("222.00"), Decimal("20.00"), needs) == (quote.total, quote.margin, quote.needs)
    assert ("priced" if needs else "approved", "" if needs else "policy") == (quote.state, quote.approved_by)
    if needs:
        approved = answering.approve(house.gateway.services, house.gateway.store, quote.id, actor="Ben")
        assert ("approved", "Ben") == (approved.state, approved.approved_by)


def test_the_least_that_may_be_ordered_is_in_every_answer(tmp_path: Path, clock: FixedClock) -> None:
    """In the buyer's own column, in its own unit, where it left one; else in words; and in the quote."""
    house = house_with(tmp_path, clock, least="30")
    rows = ((1, "LAMP", "Desk lamp", 3, "CA"), (2, "LAMP", "Desk lamp", 60, "EA"))
    asked = upload(house, "a.xlsx", bid(*rows, header=MINIMUM))
    remarked = upload(house, "b.xlsx", bid(*rows, header=[*MINIMUM[:6], "Supplier comments"]))
    quote = quote_of(house, asked.id)
    filled, worded = (
        openpyxl.load_workbook(BytesIO(filled_in(house.gateway.quoting, quote_of(house, one).id)[2].content))[
            "Bid"
        ]
        for one in (asked.id, remarked.id)
    )

    assert [("CA", Decimal(3)), ("EA", Decimal(30))] == [(one.unit, one.minimum) for one in quote.offers]
    assert [3, 30] == [filled[f"G{row}"].value for row in (3, 4)]
    assert ["at least 3 CA", "at least 30 EA"] == [worded[f"G{row}"].value for row in (3, 4)]
    assert ("The least quantity is 30 EA.",) == loads(Quote, quote.canonical).lines[1].messages
