"""Revising: an order and a change of it become the order as it is to be, whatever can be promised of it.

Lines keep their places for ever: what is added stands behind all others, and a line that is deleted stays
with the quantity nought, so that promises, shipments and invoices go on meaning the lines they meant.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from gateway.domain.findings import Finding, find
from gateway.domain.headings import Heading
from gateway.domain.order_changes import TOUCHED, ChangedLine, OrderChange
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import TradeDate
from gateway.orderdesk.vocabulary import TOTAL

NOTHING = Decimal(0)
UNCLEAR = frozenset({"reject-change", "transfer-line"})
WHOLE = frozenset({"replace-all"})
NEW_DATES = frozenset({"replace-dates"})
CANCEL = "cancel-order"
LESS, MORE = "quantity-decrease", "quantity-increase"

PARTS: Mapping[str, frozenset[str]] = {
    "quantity": frozenset({"quantity", "unit", "schedules", "distributions", "quantities"}),
    "price": frozenset({"price", "price_basis", "other_prices", "currency", "currency_by"}),
    "dates": frozenset({"dates", "schedules", "lead_times"}),
    "routing": frozenset({"routing", "freight", "equipment", "handling", "parties"}),
    "item": frozenset({"identifiers", "more_identifiers", "descriptions", "packs", "components"}),
    "terms": frozenset({"terms", "discounts"}),
    "adjustments": frozenset({"adjustments", "taxes"}),
}
"""The fields of a line that each part of it is made of."""

LINE = tuple(one.name for one in fields(OrderLine) if one.name != "number")
HEAD = tuple({one.name for one in fields(Heading)} & {one.name for one in fields(PurchaseOrder)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line of a change, counted from 1, and the line of the order it is about, if there is one."""

    at: int
    number: int | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """The order as it would be; `doubts` are for a person before anything is done."""

    order: PurchaseOrder
    asked: tuple[Asked, ...] = ()
    doubts: tuple[Finding, ...] = ()


def is_wanted(line: OrderLine) -> bool:
    """Return whether a line is still asked for."""
    return line.quantity != NOTHING


def revise(
    order: PurchaseOrder,
    change: OrderChange,
    *,
    shipped: Mapping[int, Decimal] | None = None,
    skip: Collection[int] = (),
) -> Revised:
    """Return the order after the change, without the lines of the change that are to be skipped.

    `shipped` is what has left of each line, in its own unit: where a partner says only what is left to
    receive, the two together are what is ordered.
    """
    merging = _Merging(order, shipped or {})
    for at, line in enumerate(change.lines, 1):
        merging.take(at, line, replaces=change.replaces, skipped=at in skip)
    if change.replaces and change.lines:
        merging.drop_others()
    if _cancels(change):
        merging.drop_all()
    return Revised(
        order=replace(order, lines=tuple(merging.lines), **_head(order, change)),
        asked=tuple(merging.asked),
        doubts=tuple(merging.doubts),
    )


def compact(before: PurchaseOrder, after: PurchaseOrder) -> tuple[PurchaseOrder, Mapping[int, int]]:
    """Return an order nothing was promised of without the lines that went, and where the others stand now."""
    known = len(before.lines)
    staying = [
        (number, line)
        for number, line in enumerate(after.lines, 1)
        if is_wanted(line) or (number <= known and not is_wanted(before.lines[number - 1]))
    ]
    places = {number: place for place, (number, _) in enumerate(staying, 1)}
    return replace(after, lines=tuple(line for _, line in staying)), places


def _cancels(change: OrderChange) -> bool:
    whole = change.cancels and (change.purpose == "cancellation" or not change.lines)
    return whole or any(line.change == CANCEL for line in change.lines)


class _Merging:
    """The lines of an order while a change is worked into them."""

    def __init__(self, order: PurchaseOrder, shipped: Mapping[int, Decimal]) -> None:
        self.lines: list[OrderLine] = list(order.lines)
        self.asked: list[Asked] = []
        self.doubts: list[Finding] = []
        self._shipped = shipped
        self._named: set[int] = set()

    def take(self, at: int, line: ChangedLine, *, replaces: bool, skipped: bool) -> None:
        """Work one line of the change in."""
        number = _place(self.lines, line)
        if number is not None:
            self._named.add(number)
        if skipped or line.change == CANCEL:
            self.asked.append(Asked(at=at, number=number))
            return
        finding = self._doubt(at, line, number)
        if finding is None:
            finding = self._work_in(at, line, number, replaces=replaces)
        if number is None and finding is None:
            number = len(self.lines)
        self.asked.append(Asked(at=at, number=number, finding=finding))

    def drop_others(self) -> None:
        """Let go of every line the change does not name."""
        for number, line in enumerate(self.lines, 1):
            if number not in self._named:
                self.lines[number - 1] = _gone(line)

    def drop_all(self) -> None:
        """Let go of every line."""
        self.lines = [_gone(line) for line in self.lines]

    def _work_in(self, at: int, line: ChangedLine, number: int | None, *, replaces: bool) -> Finding | None:
        if number is None and (line.adds or (replaces and not line.deletes)):
            self.lines.append(_plain(line, self._quantity(line, None)))
            self._named.add(len(self.lines))
        elif number is None:
            return find("change.line-unknown", path=f"lines[{at - 1}].number", value_seen=line.number)
        elif line.adds and not replaces:
            return find("change.line-there", path=f"lines[{at - 1}].number", value_seen=line.number)
        elif line.deletes:
            self.lines[number - 1] = _gone(self.lines[number - 1])
        else:
            changed = replace(line, quantity=self._quantity(line, number))
            self.lines[number - 1] = _merged(self.lines[number - 1], changed)
        return None

    def _quantity(self, line: ChangedLine, number: int | None) -> Decimal | None:
        if line.quantity is not None or line.left_to_receive is None:
            return line.quantity
        return line.left_to_receive + self._shipped.get(number or 0, NOTHING)

    def _doubt(self, at: int, line: ChangedLine, number: int | None) -> Finding | None:
        """Return, and keep for a person, why it is not clear what is meant."""
        path = f"lines[{at - 1}]"
        if line.change in UNCLEAR or line.change.startswith("x12:"):
            doubt = find("change.word-unclear", path=f"{path}.change", value_seen=line.change)
        elif not line.deletes and _contradicts(line, None if number is None else self.lines[number - 1]):
            doubt = find("change.quantity-contradicts", path=f"{path}.quantity")
        else:
            return None
        self.doubts.append(doubt)
        return doubt


def _contradicts(line: ChangedLine, now: OrderLine | None) -> bool:
    """Tell whether the quantity is not what the word for the change, or what is left to receive, makes of it."""
    asked, left = line.quantity, line.left_to_receive
    if asked is None:
        return False
    if left is not None and left > asked:
        return True
    if now is None or now.quantity is None or line.unit not in ("", now.unit):
        return False
    return (line.change == MORE and asked < now.quantity) or (line.change == LESS and asked > now.quantity)


def _place(lines: Sequence[OrderLine], line: ChangedLine) -> int | None:
    """Return the line of the order a line of a change names: by its number, without one by its item."""
    there = [(number, one) for number, one in enumerate(lines, 1) if is_wanted(one)]
    if not line.number:
        names = {(one.kind, one.value) for one in line.identifiers}
        found = [
            number for number, one in there if names & {(each.kind, each.value) for each in one.identifiers}
        ]
        return found[0] if len(found) == 1 else None
    for number, one in there:
        if one.number == line.number:
            return number
    alike = [number for number, one in there if one.number.lstrip("0") == line.number.lstrip("0")]
    return alike[0] if len(alike) == 1 else None


def _gone(line: OrderLine) -> OrderLine:
    return replace(line, quantity=NOTHING, schedules=(), distributions=())


def _plain(line: ChangedLine, quantity: Decimal | None) -> OrderLine:
    """Return a line of a change as a line of the order."""
    values: dict[str, Any] = {name: getattr(line, name) for name in LINE}
    return OrderLine(number=line.number, **(values | {"quantity": quantity}))


def _merged(line: OrderLine, changed: ChangedLine) -> OrderLine:
    """Return the line after the change: what the change names, and may touch, takes the place of what was."""
    if changed.change in WHOLE:
        return replace(_plain(changed, changed.quantity), number=line.number)
    names = set(LINE)
    if changed.change in TOUCHED:
        names = {name for part in changed.touches for name in PARTS[part]}
        if changed.unit not in ("", line.unit) and "unit" in names:
            names |= PARTS["price"]
    values = {name: getattr(changed, name) for name in names if _is_said(getattr(changed, name))}
    if "dates" in values and changed.change not in NEW_DATES:
        values["dates"] = _by_kind(line.dates, changed.dates)
    return replace(line, **values)


def _is_said(value: object) -> bool:
    return value is not None and value not in ("", ())


def _by_kind(were: Iterable[TradeDate], said: tuple[TradeDate, ...]) -> tuple[TradeDate, ...]:
    kinds = {one.kind for one in said}
    return (*(one for one in were if one.kind not in kinds), *said)


def _by_role(were: Iterable[Party], said: tuple[Party, ...]) -> tuple[Party, ...]:
    roles = {one.role for one in said}
    return (*(one for one in were if one.role not in roles), *said)


def _head(order: PurchaseOrder, change: OrderChange) -> Mapping[str, Any]:
    """Return what the head says after the change; totals that were stated once hold no longer."""
    values = {name: getattr(change, name) for name in HEAD if _is_said(getattr(change, name))}
    if "dates" in values:
        values["dates"] = _by_kind(order.dates, change.dates)
    if "parties" in values:
        values["parties"] = _by_role(order.parties, change.parties)
    if change.taxes:
        values["taxes"] = change.taxes
    return values | {
        "hash_total": None,
        "stated_total": None,
        "stated_lines_total": None,
        "amounts": tuple(_other_amounts(order)),
    }


def _other_amounts(order: PurchaseOrder) -> Iterator[Any]:
    return (one for one in order.amounts if one.kind != TOTAL)
