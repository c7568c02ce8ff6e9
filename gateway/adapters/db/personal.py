"""What is kept of consumers: found in the orders and documents as they are kept, and masked there."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, select, update

from gateway.adapters.db.operations import IN_WORK, NOT_OVER, WAITED_FOR
from gateway.adapters.db.rows import chunks
from gateway.adapters.db.tables import (
    credit_memo,
    document,
    document_body,
    invoice,
    sales_order,
    transmission,
    transmission_body,
)
from gateway.domain.canonical import text_of
from gateway.domain.lifecycle import ORDER
from gateway.domain.personal import DROP_SHIP, concerns_a_person, masked

OVER = tuple(state for state, moves in ORDER.items() if not moves)
GOES_TO_A_PERSON = sales_order.c.canonical.contains(f'"kind":"{DROP_SHIP}"', autoescape=True)
IS_MASKED = sales_order.c.canonical.contains('"street":["***"]', autoescape=True)
TEXTS: tuple[Table, ...] = (document, invoice, credit_memo)
"""Tables whose rows belong to an order and say in canonical JSON what was exchanged about it."""


class DbPersonal:
    """Implements the port Personal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def concerned(self, partner: str, before: datetime, limit: int) -> Sequence[str]:
        """Return orders of a partner's from before an instant that are over and still name a consumer, oldest first."""
        wanted = (
            _orders(partner, before)
            .where(sales_order.c.state.in_(OVER), ~IS_MASKED)
            .order_by(sales_order.c.received_at, sales_order.c.id)
        )
        names = (row.id for row in self._connection.execute(wanted).all() if _names_somebody(row.canonical))
        return [one for one, _ in zip(names, range(limit), strict=False)]

    def among(self, orders: Sequence[str]) -> frozenset[str]:
        """Return which of these orders go to a consumer."""
        wanted = select(sales_order.c.id, sales_order.c.canonical).where(GOES_TO_A_PERSON)
        return frozenset(
            one
            for some in chunks(orders)
            for one, canonical in self._connection.execute(wanted.where(sales_order.c.id.in_(some)))
            if concerns_a_person(json.loads(canonical))
        )

    def carried(self, transmission: str) -> bool:
        """Return whether a transmission brought or took anything of an order that goes to a consumer."""
        wanted = (
            select(sales_order.c.canonical)
            .join(document, document.c.order == sales_order.c.id)
            .where(document.c.transmission == transmission, GOES_TO_A_PERSON)
        )
        return any(concerns_a_person(json.loads(one)) for one in self._connection.execute(wanted).scalars())

    def forget(self, order: str) -> int:
        """Mask the consumer in an order, its documents, invoices and credits; return how many texts changed."""
        changed = self._mask(sales_order, sales_order.c.id == order)
        return changed + sum(self._mask(table, table.c.order == order) for table in TEXTS)

    def empty(self, partner: str, before: datetime) -> int:
        """Remove the bytes of documents of a partner's drop-ship orders from before an instant, unless something waits for them; return how many."""
        orders = [
            row.id
            for row in self._connection.execute(_orders(partner, before)).all()
            if concerns_a_person(json.loads(row.canonical))
        ]
        gone = 0
        for some in chunks(orders):
            for table, ids in ((document_body, _left(some)), (transmission_body, _came(some))):
                gone += self._connection.execute(delete(table).where(table.c.id.in_(ids))).rowcount
        return gone

    def _mask(self, table: Table, of: ColumnElement[bool]) -> int:
        rows = self._connection.execute(select(table.c.id, table.c.canonical).where(of)).all()
        changed = 0
        for identifier, canonical in rows:
            text = text_of(masked(json.loads(canonical))) if canonical else ""
            if text != canonical:
                self._connection.execute(update(table).where(table.c.id == identifier).values(canonical=text))
                changed += 1
        return changed


def _orders(partner: str, before: datetime) -> Select[tuple[str, str]]:
    return select(sales_order.c.id, sales_order.c.canonical).where(
        sales_order.c.partner == partner, sales_order.c.received_at < before, GOES_TO_A_PERSON
    )


def _names_somebody(canonical: str) -> bool:
    said = json.loads(canonical)
    return concerns_a_person(said) and masked(said) != said


def _left(orders: Sequence[str]) -> Select[tuple[str]]:
    """Return the documents of orders that left and that nothing waits for."""
    return select(document.c.id).where(
        document.c.order.in_(orders),
        document.c.delivery.not_in(NOT_OVER),
        document.c.acknowledgement.not_in(WAITED_FOR),
    )


def _came(orders: Sequence[str]) -> Select[tuple[str]]:
    """Return the transmissions that brought documents of orders, unless one of what they brought is held."""
    other = document.alias()
    waits = select(other.c.id).where(other.c.transmission == transmission.c.id, other.c.validation == "held")
    return (
        select(transmission.c.id)
        .join(document, document.c.transmission == transmission.c.id)
        .where(document.c.order.in_(orders), transmission.c.state.not_in(IN_WORK), ~waits.exists())
    )
