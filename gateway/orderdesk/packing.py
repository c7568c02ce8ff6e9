"""What goes into which carton, and the proof that it is what was allocated."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gateway.errors import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """So many base units promised to a line that may leave: nothing else may be in a carton."""

    commitment: str
    line: int
    sku: str
    location: str
    quantity: int
    weight_kg: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """So many base units of one allocation in a carton, with the lot and the serial numbers where they were told."""

    commitment: str
    quantity: int
    lot: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carton:
    """A closed carton of a `kind`, where that is known; cartons with the same `tare` stand on one pallet, 0 is none.

    `label` is the SSCC-18 that stands on it already.
    """

    contents: tuple[Content, ...]
    tare: int = 0
    weight_kg: Decimal | None = None
    kind: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingRule:
    """What fits: base units and kilograms in a carton, cartons on a pallet; 0 is no limit, no pallets."""

    units_per_carton: int = 0
    kg_per_carton: Decimal = Decimal(0)
    cartons_per_tare: int = 0


def pack(allocations: Sequence[Allocation], rule: PackingRule) -> tuple[Carton, ...]:
    """Return cartons that hold exactly what was allocated, filled one after the other."""
    cartons: list[list[Content]] = []
    units = weight = Decimal(0)
    for allocation in allocations:
        left = allocation.quantity
        while left:
            taken = _fitting(left, allocation.weight_kg, rule, units=units, weight=weight) if cartons else 0
            if taken < 1:
                cartons.append([])
                units = weight = Decimal(0)
                taken = max(1, _fitting(left, allocation.weight_kg, rule, units=units, weight=weight))
            cartons[-1].append(Content(commitment=allocation.commitment, quantity=taken))
            units += taken
            weight += taken * allocation.weight_kg
            left -= taken
    weights = {one.commitment: one.weight_kg for one in allocations}
    return tuple(
        Carton(
            contents=tuple(contents),
            tare=at // rule.cartons_per_tare + 1 if rule.cartons_per_tare else 0,
            weight_kg=sum((one.quantity * weights[one.commitment] for one in contents), Decimal(0)) or None,
        )
        for at, contents in enumerate(cartons)
    )


def shipped_quantities(cartons: Iterable[Carton], allocations: Sequence[Allocation]) -> dict[int, int]:
    """Return base units by line; raises Conflict when a carton holds what was not allocated."""
    allowed = {one.commitment: one for one in allocations}
    packed: Counter[str] = Counter()
    lines: Counter[int] = Counter()
    for carton in cartons:
        for content in carton.contents:
            allocation = allowed.get(content.commitment)
            packed[content.commitment] += content.quantity
            if allocation is None or content.quantity < 1 or packed[content.commitment] > allocation.quantity:
                raise Conflict(f"{content.commitment}: more was packed than was allocated")
            lines[allocation.line] += content.quantity
    return dict(sorted(lines.items()))


def _fitting(left: int, each_kg: Decimal, rule: PackingRule, *, units: Decimal, weight: Decimal) -> int:
    """Return how many of what is left fit into a carton that holds so much already."""
    limits = [left]
    if rule.units_per_carton:
        limits.append(rule.units_per_carton - int(units))
    if rule.kg_per_carton and each_kg:
        limits.append(int((rule.kg_per_carton - weight) / each_kg))
    return min(limits)
