"""Measures, counted by the database: of a line, its own rows in the logs are looked up by their key, never all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)

from gateway.adapters.db.calendar import days_after, micros
from gateway.adapters.db.measured import (
    MATERIALIZED,
    by_partner,
    came,
    counted,
    due_in,
    during,
    ever_refused,
    facts,
    first_sent,
    is_last,
    least,
    left,
    many,
    of_partner,
    papers_in_order,
    row_of,
    same_line,
    total,
)
from gateway.adapters.db.tables import (
    document,
    event,
    order_line,
    promise_log,
    sales_order,
    shipment,
    shipped_line,
    transmission,
)
from gateway.application.ports.measures import (
    DueLines,
    DueOrders,
    Invoiced,
    Promises,
    Scope,
    Timed,
    Touched,
    Waiting,
)

T = TypeVar("T")
HELD = "order.held"
OPEN = ("confirmed", "shipping")
SECOND = 1_000_000


class DbMeasures:
    """Implements the port Measures.

    What several measures of a period rest on is counted once: a unit of work that measures sees one moment.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: tuple[Scope, DueLines, DueOrders] | None = None
        self._touched: tuple[Scope, Sequence[tuple[str, bool, Sequence[str]]]] | None = None

    def due_lines(self, scope: Scope) -> DueLines:
        """Count the lines due in the period."""
        return self._due(scope)[0]

    def due_orders(self, scope: Scope) -> DueOrders:
        """Count the orders due in the period."""
        return self._due(scope)[1]

    def _due(self, scope: Scope) -> tuple[DueLines, DueOrders]:
        """Count lines and orders due in the period, which rest on the same lines, in one pass; asked again, say it again."""
        if self._known is None or self._known[0] != scope:
            lines = facts(scope, due_in(scope))
            of_lines, of_orders = _lines_of(lines, scope), _orders_of(lines, scope)
            counts = select(of_lines, of_orders).select_from(of_lines.join(of_orders, true()))
            found = dict(self._connection.execute(counts).mappings().one())
            whole = {name: int(value) for name, value in found.items()}
            names = {field.name for field in fields(DueLines)}
            due = DueLines(**{name: value for name, value in whole.items() if name in names})
            orders = DueOrders(
                orders=whole["orders"], filled=whole["orders_filled"], perfect=whole["orders_perfect"]
            )
            self._known = (scope, due, orders)
        return self._known[1:]

    def promises(self, scope: Scope) -> Promises:
        """Count the promises that fall into the period."""
        first, last = promise_log.alias("first_promise"), promise_log.alias("last_promise")
        gone = shipped_line.alias("gone")
        began = (
            select(
                least(first.c.promised, func.max(last.c.ordered)).label("owed"),
                first.c.promised_on,
                left(gone, gone.c.shipped_on <= first.c.promised_on).label("kept"),
                left(gone, true()).label("gone"),
                func.max(gone.c.shipped_on).label("left_on"),
            )
            .select_from(first.join(last, same_line(last, first)).outerjoin(gone, same_line(gone, first)))
            .where(first.c.first.is_(true()), first.c.promised_on.between(scope.from_on, scope.to_on))
            .where(of_partner(first, scope), is_last(last), last.c.ordered > 0)
            .group_by(*row_of(first))
            .cte("began")
            .prefix_with(MATERIALIZED)
        )
        whole = began.c.gone >= began.c.owed
        missed = func.abs(days_after(began.c.left_on, began.c.promised_on))
        statement = select(
            func.count().label("first"),
            many(began.c.kept >= began.c.owed).label("first_kept"),
            many(whole).label("left"),
            total(case((whole, missed), else_=0)).label("missed_by_days"),
        ).select_from(began)
        firsts = self._connection.execute(statement).mappings().one()
        stands = (
            select(
                last.c.promised.label("owed"),
                left(gone, gone.c.shipped_on <= last.c.promised_on).label("kept"),
            )
            .select_from(last.outerjoin(gone, same_line(gone, last)))
            .where(last.c.promised > 0, last.c.ordered > 0, is_last(last), of_partner(last, scope))
            .where(last.c.promised_on.between(scope.from_on, scope.to_on))
            .group_by(*row_of(last))
            .cte("stands")
            .prefix_with(MATERIALIZED)
        )
        statement = select(
            func.count().label("last"), many(stands.c.kept >= stands.c.owed).label("last_kept")
        ).select_from(stands)
        lasts = self._connection.execute(statement).mappings().one()
        return Promises(**{name: int(count) for name, count in {**firsts, **lasts}.items()})

    def waiting(self, on: date, partner: str = "") -> Waiting:
        """Count what waits on a day that is today."""
        last = promise_log.alias("asked")
        age = case(
            (
                last.c.requested_on < on,
                days_after(literal(on, type_=last.c.requested_on.type), last.c.requested_on),
            ),
            else_=0,
        )
        statement = (
            select(
                func.count().label("lines"),
                total(order_line.c.backordered).label("units"),
                total(age).label("days"),
                func.coalesce(func.max(age), 0).label("oldest_days"),
            )
            .select_from(
                order_line.join(sales_order, sales_order.c.id == order_line.c.order).join(
                    last, and_(last.c.order == order_line.c.order, last.c.line == order_line.c.line)
                )
            )
            .where(order_line.c.backordered > 0, sales_order.c.state.in_(OPEN), is_last(last))
        )
        if partner:
            statement = statement.where(sales_order.c.partner == partner)
        return self._one(Waiting, statement)

    def touched(self, scope: Scope) -> Touched:
        """Count the orders that came in the period: all, less those that were touched or not answered yet."""
        came_in = and_(during(sales_order.c.received_at, scope), of_partner(sales_order, scope))
        orders = self._connection.scalar(select(func.count()).select_from(sales_order).where(came_in)) or 0
        others = self.touched_by(scope)
        unanswered = sum(1 for _, answered, _ in others if not answered)
        return Touched(orders=orders, answered=orders - unanswered, touchless=orders - len(others))

    def touched_by(self, scope: Scope) -> Sequence[tuple[str, bool, Sequence[str]]]:
        """Return each order of the period that was not answered without a person, whether it was answered, and what first held it."""
        if self._touched is not None and self._touched[0] == scope:
            return self._touched[1]
        orders = came(scope).cte("came").prefix_with(MATERIALIZED)
        held = event.alias("held")
        again = event.alias("again")
        before = exists().where(again.c.order == held.c.order, again.c.what == HELD, again.c.id < held.c.id)
        statement = (
            select(orders.c.order, orders.c.answered_at.is_not(None), held.c.detail)
            .select_from(
                orders.outerjoin(held, and_(held.c.order == orders.c.order, held.c.what == HELD, ~before))
            )
            .where(or_(orders.c.answered_at.is_(None), orders.c.by_hand))
            .order_by(orders.c.order)
        )
        found = [
            (order, bool(answered), tuple((detail or {}).get("holds", ())))
            for order, answered, detail in self._connection.execute(statement)
        ]
        self._touched = (scope, found)
        return found

    def acknowledged(self, scope: Scope) -> Timed:
        """Time the purchase orders of the period from arrival to the acknowledgement that left."""
        ack = document.alias("ack")
        sent_at = (
            select(func.min(ack.c.sent_at))
            .where(
                ack.c.answers == document.c.interchange,
                ack.c.kind == "functional_ack",
                ack.c.direction == "out",
            )
            .scalar_subquery()
        )
        statement = (
            select(document.c.partner, transmission.c.at.label("began_at"), sent_at.label("ended_at"))
            .select_from(document.join(transmission, transmission.c.id == document.c.transmission))
            .where(document.c.direction == "in", document.c.set_id == "850", of_partner(document, scope))
            .where(during(transmission.c.at, scope))
        )
        return self._timed(statement, scope.acknowledge_within)

    def answered(self, scope: Scope) -> Timed:
        """Time the orders of the period from arrival to the first answer that left."""
        statement = select(
            sales_order.c.partner,
            sales_order.c.received_at.label("began_at"),
            first_sent("855", document.c.order == sales_order.c.id).label("ended_at"),
        ).where(during(sales_order.c.received_at, scope), of_partner(sales_order, scope))
        return self._timed(statement, scope.answer_within)

    def noticed(self, scope: Scope) -> Timed:
        """Time the shipments of the period from the dock to the notice that left."""
        ours = and_(document.c.order == shipment.c.order, document.c.reference == shipment.c.number)
        statement = select(
            shipment.c.partner,
            shipment.c.shipped_at.label("began_at"),
            first_sent("856", ours).label("ended_at"),
        ).where(during(shipment.c.shipped_at, scope), of_partner(shipment, scope))
        return self._timed(statement, scope.notice_within)

    def invoiced(self, scope: Scope) -> Invoiced:
        """Count the invoices of the period."""
        differs = exists().where(
            order_line.c.order == document.c.order, order_line.c.invoiced != order_line.c.shipped
        )
        matched = and_(document.c.acknowledgement != "rejected", ~ever_refused(document), ~differs)
        statement = select(func.count().label("invoices"), many(matched).label("matched")).where(
            document.c.direction == "out",
            document.c.set_id == "810",
            document.c.delivery != "abandoned",
            during(document.c.created_at, scope),
            of_partner(document, scope),
        )
        return self._one(Invoiced, statement)

    def _timed(self, statement: Select[Any], limits: Mapping[str, int]) -> Timed:
        wanted = statement.cte("wanted")
        limit = by_partner(wanted.c.partner, {one: s * SECOND for one, s in limits.items()}, None)
        took = micros(wanted.c.ended_at) - micros(wanted.c.began_at)
        took = case((took > 0, took), else_=0)
        rows = (
            select(case((wanted.c.ended_at.is_not(None), took)).label("took"), limit.label("most"))
            .cte("rows")
            .prefix_with(MATERIALIZED)
        )
        done = (
            select(rows.c.took, func.row_number().over(order_by=rows.c.took).label("place"))
            .where(rows.c.took.is_not(None))
            .cte("done")
            .prefix_with(MATERIALIZED)
        )
        count = select(func.count()).select_from(done).scalar_subquery()

        def percentile(share: int) -> ColumnElement[Any]:
            rank = (count * share + 99) // 100
            return select(done.c.took).where(done.c.place == rank).scalar_subquery()

        counts = select(
            func.count().label("wanted"),
            func.count(rows.c.took).label("done"),
            func.count(rows.c.most).label("limited"),
            many(and_(rows.c.most.is_not(None), rows.c.took <= rows.c.most)).label("in_limit"),
            percentile(50).label("p50"),
            percentile(95).label("p95"),
            percentile(99).label("p99"),
        ).select_from(rows)
        return self._one(Timed, counts)

    def _one(self, kind: type[T], statement: Select[Any]) -> T:
        return kind(**_whole(self._connection.execute(statement).mappings().one()))


def _lines_of(lines: CTE, scope: Scope) -> Subquery:
    """Return the counts of those of the lines that are due in the period."""
    one = lines.c
    return (
        select(
            func.count().label("lines"),
            total(one.ordered).label("units"),
            many(one.at_once >= one.ordered).label("lines_filled"),
            total(least(one.at_once, one.ordered)).label("units_filled"),
            many(one.in_time >= one.ordered).label("lines_in_time"),
            total(counted(one, one.ordered)).label("otif_whole"),
            total(counted(one, least(one.in_window, one.ordered))).label("otif_part"),
            many(one.waited).label("lines_waited"),
            many(one.begun > 0).label("lines_promised"),
            total(one.changes).label("promise_changes"),
            many(and_(one.begun > 0, one.changes == 0)).label("lines_steady"),
        )
        .where(one.requested_on.between(scope.from_on, scope.to_on))
        .subquery("of_lines")
    )


def _orders_of(lines: CTE, scope: Scope) -> Subquery:
    """Return the counts of the orders whose last line is due in the period."""
    one = lines.c
    orders = (
        select(
            one.order,
            func.min(case((one.at_once >= one.ordered, 1), else_=0)).label("filled"),
            func.min(case((one.in_window >= one.ordered, 1), else_=0)).label("in_full"),
        )
        .group_by(one.order)
        .having(func.max(one.requested_on).between(scope.from_on, scope.to_on))
        .cte("orders")
    )
    perfect = and_(orders.c.in_full == 1, *papers_in_order(orders.c.order))
    return (
        select(
            func.count().label("orders"),
            many(orders.c.filled == 1).label("orders_filled"),
            many(perfect).label("orders_perfect"),
        )
        .select_from(orders)
        .subquery("of_orders")
    )


def _whole(row: Mapping[Any, Any]) -> dict[str, int | None]:
    """Return counts as whole numbers, whatever type a database adds up in."""
    return {name: None if value is None else int(value) for name, value in row.items()}
