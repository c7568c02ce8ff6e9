"""What lists are narrowed by: indexes in the order in which lists are read, over what is rare where most is alike.

Of a million orders nearly all are over, and of their documents nearly all were accepted and left. An index over the
few that were not costs nothing to keep, and answers a list that would else walk through all there is to find nothing.
A database takes such an index only for a question that names its condition word for word: `narrowed` asks that way.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, and_, literal_column

from gateway.adapters.db.tables.engine import event
from gateway.adapters.db.tables.exchange import document, transmission
from gateway.adapters.db.tables.people import webhook_delivery
from gateway.adapters.db.tables.waiting import expectation

COMMON: Mapping[Column[Any], tuple[str, ...]] = MappingProxyType(
    {
        document.c.validation: ("accepted",),
        document.c.delivery: ("none", "sent"),
        document.c.acknowledgement: ("none", "accepted"),
        transmission.c.state: ("processed",),
        event.c.actor: ("gateway",),
        webhook_delivery.c.state: ("delivered",),
    }
)
"""The values nearly all rows have: what has another is in the index over what is rare."""


def _but(column: Column[Any], *common: str) -> ColumnElement[bool]:
    return and_(*(column != literal_column(f"'{one}'") for one in common))


RARE: Mapping[Column[Any], ColumnElement[bool]] = MappingProxyType(
    {column: _but(column, *common) for column, common in COMMON.items()}
)
for _table, _in_order in (
    (document, (document.c.created_at, document.c.id)),
    (transmission, (transmission.c.at, transmission.c.id)),
    (event, (event.c.at, event.c.id)),
    (webhook_delivery, (webhook_delivery.c.id,)),
):
    for _one in (one for one in RARE if one.table is _table):
        Index(
            f"ix_{_table.name}_rare_{_one.name}",
            _one,
            *_in_order,
            sqlite_where=RARE[_one],
            postgresql_where=RARE[_one],
        )
Index(
    "ix_document_rare_of_partner",
    document.c.partner,
    document.c.acknowledgement,
    document.c.created_at,
    document.c.id,
    sqlite_where=RARE[document.c.acknowledgement],
    postgresql_where=RARE[document.c.acknowledgement],
)
OVER = ("met", "withdrawn")
OWED = _but(expectation.c.state, *OVER)
Index("ix_expectation_owed", expectation.c.due_at, expectation.c.id, sqlite_where=OWED, postgresql_where=OWED)
Index(None, document.c.set_id, document.c.created_at, document.c.id)
Index(None, transmission.c.partner, transmission.c.at)
Index(None, event.c.what, event.c.at, event.c.id)
Index(None, event.c.partner, event.c.at, event.c.id)


def narrowed(column: Column[Any], value: str) -> ColumnElement[bool]:
    """Return the condition that a column has a value, asked so that the index over what is rare is taken where it may."""
    if column in RARE and value not in COMMON[column]:
        return and_(column == value, RARE[column])
    return column == value
