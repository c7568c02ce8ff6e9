"""Carts: what a buyer put together in our shop, on its way back into the buyer's own system.

A line of a cart is a line of an order before there is one, so that the order that follows can be held against it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.domain.orders import OrderLine
from gateway.domain.parties import Party
from gateway.domain.terms import Adjustment, Tax

AUXILIARY = "x12:VS"
"""The kind of our own second name of a line: it brings a line back to the configuration or the session it is from."""

UNSPSC = "x12:C3"
"""The kind of a line's commodity class, eight digits."""

FREIGHT = "D240"
"""The code of the charge that carriage is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine(OrderLine):
    """So many of an item at a price; `url` is the page it came from, `parent` the line it is a part of."""

    url: str = ""
    parent: str = ""

    @property
    def auxiliary(self) -> str:
        """Return our own second name of the line."""
        return self.named(AUXILIARY)

    def named(self, kind: str) -> str:
        """Return its first name of a kind, empty where it has none."""
        return next((one.value for one in self.identifiers if one.kind == kind), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """What goes back to the buyer: `total` is its lines to the coin, `adjustments` and `taxes` stand beside it.

    `cancelled` says that the buyer left without a cart: what was there before stays, and nothing else here counts.
    `operation_allowed` is what the buyer may come back for (`create`, `inspect`, `edit`); with `quote_status`
    `pending` nothing may be ordered yet, and `quote_number` is what we know the saved quote by. `sourcing` is
    `approve`, `cancel` or `deny` where the buyer asked for a source.
    """

    buyer_cookie: str
    operation_allowed: str = "edit"
    quote_status: str = "final"
    quote_number: str = ""
    quoted_on: date | None = None
    sourcing: str = ""
    currency: str = ""
    total: Decimal | None = None
    parties: tuple[Party, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    taxes: tuple[Tax, ...] = ()
    lines: tuple[CartLine, ...] = ()
    cancelled: bool = False

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is in it; an empty cart that comes back from an edit deletes the buyer's lines."""
        return not self.lines
