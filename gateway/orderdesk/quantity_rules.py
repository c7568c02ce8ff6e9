"""Rules about how much of what a partner buys: agreed items, packs, bounds, and what is usual."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median

from gateway.domain.conditions import Usual
from gateway.domain.items import Item, PackDetail
from gateway.domain.quantities import plain
from gateway.orderdesk.cases import Case, value_of
from gateway.orderdesk.hits import Found


def has_many_lines(case: Case) -> Iterator[Found]:
    """Yield a hit for an order of more lines than was agreed."""
    count = len(case.lines)
    if count > case.agreement.conditions.most_lines:
        yield Found(path="lines", value_seen=str(count))


def is_not_sold_to_them(case: Case) -> Iterator[Found]:
    """Yield a hit for each item that was not agreed: said of the item itself before its group, else of all others."""
    conditions = case.agreement.conditions
    for line in case.lines:
        if line.item is None:
            continue
        said = conditions.of(line.item.sku, line.item.group)
        sold = said[0].sold if said else not conditions.only_listed
        if not sold:
            yield Found(line=line.number, path=f"{line.path}.identifiers", value_seen=line.item.sku)


def is_in_another_unit(case: Case) -> Iterator[Found]:
    """Yield a hit for each quantity that was turned into base units."""
    for line in case.lines:
        if line.sold is not None and line.asked is not None and line.each not in (None, 1):
            yield Found(
                line=line.number,
                path=f"{line.path}.unit",
                value_seen=line.unit,
                fix=f"Nothing; it is {line.asked} {line.sold.base_unit}.",
            )


def describes_another_pack(case: Case) -> Iterator[Found]:
    """Yield a hit where the pack a line describes is none of the item's; in a larger unit it must be that unit's."""
    for line in case.lines:
        if line.sold is None or line.each is None:
            continue
        known = _packs(line.sold) if line.each == 1 else {int(line.each)}
        for pack in line.line.packs:
            size = _size(pack)
            if size is not None and size not in known:
                yield Found(line=line.number, path=f"{line.path}.packs", value_seen=str(size))


def is_out_of_bounds(case: Case) -> Iterator[Found]:
    """Yield a hit for each quantity below the least or above the most that was agreed for the item."""
    for line in case.lines:
        if line.sold is None or line.asked is None or line.asked <= 0:
            continue
        said = case.agreement.conditions.of(line.sold.sku, line.sold.group)
        least, most = _first(one.least for one in said), _first(one.most for one in said)
        seen, path = plain(line.line.quantity or Decimal(0)), f"{line.path}.quantity"
        if line.asked < least:
            yield Found(line=line.number, path=path, value_seen=seen, fix=_bound(line.sold, least))
        elif most and line.asked > most:
            code = "order.quantity-above-most"
            yield Found(line=line.number, path=path, value_seen=seen, code=code, fix=_bound(line.sold, most))


def is_worth_too_little(case: Case) -> Iterator[Found]:
    """Yield a hit for an order below the agreed value; nothing is said while a price is not known."""
    least = case.agreement.conditions.order_minimum
    if not least:
        return
    values = [value_of(line) for line in case.lines]
    known = [value for value in values if value is not None]
    total = sum(known, Decimal(0))
    if known and len(known) == len(values) and total < least:
        yield Found(
            path="lines", value_seen=plain(total), fix=f"Ask the buyer for {plain(least - total)} more."
        )


def is_unlike_others(case: Case) -> Iterator[Found]:
    """Yield a hit for each quantity that is unlike those the partner ordered of the item before."""
    usual = case.agreement.conditions.usual
    if usual is None:
        return
    for line in case.lines:
        before = case.before.get(line.sold.sku, ()) if line.sold is not None else ()
        if line.asked is not None and _is_unlike(line.asked, before, usual):
            yield Found(
                line=line.number,
                path=f"{line.path}.quantity",
                value_seen=plain(line.line.quantity or Decimal(0)),
                fix=f"Confirm the quantity with the buyer; until now at most {max(before)} were ordered.",
            )


def _is_unlike(asked: int, before: Sequence[int], usual: Usual) -> bool:
    if len(before) < max(usual.fewest, 1):
        return False
    middle = median(Fraction(one) for one in before)
    deviation = median(abs(one - middle) for one in before)
    far_off = deviation > 0 and asked > middle + Fraction(usual.deviations) * deviation
    return asked > max(before) and (far_off or asked > usual.times_largest * max(before))


def _first(limits: Iterable[int]) -> int:
    """Return the first limit there is, 0 where there is none."""
    return next(filter(None, limits), 0)


def _bound(item: Item, limit: int) -> str:
    return f"The limit is {limit} {item.base_unit}."


def _packs(item: Item) -> set[int]:
    return {1, item.pack, *(one.each.numerator for one in item.units if one.each.denominator == 1)}


def _size(pack: PackDetail) -> int | None:
    return None if pack.pack is None else pack.pack * (pack.inner_pack or 1)
