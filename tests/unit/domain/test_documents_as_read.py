"""Documents as the maps read them, asked what a desk asks: how much is there when, what does it cost, what was paid for."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest

from gateway.domain.canonical import from_plain
from gateway.domain.credit_debit_adjustments import CreditDebitAdjustment
from gateway.domain.inventory_advices import InventoryAdvice
from gateway.domain.price_catalogues import PriceCatalogue
from gateway.domain.remittances import RemittanceAdvice
from tests import golden

T = TypeVar("T")


def approved(kind: type[T], case: Path) -> T:
    """Return the one document of a case, as a person approved it."""
    (plain,) = json.loads((case / "document.json").read_text(encoding="utf-8"))
    return from_plain(kind, plain)


def test_a_stock_report_says_what_is_there_and_what_is_coming() -> None:
    """Units beside the quantities, a place at the head, a day for what is on order where there is one."""
    advice = approved(InventoryAdvice, golden.ROOT / "base-846/pass/unit-beside-the-quantity")
    today = date(2026, 1, 13)

    assert [
        ("on-hand", Decimal(5250), "EA", "PL8", today),
        ("on-hold", Decimal(100), "EA", "PL8", today),
        ("on-order", Decimal(75), "EA", "PL8", date(2026, 1, 20)),
        ("on-order", Decimal(25), "EA", "PL8", None),
    ] == [(one.kind, one.quantity, one.unit, one.location, one.on) for one in advice.stock()]


def test_a_stock_report_by_warehouse_is_read_place_by_place() -> None:
    """The schedules of an item add up to its quantity."""
    advice = approved(InventoryAdvice, golden.ROOT / "base-846/pass/by-warehouse-and-day")
    stock = list(advice.stock())

    assert ["DALLAS", "PORTLAND", "ORANGE", "DALLAS"] == [one.location for one in stock]
    assert [one.quantities[0].quantity for one in advice.items] == [
        sum(one.quantity for one in stock if one.item is item) for item in advice.items
    ]


@pytest.mark.parametrize(
    ("on", "quantity", "expected"),
    [(date(2026, 3, 1), 1, "9.5"), (date(2026, 3, 1), 144, "9.1"), (date(2026, 8, 1), 144, "9.8")],
)
def test_a_price_sheet_gives_the_price_of_the_day(on: date, quantity: int, expected: str) -> None:
    """By quantity, and from the day the next price holds."""
    sheet = approved(PriceCatalogue, golden.ROOT / "base-832/pass/price-sheet-with-breaks")
    found = sheet.items[0].price(on=on, quantity=Decimal(quantity), kind="contract")

    assert found is not None
    assert Decimal(expected) == found.price
    assert (date(2026, 1, 1), date(2026, 12, 31)) == (sheet.valid_from, sheet.valid_until)


@pytest.mark.parametrize("case", golden.cases("base-820/pass/*"), ids=golden.name)
def test_payments_are_explained_to_the_coin(case: Path) -> None:
    """What a payer sends and what it says it is for are the same."""
    assert Decimal(0) == approved(RemittanceAdvice, case).unexplained


def test_an_adjustment_comes_to_what_its_lines_say() -> None:
    """Each line by its own sign."""
    credit = approved(CreditDebitAdjustment, golden.ROOT / "base-812/pass/short-and-damaged")

    assert Decimal("64.63") == credit.signed == credit.lines_total


def test_a_sign_written_twice_is_not_guessed_at() -> None:
    """A credit of less than nothing counts as it stands, and the desk sees that lines and sum disagree."""
    claim = approved(CreditDebitAdjustment, golden.ROOT / "base-812/pass/grocer-claims-by-store")

    assert (Decimal(-15), Decimal(-65)) == (claim.signed, claim.lines_total)
