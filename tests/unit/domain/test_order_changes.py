"""Changes of an order, as the desk reads them: what a word may touch, and what the whole asks for."""

from datetime import date

import pytest

from gateway.domain.headings import Heading
from gateway.domain.order_changes import ANYTHING, TOUCHED, ChangedLine, OrderChange, OrderChangeResponse
from gateway.domain.parties import Party
from gateway.domain.references import TradeDate

DAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ("no-change", set()),
        ("quantity-increase", {"quantity"}),
        ("price-and-quantity", {"price", "quantity"}),
        ("reschedule", {"dates"}),
        ("change", ANYTHING),
        ("replace-all", ANYTHING),
        ("x12:OA", ANYTHING),
    ],
)
def test_a_word_says_what_of_a_line_may_differ(change: str, touched: set[str]) -> None:
    """A word for one thing narrows the line to it; any other word, known or not, narrows nothing."""
    assert touched == ChangedLine(change=change).touches


def test_words_touch_only_what_a_line_has() -> None:
    """No word names a thing that the widest word does not touch."""
    assert all(touched < ANYTHING for touched in TOUCHED.values())


@pytest.mark.parametrize(
    ("change", "adds", "deletes"),
    [
        ("add-line", True, False),
        ("delete-line", False, True),
        ("cancel-order", False, True),
        ("change", False, False),
    ],
)
def test_a_line_comes_or_goes(change: str, *, adds: bool, deletes: bool) -> None:
    """Lines are added and deleted by a word of their own."""
    line = ChangedLine(change=change)

    assert (adds, deletes) == (line.adds, line.deletes)


@pytest.mark.parametrize(
    ("purpose", "cancels", "replaces"),
    [
        ("change", False, False),
        ("cancellation", True, False),
        ("deletion", True, False),
        ("replacement", False, True),
    ],
)
def test_a_change_may_be_of_the_whole_order(purpose: str, *, cancels: bool, replaces: bool) -> None:
    """The purpose says whether the order goes, or whether its other lines do."""
    change = OrderChange(order_number="PO-1", ordered_on=DAY, purpose=purpose)

    assert (cancels, replaces) == (change.cancels, change.replaces)


@pytest.mark.parametrize(("purpose", "proposes"), [("sellers-change", True), ("original", False)])
def test_a_seller_may_ask_too(purpose: str, *, proposes: bool) -> None:
    """With its own purpose the answer is no answer but a change of ours."""
    response = OrderChangeResponse(order_number="PO-1", ordered_on=DAY, purpose=purpose)

    assert proposes == response.proposes


def test_a_heading_knows_its_parties_and_days() -> None:
    """The first party in a role, the first day of the kinds asked for, in their order."""
    heading = Heading(
        parties=(Party(role="buyer"), Party(role="ship-to", code="1"), Party(role="ship-to", code="2")),
        dates=(TradeDate(kind="expiry"), TradeDate(kind="start"), TradeDate(kind="expiry", on=DAY)),
    )

    assert Party(role="ship-to", code="1") == heading.party("ship-to")
    assert heading.party("carrier") is None
    assert heading.date("end", "expiry") == DAY
    assert heading.date("start") is None
