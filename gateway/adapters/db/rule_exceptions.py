"""What people let pass for a while."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from gateway.adapters.db.rows import columns_for, made, values
from gateway.adapters.db.tables import rule_exception as table
from gateway.application.records import ExceptionRecord, shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(ExceptionRecord, table))
ADD = insert(table)
UPDATE = update(table).where(table.c.id == bindparam("of_id"))
GET = RECORDS.where(table.c.id == bindparam("of_id"))
STANDING = RECORDS.where(table.c.until_on >= bindparam("of_day"), table.c.withdrawn_at.is_(None)).order_by(
    table.c.until_on, table.c.id
)
STANDING_OF = STANDING.where(table.c.partner == bindparam("of_partner"))


class DbRuleExceptions:
    """Implements the port RuleExceptions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, exception: ExceptionRecord) -> None:
        """Keep an exception."""
        self._connection.execute(ADD, values(exception) | {"shard": shard_of(exception.partner)})

    def update(self, exception: ExceptionRecord) -> None:
        """Replace an exception's record."""
        row = values(exception) | {"of_id": exception.id}
        if not self._connection.execute(UPDATE, row).rowcount:
            raise NotFound(f"there is no exception {exception.id}")

    def get(self, exception: str) -> ExceptionRecord:
        """Return an exception, expired or not; raises NotFound."""
        for found in self._made(GET, of_id=exception):
            return found
        raise NotFound(f"there is no exception {exception}")

    def standing(self, on: date, partner: str = "") -> Sequence[ExceptionRecord]:
        """Return what is let pass on a day, for a partner if one is named, the first to expire first."""
        if partner:
            return self._made(STANDING_OF, of_day=on, of_partner=partner)
        return self._made(STANDING, of_day=on)

    def _made(self, statement: Select[Any], **of: object) -> list[ExceptionRecord]:
        return made(ExceptionRecord, self._connection.execute(statement, of))
