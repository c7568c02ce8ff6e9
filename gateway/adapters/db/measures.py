"""Measures, counted by the database: of a line, its own rows in the logs are looked up by their key, never all of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)

from gateway.adapters.db.calendar import days_after, micros, plus_days
from gateway.adapters.db.tables import (
    document,
    event,
    item,
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
    Window,
)

T = TypeVar("T")
USUAL = Window()
BY_US = "gateway"
REFUSED = "document.refused-by-partner"
HELD = "order.held"
OPEN = ("confirmed", "shipping")
GOOD = ("none", "accepted")
SECOND = 1_000_000
MATERIALIZED = "MATERIALIZED"
"""What is looked up for each row is looked up once, however often the counts name it."""


class DbMeasures:
    """Implements the port Measures."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due_lines(self, scope: Scope) -> DueLines:
        """Count the lines due in the period."""
        lines = _facts(promise_log.alias("due"), scope, _within(scope)).cte("lines").prefix_with(MATERIALIZED)
        one = lines.c
        statement = select(
            func.count().label("lines"),
            _sum(one.ordered).label("units"),
            _many(one.at_once >= one.ordered).label("lines_filled"),
            _sum(_least(one.at_once, one.ordered)).label("units_filled"),
            _many(one.in_time >= one.ordered).label("lines_in_time"),
            _sum(_counted(one, one.ordered)).label("otif_whole"),
            _sum(_counted(one, _least(one.in_window, one.ordered))).label("otif_part"),
            _many(one.waited).label("lines_waited"),
            _many(one.begun > 0).label("lines_promised"),
            _sum(one.changes).label("promise_changes"),
            _many(and_(one.begun > 0, one.changes == 0)).label("lines_steady"),
        )
        return self._one(DueLines, statement)

    def due_orders(self, scope: Scope) -> DueOrders:
        """Count the orders due in the period."""
        due = promise_log.alias("due")
        wanted = select(due.c.order).where(_is_last(due), due.c.ordered > 0, *_within(scope)(due))
        lines = (
            _facts(
                promise_log.alias("line"), scope, lambda line: (line.c.order.in_(wanted.scalar_subquery()),)
            )
            .cte("lines")
            .prefix_with(MATERIALIZED)
        )
        one = lines.c
        whole = func.min(case((one.in_window >= one.ordered, 1), else_=0))
        orders = (
            select(
                one.order,
                func.min(case((one.at_once >= one.ordered, 1), else_=0)).label("filled"),
                whole.label("in_full"),
            )
            .group_by(one.order)
            .having(func.max(one.requested_on) <= scope.to_on)
            .cte("orders")
        )
        perfect = and_(orders.c.in_full == 1, *_papers_in_order(orders.c.order))
        statement = select(
            func.count().label("orders"),
            _many(orders.c.filled == 1).label("filled"),
            _many(perfect).label("perfect"),
        ).select_from(orders)
        return self._one(DueOrders, statement)

    def promises(self, scope: Scope) -> Promises:
        """Count the promises that fall into the period."""
        first, last = promise_log.alias("first_promise"), promise_log.alias("last_promise")
        owed = _least(first.c.promised, last.c.ordered)
        same_line = and_(last.c.order == first.c.order, last.c.line == first.c.line)
        fell = and_(first.c.promised_on.between(scope.from_on, scope.to_on), _of(first, scope))
        began = (
            select(
                owed.label("owed"),
                first.c.promised_on,
                _gone(first, lambda gone: gone.c.shipped_on <= first.c.promised_on).label("kept"),
                _gone(first, lambda _: true()).label("gone"),
                _latest_day(first).label("left_on"),
            )
            .select_from(first.join(last, same_line))
            .where(first.c.first.is_(true()), fell, _is_last(last), last.c.ordered > 0)
            .cte("began")
            .prefix_with(MATERIALIZED)
        )
        whole = began.c.gone >= began.c.owed
        missed = func.abs(days_after(began.c.left_on, began.c.promised_on))
        statement = select(
            func.count().label("first"),
            _many(began.c.kept >= began.c.owed).label("first_kept"),
            _many(whole).label("left"),
            _sum(case((whole, missed), else_=0)).label("missed_by_days"),
        ).select_from(began)
        firsts = self._connection.execute(statement).mappings().one()
        stands = (
            select(
                last.c.promised.label("owed"),
                _gone(last, lambda gone: gone.c.shipped_on <= last.c.promised_on).label("kept"),
            )
            .where(last.c.promised > 0, last.c.ordered > 0, _is_last(last), _of(last, scope))
            .where(last.c.promised_on.between(scope.from_on, scope.to_on))
            .cte("stands")
            .prefix_with(MATERIALIZED)
        )
        statement = select(
            func.count().label("last"), _many(stands.c.kept >= stands.c.owed).label("last_kept")
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
                _sum(order_line.c.backordered).label("units"),
                _sum(age).label("days"),
                func.coalesce(func.max(age), 0).label("oldest_days"),
            )
            .select_from(
                order_line.join(sales_order, sales_order.c.id == order_line.c.order).join(
                    last, and_(last.c.order == order_line.c.order, last.c.line == order_line.c.line)
                )
            )
            .where(order_line.c.backordered > 0, sales_order.c.state.in_(OPEN), _is_last(last))
        )
        if partner:
            statement = statement.where(sales_order.c.partner == partner)
        return self._one(Waiting, statement)

    def touched(self, scope: Scope) -> Touched:
        """Count the orders that came in the period."""
        orders = _came(scope).cte("came").prefix_with(MATERIALIZED)
        statement = select(
            func.count().label("orders"),
            _many(orders.c.answered_at.is_not(None)).label("answered"),
            _many(and_(orders.c.answered_at.is_not(None), ~orders.c.by_hand)).label("touchless"),
        ).select_from(orders)
        return self._one(Touched, statement)

    def touched_by(self, scope: Scope) -> Sequence[tuple[str, bool, Sequence[str]]]:
        """Return each order of the period that was not answered without a person, whether it was answered, and what first held it."""
        orders = _came(scope).cte("came").prefix_with(MATERIALIZED)
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
        return [
            (order, bool(answered), tuple((detail or {}).get("holds", ())))
            for order, answered, detail in self._connection.execute(statement)
        ]

    def acknowledged(self, scope: Scope) -> Timed:
        """Time the purchase orders of the period from arrival to the acknowledgement that left."""
        ack = document.alias("ack")
        left = (
            select(func.min(ack.c.sent_at))
            .where(
                ack.c.answers == document.c.interchange,
                ack.c.kind == "functional_ack",
                ack.c.direction == "out",
            )
            .scalar_subquery()
        )
        statement = (
            select(document.c.partner, transmission.c.at.label("began_at"), left.label("ended_at"))
            .select_from(document.join(transmission, transmission.c.id == document.c.transmission))
            .where(document.c.direction == "in", document.c.set_id == "850", _of(document, scope))
            .where(_during(transmission.c.at, scope))
        )
        return self._timed(statement, scope.acknowledge_within)

    def answered(self, scope: Scope) -> Timed:
        """Time the orders of the period from arrival to the first answer that left."""
        statement = select(
            sales_order.c.partner,
            sales_order.c.received_at.label("began_at"),
            _first_sent("855", document.c.order == sales_order.c.id).label("ended_at"),
        ).where(_during(sales_order.c.received_at, scope), _of(sales_order, scope))
        return self._timed(statement, scope.answer_within)

    def noticed(self, scope: Scope) -> Timed:
        """Time the shipments of the period from the dock to the notice that left."""
        ours = and_(document.c.order == shipment.c.order, document.c.reference == shipment.c.number)
        statement = select(
            shipment.c.partner,
            shipment.c.shipped_at.label("began_at"),
            _first_sent("856", ours).label("ended_at"),
        ).where(_during(shipment.c.shipped_at, scope), _of(shipment, scope))
        return self._timed(statement, scope.notice_within)

    def invoiced(self, scope: Scope) -> Invoiced:
        """Count the invoices of the period."""
        differs = exists().where(
            order_line.c.order == document.c.order, order_line.c.invoiced != order_line.c.shipped
        )
        matched = and_(document.c.acknowledgement != "rejected", ~_ever_refused(document), ~differs)
        statement = select(func.count().label("invoices"), _many(matched).label("matched")).where(
            document.c.direction == "out",
            document.c.set_id == "810",
            document.c.delivery != "abandoned",
            _during(document.c.created_at, scope),
            _of(document, scope),
        )
        return self._one(Invoiced, statement)

    def _timed(self, statement: Select[Any], limits: Mapping[str, int]) -> Timed:
        wanted = statement.cte("wanted")
        limit = _by_partner(wanted.c.partner, {one: s * SECOND for one, s in limits.items()}, None)
        took = micros(wanted.c.ended_at) - micros(wanted.c.began_at)
        took = case((took > 0, took), else_=0)
        rows = select(case((wanted.c.ended_at.is_not(None), took)).label("took"), limit.label("most")).cte(
            "rows"
        )
        done = (
            select(rows.c.took, func.row_number().over(order_by=rows.c.took).label("place"))
            .where(rows.c.took.is_not(None))
            .cte("done")
        )
        count = select(func.count()).select_from(done).scalar_subquery()

        def percentile(share: int) -> ColumnElement[Any]:
            rank = (count * share + 99) // 100
            return select(done.c.took).where(done.c.place == rank).scalar_subquery()

        counts = select(
            func.count().label("wanted"),
            func.count(rows.c.took).label("done"),
            func.count(rows.c.most).label("limited"),
            _many(and_(rows.c.most.is_not(None), rows.c.took <= rows.c.most)).label("in_limit"),
            percentile(50).label("p50"),
            percentile(95).label("p95"),
            percentile(99).label("p99"),
        ).select_from(rows)
        return self._one(Timed, counts)

    def _one(self, kind: type[T], statement: Select[Any]) -> T:
        return kind(**_whole(self._connection.execute(statement).mappings().one()))


def _whole(row: Mapping[Any, Any]) -> dict[str, int | None]:
    """Return counts as whole numbers, whatever type a database adds up in."""
    return {name: None if value is None else int(value) for name, value in row.items()}


def _is_last(row: FromClause) -> ColumnElement[bool]:
    """Return the condition that nothing newer was said of the line."""
    newer = promise_log.alias()
    return ~exists().where(newer.c.order == row.c.order, newer.c.line == row.c.line, newer.c.seq > row.c.seq)


def _of(table: FromClause, scope: Scope) -> ColumnElement[bool]:
    return table.c.partner == scope.partner if scope.partner else true()


def _within(scope: Scope) -> Any:  # noqa: ANN401 - a function from a table to its conditions
    """Return the conditions under which lines are due in the period."""
    return lambda line: (line.c.requested_on.between(scope.from_on, scope.to_on), _of(line, scope))


def _during(at: ColumnElement[Any], scope: Scope) -> ColumnElement[bool]:
    begin = datetime.combine(scope.from_on, time(), UTC)
    end = datetime.combine(scope.to_on + timedelta(days=1), time(), UTC)
    return and_(at >= begin, at < end)


def _facts(line: FromClause, scope: Scope, where: Any) -> Select[Any]:  # noqa: ANN401 - see _within
    """Return each line as it was last asked for, with what of it left when and how often its promise changed."""
    early = _by_partner(
        line.c.partner, {code: -one.early_days for code, one in scope.windows.items()}, -USUAL.early_days
    )
    late = _by_partner(
        line.c.partner, {code: one.late_days for code, one in scope.windows.items()}, USUAL.late_days
    )
    asked = line.c.requested_on
    began = promise_log.alias("began")
    told = promise_log.alias("told")
    waits = promise_log.alias("waits")
    since = (
        select(began.c.seq)
        .where(began.c.order == line.c.order, began.c.line == line.c.line, began.c.first.is_(true()))
        .correlate(line)
        .scalar_subquery()
    )
    changes = (
        select(func.count())
        .where(
            told.c.order == line.c.order,
            told.c.line == line.c.line,
            told.c.seq > since,
            told.c.why != "changed",
        )
        .scalar_subquery()
    )
    waited = exists().where(
        waits.c.order == line.c.order, waits.c.line == line.c.line, waits.c.backordered > 0
    )
    pack = select(item.c.pack).where(item.c.sku == line.c.sku).scalar_subquery()
    counts = _by_partner(
        line.c.partner, {code: one.counts for code, one in scope.windows.items()}, USUAL.counts, String()
    )
    return select(
        line.c.order,
        line.c.ordered,
        line.c.requested_on,
        _gone(line, lambda gone: gone.c.shipped_on <= asked).label("in_time"),
        _gone(
            line,
            lambda gone: and_(gone.c.shipped_on <= asked, gone.c.shipped_on == _earliest_day(line)),
        ).label("at_once"),
        _gone(
            line,
            lambda gone: and_(
                gone.c.shipped_on >= plus_days(asked, early), gone.c.shipped_on <= plus_days(asked, late)
            ),
        ).label("in_window"),
        waited.label("waited"),
        func.coalesce(since, 0).label("begun"),
        changes.label("changes"),
        func.coalesce(pack, 1).label("pack"),
        counts.label("counts"),
    ).where(_is_last(line), line.c.ordered > 0, *where(line))


def _gone(line: FromClause, when: Any) -> ColumnElement[Any]:  # noqa: ANN401 - a function from a table to a condition
    """Return how much of a line left, as a whole number: PostgreSQL adds up in another type."""
    gone = shipped_line.alias()
    left = (
        select(func.sum(gone.c.quantity))
        .where(gone.c.order == line.c.order, gone.c.line == line.c.line, when(gone))
        .correlate(line)
        .scalar_subquery()
    )
    return cast(func.coalesce(left, 0), BigInteger())


def _earliest_day(line: FromClause) -> ColumnElement[Any]:
    gone = shipped_line.alias()
    return (
        select(func.min(gone.c.shipped_on))
        .where(gone.c.order == line.c.order, gone.c.line == line.c.line)
        .correlate(line)
        .scalar_subquery()
    )


def _latest_day(line: FromClause) -> ColumnElement[Any]:
    gone = shipped_line.alias()
    return (
        select(func.max(gone.c.shipped_on))
        .where(gone.c.order == line.c.order, gone.c.line == line.c.line)
        .correlate(line)
        .scalar_subquery()
    )


def _came(scope: Scope) -> Select[Any]:
    """Return the orders of the period with when they were answered and whether a person had a hand in it."""
    answer = document.alias("answer")
    answered_at = (
        select(func.min(answer.c.created_at))
        .where(answer.c.order == sales_order.c.id, answer.c.set_id == "855", answer.c.direction == "out")
        .correlate(sales_order)
        .scalar_subquery()
    )
    by_hand = exists().where(
        event.c.order == sales_order.c.id,
        event.c.actor != BY_US,
        or_(answered_at.is_(None), event.c.at <= answered_at),
    )
    return select(
        sales_order.c.id.label("order"), answered_at.label("answered_at"), by_hand.label("by_hand")
    ).where(_during(sales_order.c.received_at, scope), _of(sales_order, scope))


def _first_sent(set_id: str, ours: ColumnElement[bool]) -> ColumnElement[Any]:
    return (
        select(func.min(document.c.sent_at))
        .where(document.c.set_id == set_id, document.c.direction == "out", ours)
        .scalar_subquery()
    )


def _papers_in_order(order: ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that an order has a notice and an invoice, and none of them was ever refused."""
    paper = document.alias("paper")
    ours = and_(paper.c.order == order, paper.c.direction == "out", paper.c.delivery != "abandoned")
    noticed = exists().where(ours, paper.c.set_id == "856")
    billed = exists().where(ours, paper.c.set_id == "810")
    doubtful = exists().where(
        ours,
        paper.c.set_id.in_(("856", "810")),
        or_(paper.c.acknowledgement.not_in(GOOD), _ever_refused(paper)),
    )
    return noticed, billed, ~doubtful


def _ever_refused(paper: FromClause) -> ColumnElement[bool]:
    refusal = event.alias()
    return exists().where(refusal.c.ref == paper.c.id, refusal.c.what == REFUSED)


def _by_partner(
    partner: ColumnElement[str],
    agreed: Mapping[str, Any],
    usual: Any,  # noqa: ANN401 - a number, a word or none
    kind: Any = None,  # noqa: ANN401 - a type of any column
) -> ColumnElement[Any]:
    type_ = kind or BigInteger()
    other = cast(literal(usual, type_=type_), type_)
    if not agreed:
        return other
    whens = ((partner == code, literal(one, type_=type_)) for code, one in sorted(agreed.items()))
    return case(*whens, else_=other)


def _counted(one: Any, units: ColumnElement[Any]) -> ColumnElement[Any]:  # noqa: ANN401 - the columns of a line
    """Return units as the partner counts them: whole cases, whole lines, or as they are."""
    return case(
        (one.counts == "case", units // one.pack),
        (one.counts == "line", case((units >= one.ordered, 1), else_=0)),
        else_=units,
    )


def _least(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((one < other, one), else_=other)


def _many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return _sum(case((condition, 1), else_=0))


def _sum(of: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(of), 0)
