"""What measures are counted of: the conditions and columns of lines, orders and documents of a period."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from gateway.adapters.db.calendar import plus_days
from gateway.adapters.db.tables import document, event, item, promise_log, sales_order, shipped_line
from gateway.application.ports.measures import Scope, Window

USUAL = Window()
MATERIALIZED = "MATERIALIZED"
"""What is looked up for each row is looked up once, however often the counts name it."""
BY_US = "gateway"
FIRST = 1
"""What a line is told is counted from here."""
REFUSED = "document.refused-by-partner"
GOOD = ("none", "accepted")


def is_last(row: FromClause) -> ColumnElement[bool]:
    """Return the condition that nothing newer was said of the line."""
    newer = promise_log.alias()
    return ~exists().where(newer.c.order == row.c.order, newer.c.line == row.c.line, newer.c.seq > row.c.seq)


def of_partner(table: FromClause, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that rows are the partner's, of all where none is named."""
    return table.c.partner == scope.partner if scope.partner else true()


def due_in(scope: Scope) -> Select[Any]:
    """Return the orders of which a line is, or was once, due in the period."""
    due = promise_log.alias("due")
    fell = due.c.requested_on.between(scope.from_on, scope.to_on)
    return select(due.c.order).where(fell, of_partner(due, scope))


def during(at: ColumnElement[Any], scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an instant lies within the days of the period."""
    begin = datetime.combine(scope.from_on, time(), UTC)
    end = datetime.combine(scope.to_on + timedelta(days=1), time(), UTC)
    return and_(at >= begin, at < end)


def facts(scope: Scope, orders: Select[Any]) -> CTE:
    """Return each line of some orders as it was last asked for, with what of it left when and how often its promise changed."""
    line, gone = promise_log.alias("line"), shipped_line.alias("gone")
    early = by_partner(
        line.c.partner, {code: -one.early_days for code, one in scope.windows.items()}, -USUAL.early_days
    )
    late = by_partner(
        line.c.partner, {code: one.late_days for code, one in scope.windows.items()}, USUAL.late_days
    )
    asked, day = line.c.requested_on, gone.c.shipped_on
    in_time = left(gone, day <= asked)
    counts = by_partner(
        line.c.partner, {code: one.counts for code, one in scope.windows.items()}, USUAL.counts, String()
    )
    since = _since(line)
    found = (
        select(
            line.c.order,
            line.c.ordered,
            line.c.requested_on,
            in_time.label("in_time"),
            _at_once(line, gone, in_time).label("at_once"),
            left(gone, and_(day >= plus_days(asked, early), day <= plus_days(asked, late))).label(
                "in_window"
            ),
            _waited(line).label("waited"),
            func.coalesce(since, 0).label("begun"),
            _changes(line, since).label("changes"),
            _pack(line, counts).label("pack"),
            counts.label("counts"),
        )
        .select_from(line.outerjoin(gone, same_line(gone, line)))
        .where(is_last(line), line.c.ordered > 0, line.c.order.in_(orders))
        .group_by(*row_of(line))
    )
    return found.cte("lines").prefix_with(MATERIALIZED)


def row_of(line: FromClause) -> tuple[ColumnElement[Any], ...]:
    """Return the whole key of a row of the log: PostgreSQL gives its other columns only where it is grouped by that."""
    return line.c.order, line.c.line, line.c.seq, line.c.shard


def same_line(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """Return the condition that rows are about the same line."""
    return and_(one.c.order == other.c.order, one.c.line == other.c.line)


def left(gone: FromClause, when: ColumnElement[bool]) -> ColumnElement[Any]:
    """Return how much of a line left so, as a whole number: PostgreSQL adds up in another type."""
    return cast(total(case((when, gone.c.quantity), else_=0)), BigInteger())


def _at_once(line: FromClause, gone: FromClause, in_time: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return what left in time on the first day; only where there was another is it looked for by itself."""
    first, last = func.min(gone.c.shipped_on), func.max(gone.c.shipped_on)
    again, sooner = shipped_line.alias("again"), shipped_line.alias("sooner")
    earliest = select(func.min(sooner.c.shipped_on)).where(same_line(sooner, line)).correlate(line)
    of_that_day = (
        select(cast(total(again.c.quantity), BigInteger()))
        .where(
            same_line(again, line),
            again.c.shipped_on <= line.c.requested_on,
            again.c.shipped_on == earliest.scalar_subquery(),
        )
        .correlate(line)
        .scalar_subquery()
    )
    return case((first < last, of_that_day), else_=in_time)


def _since(line: FromClause) -> ColumnElement[Any]:
    """Return which row of the line first promised anything, mostly its only one."""
    began = promise_log.alias("began")
    other = (
        select(began.c.seq)
        .where(same_line(began, line), began.c.first.is_(true()))
        .correlate(line)
        .scalar_subquery()
    )
    return case((line.c.first.is_(true()), line.c.seq), else_=other)


def _changes(line: FromClause, since: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return how often the line was told something new after the first promise, but for what the buyer changed."""
    told = promise_log.alias("told")
    count = (
        select(func.count())
        .where(same_line(told, line), told.c.seq > since, told.c.why != "changed")
        .correlate(line)
        .scalar_subquery()
    )
    return case((line.c.first.is_(true()), 0), else_=count)


def _waited(line: FromClause) -> ColumnElement[bool]:
    """Return whether anything of the line ever waited."""
    waits = promise_log.alias("waits")
    before = exists().where(same_line(waits, line), waits.c.backordered > 0).correlate(line)
    return case((line.c.backordered > 0, true()), (line.c.seq == FIRST, false()), else_=before)


def _pack(line: FromClause, counts: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return how many of the item make a case, where cases count."""
    pack = select(item.c.pack).where(item.c.sku == line.c.sku).correlate(line).scalar_subquery()
    return case((counts == "case", func.coalesce(pack, 1)), else_=1)


def came(scope: Scope) -> Select[Any]:
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
    ).where(during(sales_order.c.received_at, scope), of_partner(sales_order, scope))


def first_sent(set_id: str, ours: ColumnElement[bool]) -> ColumnElement[Any]:
    """Return when the first of our documents of a set had left."""
    return (
        select(func.min(document.c.sent_at))
        .where(document.c.set_id == set_id, document.c.direction == "out", ours)
        .scalar_subquery()
    )


def papers_in_order(order: ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that an order has a notice and an invoice, and none of them was ever refused."""
    paper = document.alias("paper")
    ours = and_(paper.c.order == order, paper.c.direction == "out", paper.c.delivery != "abandoned")
    noticed = exists().where(ours, paper.c.set_id == "856")
    billed = exists().where(ours, paper.c.set_id == "810")
    doubtful = exists().where(
        ours,
        paper.c.set_id.in_(("856", "810")),
        or_(paper.c.acknowledgement.not_in(GOOD), ever_refused(paper)),
    )
    return noticed, billed, ~doubtful


def ever_refused(paper: FromClause) -> ColumnElement[bool]:
    """Return the condition that the partner refused a document, whatever it said later."""
    refusal = event.alias()
    return exists().where(refusal.c.ref == paper.c.id, refusal.c.what == REFUSED)


def by_partner(
    partner: ColumnElement[str],
    agreed: Mapping[str, Any],
    usual: Any,  # noqa: ANN401 - a number, a word or none
    kind: Any = None,  # noqa: ANN401 - a type of any column
) -> ColumnElement[Any]:
    """Return what was agreed with the partner of a row, or the usual."""
    type_ = kind or BigInteger()
    other = cast(literal(usual, type_=type_), type_)
    if not agreed:
        return other
    whens = ((partner == code, literal(one, type_=type_)) for code, one in sorted(agreed.items()))
    return case(*whens, else_=other)


def counted(one: Any, units: ColumnElement[Any]) -> ColumnElement[Any]:  # noqa: ANN401 - the columns of a line
    """Return units as the partner counts them: whole cases, whole lines, or as they are."""
    return case(
        (one.counts == "case", units // one.pack),
        (one.counts == "line", case((units >= one.ordered, 1), else_=0)),
        else_=units,
    )


def least(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the lesser of two numbers."""
    return case((one < other, one), else_=other)


def many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    """Return how many rows meet a condition."""
    return total(case((condition, 1), else_=0))


def total(of: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a sum, nought where there is nothing to add up."""
    return func.coalesce(func.sum(of), 0)
