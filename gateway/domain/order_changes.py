"""Changes of an order under way, and the answers to them. Nothing here knows X12.

A line of a change is a line of the order as it is to be, with a word for what happens to it. The
order it changes is known as ever by partner, number and release; `sequence` orders the changes of
one order where the partner counts them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from gateway.domain.headings import Heading
from gateway.domain.order_responses import LineAnswer
from gateway.domain.orders import Component, OrderLine
from gateway.domain.terms import Amount, Tax

TOUCHED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "no-change": frozenset(),
        "quantity-increase": frozenset({"quantity"}),
        "quantity-decrease": frozenset({"quantity"}),
        "price-change": frozenset({"price"}),
        "price-and-quantity": frozenset({"price", "quantity"}),
        "price-and-reschedule": frozenset({"price", "dates"}),
        "price-quantity-and-reschedule": frozenset({"price", "quantity", "dates"}),
        "reschedule": frozenset({"dates"}),
        "reschedule-and-quantity": frozenset({"dates", "quantity"}),
        "change-of-dates": frozenset({"dates"}),
        "replace-dates": frozenset({"dates"}),
        "replace-routing": frozenset({"routing"}),
        "replace-item": frozenset({"item"}),
        "replace-item-modified": frozenset({"item"}),
        "change-of-terms": frozenset({"terms"}),
        "change-of-date-terms": frozenset({"terms"}),
        "change-of-adjustments": frozenset({"adjustments"}),
    }
)
"""What each word for a change may touch; a word that is not here may touch anything."""

ANYTHING = frozenset({"quantity", "unit", "price", "dates", "routing", "item", "terms", "adjustments"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReason:
    """Why a line changes, with the day, the price and the quantity that are meant."""

    reason: str
    quantity: Decimal
    unit: str
    on: date | None = None
    price_kind: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine(OrderLine):
    """A line as it is to be after the change.

    `change` is `add-line`, `delete-line`, `change`, `quantity-increase`, `price-change`,
    `reschedule`, `replace-all`, ... or a code kept as it came. `quantity` is the whole quantity after
    the change, never the difference; of a line to be deleted partners say what it was, or nothing.
    `left_to_receive` is what the buyer still expects of it.
    """

    change: str
    left_to_receive: Decimal | None = None
    reasons: tuple[ChangeReason, ...] = ()

    @property
    def adds(self) -> bool:
        """Return whether the order gets a line it did not have."""
        return self.change == "add-line"

    @property
    def deletes(self) -> bool:
        """Return whether the line is to go."""
        return self.change in ("delete-line", "cancel-order")

    @property
    def touches(self) -> frozenset[str]:
        """Return what of the line may differ from the order's; all of it where the word does not narrow it."""
        return TOUCHED.get(self.change, ANYTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange(Heading):
    """What a buyer wants to be different about an order.

    `purpose` is `change`, `cancellation`, `replacement`, ... or a code kept as it came. With
    `confirmation` the buyer agrees to what we proposed: then nothing new is asked for.
    """

    order_number: str
    ordered_on: date
    purpose: str = "change"
    kind: str = "change"
    release: str = ""
    sequence: str = ""
    request: str = ""
    contract: str = ""
    seller_order: str = ""
    acknowledged_on: date | None = None
    changed_on: date | None = None
    contract_kind: str = ""
    acknowledgement_wanted: str = ""
    business_kind: str = ""
    purchase_category: str = ""
    taxes: tuple[Tax, ...] = ()
    amounts: tuple[Amount, ...] = ()
    lines: tuple[ChangedLine, ...] = ()
    hash_total: Decimal | None = None
    stated_total: Decimal | None = None
    stated_lines_total: Decimal | None = None

    @property
    def cancels(self) -> bool:
        """Return whether the whole order is to go."""
        return self.purpose in ("cancellation", "deletion")

    @property
    def replaces(self) -> bool:
        """Return whether lines that are not named here are to go."""
        return self.purpose == "replacement"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredComponent(Component):
    """One part of an assortment or kit, with what is said to it."""

    answers: tuple[LineAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredLine(ChangedLine):
    """A line of the change as the buyer wrote it, with what is said to it."""

    answers: tuple[LineAnswer, ...] = ()
    components: tuple[AnsweredComponent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChangeResponse(Heading):
    """The answer to a change, or a change of ours: then `purpose` is `sellers-change`.

    `kind` says it for the whole (`accepted`, `with-changes`, `rejected`, ...), as in an answer to an order.
    """

    order_number: str
    ordered_on: date
    purpose: str = "original"
    kind: str = "with-detail"
    release: str = ""
    sequence: str = ""
    request: str = ""
    contract: str = ""
    seller_order: str = ""
    responded_on: date | None = None
    changed_on: date | None = None
    order_kind: str = ""
    business_kind: str = ""
    taxes: tuple[Tax, ...] = ()
    amounts: tuple[Amount, ...] = ()
    lines: tuple[AnsweredLine, ...] = ()
    hash_total: Decimal | None = None
    stated_total: Decimal | None = None

    @property
    def proposes(self) -> bool:
        """Return whether the seller asks for a change instead of answering one."""
        return self.purpose == "sellers-change"
