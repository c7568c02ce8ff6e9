"""Rules about the lines of an order: which item, how many, at what price, when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from gateway.domain.quantities import exact, plain
from gateway.orderdesk.cases import ACTIVE, Case, CaseLine
from gateway.orderdesk.hits import Found
from gateway.orderdesk.identifiers import is_global, is_valid
from gateway.orderdesk.pricing import scale_of
from gateway.orderdesk.scheduling import requested
from gateway.orderdesk.units import each_of


def names_no_item(case: Case) -> Iterator[Found]:
    """Yield a hit for each line none of whose identifiers we know."""
    for line in case.lines:
        if not line.resolution.candidates:
            seen = next((one.value for one in line.line.identifiers), "")
            yield Found(line=line.number, path=f"{line.path}.identifiers", value_seen=seen)


def names_several_items(case: Case) -> Iterator[Found]:
    """Yield a hit for each line whose identifiers do not agree on one item; the strongest is proposed."""
    for line in case.lines:
        if line.resolution.is_ambiguous:
            candidates = ", ".join(item.sku for item in line.resolution.candidates)
            proposed = line.resolution.proposed
            yield Found(
                line=line.number,
                path=f"{line.path}.identifiers",
                value_seen=candidates,
                action="hold" if proposed is None else "",
                value="" if proposed is None else proposed.sku,
                fix="" if proposed is None else f"Take {proposed.sku}, which the strongest identifier names.",
            )


def has_wrong_check_digit(case: Case) -> Iterator[Found]:
    """Yield a hit for each global trade number that cannot be one."""
    for line in case.lines:
        for one in line.line.identifiers:
            if is_global(one.kind) and not is_valid(one.value):
                yield Found(line=line.number, path=f"{line.path}.identifiers", value_seen=one.value)


def is_discontinued(case: Case) -> Iterator[Found]:
    """Yield a hit for each item that is no longer sold; its successor is sold if the buyer takes it."""
    for line in case.lines:
        if line.item is not None and line.item.status != ACTIVE:
            replaced = line.sold is not line.item and line.sold is not None
            successor = line.item.superseded_by
            yield Found(
                line=line.number,
                path=f"{line.path}.identifiers",
                value_seen=line.item.sku,
                unchangeable=not replaced,
                value=successor,
                fix=f"Offer {successor}." if successor else "",
            )


def has_bad_quantity(case: Case) -> Iterator[Found]:
    """Yield a hit for each quantity that is none, no whole number of base units, or beyond all measure."""
    largest = case.agreement.largest_quantity
    for line in case.lines:
        quantity = line.line.quantity
        path = f"{line.path}.quantity"
        seen = "" if quantity is None else plain(quantity)
        if quantity is None or quantity <= 0:
            yield Found(line=line.number, path=path, value_seen=seen)
        elif line.each is not None and line.asked is None:
            yield Found(line=line.number, path=path, value_seen=seen, code="order.quantity-not-whole")
        elif largest and line.asked is not None and line.asked > largest:
            yield Found(line=line.number, path=path, value_seen=seen, code="order.quantity-outlier")


def has_unknown_unit(case: Case) -> Iterator[Found]:
    """Yield a hit for each line in a unit its item is not sold in; without a unit the base unit is taken."""
    for line in case.lines:
        path = f"{line.path}.unit"
        if line.sold is not None and line.each is None:
            yield Found(line=line.number, path=path, value_seen=line.line.unit, value=line.sold.base_unit)
        elif line.sold is not None and not line.line.unit:
            base = line.sold.base_unit
            yield Found(line=line.number, path=path, code="order.unit-missing", action="warn", value=base)


def breaks_packs(case: Case) -> Iterator[Found]:
    """Yield a hit for each quantity that is not whole packs; less than one pack cannot be rounded down."""
    for line in case.lines:
        if line.sold is not None and line.asked is not None and line.each is not None and line.asked > 0:
            over = line.asked % line.sold.pack
            if over:
                rounded = exact(Fraction(line.asked - over) / line.each)
                yield Found(
                    line=line.number,
                    path=f"{line.path}.quantity",
                    value_seen=plain(line.line.quantity or Decimal(0)),
                    unchangeable=over == line.asked,
                    value="" if rounded is None else plain(rounded),
                )


def has_no_price(case: Case) -> Iterator[Found]:
    """Yield a hit where the buyer names no price, but we have one."""
    for line in case.lines:
        price = line.price
        if price is not None and price.buyers is None and price.ours is not None:
            yield Found(line=line.number, path=f"{line.path}.price", value=plain(price.ours))


def has_no_known_price(case: Case) -> Iterator[Found]:
    """Yield a hit where we have no price for the item."""
    for line in case.lines:
        if line.price is not None and line.price.ours is None:
            action = "hold" if line.price.buyers is None else ""
            yield Found(line=line.number, path=f"{line.path}.price", action=action)


def is_priced_above(case: Case) -> Iterator[Found]:
    """Yield a hit where the buyer's price is above ours."""
    for line, buyers, ours in _prices(case):
        if buyers > ours:
            yield _price_hit(line, buyers, ours)


def is_priced_a_little_below(case: Case) -> Iterator[Found]:
    """Yield a hit where the buyer's price is below ours, within the tolerance."""
    for line, buyers, ours in _prices(case):
        if line.price is not None and line.price.outcome == "buyers":
            yield _price_hit(line, buyers, ours)


def is_priced_below(case: Case) -> Iterator[Found]:
    """Yield a hit where the buyer's price is below ours by more than the tolerance."""
    for line, buyers, ours in _prices(case):
        if line.price is not None and line.price.outcome == "hold":
            yield _price_hit(line, buyers, ours)


def is_priced_for_another_unit(case: Case) -> Iterator[Found]:
    """Yield a hit where the prices differ by a power of ten or by a pack size."""
    for line, buyers, ours in _prices(case):
        scale = scale_of(buyers, ours, line.sold) if line.sold is not None else None
        if scale is not None:
            fix = f"Ask whether the price is for {scale}."
            yield _price_hit(line, buyers, ours, fix=fix)


def asks_for_no_day(case: Case) -> Iterator[Found]:
    """Yield a hit for each line that names no day, nor the order for it."""
    for line in case.lines:
        if not requested(case.order, line.line):
            yield Found(line=line.number, path=f"{line.path}.dates")


def asks_for_a_doubtful_day(case: Case) -> Iterator[Found]:
    """Yield a hit for each day asked for that has passed, or is very far ahead."""
    furthest = case.today + timedelta(days=case.agreement.furthest_days)
    for line in case.lines:
        for on in dict.fromkeys(requested(case.order, line.line)):
            doubtful = Found(line=line.number, path=f"{line.path}.dates", value_seen=on.isoformat())
            if on > furthest:
                yield replace(doubtful, code="order.date-far")
            elif on < case.today:
                yield doubtful


def has_parts_that_do_not_add_up(case: Case) -> Iterator[Found]:
    """Yield a hit where the schedules of a line, or its stores, do not add up to its quantity."""
    for line in case.lines:
        if line.line.quantity is None:
            continue
        whole = Fraction(line.line.quantity) * (line.each or 1)
        stores = [(part.unit, one.quantity) for part in line.line.distributions for one in part.stores]
        schedules = [(one.unit, one.quantity) for one in line.line.schedules]
        for name, parts in (("distributions", stores), ("schedules", schedules)):
            total = sum((Fraction(quantity) * _each(line, unit) for unit, quantity in parts), Fraction(0))
            if parts and total != whole:
                yield Found(line=line.number, path=f"{line.path}.{name}", value_seen=str(total))


def repeats_a_line(case: Case) -> Iterator[Found]:
    """Yield a hit for each line that asks for the same as an earlier one, at the same price, for the same day and place."""
    seen: set[object] = set()
    for line in case.lines:
        if line.item is None:
            continue
        days = requested(case.order, line.line)
        places = (line.line.parties, line.line.distributions)
        same = (line.item.sku, line.line.unit, line.line.quantity, line.line.price, days, places)
        if same in seen:
            yield Found(line=line.number, path=line.path, value_seen=line.item.sku)
        seen.add(same)


def _prices(case: Case) -> Iterator[tuple[CaseLine, Decimal, Decimal]]:
    for line in case.lines:
        price = line.price
        if price is not None and price.buyers is not None and price.ours is not None:
            yield line, price.buyers, price.ours


def _price_hit(line: CaseLine, buyers: Decimal, ours: Decimal, *, fix: str = "") -> Found:
    return Found(
        line=line.number,
        path=f"{line.path}.price",
        value_seen=plain(buyers),
        value=plain(ours),
        fix=fix or f"Confirm at {plain(ours)}.",
    )


def _each(line: CaseLine, unit: str) -> Fraction:
    whole = line.each or Fraction(1)
    if line.sold is None or unit in ("", line.line.unit):
        return whole
    return each_of(line.sold, unit) or whole
