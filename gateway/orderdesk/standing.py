"""Standing: the facts of lines as they stand before a change, and of those that go with it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.domain.orders import OrderLine
from gateway.domain.quantities import exact
from gateway.orderdesk.decisions import DecidedLine, PriceDecision, StandingLine
from gateway.orderdesk.underway import Underway
from gateway.orderdesk.units import price_per

DELETED = "order.line-deleted"


def shipped_units(underway: Underway) -> Mapping[int, Decimal]:
    """Return what has left of each line in the unit of the line, where a decimal says it."""
    each = {line.line: line.each for line in underway.lines}
    found = {number: exact(base / each[number]) for number, base in underway.shipped.items()}
    return {number: quantity for number, quantity in found.items() if quantity is not None}


def as_it_stands(line: OrderLine, stands: StandingLine, outcome: LineOutcome) -> DecidedLine:
    """Return a line that was decided before as it stands."""
    price = PriceDecision(outcome="agreed", buyers=line.price, holds=stands.price)
    return DecidedLine(
        line=stands.line,
        number=line.number,
        sku=stands.sku,
        unit=stands.unit,
        base_unit=stands.base_unit,
        each=stands.each,
        per=price_per(line.price_basis, stands.each),
        asked=stands.ordered,
        price=price,
        identifiers=line.identifiers,
        outcome=outcome,
    )


def deleted(line: OrderLine, stands: StandingLine, outcome: LineOutcome) -> DecidedLine:
    """Return a line that goes, with what went with it."""
    gone = LineOutcome(
        line=stands.line, cancelled=(Shortfall(quantity=stands.ordered, reason=DELETED),), item=outcome.item
    )
    return replace(as_it_stands(line, stands, gone), asked=0)


def added_up(outcome: LineOutcome) -> LineOutcome:
    """Return the facts with one promise a day and place, in order of days."""
    keys = dict.fromkeys((one.ships_on, one.location) for one in outcome.accepted)
    accepted = (
        Promise(
            quantity=sum(one.quantity for one in outcome.accepted if (one.ships_on, one.location) == key),
            ships_on=key[0],
            location=key[1],
        )
        for key in sorted(keys, key=lambda key: key[0])
    )
    return replace(outcome, accepted=tuple(accepted))


def standing_quantity(outcome: LineOutcome) -> int:
    """Return how many base units the buyer still gets of a line, now or later."""
    return sum(one.quantity for one in outcome.accepted) + sum(one.quantity for one in outcome.backordered)
