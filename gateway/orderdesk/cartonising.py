"""Which goods go into which carton: first fit, the largest first, within what a carton holds and may weigh.

Room is counted by volume, of which only a part can be filled, and every piece fits a carton of its own size turned
as it must be. What nobody measured takes no room, and what nobody weighed weighs nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gateway.domain.cartons import CartonRule
from gateway.domain.items import CartonType, Item
from gateway.orderdesk.packing import Carton, Content

FULL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """So many base units of one commitment that are to be packed."""

    content: Content
    item: Item


@dataclass(slots=True)
class _Open:
    """A carton that is being filled."""

    type: CartonType | None
    capacity: int
    pieces: list[Piece]
    volume: int = 0
    kg: Decimal = Decimal(0)

    def room_for(self, piece: Piece, *, mixed: bool) -> int:
        """Return how many of a piece still go in."""
        if self.type is None or not _fits(piece.item, self.type):
            return 0
        if not mixed and any(one.item.sku != piece.item.sku for one in self.pieces):
            return 0
        room = piece.content.quantity
        if volume := volume_of(piece.item):
            room = min(room, (self.capacity - self.volume) // volume)
        if piece.item.weight_kg:
            room = min(room, int((self.type.max_kg - self.kg) // piece.item.weight_kg))
        return room

    def put(self, piece: Piece, quantity: int) -> None:
        """Put so many of a piece in."""
        self.pieces.append(replace(piece, content=replace(piece.content, quantity=quantity)))
        self.volume += quantity * volume_of(piece.item)
        self.kg += quantity * (piece.item.weight_kg or Decimal(0))


def cartonise(
    pieces: Iterable[Piece], types: Sequence[CartonType], rule: CartonRule | None = None
) -> tuple[Carton, ...]:
    """Return cartons that hold exactly these pieces, each the smallest type that will do; what fits none travels by itself."""
    rule = rule or CartonRule()
    by_size = sorted(types, key=lambda one: (_volume(one), one.code))
    opened: list[_Open] = []
    for piece in sorted(pieces, key=_largest_first):
        left = piece.content.quantity
        for one in opened:
            left -= _fill(one, piece, left, mixed=rule.mixed)
        while left:
            one = _opened_for(piece.item, by_size, rule)
            opened.append(one)
            taken = _fill(one, piece, left, mixed=rule.mixed)
            if not taken:
                one.put(piece, taken := 1 if types else left)
            left -= taken
    return tuple(_stacked([_closed(one, by_size, rule) for one in opened], rule))


def volume_of(item: Item) -> int:
    """Return the cubic millimetres of a base unit, 0 where nobody measured it."""
    return (item.length_mm or 0) * (item.width_mm or 0) * (item.height_mm or 0)


def _fill(one: _Open, piece: Piece, left: int, *, mixed: bool) -> int:
    taken = max(0, min(left, one.room_for(piece, mixed=mixed)))
    if taken:
        one.put(piece, taken)
    return taken


def _opened_for(item: Item, by_size: Sequence[CartonType], rule: CartonRule) -> _Open:
    fitting = [one for one in by_size if _fits(item, one)]
    chosen = fitting[-1] if fitting else None
    return _Open(type=chosen, capacity=_capacity(chosen, rule) if chosen else 0, pieces=[])


def _closed(one: _Open, by_size: Sequence[CartonType], rule: CartonRule) -> Carton:
    will_do = (
        each
        for each in by_size
        if one.volume <= _capacity(each, rule)
        and one.kg <= each.max_kg
        and all(_fits(piece.item, each) for piece in one.pieces)
    )
    kind = next(will_do, one.type)
    weighed = all(piece.item.weight_kg is not None for piece in one.pieces)
    return Carton(
        contents=tuple(_together(piece.content for piece in one.pieces)),
        weight_kg=one.kg + (kind.own_kg if kind else Decimal(0)) if weighed else None,
        kind=kind.code if kind else "",
    )


def _together(contents: Iterable[Content]) -> Iterator[Content]:
    """Yield contents with each commitment, lot and serials once."""
    found: dict[tuple[str, str, tuple[str, ...]], int] = {}
    for one in contents:
        key = (one.commitment, one.lot, one.serials)
        found[key] = found.get(key, 0) + one.quantity
    for (commitment, lot, serials), quantity in found.items():
        yield Content(commitment=commitment, quantity=quantity, lot=lot, serials=serials)


def _stacked(cartons: Iterable[Carton], rule: CartonRule) -> Iterator[Carton]:
    """Yield cartons on pallets, each filled up to what it may hold and weigh before the next one."""
    tare, count, kg = 1, 0, Decimal(0)
    for carton in cartons:
        weight = carton.weight_kg or Decimal(0)
        full = rule.cartons_per_tare and count >= rule.cartons_per_tare
        heavy = rule.kg_per_tare and count and kg + weight > rule.kg_per_tare
        if full or heavy:
            tare, count, kg = tare + 1, 0, Decimal(0)
        count, kg = count + 1, kg + weight
        yield replace(carton, tare=tare) if rule.cartons_per_tare or rule.kg_per_tare else carton


def _largest_first(piece: Piece) -> tuple[int, Decimal, str, str]:
    weight = piece.item.weight_kg or Decimal(0)
    return (-volume_of(piece.item), -weight, piece.item.sku, piece.content.commitment)


def _fits(item: Item, carton: CartonType) -> bool:
    """Tell whether one base unit goes in, turned as it must be."""
    if (item.weight_kg or 0) > carton.max_kg:
        return False
    sides = sorted(side or 0 for side in (item.length_mm, item.width_mm, item.height_mm))
    inner = sorted((carton.length_mm, carton.width_mm, carton.height_mm))
    return all(side <= room for side, room in zip(sides, inner, strict=True))


def _volume(carton: CartonType) -> int:
    return carton.length_mm * carton.width_mm * carton.height_mm


def _capacity(carton: CartonType, rule: CartonRule) -> int:
    return _volume(carton) * rule.fill_percent // FULL
