"""Orders and their lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from gateway.adapters.db.rows import columns_for, earlier, is_new, made, upsert, values
from gateway.adapters.db.tables import order_line
from gateway.adapters.db.tables import sales_order as table
from gateway.application.records import OrderLineRecord, OrderRecord, shard_of
from gateway.errors import NotFound

OPEN = ("confirmed", "shipping")
NEWEST_FIRST = (table.c.received_at.desc(), table.c.id.desc())


class DbOrders:
    """Implements the port Orders."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, order: OrderRecord, lines: Sequence[OrderLineRecord]) -> bool:
        """Keep an order; return False when partner, number, release and revision are there already."""
        statement = upsert(self._connection, table).on_conflict_do_nothing(
            index_elements=["partner", "number", "release", "revision", "shard"]
        )
        row = values(order) | {"shard": shard_of(order.partner)}
        if not is_new(self._connection, statement, row):
            return False
        self._insert(order.partner, lines)
        return True

    def update(self, order: OrderRecord, lines: Sequence[OrderLineRecord] | None = None) -> None:
        """Replace an order's record and, if given, its lines."""
        statement = update(table).where(table.c.id == order.id).values(values(order))
        if not self._connection.execute(statement).rowcount:
            raise NotFound(f"there is no order {order.id}")
        if lines is not None:
            self._connection.execute(delete(order_line).where(order_line.c.order == order.id))
            self._insert(order.partner, lines)

    def get(self, order: str, *, lock: bool = False) -> OrderRecord:
        """Return an order by id, locked until the end of the unit of work if asked; raises NotFound."""
        statement = _records().where(table.c.id == order)
        if lock:
            statement = statement.with_for_update(key_share=True)
        for found in self._made(statement):
            return found
        raise NotFound(f"there is no order {order}")

    def find(self, partner: str, number: str, release: str = "") -> OrderRecord | None:
        """Return the latest revision under a buyer's number."""
        statement = _records().where(
            table.c.partner == partner,
            table.c.number == number,
            table.c.release == release,
        )
        found = self._made(statement.order_by(table.c.revision.desc()).limit(1))
        return found[0] if found else None

    def by_number(self, number: str) -> Sequence[OrderRecord]:
        """Return every partner's order of that number, newest first."""
        return self._made(_records().where(table.c.number == number).order_by(*NEWEST_FIRST))

    def lines(self, order: str) -> Sequence[OrderLineRecord]:
        """Return an order's lines in order."""
        statement = select(*columns_for(OrderLineRecord, order_line)).where(order_line.c.order == order)
        return made(OrderLineRecord, self._connection.execute(statement.order_by(order_line.c.line)))

    def waiting(self, sku: str) -> Sequence[OrderLineRecord]:
        """Return the backordered lines of an item in orders that are neither held nor over."""
        of_open = order_line.c.order.in_(select(table.c.id).where(table.c.state.in_(OPEN)))
        statement = select(*columns_for(OrderLineRecord, order_line)).where(
            order_line.c.sku == sku, order_line.c.backordered > 0, of_open
        )
        ordered = statement.order_by(order_line.c.order, order_line.c.line)
        return made(OrderLineRecord, self._connection.execute(ordered))

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[OrderRecord]:
        """Return the newest first, those before a given one if it is named."""
        wanted = {"state": state, "partner": partner}
        statement = _records().where(*(table.c[name] == value for name, value in wanted.items() if value))
        if before:
            statement = statement.where(earlier(table, table.c.received_at, before))
        return self._made(statement.order_by(*NEWEST_FIRST).limit(limit))

    def counts(self) -> Mapping[str, int]:
        """Return how many orders are in each state; states without orders are left out."""
        statement = select(table.c.state, func.count()).group_by(table.c.state)
        return dict(self._connection.execute(statement).all())

    def _insert(self, partner: str, lines: Sequence[OrderLineRecord]) -> None:
        place = shard_of(partner)
        rows = [values(line) | {"shard": place} for line in lines]
        if rows:
            self._connection.execute(insert(order_line), rows)

    def _made(self, statement: Select[Any]) -> list[OrderRecord]:
        return made(OrderRecord, self._connection.execute(statement))


def _records() -> Select[Any]:
    return select(*columns_for(OrderRecord, table))
