"""What waits and what could be promised anew: many items in few statements."""

from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, Connection, and_, bindparam, or_, select, update

from gateway.adapters.db.rows import chunks, columns_for, made, named
from gateway.adapters.db.tables import commitment, order_line, sales_order
from gateway.application.ports import CommitmentRecord, OpenLine
from gateway.domain.order_responses import LineOutcome

OPEN = ("confirmed", "shipping")
FIRM = "firm"
THESE: BindParameter[Sequence[str]] = bindparam("these", expanding=True)
IS_OPEN = and_(
    sales_order.c.state.in_(OPEN),
    or_(order_line.c.backordered > 0, order_line.c.promised > order_line.c.shipped),
)
LINES_OF_ORDERS = order_line.join(sales_order, sales_order.c.id == order_line.c.order)
ITEMS = (
    select(order_line.c.sku)
    .select_from(LINES_OF_ORDERS)
    .where(IS_OPEN, order_line.c.sku != "")
    .distinct()
    .order_by(order_line.c.sku)
)
LINES = (
    select(
        *named(order_line, "order", "line", "sku", "each", "promised", "backordered", "cancelled", "price"),
        *named(sales_order, "partner", "received_at"),
    )
    .select_from(LINES_OF_ORDERS)
    .where(IS_OPEN, order_line.c.sku.in_(THESE))
    .order_by(order_line.c.order, order_line.c.line)
    .with_for_update(key_share=True)
)
COMMITMENTS = select(*columns_for(CommitmentRecord, commitment))
FIRM_OF = (
    COMMITMENTS.where(commitment.c.sku.in_(THESE), commitment.c.state == FIRM)
    .order_by(commitment.c.order, commitment.c.line, commitment.c.schedule, commitment.c.id)
    .with_for_update(key_share=True)
)
LEDGER = COMMITMENTS.where(commitment.c.order.in_(THESE)).order_by(
    commitment.c.order, commitment.c.line, commitment.c.schedule, commitment.c.promise_on, commitment.c.id
)
OUTCOMES = select(sales_order.c.id, sales_order.c.outcomes).where(sales_order.c.id.in_(THESE))
WRITE_ORDER = (
    update(sales_order)
    .where(sales_order.c.id == bindparam("of_order"))
    .values(outcomes=bindparam("now"), chain_complete_at=None)
)
WRITE_LINE = (
    update(order_line)
    .where(order_line.c.order == bindparam("of_order"), order_line.c.line == bindparam("of_line"))
    .values(
        promised=bindparam("now_promised"),
        backordered=bindparam("now_backordered"),
        state=bindparam("now_state"),
    )
)


class DbBacklog:
    """Implements the port Backlog."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def items(self) -> Sequence[str]:
        """Return the items of which something is still to be promised or to be shipped, sorted; locks nothing."""
        return list(self._connection.execute(ITEMS).scalars())

    def lines(self, skus: Sequence[str]) -> Sequence[OpenLine]:
        """Return the open lines of these items and lock their orders, by order and line."""
        found = [
            one
            for part in chunks(sorted(set(skus)))
            for one in made(OpenLine, self._connection.execute(LINES, {"these": part}))
        ]
        return sorted(found, key=lambda one: (one.order, one.line))

    def firm(self, skus: Sequence[str]) -> Sequence[CommitmentRecord]:
        """Return what is promised of these items and no warehouse has heard of."""
        return [
            one
            for part in chunks(sorted(set(skus)))
            for one in made(CommitmentRecord, self._connection.execute(FIRM_OF, {"these": part}))
        ]

    def ledger(self, orders: Sequence[str]) -> Sequence[CommitmentRecord]:
        """Return everything promised to these orders, by order, line and schedule."""
        return [
            one
            for part in chunks(sorted(set(orders)))
            for one in made(CommitmentRecord, self._connection.execute(LEDGER, {"these": part}))
        ]

    def outcomes(self, orders: Sequence[str]) -> Mapping[str, tuple[LineOutcome, ...]]:
        """Return the facts of these orders."""
        return {
            order: outcomes
            for part in chunks(sorted(set(orders)))
            for order, outcomes in self._connection.execute(OUTCOMES, {"these": part})
        }

    def write(self, outcomes: Mapping[str, tuple[LineOutcome, ...]], lines: Sequence[OpenLine]) -> None:
        """Write the facts of orders, whose chains are open again, and what of their lines is promised and waits."""
        if outcomes:
            self._connection.execute(
                WRITE_ORDER, [{"of_order": order, "now": facts} for order, facts in sorted(outcomes.items())]
            )
        if lines:
            self._connection.execute(WRITE_LINE, [_row(one) for one in lines])


def _row(line: OpenLine) -> Mapping[str, object]:
    states = {(True, False): "promised", (False, True): "backordered"}
    waits = bool(line.backordered or (line.promised and line.cancelled))
    return {
        "of_order": line.order,
        "of_line": line.line,
        "now_promised": line.promised,
        "now_backordered": line.backordered,
        "now_state": states.get((bool(line.promised), waits), "partial"),
    }
