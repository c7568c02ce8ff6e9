"""What the rules on quotes of ours that an order names say."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from gateway.domain.agreements import Agreement
from gateway.domain.conditions import Conditions, Paper
from gateway.domain.items import ItemIdentifier
from gateway.domain.quotes import QuotedLine, StandingQuote
from gateway.domain.references import Reference
from gateway.domain.terms import OtherPrice
from gateway.orderdesk.quoted import prices_of
from tests.unit.orderdesk.desk import AGREEMENT, TODAY, day, line, order
from tests.unit.orderdesk.examples import Example, hit, ok

NAMED = (Reference(kind="x12:Q1", value="Q1"),)
MUGS = QuotedLine(
    number="1",
    quantity=Decimal(10),
    unit="EA",
    price=Decimal("1.20"),
    identifiers=(
        ItemIdentifier(kind="vendor-item", value="MUG"),
        ItemIdentifier(kind="buyer-item", value="THEIR-MUG"),
    ),
    other_prices=(OtherPrice(price=Decimal("1.10"), quantity=Decimal(100), unit="EA"),),
)
NOTHING = QuotedLine(number="2", quantity=Decimal(5), identifiers=MUGS.identifiers)
FOREIGN = QuotedLine(number="3", quantity=Decimal(5), price=Decimal(1))
QUOTE = StandingQuote(number="Q1", state="sent", valid_until_on=day(0), lines=(MUGS, NOTHING, FOREIGN))
AT = Decimal("1.20")


def quoting(quote: StandingQuote = QUOTE, **changes: Any) -> Agreement:
    """Return the agreement of a partner that was given a quote."""
    prices = (*AGREEMENT.prices, *prices_of((quote,), on=TODAY))
    return replace(AGREEMENT, quotes=(quote,), prices=prices, **changes)


def naming(quantity: str = "10", price: Decimal | None = AT, sku: str = "MUG", unit: str = "EA") -> Any:
    """Return an order of one line that names the quote."""
    return order(line(sku, quantity, price=price, unit=unit), references=NAMED)


QUOTES: list[Example] = [
    ok("V61", naming(price=Decimal("1.50"))),
    ok("V61", naming(), quoting()),
    ok("V61", naming(), replace(AGREEMENT, quotes=(), conditions=Conditions(papers=(Paper(number="Q1"),)))),
    hit("V61", "hold", "order.quote-unknown", None, naming(), replace(AGREEMENT, quotes=())),
    ok("V61", order(line("MUG", "10"), references=(Reference(kind="vendor-order", value="C9"),)), quoting()),
    ok("V62", naming(), quoting()),
    ok("V62", naming(), quoting(replace(QUOTE, state="accepted"))),
    ok("V62", naming(), quoting(replace(QUOTE, valid_until_on=None))),
    hit(
        "V62", "hold", "order.quote-expired", None, naming(), quoting(replace(QUOTE, valid_until_on=day(-1)))
    ),
    hit("V62", "hold", "order.quote-expired", None, naming(), quoting(replace(QUOTE, state="expired"))),
    hit("V62", "hold", "order.quote-not-open", None, naming(), quoting(replace(QUOTE, state="revised"))),
    ok("V63", naming(), quoting()),
    ok("V63", order(line("PLATE", "6")), quoting()),
    ok("V63", naming(sku="PLATE"), quoting(replace(QUOTE, state="revised"))),
    hit("V63", "warn", "order.quote-other-item", 1, naming("6", Decimal(3), "PLATE"), quoting()),
    ok("V64", naming("10"), quoting()),
    ok("V64", naming("1", Decimal("14.40"), unit="CA"), quoting()),
    ok("V64", naming("6", Decimal(3), "PLATE"), quoting()),
    ok("V64", naming("9", sku="NOBODYS"), quoting()),
    hit("V64", "hold", "order.quote-less", 1, naming("9"), quoting()),
    # an order that names the quote is held to its prices: pass, a coin more and less, and what its breaks say
    ok("V31", naming(), quoting()),
    ok("V29", naming(), quoting()),
    hit("V29", "change", "order.price-above", 1, naming(price=Decimal("1.21")), quoting()),
    hit("V31", "hold", "order.price-below", 1, naming(price=Decimal("1.18")), quoting()),
    ok("V31", naming("100", Decimal("1.10")), quoting()),
    hit("V31", "hold", "order.price-below", 1, naming("99", Decimal("1.10")), quoting()),
    hit("V31", "hold", "order.price-below", 1, order(line(price=AT)), quoting()),
    ok("V52", naming(), quoting(conditions=Conditions(papers=(Paper(number="OTHER"),)))),
]
