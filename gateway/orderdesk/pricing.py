"""Prices: what we agreed, what the buyer wrote, which of them stands and why.

The way from a list to a price is a waterfall: the item's list price, the general list, the partner's own, the
contract the order names, the quote it names, the quantity, promotions. Of each list that knows the item what fits best counts, and the
nearest list holds. A price that no decimal says is rounded to four places; amounts are rounded where they are billed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gateway.domain.agreements import AgreedPrice, Tolerance
from gateway.domain.items import Item
from gateway.domain.promotions import Promotion
from gateway.domain.quantities import exact, plain, rounded
from gateway.domain.reckonings import Step
from gateway.orderdesk.decisions import PriceDecision
from gateway.orderdesk.units import each_of

PLACES = 4
SCALES = (10, 100, 1000)
SCALE_SLACK = Decimal("0.01")
ONE = Fraction(1)
GENERAL, OWN, CONTRACT, QUOTED = range(4)
"""The lists a price may be of, the nearest last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be priced: so many base units, with the price for `per` of the unit."""

    item: Item
    quantity: int
    each: Fraction
    per: Fraction
    on: date
    contract: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitting:
    """A price that counts for what is wanted: what one of its unit is in base units, and which list it is of."""

    price: AgreedPrice
    each: Fraction

    @property
    def tier(self) -> int:
        """Return how near the list is: everybody's, the partner's, the contract's, the quote's."""
        if self.price.quote:
            return QUOTED
        if self.price.contract:
            return CONTRACT
        return GENERAL if self.price.general else OWN


def our_price(
    wanted: Wanted, prices: Iterable[AgreedPrice], promotions: Iterable[Promotion] = ()
) -> tuple[Step, ...]:
    """Return the steps from the list price to what holds for the quantity; none where there is no price."""
    steps: list[Step] = []
    if wanted.item.list_price is not None:
        listed = _converted(wanted.item.list_price, ONE, wanted)
        _add(
            steps,
            "list price",
            listed,
            why=f"the item's own, {_said(wanted.item.list_price, '1', wanted.item.base_unit)}",
        )
    fitting = sorted(_valid(wanted, prices), key=lambda one: _rank(one, wanted))
    tiers = sorted({one.tier for one in fitting})
    for tier in tiers:
        _add_tier(steps, [one for one in fitting if one.tier == tier], wanted, last=tier == tiers[-1])
    if steps:
        on_contract = bool(tiers) and tiers[-1] >= CONTRACT
        for promotion, reduced in _promoted(steps[-1].price, wanted, promotions, on_contract=on_contract):
            _add(steps, f"promotion {promotion.code}", reduced, why=_why(promotion))
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


def _valid(wanted: Wanted, prices: Iterable[AgreedPrice]) -> Iterator[_Fitting]:
    for price in prices:
        each = each_of(wanted.item, price.unit)
        if (
            price.sku == wanted.item.sku
            and each is not None
            and price.contract in ("", wanted.contract)
            and (not price.quote or price.quote in wanted.quotes)
            and (price.valid_from_on is None or price.valid_from_on <= wanted.on)
            and (price.valid_until_on is None or price.valid_until_on >= wanted.on)
            and Fraction(price.minimum) * each <= wanted.quantity
        ):
            yield _Fitting(price=price, each=each)


def _rank(fitting: _Fitting, wanted: Wanted) -> tuple[object, ...]:
    """Return what is least for the price of a list that holds."""
    price = fitting.price
    since = price.valid_from_on or date.min
    return (
        fitting.each != wanted.each,
        price.unit,
        -Fraction(price.minimum),
        -since.toordinal(),
        Fraction(price.price) / Fraction(price.per),
    )


def _add_tier(steps: list[Step], fitting: Sequence[_Fitting], wanted: Wanted, *, last: bool) -> None:
    """Add what a list says: of the one that holds first its price for the least, then that for the quantity."""
    best = fitting[0]
    price = best.price
    name = ("general price", "agreed price", f"contract {price.contract}", f"quote {price.quote}")[best.tier]
    same = [one for one in fitting if one.price.unit == price.unit]
    first = min(same, key=lambda one: one.price.minimum) if last else best
    _add(
        steps,
        f"{name} per {price.unit}",
        _of(first, wanted),
        why=_said(first.price.price, plain(first.price.per), price.unit),
    )
    if first is not best:
        _add(
            steps,
            f"from {plain(price.minimum)} {price.unit}",
            _of(best, wanted),
            why=_said(price.price, plain(price.per), price.unit),
        )


def _promoted(
    price: Decimal, wanted: Wanted, promotions: Iterable[Promotion], *, on_contract: bool
) -> Sequence[tuple[Promotion, Decimal]]:
    """Return the promotions that are taken, each with the price it leaves: the best alone, or all that go together."""
    item = wanted.item
    open_ = [
        one
        for one in sorted(promotions, key=lambda one: (one.code, one.minimum))
        if one.covers(item.sku, item.group, quantity=wanted.quantity, on=wanted.on)
        and (one.on_contracts or not on_contract)
        and each_of(item, one.unit) is not None
    ]
    alone = [[(one, _reduced(price, one, wanted))] for one in open_]
    together: list[tuple[Promotion, Decimal]] = []
    for code in dict.fromkeys(one.code for one in open_ if one.stackable):
        left = together[-1][1] if together else price
        tiers = [(one, _reduced(left, one, wanted)) for one in open_ if one.stackable and one.code == code]
        together.append(min(tiers, key=lambda one: one[1]))
    taken = min((*alone, together), key=lambda ones: ones[-1][1] if ones else price)
    return [] if not taken or taken[-1][1] >= price else taken


def _reduced(price: Decimal, promotion: Promotion, wanted: Wanted) -> Decimal:
    if promotion.percent is not None:
        off = price * promotion.percent / 100
    else:
        each = each_of(wanted.item, promotion.unit) or ONE
        off = _converted(promotion.amount or Decimal(0), each, wanted)
    return max(rounded(price - off, PLACES), Decimal(0))


def _why(promotion: Promotion) -> str:
    off = (
        f"{plain(promotion.percent)} %"
        if promotion.percent is not None
        else f"{plain(promotion.amount or Decimal(0))} for one {promotion.unit}".rstrip()
    )
    what = promotion.sku or (f"all of {promotion.group}" if promotion.group else "everything")
    least = f", from {promotion.minimum} on" if promotion.minimum > 1 else ""
    return f"{off} off {what}{least}, {promotion.starts_on.isoformat()} to {promotion.ends_on.isoformat()}"


def _said(price: Decimal, per: str, unit: str) -> str:
    return f"{plain(price)} for {per} {unit}"


def _of(fitting: _Fitting, wanted: Wanted) -> Decimal:
    return _converted(fitting.price.price, fitting.each * Fraction(fitting.price.per), wanted)


def _converted(price: Decimal, base: Fraction, wanted: Wanted) -> Decimal:
    """Return a price for so many base units as one for what is wanted."""
    converted = Fraction(price) * wanted.each * wanted.per / base
    decimal = exact(converted)
    if decimal is not None:
        return decimal
    return rounded(Decimal(converted.numerator) / Decimal(converted.denominator), PLACES)


def _add(steps: list[Step], label: str, price: Decimal, *, why: str) -> None:
    before = steps[-1].price if steps else Decimal(0)
    steps.append(Step(label=label, change=price - before, price=price, why=why))
