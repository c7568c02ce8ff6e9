"""Counts, shortages and levels, and stock as it is looked at without being locked."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, or_, select, tuple_

from gateway.adapters.db.rows import among, chunks, columns_for, instead, made, these, values
from gateway.adapters.db.tables import (
    atp_bucket,
    commitment,
    cross_reference,
    item,
    order_line,
    position,
    price,
    sales_order,
    shipped_line,
    stock_count,
    stock_level,
    supply,
    supply_short,
)
from gateway.application.ports.stock import CommitmentRecord
from gateway.application.ports.stocktaking import (
    CountRecord,
    LevelRecord,
    Pair,
    ShortRecord,
    StockRecord,
)
from gateway.application.records import shard_of
from gateway.domain.items import ItemIdentifier

OPEN = ("confirmed", "shipping")
BACKORDER, PROMISE, RELEASED, PLANNED = "backorder", "promise", "released", "planned"
ACTIVE = "active"
THESE: BindParameter[Any] = bindparam("these", expanding=True)
COUNT = instead(stock_count, "sku", "location", "shard")
PUT_SHORT = instead(supply_short, "sku", "location", "gone_on", "shard")
PUT_LEVEL = instead(stock_level, "sku", "location")
COUNTED = select(stock_count.c.sku, stock_count.c.location, stock_count.c.counted_at).where(
    among(stock_count.c.sku, stock_count.c.location)
)
SUPPLIED = (
    select(supply.c.sku, supply.c.location, supply.c.available_on, func.sum(supply.c.quantity))
    .where(
        among(supply.c.sku, supply.c.location),
        or_(supply.c.kind != PLANNED, supply.c.available_on <= bindparam("after")),
    )
    .group_by(supply.c.sku, supply.c.location, supply.c.available_on)
)
LEFT = (
    select(shipped_line.c.sku, shipped_line.c.location, func.sum(shipped_line.c.quantity))
    .where(
        among(shipped_line.c.sku, shipped_line.c.location),
        shipped_line.c.shipped_at <= bindparam("until_at"),
    )
    .group_by(shipped_line.c.sku, shipped_line.c.location)
)
FREE = (
    select(atp_bucket.c.sku, atp_bucket.c.location, atp_bucket.c.bucket_on, atp_bucket.c.cum_free)
    .where(atp_bucket.c.sku.in_(THESE))
    .order_by(atp_bucket.c.sku, atp_bucket.c.location, atp_bucket.c.bucket_on)
)
WAITS = (
    select(order_line.c.sku, func.sum(order_line.c.backordered))
    .select_from(order_line.join(sales_order, sales_order.c.id == order_line.c.order))
    .where(order_line.c.sku.in_(THESE), order_line.c.backordered > 0, sales_order.c.state.in_(OPEN))
    .group_by(order_line.c.sku)
)
COVERED = (
    select(commitment.c.sku, func.sum(commitment.c.quantity))
    .where(commitment.c.sku.in_(THESE), commitment.c.kind == BACKORDER)
    .group_by(commitment.c.sku)
)


class DbStocktaking:
    """Implements the port Stocktaking."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counted(self, pairs: Collection[Pair]) -> Mapping[Pair, datetime]:
        """Return when each (sku, location) was last counted; those never counted are left out."""
        return {(sku, at): when for sku, at, when in self._of(COUNTED, pairs)}

    def count(self, record: CountRecord) -> None:
        """Write down a count; the one before it is replaced."""
        self._connection.execute(COUNT[self._dialect], values(record) | {"shard": shard_of(record.sku)})

    def supplied(self, pairs: Collection[Pair], on: date) -> Mapping[Pair, Mapping[date, int]]:
        """Return how much supply was ever booked for each day, without what we plan to make after a day."""
        found: defaultdict[Pair, dict[date, int]] = defaultdict(dict)
        for sku, at, day, quantity in self._of(SUPPLIED, pairs, after=on):
            found[sku, at][day] = int(quantity)
        return found

    def left(self, pairs: Collection[Pair], at: datetime) -> Mapping[Pair, int]:
        """Return how much has left by an instant."""
        return {(sku, place): int(quantity) for sku, place, quantity in self._of(LEFT, pairs, until_at=at)}

    def skus_at(self, locations: Collection[str]) -> Sequence[Pair]:
        """Return every (sku, location) that has a position at these locations, sorted."""
        statement = select(position.c.sku, position.c.location).where(
            position.c.location.in_(sorted(locations))
        )
        ordered = statement.order_by(position.c.sku, position.c.location)
        return [(sku, at) for sku, at in self._connection.execute(ordered)]

    def shorts(self) -> Sequence[ShortRecord]:
        """Return what is gone and not booked, by item, location and day."""
        statement = select(*columns_for(ShortRecord, supply_short))
        ordered = statement.order_by(supply_short.c.sku, supply_short.c.location, supply_short.c.gone_on)
        return made(ShortRecord, self._connection.execute(ordered))

    def put_short(self, short: ShortRecord) -> None:
        """Keep what is gone; one already kept for item, location and day is replaced, and forgotten where it is nothing."""
        if short.quantity > 0:
            row = values(short) | {"shard": shard_of(short.sku)}
            self._connection.execute(PUT_SHORT[self._dialect], row)
            return
        self._connection.execute(
            delete(supply_short).where(
                supply_short.c.sku == short.sku,
                supply_short.c.location == short.location,
                supply_short.c.gone_on == short.gone_on,
            )
        )

    def forget_shorts(self, pair: Pair) -> None:
        """Forget what was gone of an item at a location."""
        sku, at = pair
        self._connection.execute(
            delete(supply_short).where(supply_short.c.sku == sku, supply_short.c.location == at)
        )

    def released(self, sku: str, location: str) -> Sequence[tuple[str, CommitmentRecord]]:
        """Return (partner, promise) of what a warehouse was asked for and of which nothing has left yet."""
        statement = select(sales_order.c.partner, *columns_for(CommitmentRecord, commitment)).join(
            sales_order, sales_order.c.id == commitment.c.order
        )
        wanted = statement.where(
            commitment.c.sku == sku,
            commitment.c.location == location,
            commitment.c.kind == PROMISE,
            commitment.c.state == RELEASED,
            commitment.c.shipped == 0,
        )
        rows = self._connection.execute(wanted).mappings()
        return [
            (row["partner"], CommitmentRecord(**{name: row[name] for name in row if name != "partner"}))
            for row in rows
        ]

    def put_level(self, level: LevelRecord) -> None:
        """Keep a level; one already kept for item and location is replaced."""
        self._connection.execute(PUT_LEVEL[self._dialect], values(level))

    def levels(self, skus: Collection[str] | None = None) -> Sequence[LevelRecord]:
        """Return the levels of items, of all unless some are named, by item and location."""
        statement = select(*columns_for(LevelRecord, stock_level))
        ordered = statement.order_by(stock_level.c.sku, stock_level.c.location)
        if skus is None:
            return made(LevelRecord, self._connection.execute(ordered))
        return [
            one
            for part in chunks(sorted(skus))
            for one in made(LevelRecord, self._connection.execute(ordered.where(stock_level.c.sku.in_(part))))
        ]

    def stock(
        self, at: datetime, *, sku: str = "", location: str = "", after: str = "", limit: int = 100
    ) -> Sequence[StockRecord]:
        """Return positions as they are at an instant by item and location, those after `sku/location` if it is named."""
        statement = select(position.c.sku, position.c.location)
        if sku:
            statement = statement.where(position.c.sku == sku)
        if location:
            statement = statement.where(position.c.location == location)
        if after:
            place = tuple(after.rpartition("/")[::2])
            statement = statement.where(tuple_(position.c.sku, position.c.location) > place)
        ordered = statement.order_by(position.c.sku, position.c.location).limit(limit)
        pairs = [(one, place) for one, place in self._connection.execute(ordered)]
        free, counted = self.free({one for one, _ in pairs}), self.counted(pairs)
        came, left = self.supplied(pairs, at.date()), self.left(pairs, at)
        return [
            StockRecord(
                sku=pair[0],
                location=pair[1],
                on_hand=sum(n for on, n in came.get(pair, {}).items() if on <= at.date()) - left.get(pair, 0),
                counted_at=counted.get(pair),
                free=free.get(pair, ()),
            )
            for pair in pairs
        ]

    def free(self, skus: Collection[str]) -> Mapping[Pair, tuple[tuple[date, int], ...]]:
        """Return what may still be promised of items, by day, at each location; nothing is locked."""
        found: defaultdict[Pair, list[tuple[date, int]]] = defaultdict(list)
        for part in chunks(sorted(skus)):
            for sku, at, on, free in self._connection.execute(FREE, {"these": part}):
                found[sku, at].append((on, free))
        return {pair: tuple(days) for pair, days in found.items()}

    def unpromised(self, skus: Collection[str]) -> Mapping[str, int]:
        """Return how much of items was asked for in open orders and is covered by no supply at all."""
        waits: dict[str, int] = {}
        for part in chunks(sorted(skus)):
            for sku, quantity in self._connection.execute(WAITS, {"these": part}):
                waits[sku] = int(quantity)
            for sku, quantity in self._connection.execute(COVERED, {"these": part}):
                waits[sku] = waits.get(sku, 0) - int(quantity)
        return {sku: quantity for sku, quantity in waits.items() if quantity > 0}

    def assortment(self, price_list: str) -> Sequence[str]:
        """Return the active items that have a price in a list, sorted."""
        statement = (
            select(price.c.sku)
            .join(item, item.c.sku == price.c.sku)
            .where(price.c.price_list == price_list, item.c.status == ACTIVE)
            .distinct()
            .order_by(price.c.sku)
        )
        return list(self._connection.execute(statement).scalars())

    def names(self, partner: str, skus: Collection[str]) -> Mapping[str, tuple[ItemIdentifier, ...]]:
        """Return a partner's own names for items."""
        found: defaultdict[str, list[ItemIdentifier]] = defaultdict(list)
        statement = select(cross_reference.c.sku, cross_reference.c.kind, cross_reference.c.value).where(
            cross_reference.c.partner == partner, cross_reference.c.sku.in_(THESE)
        )
        ordered = statement.order_by(cross_reference.c.sku, cross_reference.c.kind, cross_reference.c.value)
        for part in chunks(sorted(skus)):
            for sku, kind, value in self._connection.execute(ordered, {"these": part}):
                found[sku].append(ItemIdentifier(kind=kind, value=value))
        return {sku: tuple(names) for sku, names in found.items()}

    @property
    def _dialect(self) -> str:
        return self._connection.dialect.name

    def _of(self, statement: Any, pairs: Collection[Pair], **more: Any) -> list[Any]:  # noqa: ANN401 - a statement and its values
        return [
            row
            for part in chunks(sorted(pairs))
            for row in self._connection.execute(statement, these(part) | more)
        ]
