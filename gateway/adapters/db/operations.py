"""Counts over everything, and the bytes that grow old."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Select, delete, func, literal, select, union_all

from gateway.adapters.db.rows import chunks, columns_for, instead, made, values
from gateway.adapters.db.tables import (
    document,
    document_body,
    document_count,
    expectation,
    job,
    sales_order,
    transmission,
    transmission_body,
)
from gateway.application.ports.operating import Counted, Owed, Payload, Queue
from gateway.application.records import shard_of
from gateway.domain import lifecycle

KEEP_COUNT = instead(document_count, "direction", "set_id", "partner", "validation", "shard")
UNDER_WAY = tuple(state for state, moves in lifecycle.ORDER.items() if moves)
OPEN = ("awaited", "at-risk", "overdue")
BODIES = {"transmission": transmission_body, "document": document_body}
IN_WORK = ("received",)
NOT_OVER = ("ready", "failed", "held")
WAITED_FOR = ("awaited", "overdue")


class DbOperations:
    """Implements the port Operations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def now(self) -> datetime:
        """Return the database's own time."""
        if self._connection.dialect.name == "sqlite":
            return datetime.now(UTC)
        found: datetime = self._connection.scalar(select(func.clock_timestamp())) or datetime.now(UTC)
        return found.astimezone(UTC)

    def queues(self) -> Sequence[Queue]:
        """Return what waits, by kind."""
        wanted = select(job.c.kind, func.count(), func.min(job.c.since)).group_by(job.c.kind)
        rows = self._connection.execute(wanted.order_by(job.c.kind))
        return [Queue(kind=kind, waiting=count, oldest_at=oldest) for kind, count, oldest in rows]

    def documents(self, from_at: datetime | None, to_at: datetime) -> Sequence[Counted]:
        """Return how many transaction sets were made from an instant on (ever, without one) and before another."""
        by = (document.c.direction, document.c.set_id, document.c.partner, document.c.validation)
        wanted = select(*by, func.count()).where(document.c.created_at < to_at).group_by(*by).order_by(*by)
        if from_at is not None:
            wanted = wanted.where(document.c.created_at >= from_at)
        return [
            Counted(direction=direction, set_id=set_id, partner=partner, validation=validation, count=count)
            for direction, set_id, partner, validation, count in self._connection.execute(wanted)
        ]

    def kept_counts(self) -> tuple[Sequence[Counted], datetime | None]:
        """Return what was counted of transaction sets last, and until when; None where nothing was ever counted."""
        until = self._connection.scalar(select(func.max(document_count.c.until_at)))
        return made(Counted, self._connection.execute(select(*columns_for(Counted, document_count)))), until

    def keep_counts(self, counted: Sequence[Counted], until: datetime) -> None:
        """Keep how many there were of each sort until an instant, in place of what was kept of these sorts."""
        rows = [values(one) | {"shard": shard_of(one.partner), "until_at": until} for one in counted]
        if rows:
            self._connection.execute(KEEP_COUNT[self._connection.dialect.name], rows)

    def orders_under_way(self) -> Mapping[str, int]:
        """Return how many orders are in each state that is not the last of an order; states without are left out."""
        state = sales_order.c.state
        wanted = select(state, func.count()).where(state.in_(UNDER_WAY)).group_by(state)
        return dict(self._connection.execute(wanted).all())

    def owed(self) -> Sequence[Owed]:
        """Return what is open of deadlines, by kind, partner and state."""
        by = (expectation.c.kind, expectation.c.partner, expectation.c.state)
        wanted = select(*by, func.count(), func.min(expectation.c.due_at)).where(
            expectation.c.state.in_(OPEN)
        )
        rows = self._connection.execute(wanted.group_by(*by).order_by(*by))
        return [
            Owed(kind=kind, partner=partner, state=state, count=count, due_at=due)
            for kind, partner, state, count, due in rows
        ]

    def old_payloads(self, partner: str, before: datetime, limit: int) -> Iterator[Payload]:
        """Yield bytes of a partner from before an instant, of documents that wait for nobody and nothing, oldest first."""
        came = _old_transmissions(partner, before).add_columns(transmission_body.c.content)
        left = _old_documents(partner, before).add_columns(document_body.c.content)
        found = union_all(came, left).subquery()
        for row in self._connection.execute(select(found).order_by(found.c.at, found.c.id).limit(limit)):
            yield Payload(
                kind=row.kind,
                id=row.id,
                partner=partner,
                name=row.name,
                at=row.at,
                content=row.content,
            )

    def count_old(self, partner: str, before: datetime) -> tuple[int, int]:
        """Return how many such payloads there are, and their size in bytes."""
        size = func.length(transmission_body.c.content).label("size")
        came = _old_transmissions(partner, before).add_columns(size)
        left = _old_documents(partner, before).add_columns(func.length(document_body.c.content).label("size"))
        found = union_all(came, left).subquery()
        row = self._connection.execute(select(func.count(), func.sum(found.c.size))).one()
        return row[0], int(row[1] or 0)

    def empty(self, payloads: Sequence[tuple[str, str]]) -> int:
        """Remove the bytes of payloads (kind, id), and nothing else of their records; return how many there were."""
        gone = 0
        for kind, table in BODIES.items():
            for ids in chunks([one for of, one in payloads if of == kind]):
                gone += self._connection.execute(delete(table).where(table.c.id.in_(ids))).rowcount
        return gone


def _old_transmissions(partner: str, before: datetime) -> Select[tuple[str, str, str, datetime]]:
    """Return those whose bytes are still there and whose documents are all done with."""
    waits = select(document.c.id).where(
        document.c.transmission == transmission.c.id, document.c.validation == "held"
    )
    return (
        select(
            literal("transmission").label("kind"),
            transmission.c.id.label("id"),
            transmission.c.name.label("name"),
            transmission.c.at.label("at"),
        )
        .join(transmission_body, transmission_body.c.id == transmission.c.id)
        .where(
            transmission.c.partner == partner,
            transmission.c.at < before,
            transmission.c.state.not_in(IN_WORK),
            ~waits.exists(),
        )
    )


def _old_documents(partner: str, before: datetime) -> Select[tuple[str, str, str, datetime]]:
    """Return those that left, were answered if an answer was due, and whose bytes are still there."""
    return (
        select(
            literal("document").label("kind"),
            document.c.id.label("id"),
            document.c.file_name.label("name"),
            document.c.created_at.label("at"),
        )
        .join(document_body, document_body.c.id == document.c.id)
        .where(
            document.c.partner == partner,
            document.c.created_at < before,
            document.c.delivery.not_in(NOT_OVER),
            document.c.acknowledgement.not_in(WAITED_FOR),
        )
    )
