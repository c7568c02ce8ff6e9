"""Quoted: which quotes an order names, and what they hold us to, whole values compared."""

from decimal import Decimal
from typing import Any

from gateway.domain.agreements import AgreedPrice
from gateway.domain.catalogue import CrossReference
from gateway.domain.items import ItemIdentifier
from gateway.domain.quotes import QuotedLine, StandingQuote
from gateway.domain.references import Reference
from gateway.domain.terms import OtherPrice
from gateway.orderdesk.quoted import all_quotes_named, names_of, plainly_named, prices_of, quotes_named
from tests.unit.orderdesk.desk import TODAY, day, line, order


def named(**kinds: str) -> tuple[ItemIdentifier, ...]:
    return tuple(ItemIdentifier(kind=kind.replace("_", "-"), value=value) for kind, value in kinds.items())


def quote(*lines: QuotedLine, **changes: Any) -> StandingQuote:
    usual: dict[str, Any] = {"number": "Q1", "state": "sent", "lines": lines}
    return StandingQuote(**(usual | changes))


BROKEN = QuotedLine(
    quantity=Decimal(10),
    unit="CA",
    price=Decimal(120),
    price_basis="per-hundred",
    identifiers=named(buyer_item="THEIRS", vendor_item="MUG", upc="036000291452"),
    other_prices=(
        OtherPrice(price=Decimal(110), quantity=Decimal(50), unit="CA"),
        OtherPrice(price=Decimal(130), quantity=Decimal(5), unit="CA"),
    ),
)
PLAIN = QuotedLine(
    unit="EA",
    price=Decimal(3),
    identifiers=(*named(vendor_item=""), *named(vendor_item="PLATE"), *named(vendor_item="OTHER")),
)
OPEN = QuotedLine(quantity=Decimal(1), identifiers=named(vendor_item="MUG", buyer_item="OPEN"))
FOREIGN = QuotedLine(quantity=Decimal(1), price=Decimal(1), identifiers=named(buyer_item="FOREIGN"))


def test_a_quote_that_holds_gives_the_price_of_every_quantity_and_one_that_does_not_hides_no_other() -> None:
    """Lines without a price or without an item of ours give none."""
    over, back = (
        quote(BROKEN, number="Q8", valid_until_on=day(-1)),
        quote(BROKEN, number="Q9", state="revised"),
    )
    standing = quote(OPEN, FOREIGN, BROKEN, PLAIN, valid_until_on=TODAY)

    def price(amount: str, minimum: str) -> AgreedPrice:
        return AgreedPrice(
            sku="MUG",
            unit="CA",
            price=Decimal(amount),
            minimum=Decimal(minimum),
            per=Decimal(100),
            quote="Q1",
        )

    assert [
        price("130", "5"),
        price("110", "50"),
        AgreedPrice(sku="PLATE", unit="EA", price=Decimal(3), minimum=Decimal(0), quote="Q1"),
    ] == list(prices_of((over, back, standing), on=TODAY))


def test_a_quote_teaches_what_its_lines_call_our_items() -> None:
    assert [
        CrossReference(kind="buyer-item", value="OPEN", sku="MUG"),
        CrossReference(kind="buyer-item", value="THEIRS", sku="MUG"),
        CrossReference(kind="upc", value="036000291452", sku="MUG"),
    ] == list(names_of((quote(FOREIGN, OPEN), quote(BROKEN, PLAIN))))


def test_a_line_names_the_quotes_it_says_before_those_of_the_order_each_once() -> None:
    """A field of the buyer's own may name one where its name has a quote in it anywhere after whose it is."""

    def said(*pairs: tuple[str, str]) -> tuple[Reference, ...]:
        return tuple(Reference(kind=kind, value=value) for kind, value in pairs)

    placed = order(
        line(references=said(("x12:PR", "L1"), ("extrinsic:Quote:number", "L2"), ("department", "L9"))),
        line(references=said(("quote", "O1"), ("vendor-order", "L3"), ("quote", ""))),
        references=said(
            ("x12:Q1", "O1"), ("price-quote", "O2"), ("quotable", "O9"), ("cxml:requester", "O8")
        ),
    )

    assert ("O1", "O2") == quotes_named(placed)
    assert ("L1", "L2", "O1", "O2") == quotes_named(placed, placed.lines[0])
    assert ("O1", "L3", "O2") == quotes_named(placed, placed.lines[1])
    assert ("O1", "O2", "L1", "L2", "L3") == all_quotes_named(placed)
    assert ("O1", "O2", "L1") == plainly_named(placed)
