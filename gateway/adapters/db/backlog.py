"""What waits and what could be promised anew: many items in few statements."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter

from sqlalchemy import BindParameter, Connection, and_, bindparam, func, or_, select

from gateway.adapters.db.bulk import TO_WRITE, found_rows, update_rows
from gateway.adapters.db.rows import chunks, columns_for, made
from gateway.adapters.db.tables import commitment, order_line, sales_order
from gateway.application.ports import CommitmentRecord, OpenLine
from gateway.domain.canonical import text_of, to_plain
from gateway.domain.order_responses import LineOutcome

OPEN, UNDECIDED = ("confirmed", "shipping"), ("received", "held")
FIRM = "firm"
THESE: BindParameter[Sequence[str]] = bindparam("these", expanding=True)
IS_WANTED = or_(order_line.c.backordered > 0, order_line.c.promised > order_line.c.shipped)
IS_OPEN = and_(sales_order.c.state.in_(OPEN), IS_WANTED)
OF_AN_OPEN_ORDER = func.coalesce(sales_order.c.state, "").in_(OPEN)
"""Not to be found by an index: from its items it is near, and every open order there is would be looked through for each batch."""
LINES_OF_ORDERS = order_line.join(sales_order, sales_order.c.id == order_line.c.order)
ITEMS = (
    select(order_line.c.sku)
    .select_from(LINES_OF_ORDERS)
    .where(IS_OPEN, order_line.c.sku != "")
    .distinct()
    .order_by(order_line.c.sku)
)
OF_ORDER = OpenLine._fields[-2:]
LINES = (
    select(
        *(order_line.c[name] for name in OpenLine._fields if name not in OF_ORDER),
        *(sales_order.c[name] for name in OF_ORDER),
    )
    .select_from(LINES_OF_ORDERS)
    .where(OF_AN_OPEN_ORDER, IS_WANTED, order_line.c.sku.in_(THESE))
    .order_by(order_line.c.order, order_line.c.line)
)
LOCKED = LINES.with_for_update(key_share=True)
COMMITMENTS = select(*columns_for(CommitmentRecord, commitment))
FIRM_OF = COMMITMENTS.where(commitment.c.sku.in_(THESE), commitment.c.state == FIRM).order_by(
    commitment.c.order, commitment.c.line, commitment.c.schedule, commitment.c.id
)
PROMISES_OF = select(func.count()).where(commitment.c.order == bindparam("of_order"))
BOOKED = tuple(field.name for field in fields(CommitmentRecord))
KEY = ("order", "line")
KEY_OF = attrgetter(*KEY)
CHANGING = ("promised", "backordered", "state")
FACTS = ("id", "outcomes")
Of = tuple[str, int]


class DbBacklog:
    """Implements the port Backlog."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def items(self) -> Sequence[str]:
        """Return the items of which something is still to be promised or to be shipped, sorted."""
        return list(self._connection.execute(ITEMS).scalars())

    def lines(self, skus: Sequence[str], *, lock: bool = False) -> Sequence[OpenLine]:
        """Return the open lines of these items, by order and line; if asked, lock their orders until the unit of work ends."""
        found = [
            one
            for part in chunks(sorted(set(skus)))
            for one in map(
                OpenLine._make, self._connection.execute(LOCKED if lock else LINES, {"these": part}).all()
            )
        ]
        return sorted(found, key=KEY_OF)

    def firm(self, skus: Sequence[str]) -> Sequence[CommitmentRecord]:
        """Return what is promised of these items and no warehouse has heard of."""
        return [
            one
            for part in chunks(sorted(set(skus)))
            for one in made(CommitmentRecord, self._connection.execute(FIRM_OF, {"these": part}))
        ]

    def standing(self, lines: Collection[Of]) -> Mapping[Of, tuple[str, int, int, int]]:
        """Lock the orders of lines (order, line); return item, promised, backordered and cancelled of those still open."""
        orders = {(order,) for order, _ in lines}
        states = dict(
            found_rows(self._connection, sales_order, ("id", "state"), ("id",), orders, lock=TO_WRITE)
        )
        names = (*KEY, "sku", "promised", "backordered", "cancelled")
        rows = found_rows(self._connection, order_line, names, KEY, lines)
        return {(order, line): (*of,) for order, line, *of in rows if states[order] in OPEN}

    def undecided(self, order: str) -> int | None:
        """Lock an order; return how many promises the ledger holds for it, nothing where it is decided."""
        found = found_rows(self._connection, sales_order, ("state",), ("id",), [(order,)], lock=TO_WRITE)
        if not found or found[0][0] not in UNDECIDED:
            return None
        return self._connection.execute(PROMISES_OF, {"of_order": order}).scalar()

    def ledger(self, lines: Collection[Of]) -> Sequence[CommitmentRecord]:
        """Return everything promised to these lines, by order and line."""
        rows = found_rows(self._connection, commitment, BOOKED, KEY, lines)
        return [CommitmentRecord(**dict(zip(BOOKED, row, strict=True))) for row in rows]

    def write(self, told: Mapping[Of, LineOutcome], lines: Sequence[OpenLine]) -> None:
        """Write what lines were promised and what of them waits; the chains of their orders are open again.

        Of their facts only `accepted` and `backordered` are written.
        """
        by_order: dict[str, dict[int, LineOutcome]] = {}
        for (order, line), one in told.items():
            by_order.setdefault(order, {})[line] = one
        orders = {(order,) for order in by_order}
        facts = found_rows(self._connection, sales_order, FACTS, ("id",), orders, lock=TO_WRITE)
        rewritten = ((order, _rewritten(kept, by_order[order]), None) for order, kept in facts)
        update_rows(self._connection, sales_order, ("id",), (*FACTS[1:], "chain_complete_at"), rewritten)
        update_rows(self._connection, order_line, KEY, CHANGING, [_row(one) for one in lines])


def _rewritten(facts: str, told: Mapping[int, LineOutcome]) -> str:
    """Return the text of an order's facts with those of some lines rewritten."""
    plain = json.loads(facts)
    for fact in plain:
        if one := told.get(fact["line"]):
            for name, parts in (("accepted", one.accepted), ("backordered", one.backordered)):
                fact.pop(name, None)
                if parts:
                    fact[name] = to_plain(parts)
    return text_of(plain)


def _row(line: OpenLine) -> tuple[str, int, int, int, str]:
    states = {(True, False): "promised", (False, True): "backordered"}
    waits = bool(line.backordered or (line.promised and line.cancelled))
    state = states.get((bool(line.promised), waits), "partial")
    return line.order, line.line, line.promised, line.backordered, state
