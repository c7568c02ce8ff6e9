"""The log of promises and of what left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from gateway.adapters.db.bulk import found_rows, insert_rows
from gateway.adapters.db.rows import chunks, columns_for, made, per_database, values
from gateway.adapters.db.tables import promise_log, shipped_line
from gateway.application.ports import PromiseRecord, ShippedLineRecord
from gateway.application.records import shard_of

THESE: BindParameter[Any] = bindparam("these", expanding=True)
Of = tuple[str, int]
NAMES = tuple(field.name for field in fields(PromiseRecord))
KEY_OF = itemgetter(*(NAMES.index(name) for name in ("order", "line", "seq")))
PLAIN = tuple(name for name in NAMES if name not in {"seq", "first"})
WRITTEN = (*PLAIN, "seq", "first", "shard")
fields_of = attrgetter(*PLAIN)
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

    def add_promises(
        self, promises: Sequence[PromiseRecord], *, last: Mapping[Of, PromiseRecord] | None = None
    ) -> int:
        """Write down what is new for each line, under its next number, given what `last` said; return how many were."""
        known = last if last is not None else self.last([(one.order, one.line) for one in promises])
        written: dict[Of, tuple[PromiseRecord, int, bool]] = {
            of: (one, one.seq, one.first) for of, one in known.items()
        }
        rows = []
        for one in promises:
            before, seq, begun = written.get((one.order, one.line), (None, 0, False))
            if before is not None and one.says_the_same(before):
                continue
            first = one.promised > 0 and not begun
            written[one.order, one.line] = (one, seq + 1, begun or first)
            rows.append((*fields_of(one), seq + 1, first, shard_of(one.partner)))
        return insert_rows(self._connection, promise_log, WRITTEN, rows)

    def last(self, lines: Collection[Of]) -> Mapping[Of, PromiseRecord]:
        """Return what lines (order, line) were told last, `first` if it or any before it was."""
        rows = found_rows(self._connection, promise_log, NAMES, ("order", "line"), lines)
        found: dict[Of, PromiseRecord] = {}
        for row in sorted(rows, key=KEY_OF):
            one = PromiseRecord(**dict(zip(NAMES, row, strict=True)))
            begun = (one.order, one.line) in found and found[one.order, one.line].first
            found[one.order, one.line] = replace(one, first=True) if begun else one
        return found

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
