"""Prices: what we agreed, what the buyer wrote, which of them stands and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gateway.domain.agreements import AgreedPrice, Tolerance
from gateway.domain.items import Item
from gateway.domain.quantities import exact, plain, rounded
from gateway.domain.reckonings import Step
from gateway.orderdesk.decisions import PriceDecision
from gateway.orderdesk.units import each_of

PLACES = 4
SCALES = (10, 100, 1000)
SCALE_SLACK = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be priced: so many base units, with the price for `per` of the unit."""

    item: Item
    quantity: int
    each: Fraction
    per: Fraction
    on: date
    contract: str = ""


def our_price(wanted: Wanted, prices: Iterable[AgreedPrice]) -> tuple[Step, ...]:
    """Return the steps from the list price to the price agreed for the quantity; none where there is no price."""
    steps: list[Step] = []
    if wanted.item.list_price is not None:
        _add(steps, "list price", _converted(wanted.item.list_price, Fraction(1), wanted))
    terms = sorted(_valid(wanted, prices), key=lambda one: _rank(one, wanted))
    if terms:
        best, each = terms[0]
        same = [one for one in terms if (one[0].contract, one[0].unit) == (best.contract, best.unit)]
        first, _ = min(same, key=lambda one: one[0].minimum)
        name = f"contract {best.contract}" if best.contract else "agreed price"
        _add(steps, f"{name} per {best.unit}", _converted(first.price, each, wanted))
        if first is not best:
            label = f"from {plain(best.minimum)} {best.unit}"
            _add(steps, label, _converted(best.price, each, wanted))
    return tuple(steps)


def decide_price(buyers: Decimal | None, steps: tuple[Step, ...], tolerance: Tolerance) -> PriceDecision:
    """Return whose price stands: ours if theirs is higher or missing, theirs within tolerance, else a hold."""
    ours = steps[-1].price if steps else None
    if ours is None:
        return PriceDecision(outcome="hold", buyers=buyers)
    if buyers is None or buyers > ours:
        return PriceDecision(outcome="ours", buyers=buyers, ours=ours, holds=ours, steps=steps)
    if buyers == ours:
        return PriceDecision(outcome="agreed", buyers=buyers, ours=ours, holds=buyers, steps=steps)
    if is_tolerated(buyers, ours, tolerance):
        return PriceDecision(outcome="buyers", buyers=buyers, ours=ours, holds=buyers, steps=steps)
    return PriceDecision(outcome="hold", buyers=buyers, ours=ours, steps=steps)


def is_tolerated(buyers: Decimal, ours: Decimal, tolerance: Tolerance) -> bool:
    """Return whether a lower price is near enough to ours by one of the two measures."""
    short = ours - buyers
    return short <= tolerance.absolute or short * 100 <= ours * tolerance.percent


def scale_of(buyers: Decimal, ours: Decimal, item: Item) -> int | None:
    """Return the factor by which the prices differ if it is a power of ten or a pack size of the item."""
    if min(buyers, ours) <= 0:
        return None
    ratio = max(buyers, ours) / min(buyers, ours)
    sizes = [one.each.numerator for one in item.units if one.each.denominator == 1]
    factors = sorted({*SCALES, item.pack, *sizes} - {1})
    return next((factor for factor in factors if abs(ratio / factor - 1) <= SCALE_SLACK), None)


def _valid(wanted: Wanted, prices: Iterable[AgreedPrice]) -> Iterator[tuple[AgreedPrice, Fraction]]:
    for price in prices:
        each = each_of(wanted.item, price.unit)
        if (
            price.sku == wanted.item.sku
            and each is not None
            and price.contract in ("", wanted.contract)
            and (price.valid_from_on is None or price.valid_from_on <= wanted.on)
            and (price.valid_until_on is None or price.valid_until_on >= wanted.on)
            and Fraction(price.minimum) * each <= wanted.quantity
        ):
            yield price, each


def _rank(priced: tuple[AgreedPrice, Fraction], wanted: Wanted) -> tuple[object, ...]:
    price, each = priced
    since = price.valid_from_on or date.min
    return (
        not price.contract,
        each != wanted.each,
        price.unit,
        -Fraction(price.minimum),
        -since.toordinal(),
        price.price,
    )


def _converted(price: Decimal, each: Fraction, wanted: Wanted) -> Decimal:
    factor = wanted.each * wanted.per / each
    converted = Fraction(price) * factor
    decimal = exact(converted)
    if decimal is not None:
        return decimal
    return rounded(Decimal(converted.numerator) / Decimal(converted.denominator), PLACES)


def _add(steps: list[Step], label: str, price: Decimal) -> None:
    before = steps[-1].price if steps else Decimal(0)
    steps.append(Step(label=label, change=price - before, price=price))
