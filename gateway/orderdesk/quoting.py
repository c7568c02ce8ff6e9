"""Quoting: what an order of what is requested would be promised and cost, and that as an offer.

A request is looked at as if it were an order today: the same prices, breaks, packs, calendars and supply. Nothing is
taken of the supply; what another takes in the meantime is not there any more when the order comes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gateway.domain.agreements import Agreement
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.money import to_coins
from gateway.domain.order_responses import Promise
from gateway.domain.orders import Component, OrderLine, PurchaseOrder, Schedule
from gateway.domain.quantities import exact, plain
from gateway.domain.quotes import Quote, QuotedLine, RequestedLine, RequestForQuotation
from gateway.domain.reckonings import Step
from gateway.domain.references import TradeDate
from gateway.domain.terms import Amount, OtherPrice
from gateway.orderdesk.asked_packs import Counted, basis_of, spoken
from gateway.orderdesk.choices import Alternate, Break, Market, alternates_of, breaks_of, minimum_of
from gateway.orderdesk.decisions import DecidedLine, Decision
from gateway.orderdesk.pricing import Wanted, our_price

OURS, NOBODYS = "vendor-item", "part"
"""Our own item number, and a number of which nobody said whose it is: that is repeated to nobody."""
BY_A_PERSON = "set by a person"
NO_OFFER = "No offer for this line."
LEAST = "The least quantity is"
AS_ASKED, WITH_EXCEPTIONS, CANNOT = "as-asked", "with-exceptions", "cannot-quote"
UNSAID = frozenset(
    {
        "order.price-missing",
        "order.date-missing",
        "order.unit-missing",
        "order.line-repeated",
        "order.line-duplicate",
    }
)
"""What the desk says of an order and nobody has to be told of a request."""
ONE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A line of a request, counted from 1, and the item it means; none where nothing is to be offered.

    `counted` is the quantity in a unit the item is sold in, None where it stands as it was said.
    """

    line: int
    said: RequestedLine
    sku: str = ""
    own_price: Decimal | None = None
    counted: Counted | None = None

    @property
    def quantity(self) -> Counted:
        """Return how many are wanted, as the desk counts them."""
        return self.counted or Counted(
            quantity=self.said.quantity, unit=self.said.unit, basis=basis_of(self.said)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedLine:
    """What we offer for a line of a request: the price for `per` of the unit, how it came about, and when it can leave.

    `cost` is what as much costs us, where that is known. `parts` count base units; `waits` is how many of them have no
    day. `ships_on` is when all of it can leave, None where that is not known. `remarks` are codes of findings.
    Where the buyer counts in another unit, `asked` and `asked_unit` are its quantity, and one of its unit holds `holds`
    of ours. `minimum` is the least of the unit an order may ask for, None where no least is agreed.
    """

    line: int
    sku: str = ""
    description: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    per: Fraction = ONE
    amount: Decimal | None = None
    cost: Decimal | None = None
    steps: tuple[Step, ...] = ()
    parts: tuple[Promise, ...] = ()
    waits: int = 0
    ships_on: date | None = None
    late: bool = False
    remarks: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    asked: Decimal | None = None
    asked_unit: str = ""
    holds: Fraction = ONE
    minimum: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """What a quote says at its head: our number, the days it holds, in which currency."""

    number: str
    quoted_on: date
    holds_on: date
    currency: str


def as_order(
    request: RequestForQuotation, asked: Iterable[Asked], agreement: Agreement, *, today: date
) -> PurchaseOrder:
    """Return the order that takes what is asked for, without the prices the buyer has in mind."""
    return PurchaseOrder(
        number=request.number,
        kind=agreement.order_kinds[0],
        ordered_on=today,
        currency=request.currency or agreement.currency,
        parties=request.parties,
        dates=request.dates,
        requirements=request.requirements,
        lines=tuple(_order_line(one) for one in asked if one.sku),
    )


def offers(
    decision: Decision, asked: Sequence[Asked], market: Market, *, currency: str
) -> tuple[OfferedLine, ...]:
    """Return what is offered for each line: of those that mean an item, what was decided of the order of them."""
    taken = [one for one in asked if one.sku]
    decided = dict(zip((one.line for one in taken), decision.lines, strict=True))
    said: dict[int | None, dict[str, None]] = {}
    for each in decision.results:
        said.setdefault(each.line, {})[each.finding.code] = None
    return tuple(
        _offered(one, decided[one.line], market, currency, said.get(decided[one.line].line, ()))
        if one.line in decided
        else OfferedLine(line=one.line, quantity=one.said.quantity, unit=one.said.unit)
        for one in asked
    )


def asked_of(offer: OfferedLine) -> str:
    """Return how many were asked for in the buyer's own unit, with how many of ours are in one: `5 BX of 100`."""
    if offer.asked is None:
        return ""
    return f"{plain(offer.asked)} {offer.asked_unit}{'' if offer.holds == 1 else f' of {offer.holds}'}"


def total_of(offered: Iterable[OfferedLine]) -> Decimal:
    """Return what all that is offered comes to."""
    return sum((one.amount for one in offered if one.amount is not None), Decimal(0))


def margin_of(offered: Sequence[OfferedLine]) -> Decimal | None:
    """Return in hundredths of the price what is left of it after cost, None while a cost is not known."""
    priced = [one for one in offered if one.amount is not None]
    total = total_of(priced)
    if not total or any(one.cost is None for one in priced):
        return None
    costs = sum((one.cost or Decimal(0) for one in priced), Decimal(0))
    return ((total - costs) * 100 / total).quantize(Decimal("0.01"))


def quote_of(
    request: RequestForQuotation,
    asked: Sequence[Asked],
    offered: Sequence[OfferedLine],
    heads: Heads,
    *,
    date_kind: str,
) -> Quote:
    """Return the quote for a request; a line nothing is offered for says so."""
    lines = tuple(_quoted(one, offer, date_kind) for one, offer in zip(asked, offered, strict=True))
    priced = [one for one in offered if one.price is not None]
    response = CANNOT if not priced else AS_ASKED if len(priced) == len(lines) else WITH_EXCEPTIONS
    return Quote(
        request_number=request.number,
        quoted_on=heads.quoted_on,
        number=heads.number,
        response=response,
        holds_kind="expiry",
        holds_on=heads.holds_on,
        revision=request.revision,
        currency=heads.currency,
        currency_by="seller",
        parties=request.parties,
        amounts=(Amount(kind="total", amount=total_of(offered)),) if priced else (),
        lines=lines,
    )


def _order_line(one: Asked) -> OrderLine:
    said, wanted = one.said, one.quantity
    return OrderLine(
        number=said.number,
        quantity=wanted.quantity,
        unit=wanted.unit,
        price_basis=wanted.basis,
        identifiers=(ItemIdentifier(kind=OURS, value=one.sku),),
        requirements=said.requirements,
        item_requirement=said.item_requirement,
        dates=said.dates,
        schedules=tuple(_scheduled(each, wanted) for each in said.schedules),
    )


def _scheduled(part: Schedule, wanted: Counted) -> Schedule:
    """Return a part of a line in the unit the line is counted in; as it is where no decimal says that."""
    quantity = exact(Fraction(part.quantity) * wanted.holds)
    if wanted.holds == 1 or quantity is None:
        return part
    return replace(part, quantity=quantity, unit=wanted.unit)


def _offered(
    one: Asked, decided: DecidedLine, market: Market, currency: str, remarks: Iterable[str]
) -> OfferedLine:
    item = market.catalogue.item(decided.sku)
    price = decided.price
    steps, holds = (price.steps, price.holds) if price is not None else ((), None)
    if one.own_price is not None:
        change = one.own_price - (holds or Decimal(0))
        steps = (*steps, Step(label=BY_A_PERSON, change=change, price=one.own_price))
        holds = one.own_price
    late, ships_on, waits = _leaving(decided)
    counts = one.quantity
    offer = OfferedLine(
        line=one.line,
        sku=decided.sku,
        description=item.description if item is not None else "",
        quantity=counts.quantity,
        unit=decided.unit,
        price=holds,
        per=decided.per,
        steps=steps,
        parts=decided.outcome.accepted,
        waits=waits,
        ships_on=ships_on,
        late=late,
        remarks=tuple(code for code in remarks if code not in UNSAID),
        asked=one.said.quantity if counts.unit != one.said.unit else None,
        asked_unit=one.said.unit if counts.unit != one.said.unit else "",
        holds=counts.holds,
    )
    if item is None or holds is None or not decided.asked:
        return replace(offer, price=None, steps=())
    wanted = Wanted(
        item=item,
        quantity=decided.asked,
        each=decided.each,
        per=decided.per,
        on=market.today,
    )
    return replace(
        offer,
        amount=_amount(holds, decided, currency),
        cost=_cost(wanted, market, decided, currency),
        breaks=breaks_of(wanted, market, holds),
        minimum=minimum_of(wanted, market),
        alternates=alternates_of(wanted, market) if late else (),
    )


def _leaving(decided: DecidedLine) -> tuple[bool, date | None, int]:
    """Return whether some of a line leaves later than it should, when all of it can, and how many have no day."""
    outcome = decided.outcome
    waiting = [part for part in outcome.backordered if part.expected_on is None]
    waits = sum(part.quantity for part in (*waiting, *outcome.cancelled))
    days = [
        *(part.ships_on for part in outcome.accepted),
        *(part.expected_on for part in outcome.backordered if part.expected_on is not None),
    ]
    last = max(days, default=None)
    wanted = max(decided.wanted_on, default=None)
    late = bool(waits) or (last is not None and wanted is not None and last > wanted)
    return late, None if waits else last, waits


def _amount(price: Decimal, decided: DecidedLine, currency: str) -> Decimal:
    amount = Fraction(price) * decided.asked / (decided.each * decided.per)
    return to_coins(Decimal(amount.numerator) / Decimal(amount.denominator), currency)


def _cost(wanted: Wanted, market: Market, decided: DecidedLine, currency: str) -> Decimal | None:
    bare = replace(wanted, item=replace(wanted.item, list_price=None))
    steps = our_price(bare, market.costs)
    return _amount(steps[-1].price, decided, currency) if steps else None


def _remarked(said: RequestedLine, offer: OfferedLine) -> Iterator[str]:
    """Yield what the buyer has to know of an offer that no field of a quote says."""
    if offer.holds != 1:
        yield f"You asked for {spoken(said)}."
    if offer.minimum is not None:
        yield f"{LEAST} {plain(offer.minimum)} {offer.unit}."


def _quoted(one: Asked, offer: OfferedLine, date_kind: str) -> QuotedLine:
    said = one.said
    if offer.price is None:
        return QuotedLine(
            number=said.number,
            quantity=said.quantity,
            unit=said.unit,
            identifiers=tuple(other for other in said.identifiers if other.kind != NOBODYS),
            descriptions=said.descriptions,
            messages=(NO_OFFER,),
        )
    own = ItemIdentifier(kind=OURS, value=offer.sku)
    words = (Description(kind="free", text=offer.description),) if offer.description else ()
    return QuotedLine(
        number=said.number,
        quantity=offer.quantity,
        unit=offer.unit,
        price=offer.price,
        price_basis=one.quantity.basis,
        identifiers=(own, *(other for other in said.identifiers if other.kind not in (OURS, NOBODYS))),
        descriptions=words or said.descriptions,
        other_prices=tuple(
            OtherPrice(price=step.price, quantity=step.quantity, unit=offer.unit) for step in offer.breaks
        ),
        dates=() if offer.ships_on is None else (TradeDate(kind=date_kind, on=offer.ships_on),),
        components=tuple(
            Component(
                number=str(at),
                relation="substituted",
                quantity=other.quantity,
                unit=other.unit,
                price=other.price,
                identifiers=(ItemIdentifier(kind=OURS, value=other.sku),),
            )
            for at, other in enumerate(offer.alternates, 1)
        ),
        messages=tuple(_remarked(said, offer)),
    )
