"""A buyer reading our answer: knows its own order and the dialect it asked for, nothing else of ours."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from gateway.domain.agreements import Dialect
from gateway.domain.order_responses import LineAnswer, LineOutcome, OrderResponse, ResponseLine
from gateway.domain.orders import OrderLine, PurchaseOrder


@dataclass(frozen=True, kw_only=True)
class View:
    """What the buyer takes from the answer to one line, in base units."""

    accepted: tuple[tuple[date, int], ...] = ()
    backordered: tuple[tuple[date | None, int], ...] = ()
    cancelled: int = 0
    price: Decimal | None = None
    item: str = ""
    is_held: bool = False
    is_rejected: bool = False


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """A buyer with its dialect, days in transit, and base units by its own units."""

    dialect: Dialect
    transit_days: int = 0
    each: Fraction = Fraction(1)
    unit: str = "EA"

    def read(self, order: PurchaseOrder, response: OrderResponse) -> tuple[View, ...]:
        """Return what the answer says about each line of the order."""
        pairs = zip(order.lines, response.lines, strict=True)
        return tuple(self._line(ordered, answered) for ordered, answered in pairs)

    def _line(self, ordered: OrderLine, line: ResponseLine) -> View:
        statuses = {answer.status for answer in line.answers}
        if statuses == {"on-hold"}:
            return View(is_held=True)
        if any(status.startswith("rejected") for status in statuses):
            return View(is_rejected=True)
        asked = self._base(ordered.quantity, ordered.unit)
        accepted, waiting = self._parts(line)
        return View(
            accepted=tuple(sorted(accepted.items())),
            backordered=tuple(sorted(waiting.items(), key=lambda one: one[0] or date.max)),
            cancelled=asked - accepted.total() - waiting.total(),
            price=line.price if line.price != ordered.price else None,
            item=next((one.value for answer in line.answers for one in answer.identifiers), ""),
        )

    def _parts(self, line: ResponseLine) -> tuple[Counter[date], Counter[date | None]]:
        accepted: Counter[date] = Counter()
        waiting: Counter[date | None] = Counter()
        for answer in line.answers:
            quantity = self._base(answer.quantity, answer.unit)
            if answer.status == "partial-backordered":
                rest = self._base(line.quantity, line.unit) - quantity
                taken, left = (
                    (quantity, rest) if self.dialect.bp_quantity_meaning == "accepted" else (rest, quantity)
                )
                accepted[self._day(answer)] += taken
                waiting[self._expected(line)] += left
            elif answer.status == "item-backordered":
                waiting[None if answer.on is None else self._day(answer)] += quantity
            elif answer.status != "deleted":
                accepted[self._day(answer)] += quantity
        return accepted, waiting

    def _expected(self, line: ResponseLine) -> date | None:
        return next((self._ships(dated.on) for dated in line.dates if dated.on is not None), None)

    def _day(self, answer: LineAnswer) -> date:
        assert answer.on is not None
        assert answer.date_kind == self.dialect.promise_date
        return self._ships(answer.on)

    def _ships(self, on: date) -> date:
        late = self.transit_days if self.dialect.promise_date.endswith("-delivery") else 0
        return on - timedelta(days=late)

    def _base(self, quantity: Decimal | None, unit: str) -> int:
        base = Fraction(quantity or 0) * (self.each if unit == self.unit else 1)
        assert base.denominator == 1
        return base.numerator


def facts(outcome: LineOutcome) -> View:
    """Return our facts as a buyer may know them: neither our places nor our reasons."""
    if outcome.hold or outcome.reject:
        return View(is_held=bool(outcome.hold), is_rejected=bool(outcome.reject))
    accepted: Counter[date] = Counter()
    waiting: Counter[date | None] = Counter()
    for promise in outcome.accepted:
        accepted[promise.ships_on] += promise.quantity
    for shortfall in outcome.backordered:
        waiting[shortfall.expected_on] += shortfall.quantity
    return View(
        accepted=tuple(sorted(accepted.items())),
        backordered=tuple(sorted(waiting.items(), key=lambda one: one[0] or date.max)),
        cancelled=sum(one.quantity for one in outcome.cancelled),
        price=None if outcome.price is None else Decimal(outcome.price.holds),
        item="" if outcome.item is None else outcome.item.holds,
    )
