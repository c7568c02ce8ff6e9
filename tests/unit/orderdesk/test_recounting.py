"""What is different between two revisions, in words."""

from dataclasses import replace
from decimal import Decimal

from gateway.domain.items import ItemIdentifier
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import TradeDate
from gateway.orderdesk.recounting import said
from tests.unit.orderdesk.desk import TODAY, day, line, order

PLACED = order(line(), line("PLATE", "12"), currency="USD")
NOTHING = Decimal(0)


def with_first(**changes: object) -> PurchaseOrder:
    """Return the order with another first line."""
    return replace(PLACED, lines=(replace(PLACED.lines[0], **changes), *PLACED.lines[1:]))


def test_each_difference_is_one_sentence() -> None:
    """Quantity, price, day and item of a line, one after the other."""
    other = with_first(
        quantity=Decimal(4),
        price=None,
        dates=(TradeDate(kind="ship-requested", on=day(3)),),
        identifiers=(ItemIdentifier(kind="vendor-item", value="JUG"),),
    )

    assert (
        "Line 1: 4 EA instead of 10 EA",
        "Line 1: price none instead of 1.5",
        "Line 1: wanted on 2026-03-05 instead of 2026-03-02",
        "Line 1: JUG instead of MUG",
    ) == said(PLACED, other)
    assert () == said(PLACED, PLACED)


def test_a_price_that_comes_and_an_item_of_several_names_are_said_as_they_are() -> None:
    names = tuple(ItemIdentifier(kind=kind, value=value) for kind, value in (("upc", "1"), ("ean", "2")))
    before, after = with_first(price=None), with_first(price=Decimal("2.50"), identifiers=names)

    assert ("Line 1: price 2.5 instead of none", "Line 1: 1 2 instead of MUG") == said(before, after)


def test_lines_come_and_go() -> None:
    """What went stays gone without a word."""
    added = replace(
        PLACED, lines=(*PLACED.lines, line("JUG", "3", number=""), line(identifiers=(), number="9"))
    )
    gone = with_first(quantity=NOTHING)

    assert ("Line 3 added: 3 EA of JUG", "Line 9 added: 10 EA") == said(PLACED, added)
    assert ("Line 1 cancelled, it was 10 EA",) == said(PLACED, gone)
    assert () == said(gone, gone)
    assert ("Line 1: no item instead of MUG",) == said(PLACED, with_first(identifiers=()))


def test_the_head_says_where_and_when() -> None:
    """A day that was never said before is told from none."""
    elsewhere = replace(
        PLACED,
        parties=(Party(role="ship-to", name="Store 2", code="0002"),),
        dates=(TradeDate(kind="ship-requested", on=day(1)), TradeDate(kind="cancel-after", on=day(9))),
    )
    nowhere = replace(PLACED, parties=(), dates=(TradeDate(kind="ship-requested", on=TODAY),))

    assert (
        "Ship to Store 2 0002 instead of Store 1 0001",
        "Cancel after 2026-03-11 instead of no day",
        "Ship requested 2026-03-03 instead of 2026-03-02",
    ) == said(PLACED, elsewhere)
    assert ("Ship to no place of its own instead of Store 1 0001",) == said(PLACED, nowhere)


def test_a_line_that_is_wanted_no_day_any_more_says_so() -> None:
    """Where neither the line nor the order names one."""
    bare = replace(PLACED, dates=())
    dated = replace(
        bare, lines=(replace(bare.lines[0], dates=(TradeDate(kind="ship-requested", on=TODAY),)),)
    )

    assert ("Line 1: wanted on 2026-03-02 instead of no day",) == said(
        replace(bare, lines=bare.lines[:1]), dated
    )
    assert ("Line 1: wanted on no day instead of 2026-03-02",) == said(
        dated, replace(bare, lines=bare.lines[:1])
    )
