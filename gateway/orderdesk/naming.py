"""What our documents call the items of a line."""

from collections.abc import Iterable
from dataclasses import replace

from gateway.domain.catalogue import OUR_KINDS
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.orders import OrderLine
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.vocabulary import BUYERS_NAMES


def our_name(identifiers: Iterable[ItemIdentifier], sku: str) -> ItemIdentifier:
    """Return our number under the kind by which the buyer's line knows our numbers."""
    known = (one.kind for one in identifiers if one.kind in OUR_KINDS)
    return ItemIdentifier(kind=next(known, OUR_KINDS[0]), value=sku)


def identifiers_of(line: OrderLine, standing: StandingLine) -> tuple[ItemIdentifier, ...]:
    """Return the names of what was sold: the buyer's own, and only our number of what replaced another item."""
    if not standing.substituted:
        return line.identifiers
    buyers = (one for one in line.identifiers if one.kind in BUYERS_NAMES)
    return (*buyers, our_name(line.identifiers, standing.sku))


def descriptions_of(line: OrderLine, standing: StandingLine) -> tuple[Description, ...]:
    """Return the buyer's words for what was sold, none for what replaced it."""
    return () if standing.substituted else words_of(line)


def words_of(line: OrderLine) -> tuple[Description, ...]:
    """Return the buyer's words for the item, without their measurements."""
    return tuple(replace(one, measures=()) for one in line.descriptions)
