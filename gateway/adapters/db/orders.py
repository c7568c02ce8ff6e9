"""Orders and their lines."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    literal,
    select,
    union_all,
    update,
)

from gateway.adapters.db.bulk import insert_rows
from gateway.adapters.db.rows import (
    Remembered,
    added,
    chunks,
    columns_for,
    earlier,
    made,
    unless_there,
    values,
)
from gateway.adapters.db.tables import order_line
from gateway.adapters.db.tables import sales_order as table
from gateway.application.records import OrderLineRecord, OrderRecord, shard_of
from gateway.domain.lifecycle import ORDER
from gateway.errors import NotFound

OPEN = ("confirmed", "shipping")
TAKEN = ("confirmed", "shipping", "closed")
NEWEST_FIRST = (table.c.received_at.desc(), table.c.id.desc())
RECORDS = select(*columns_for(OrderRecord, table))
LINE_RECORDS = select(*columns_for(OrderLineRecord, order_line))
ADD = unless_there(table, "partner", "number", "release", "revision", "shard")
WRITTEN = (*(field.name for field in fields(OrderLineRecord)), "shard")
line_of = attrgetter(*WRITTEN[:-1])
UPDATE = update(table).where(table.c.id == bindparam("of_id"))
REMOVE_LINES = delete(order_line).where(order_line.c.order == bindparam("of_order"))
GET = RECORDS.where(table.c.id == bindparam("of_id"))
GET_LOCKED = GET.with_for_update(key_share=True)
LATEST = (
    RECORDS.where(
        table.c.partner == bindparam("of_partner"),
        table.c.number == bindparam("of_number"),
        table.c.release == bindparam("of_release"),
    )
    .order_by(table.c.revision.desc())
    .limit(1)
)
LINES = LINE_RECORDS.where(order_line.c.order == bindparam("of_order")).order_by(order_line.c.line)
NUMBER_OF = select(table.c.number, table.c.partner).where(table.c.id == bindparam("of_id"))
THESE: BindParameter[Any] = bindparam("these", expanding=True)
LINES_OF = (
    LINE_RECORDS.join(table, table.c.id == order_line.c.order)
    .where(table.c.id.in_(THESE))
    .order_by(order_line.c.order, order_line.c.line)
)
COUNTED = union_all(
    *(
        select(literal(state).label("state"), func.count().label("number")).select_from(
            select(table.c.id).where(table.c.state == state).limit(bindparam("most")).subquery()
        )
        for state in ORDER
    )
)
"""Looks at so many rows of a state at most: among a million, who reads it wants to know that there are many."""


class DbOrders:
    """Implements the port Orders."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known = Remembered[OrderRecord](lambda one: one.id)

    def add(self, order: OrderRecord, lines: Sequence[OrderLineRecord]) -> bool:
        """Keep an order; return False when partner, number, release and revision are there already."""
        row = values(order) | {"shard": shard_of(order.partner)}
        if not added(self._connection, ADD, row):
            return False
        self._known.met([order])
        self._insert(order.partner, lines)
        return True

    def update(self, order: OrderRecord, lines: Sequence[OrderLineRecord] | None = None) -> None:
        """Replace an order's record and, if given, its lines."""
        changed = self._known.changed(order)
        if changed and not self._connection.execute(UPDATE, changed | {"of_id": order.id}).rowcount:
            raise NotFound(f"there is no order {order.id}")
        if lines is not None:
            self._connection.execute(REMOVE_LINES, {"of_order": order.id})
            self._insert(order.partner, lines)

    def get(self, order: str, *, lock: bool = False) -> OrderRecord:
        """Return an order by id, locked until the end of the unit of work if asked; raises NotFound."""
        for found in self._made(GET_LOCKED if lock else GET, of_id=order):
            return found
        raise NotFound(f"there is no order {order}")

    def number_of(self, order: str, *, partner: str = "") -> str:
        """Return the buyer's number of an order (of a partner if it is named) without reading the rest of it; raises NotFound."""
        found = self._connection.execute(NUMBER_OF, {"of_id": order}).first()
        if found is None or partner not in {"", found.partner}:
            raise NotFound(f"there is no order {order}")
        return str(found.number)

    def find(self, partner: str, number: str, release: str = "") -> OrderRecord | None:
        """Return the latest revision under a buyer's number."""
        found = self._made(LATEST, of_partner=partner, of_number=number, of_release=release)
        return found[0] if found else None

    def by_number(self, number: str) -> Sequence[OrderRecord]:
        """Return every partner's order of that number, newest first."""
        return self._made(RECORDS.where(table.c.number == number).order_by(*NEWEST_FIRST))

    def lines(self, order: str) -> Sequence[OrderLineRecord]:
        """Return an order's lines in order."""
        return made(OrderLineRecord, self._connection.execute(LINES, {"of_order": order}))

    def lines_of(self, orders: Collection[str], *, partner: str = "") -> Sequence[OrderLineRecord]:
        """Return the lines of many orders (of those of a partner if it is named), by order and line."""
        if not orders:
            return ()
        statement = LINES_OF if not partner else LINES_OF.where(table.c.partner == partner)
        return made(OrderLineRecord, self._connection.execute(statement, {"these": sorted(orders)}))

    def ordered_before(
        self, partner: str, skus: Iterable[str], *, orders: int
    ) -> Mapping[str, Sequence[int]]:
        """Return what a partner's last so many orders asked for of these items, line by line, where they were taken."""
        last = (
            select(table.c.id)
            .where(table.c.partner == partner, table.c.state.in_(TAKEN))
            .order_by(*NEWEST_FIRST)
            .limit(orders)
        )
        asked = select(order_line.c.sku, order_line.c.ordered).where(
            order_line.c.order.in_(last.scalar_subquery()), order_line.c.ordered > 0
        )
        found: dict[str, list[int]] = defaultdict(list)
        for part in chunks(sorted(set(skus))):
            for sku, quantity in self._connection.execute(asked.where(order_line.c.sku.in_(part))):
                found[sku].append(quantity)
        return found

    def waiting(self, sku: str) -> Sequence[OrderLineRecord]:
        """Return the backordered lines of an item in orders that are neither held nor over."""
        of_open = order_line.c.order.in_(select(table.c.id).where(table.c.state.in_(OPEN)))
        statement = LINE_RECORDS.where(order_line.c.sku == sku, order_line.c.backordered > 0, of_open)
        ordered = statement.order_by(order_line.c.order, order_line.c.line)
        return made(OrderLineRecord, self._connection.execute(ordered))

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[OrderRecord]:
        """Return the newest first, those before a given one if it is named."""
        wanted = {"state": state, "partner": partner}
        statement = RECORDS.where(*(table.c[name] == value for name, value in wanted.items() if value))
        if before:
            statement = statement.where(earlier(table, table.c.received_at, before))
        return self._made(statement.order_by(*NEWEST_FIRST).limit(limit))

    def counts(self, *, most: int = 0) -> Mapping[str, int]:
        """Return how many orders are in each state, counted no further than `most` if it is given; states without are left out."""
        if most:
            return {
                row.state: row.number
                for row in self._connection.execute(COUNTED, {"most": most})
                if row.number
            }
        statement = select(table.c.state, func.count()).group_by(table.c.state)
        return dict(self._connection.execute(statement).all())

    def _insert(self, partner: str, lines: Sequence[OrderLineRecord]) -> None:
        place = shard_of(partner)
        insert_rows(self._connection, order_line, WRITTEN, ((*line_of(line), place) for line in lines))

    def _made(self, statement: Select[Any], **of: str) -> list[OrderRecord]:
        found = made(OrderRecord, self._connection.execute(statement, of))
        self._known.met(found)
        return found
