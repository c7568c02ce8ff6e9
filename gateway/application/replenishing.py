"""Replenishing: what should be bought, from what is free, what waits and what should always be there; nothing is bought."""

from collections.abc import Iterable, Mapping

from gateway.application.desk import today
from gateway.application.ports import LevelRecord, UnitOfWork
from gateway.application.services import Services
from gateway.domain.supply import Bucket
from gateway.orderdesk.replenishing import Balance, Level, Replenishment, replenish

COLUMNS = (
    "sku",
    "location",
    "quantity",
    "order_by",
    "due_on",
    "supplier",
    "short_on",
    "balance",
    "safety",
    "late",
)


def proposals(
    services: Services, work: UnitOfWork, *, location: str = "", supplier: str = ""
) -> tuple[Replenishment, ...]:
    """Return what should be bought today, of every item and place that has a level, the most urgent first."""
    levels = [
        one
        for one in work.stocktaking.levels()
        if location in ("", one.location) and supplier in ("", one.supplier)
    ]
    skus = {one.sku for one in levels}
    free, waiting = work.stocktaking.free(skus), work.stocktaking.unpromised(skus)
    first = _first_places(work.stocktaking.levels(skus))
    policies, _ = work.policies.of(skus)
    safety = {(one.sku, one.location): one.quantity for one in policies.safeties}
    return replenish(
        (
            Balance(
                level=_level(one, safety.get((one.sku, one.location), 0)),
                buckets=tuple(
                    Bucket(on=on, free=quantity) for on, quantity in free.get((one.sku, one.location), ())
                ),
                waiting=waiting.get(one.sku, 0) if first[one.sku] == one.location else 0,
            )
            for one in levels
        ),
        today=today(services),
    )


def plain_proposal(one: Replenishment) -> dict[str, str | int | bool]:
    """Return a proposal as JSON's types and a table's cells."""
    return {
        "sku": one.sku,
        "location": one.location,
        "quantity": one.quantity,
        "order_by": one.order_by.isoformat(),
        "due_on": one.due_on.isoformat(),
        "supplier": one.level.supplier,
        "short_on": one.short_on.isoformat(),
        "balance": one.balance,
        "safety": one.level.safety,
        "late": one.late,
    }


def _first_places(levels: Iterable[LevelRecord]) -> Mapping[str, str]:
    """Return the place at which what waits for an item is counted: once, where it is kept first by name."""
    places: dict[str, str] = {}
    for one in levels:
        places.setdefault(one.sku, one.location)
    return places


def _level(one: LevelRecord, safety: int) -> Level:
    return Level(
        sku=one.sku,
        location=one.location,
        safety=safety,
        lead_days=one.lead_days,
        minimum=one.minimum,
        multiple=one.multiple,
        up_to=one.up_to,
        supplier=one.supplier,
    )
