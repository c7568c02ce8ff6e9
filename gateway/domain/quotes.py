"""Requests for quotation and the quotes that answer them, in the order desk's words."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from gateway.domain.headings import Heading
from gateway.domain.orders import Component, OrderLine
from gateway.domain.terms import Amount, OtherPrice, SalesRequirement

NOT_OURS = frozenset({"resale", "retail", "suggested-retail", "catalogue", "invoiced", "alternate"})
"""Kinds of prices on the line of a quote that say nothing about what we take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """So much is expected to be needed then: `certainty` says how firmly, `timing` what `on` begins."""

    quantity: Decimal
    certainty: str
    timing: str
    on: date
    until_on: date | None = None
    date_kind: str = ""
    at_time: time | None = None
    reference_kind: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedLine(OrderLine):
    """One thing a buyer wants a price for; `substitutions` say what may be offered instead."""

    substitutions: tuple[SalesRequirement, ...] = ()
    forecasts: tuple[Forecast, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForQuotation(Heading):
    """What a buyer wants prices for, and until when.

    `number` is the buyer's own and stands in the quote again; `revision` counts what was sent under it.
    """

    number: str
    requested_on: date
    purpose: str = "original"
    answer_by_kind: str = ""
    answer_by: date | None = None
    order_kind: str = ""
    request_kind: str = ""
    contract_kind: str = ""
    purchase_category: str = ""
    revision: str = ""
    lines: tuple[RequestedLine, ...] = ()
    hash_total: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine(RequestedLine):
    """One thing we offer: `price` for `quantity`, other quantities by their breaks, alternates as components."""

    @property
    def breaks(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """Return from which quantity on which price holds, the smallest quantity first."""
        found = {
            other.quantity: other.price
            for other in self.other_prices
            if other.quantity is not None and other.price is not None and _is_break(other)
        }
        return tuple(sorted(found.items()))

    @property
    def alternates(self) -> tuple[Component, ...]:
        """Return what we offer instead."""
        return tuple(one for one in self.components if one.relation == "substituted")

    def price_for(self, quantity: Decimal) -> Decimal | None:
        """Return the price of one when so many are bought: the last break that is reached, else the line's own."""
        reached = [price for least, price in self.breaks if least <= quantity]
        return reached[-1] if reached else self.price


def _is_break(other: OtherPrice) -> bool:
    return other.kind not in NOT_OURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Heading):
    """What we offer in answer to a request: prices, quantities, dates, and how long all of it holds.

    `response` is `as-asked`, `with-exceptions`, `alternate`, `declined`, ... or a code kept as it came.
    `number` is our own, `request_number` the buyer's.
    """

    request_number: str
    quoted_on: date
    number: str = ""
    purpose: str = "original"
    response: str = ""
    holds_kind: str = ""
    holds_on: date | None = None
    revision: str = ""
    amounts: tuple[Amount, ...] = ()
    lines: tuple[QuotedLine, ...] = ()
    hash_total: Decimal | None = None
    stated_total: Decimal | None = None

    @property
    def declines(self) -> bool:
        """Return whether nothing is offered."""
        return self.response in ("declined", "cannot-quote")

    @property
    def valid_until(self) -> date | None:
        """Return the last day the offer holds, where it says one."""
        return self.holds_on if self.holds_kind in ("expiry", "end") else self.date("expiry", "end")

    @property
    def valid_from(self) -> date | None:
        """Return the first day the offer holds, where it says one."""
        return self.holds_on if self.holds_kind in ("effective", "start") else self.date("effective", "start")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingQuote:
    """A quote of ours that an order names, as it stands when the order comes; `state` is one of `lifecycle.QUOTE`."""

    number: str
    state: str
    valid_until_on: date | None = None
    lines: tuple[QuotedLine, ...] = ()

    def ours(self, sku: str) -> tuple[QuotedLine, ...]:
        """Return the lines that offer an item of ours at a price."""
        return tuple(
            line
            for line in self.lines
            if line.price is not None
            and any(one.kind == "vendor-item" and one.value == sku for one in line.identifiers)
        )
