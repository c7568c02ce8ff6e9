"""Alerts, and the counts they are raised from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal_column, or_, select

from gateway.adapters.db.columns import Words
from gateway.adapters.db.rows import columns_for, earlier, instead, made, values
from gateway.adapters.db.tables import alert as table
from gateway.adapters.db.tables import (
    document,
    expectation,
    interchange,
    job_dead,
    quote,
    request,
    sales_order,
    shipment,
    transmission,
)
from gateway.application.ports.alerts import OPEN, STANDING, AlertRecord, Tally
from gateway.application.records import shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(AlertRecord, table))
PUT = instead(table, "id", "shard")
GET = RECORDS.where(table.c.id == bindparam("of_id"))
STAND = RECORDS.where(table.c.state.in_(STANDING)).order_by(table.c.raised_at, table.c.id)
UNTAKEN = select(func.count()).where(table.c.state == OPEN)
DUE = ("at-risk", "overdue", "refused")
HELD: ColumnElement[str] = literal_column("'held'", Words())
NOTHING: ColumnElement[str] = literal_column("''", Words())
"""Both said in the statement, so that the index over what is held and nothing else serves it."""


class DbAlerts:
    """Implements the port Alerts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, alert: AlertRecord) -> None:
        """Keep an alert, in place of the one of its identifier."""
        row = values(alert) | {"shard": shard_of(alert.partner)}
        self._connection.execute(PUT[self._connection.dialect.name], row)

    def get(self, alert: str, *, lock: bool = False) -> AlertRecord:
        """Return one, locked until the end of the unit of work if asked; raises NotFound."""
        for found in self._made(GET.with_for_update() if lock else GET, of_id=alert):
            return found
        raise NotFound(f"there is no alert {alert}")

    def standing(self) -> Sequence[AlertRecord]:
        """Return, locked, all that are not over."""
        return self._made(STAND.with_for_update())

    def over_since(self, at: datetime) -> Sequence[AlertRecord]:
        """Return those that were over at an instant or later, the last first."""
        wanted = RECORDS.where(table.c.cleared_at >= at)
        return self._made(wanted.order_by(table.c.cleared_at.desc(), table.c.id.desc()))

    def told(self, at: datetime) -> Sequence[AlertRecord]:
        """Return those of which people were told last at this very instant, the first raised first."""
        return self._made(RECORDS.where(table.c.told_at == at).order_by(table.c.raised_at, table.c.id))

    def recent(
        self, limit: int, *, states: Sequence[str], kind: str = "", partner: str = "", before: str = ""
    ) -> Sequence[AlertRecord]:
        """Return so many in some states, the newest first; those before a given one if it is named."""
        wanted = RECORDS.where(table.c.state.in_(states))
        if kind:
            wanted = wanted.where(table.c.kind == kind)
        if partner:
            wanted = wanted.where(table.c.partner == partner)
        if before:
            wanted = wanted.where(earlier(table, table.c.raised_at, before))
        return self._made(wanted.order_by(table.c.raised_at.desc(), table.c.id.desc()).limit(limit))

    def counts(self) -> Mapping[tuple[str, str, str], int]:
        """Return how many stand, by kind, severity and state."""
        by = (table.c.kind, table.c.severity, table.c.state)
        wanted = select(*by, func.count()).where(table.c.state.in_(STANDING)).group_by(*by)
        rows = self._connection.execute(wanted)
        return {(kind, severity, state): count for kind, severity, state, count in rows}

    def open_count(self) -> int:
        """Return how many stand that nobody has taken."""
        return self._connection.execute(UNTAKEN).scalar_one()

    def due(self) -> Sequence[Tally]:
        """Return what is at risk, late or refused of what is expected: by state, kind of expectation and partner."""
        by = (expectation.c.state, expectation.c.kind, expectation.c.partner)
        wanted = select(*by, func.count(), func.min(expectation.c.due_at)).where(expectation.c.state.in_(DUE))
        return self._tallied(wanted.group_by(*by))

    def given_up(self) -> Sequence[Tally]:
        """Return the dead letters, by kind of work and partner."""
        by = (NOTHING, job_dead.c.kind, job_dead.c.partner)
        wanted = select(*by, func.count(), func.min(job_dead.c.died_at))
        return self._tallied(wanted.group_by(job_dead.c.kind, job_dead.c.partner))

    def waiting(self) -> Sequence[Tally]:
        """Return what waits for a decision of a person, by what it is and partner."""
        counted = (
            _held("order", sales_order, sales_order.c.received_at, sales_order.c.state == "held"),
            _held("request", request, request.c.received_at, request.c.state.in_(("review", "held"))),
            _held("quote", quote, quote.c.made_at, quote.c.state == "priced"),
            _held("shipment", shipment, shipment.c.shipped_at, shipment.c.state == "held"),
            _held(
                "document",
                document,
                document.c.created_at,
                or_(document.c.validation == HELD, document.c.delivery == HELD),
            ),
            _interchanges(),
        )
        return [one for wanted in counted for one in self._tallied(wanted)]

    def last_heard(self, partner: str) -> datetime | None:
        """Return when the last document of a partner came in, None where none ever did."""
        wanted = select(document.c.created_at).where(
            document.c.partner == partner, document.c.direction == "in"
        )
        return self._connection.scalar(wanted.order_by(document.c.created_at.desc()).limit(1))

    def _tallied(self, wanted: Select[Any]) -> list[Tally]:
        return [
            Tally(kind=kind, key=key, partner=partner, count=count, since=since)
            for kind, key, partner, count, since in self._connection.execute(wanted)
        ]

    def _made(self, statement: Select[Any], **of: object) -> list[AlertRecord]:
        return made(AlertRecord, self._connection.execute(statement, of))


def _held(what: str, of: Any, since: Any, where: Any) -> Select[Any]:  # noqa: ANN401 - tables and conditions of many types
    """Return how many rows of a table wait, by partner, and since when the oldest does."""
    named: ColumnElement[str] = literal_column(f"'{what}'", Words())
    return (
        select(NOTHING, named, of.c.partner, func.count(), func.min(since))
        .where(where)
        .group_by(of.c.partner)
    )


def _interchanges() -> Select[Any]:
    """Return how many interchanges are held: they came when their transmission did."""
    joined = interchange.join(transmission, transmission.c.id == interchange.c.transmission)
    by = (NOTHING, literal_column("'interchange'", Words()), interchange.c.partner)
    wanted = select(*by, func.count(), func.min(transmission.c.at)).select_from(joined)
    return wanted.where(interchange.c.state == "held").group_by(interchange.c.partner)
