"""What has to come or to leave by an instant."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select, tuple_

from gateway.adapters.db.rows import Upsert, columns_for, made, per_database, values
from gateway.adapters.db.tables import expectation as table
from gateway.adapters.db.tables.listing import OVER, OWED
from gateway.application.ports.waiting import Expectation
from gateway.application.records import shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(Expectation, table))
KEY = ("partner", "kind", "key", "shard")
KEPT = frozenset({"id", *KEY})
FIND = RECORDS.where(
    table.c.partner == bindparam("of_partner"),
    table.c.kind == bindparam("of_kind"),
    table.c.key == bindparam("of_key"),
    table.c.shard == bindparam("of_shard"),
)
GET = RECORDS.where(table.c.id == bindparam("of_id"))
FIND_LOCKED = FIND.with_for_update()
BY_DUE = (table.c.due_at, table.c.id)
OF = RECORDS.where(table.c.ref == bindparam("of_ref")).order_by(*BY_DUE)


def _putting(insert: Callable[[Table], Upsert]) -> Any:  # noqa: ANN401 - what returns rows has no common type
    """Return the INSERT that changes what is there under the key, and lets it keep its identifier."""
    statement = insert(table)
    changes = {one.key: statement.excluded[one.key] for one in table.c if one.key not in KEPT}
    return statement.on_conflict_do_update(index_elements=KEY, set_=changes).returning(table.c.id)


PUT = per_database(_putting)


class DbExpectations:
    """Implements the port Expectations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, expectation: Expectation) -> str:
        """Keep it, in place of the one of its partner, kind and key, whose identifier it takes; return that."""
        row = values(expectation) | {"shard": shard_of(expectation.partner)}
        kept: str = self._connection.execute(PUT[self._connection.dialect.name], row).scalar_one()
        return kept

    def find(self, partner: str, kind: str, key: str, *, lock: bool = False) -> Expectation | None:
        """Return the one of a partner, kind and key, locked until the end of the unit of work if asked."""
        found = self._made(
            FIND_LOCKED if lock else FIND,
            of_partner=partner,
            of_kind=kind,
            of_key=key,
            of_shard=shard_of(partner),
        )
        return found[0] if found else None

    def get(self, expectation: str) -> Expectation:
        """Return one by its identifier; raises NotFound."""
        for found in self._made(GET, of_id=expectation):
            return found
        raise NotFound(f"nothing is expected under {expectation}")

    def to_look_at(self, at: datetime, limit: int) -> Sequence[Expectation]:
        """Return, locked, those whose next instant has come, longest ago first; those locked elsewhere are left out."""
        statement = RECORDS.where(table.c.look_at <= at).order_by(table.c.look_at, table.c.id).limit(limit)
        return self._made(statement.with_for_update(skip_locked=True))

    def of(self, ref: str) -> Sequence[Expectation]:
        """Return those about a document or an order, the first to be due first."""
        return self._made(OF, of_ref=ref)

    def standing(
        self, limit: int, *, states: Sequence[str], partner: str = "", kind: str = "", after: str = ""
    ) -> Sequence[Expectation]:
        """Return those in some states, the first to be due first; those after a given one if it is named."""
        statement = RECORDS.where(table.c.state.in_(states))
        if not set(states) & set(OVER):
            statement = statement.where(OWED)
        if partner:
            statement = statement.where(table.c.partner == partner)
        if kind:
            statement = statement.where(table.c.kind == kind)
        if after:
            one = table.alias()
            place = select(one.c.due_at, one.c.id).where(one.c.id == after).subquery()
            statement = statement.where(tuple_(*BY_DUE) > select(place).scalar_subquery())
        return self._made(statement.order_by(*BY_DUE).limit(limit))

    def _made(self, statement: Select[Any], **of: object) -> list[Expectation]:
        return made(Expectation, self._connection.execute(statement, of))
