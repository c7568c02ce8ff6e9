"""Packs: how many base units a buyer means who asks for boxes of a hundred, for hundreds, or for dozens.

What a buyer says of its pack is held against the units we sell the item in; where the two agree, or one is an exact
number of the other, it is counted in base units. Where they do not, a person has to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from gateway.domain.items import Item
from gateway.domain.quantities import exact, plain
from gateway.domain.quotes import RequestedLine
from gateway.orderdesk.units import each_of, to_base
from gateway.orderdesk.vocabulary import PRICE_FOR

PIECES = frozenset({"EA", "PC", "UN"})
"""Units that count single things."""
HUNDRED, THOUSAND = "HU", "TH"
COUNTS: Mapping[str, int] = MappingProxyType({HUNDRED: 100, THOUSAND: 1000, "DZ": 12, "GS": 144})
"""Units that are numbers of single things, whatever the thing."""
BASES: Mapping[str, str] = MappingProxyType({HUNDRED: "per-hundred", THOUSAND: "per-thousand"})
DIFFERS, UNCHECKED, NOT_WHOLE = "request.pack-differs", "request.pack-unchecked", "request.not-whole"
ONE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A quantity as the desk counts it: so many of `unit`, of which one of the unit asked for holds `holds`.

    `basis` is what the price is for, as on an order; `doubt` the code of what a person should look at.
    """

    quantity: Decimal | None
    unit: str
    holds: Fraction = ONE
    basis: str = ""
    doubt: str = ""


def in_our_units(said: RequestedLine, item: Item) -> Counted:
    """Return what is asked for of an item in a unit it is sold in, as it was asked where that is one already."""
    as_asked = Counted(quantity=said.quantity, unit=said.unit, basis=basis_of(said))
    holds, doubt = _holds(said, item)
    if holds is None or said.quantity is None:
        return replace(as_asked, doubt=doubt)
    base = to_base(said.quantity, holds)
    if base is None:
        return replace(as_asked, doubt=NOT_WHOLE)
    return Counted(
        quantity=Decimal(base),
        unit=item.base_unit,
        holds=holds,
        basis=as_asked.basis or BASES.get(said.unit, ""),
        doubt=doubt,
    )


def basis_of(said: RequestedLine) -> str:
    """Return what our price is for: the buyer's hundred or thousand, else one of the unit."""
    return said.price_basis if said.price_basis in PRICE_FOR else ""


def pack_of(said: RequestedLine) -> int | None:
    """Return how many a buyer says are in one of its unit, None where it says nothing of packs or counts single things."""
    size = next((one.pack for one in said.packs if one.pack is not None), None)
    return None if size is None or size < 2 or said.unit in ("", *PIECES) else size  # noqa: PLR2004 - one is no pack


def spoken(said: RequestedLine) -> str:
    """Return a quantity as it was asked, with its pack: `5 BX of 100`."""
    if said.quantity is None:
        return ""
    size = pack_of(said)
    return f"{plain(said.quantity)} {said.unit}{f' of {size}' if size else ''}".strip()


def for_asked(price: Decimal, *, per: Fraction, holds: Fraction, basis: Fraction = ONE) -> Decimal | None:
    """Return a price for `per` of our unit as the price for `basis` of the buyer's, None where no decimal says it."""
    return exact(Fraction(price) * holds * basis / per)


def _holds(said: RequestedLine, item: Item) -> tuple[Fraction | None, str]:
    """Return how many base units one of the unit asked for holds, None where the desk counts in it anyway; and the doubt."""
    own, size = each_of(item, said.unit), pack_of(said)
    if size is not None and own != size:
        if own is not None and said.unit != item.base_unit:
            return Fraction(size), DIFFERS
        counts_pieces = item.base_unit in PIECES
        return (Fraction(size), "") if own is None and counts_pieces else (None, UNCHECKED)
    if own is None and item.base_unit in PIECES:
        each = 1 if said.unit in PIECES else COUNTS.get(said.unit)
        return (None if each is None else Fraction(each)), ""
    return None, ""
