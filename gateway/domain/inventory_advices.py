"""Inventory advices: what somebody has of which item, where, and what is still to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from gateway.domain.items import (
    CountedQuantity,
    Description,
    ItemIdentifier,
    Mark,
    Packaging,
)
from gateway.domain.orders import Component, Distribution, Schedule
from gateway.domain.parties import Contact, Party
from gateway.domain.references import CodeList, DatedReference, Measure, Reference, TradeDate
from gateway.domain.terms import Adjustment, LeadTime, OtherPrice, Percentage

EXPECTED = frozenset({"on-order", "in-transit", "due-in", "work-in-process", "projected-available"})
"""The kinds of quantities that are not there yet: only their own day says when they will be."""
DUE = (
    "available",
    "arrival-estimated",
    "delivery-estimated",
    "scheduled-delivery",
    "promised-delivery",
    "delivery-requested",
    "scheduled-ship",
    "promised-ship",
)
"""The kinds of days on which a quantity is there, the surest first."""
PLACES = ("warehouse", "store", "ship-from", "ship-to")
"""The roles of parties at which stock lies, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingUnit:
    """A unit that quantities are counted in, and what one of it costs."""

    unit: str
    price: Decimal | None = None
    price_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPortion(DatedReference):
    """What a part of a quantity is known by: a lot, an order, an owner."""

    party: Party | None = None
    code_lists: tuple[CodeList, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StockQuantity(CountedQuantity):
    """A quantity by its meaning: `on-hand`, `available`, `committed`, `on-order`, ... or a code kept as it came."""

    text: str = ""
    units: tuple[CountingUnit, ...] = ()
    measures: tuple[Measure, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    portions: tuple[StockPortion, ...] = ()

    @property
    def counted_in(self) -> str:
        """Return the unit, which some partners send beside the quantity instead of with it."""
        return self.unit or next((one.unit for one in self.units), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class StockedComponent(Component):
    """One part of an assortment or kit in stock."""

    measures: tuple[Measure, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StockedItem:
    """One item with all that is said of its stock."""

    number: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    packaging: tuple[Packaging, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    other_prices: tuple[OtherPrice, ...] = ()
    currency: str = ""
    currency_by: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    marks: tuple[Mark, ...] = ()
    units: tuple[CountingUnit, ...] = ()
    maintenance: str = ""
    percentages: tuple[Percentage, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    components: tuple[StockedComponent, ...] = ()
    quantities: tuple[StockQuantity, ...] = ()
    parties: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedStock:
    """So many of an item at a place from a day on: what available-to-promise reads.

    `on` is None while nobody knows when; `location` is empty where the advice names no place.
    """

    item: StockedItem
    kind: str
    quantity: Decimal
    unit: str = ""
    location: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryAdvice:
    """What a partner tells about stock, ours or its own, or asks about it (`kind` says which report it is)."""

    number: str
    reported_on: date
    kind: str
    purpose: str = "original"
    reported_at_time: time | None = None
    action: str = ""
    currency: str = ""
    currency_by: str = ""
    dates: tuple[TradeDate, ...] = ()
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    measures: tuple[Measure, ...] = ()
    parties: tuple[Party, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    items: tuple[StockedItem, ...] = ()
    hash_total: Decimal | None = None

    def stock(self) -> Iterator[DatedStock]:
        """Yield every quantity with its place and day, once: by schedule or destination where it is shared out."""
        for item in self.items:
            place = _place((*item.parties, *self.parties))
            lone = item.quantities[0] if len(item.quantities) == 1 else None
            if item.distributions and (lone or not item.quantities):
                yield from self._by_destination(item, lone)
            else:
                for quantity in item.quantities:
                    yield from self._of_quantity(item, quantity, place)

    def _by_destination(self, item: StockedItem, lone: StockQuantity | None) -> Iterator[DatedStock]:
        kind, dates = (lone.kind, lone.dates) if lone else ("", ())
        for distribution in item.distributions:
            for one in distribution.stores:
                yield DatedStock(
                    item=item,
                    kind=kind,
                    quantity=one.quantity,
                    unit=distribution.unit,
                    location=one.store,
                    on=self._day(kind, dates),
                )

    def _of_quantity(self, item: StockedItem, one: StockQuantity, place: str) -> Iterator[DatedStock]:
        for schedule in one.schedules:
            yield DatedStock(
                item=item,
                kind=one.kind,
                quantity=schedule.quantity,
                unit=schedule.unit,
                location=schedule.party_name or place,
                on=schedule.on,
            )
        if not one.schedules and one.quantity is not None:
            yield DatedStock(
                item=item,
                kind=one.kind,
                quantity=one.quantity,
                unit=one.counted_in,
                location=place,
                on=self._day(one.kind, one.dates),
            )

    def _day(self, kind: str, dates: tuple[TradeDate, ...]) -> date | None:
        """Return the day of a quantity: its own, or that of the report for what is there already."""
        for due in DUE:
            for dated in dates:
                if dated.kind == due and dated.on is not None:
                    return dated.on
        return None if kind in EXPECTED else self.reported_on


def _place(parties: tuple[Party, ...]) -> str:
    """Return the place the parties name, by the surest role; parties of the item stand first."""
    for role in PLACES:
        for party in parties:
            if party.role == role:
                return party.code or party.name
    return ""
