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
    """Return the orders with a line that is due in the period, as it was last asked for."""
    due = promise_log.alias("due")
    return select(due.c.order).where(
        due.c.requested_on.between(scope.from_on, scope.to_on),
        of_partner(due, scope),
        due.c.ordered > 0,
        is_last(due),
    )


def during(at: ColumnElement[Any], scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an instant lies within the days of the period."""
    begin = datetime.combine(scope.from_on, time(), UTC)
    end = datetime.combine(scope.to_on + timedelta(days=1), time(), UTC)
    return and_(at >= begin, at < end)


def facts(scope: Scope, orders: Select[Any]) -> CTE:
    """Return each line of some orders as it was last asked for, with what of it left when and how often its promise changed."""
    line = promise_log.alias("line")
    early = by_partner(
        line.c.partner, {code: -one.early_days for code, one in scope.windows.items()}, -USUAL.early_days
    )
    late = by_partner(
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
    counts = by_partner(
        line.c.partner, {code: one.counts for code, one in scope.windows.items()}, USUAL.counts, String()
    )
    found = select(
        line.c.order,
        line.c.ordered,
        line.c.requested_on,
        gone_of(line, lambda gone: gone.c.shipped_on <= asked).label("in_time"),
        gone_of(
            line,
            lambda gone: and_(gone.c.shipped_on <= asked, gone.c.shipped_on == _earliest_day(line)),
        ).label("at_once"),
        gone_of(
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
    ).where(is_last(line), line.c.ordered > 0, line.c.order.in_(orders))
    return found.cte("lines").prefix_with(MATERIALIZED)


def gone_of(line: FromClause, when: Any) -> ColumnElement[Any]:  # noqa: ANN401 - a function from a table to a condition
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


def latest_day(line: FromClause) -> ColumnElement[Any]:
    """Return the last day on which anything of a line left."""
    gone = shipped_line.alias()
    return (
        select(func.max(gone.c.shipped_on))
        .where(gone.c.order == line.c.order, gone.c.line == line.c.line)
        .correlate(line)
        .scalar_subquery()
    )


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
