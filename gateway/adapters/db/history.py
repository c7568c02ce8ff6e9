"""The log of promises and of what left."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, insert, select

from gateway.adapters.db.rows import chunks, columns_for, made, per_database, values
from gateway.adapters.db.tables import promise_log, shipped_line
from gateway.application.ports import PromiseRecord, ShippedLineRecord
from gateway.application.records import shard_of

THESE: BindParameter[Any] = bindparam("these", expanding=True)
ADD_PROMISES = insert(promise_log)
PROMISES = (
    select(*columns_for(PromiseRecord, promise_log))
    .where(promise_log.c.order.in_(THESE))
    .order_by(promise_log.c.order, promise_log.c.line, promise_log.c.seq)
)
ADD_SHIPPED = per_database(lambda insert: insert(shipped_line).on_conflict_do_nothing())
SHIPPED = (
    select(*columns_for(ShippedLineRecord, shipped_line))
    .where(shipped_line.c.order == bindparam("of_order"))
    .order_by(shipped_line.c.line, shipped_line.c.shipped_at, shipped_line.c.shipment)
)


class DbHistory:
    """Implements the port History."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_promises(self, promises: Sequence[PromiseRecord]) -> int:
        """Write down what is new for each line, under its next number; return how many were."""
        last: dict[tuple[str, int], PromiseRecord] = {}
        begun: set[tuple[str, int]] = set()
        for one in self.promises({one.order for one in promises}):
            last[one.order, one.line] = one
            if one.first:
                begun.add((one.order, one.line))
        rows = []
        for one in promises:
            key = one.order, one.line
            before = last.get(key)
            if before is not None and one.says_the_same(before):
                continue
            first = one.promised > 0 and key not in begun
            last[key] = replace(one, seq=before.seq + 1 if before else 1, first=first)
            begun |= {key} if first else set()
            rows.append(values(last[key]) | {"shard": shard_of(one.partner)})
        if rows:
            self._connection.execute(ADD_PROMISES, rows)
        return len(rows)

    def promises(self, orders: Collection[str]) -> Sequence[PromiseRecord]:
        """Return everything that was promised to orders, by order and line, oldest first."""
        return [
            one
            for part in chunks(sorted(orders))
            for one in made(PromiseRecord, self._connection.execute(PROMISES, {"these": part}))
        ]

    def add_shipped(self, lines: Sequence[ShippedLineRecord]) -> None:
        """Write down what left; what is written down already stays."""
        rows = [values(one) | {"shard": shard_of(one.partner)} for one in lines]
        if rows:
            self._connection.execute(ADD_SHIPPED[self._connection.dialect.name], rows)

    def shipped(self, order: str) -> Sequence[ShippedLineRecord]:
        """Return what left for an order, by line, oldest first."""
        return made(ShippedLineRecord, self._connection.execute(SHIPPED, {"of_order": order}))
