"""Transaction sets in and out, and the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, literal_column, select, update

from gateway.adapters.db.rows import columns_for, earlier, is_new, made, upsert, values
from gateway.adapters.db.tables import document as table
from gateway.adapters.db.tables import document_body as body
from gateway.adapters.db.tables import interchange
from gateway.application.records import DocumentRecord, shard_of
from gateway.errors import NotFound

OUT = "out"
HAS_KEY = table.c.dedupe != literal_column("''")
"""The condition of the index of dedupe keys, word for word: a plan for any parameter would not know a parameter."""
NEWEST_FIRST = (table.c.created_at.desc(), table.c.id.desc())
OLDEST_FIRST = (table.c.created_at, table.c.id)


class DbDocuments:
    """Implements the port Documents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, document: DocumentRecord, content: bytes = b"") -> bool:
        """Keep it, with the bytes to send if it leaves; return False when its dedupe key is there already."""
        place = shard_of(document.partner)
        statement = upsert(self._connection, table).on_conflict_do_nothing(
            index_elements=["partner", "dedupe", "shard"], index_where=HAS_KEY
        )
        if not is_new(self._connection, statement, values(document) | {"shard": place}):
            return False
        if document.direction == OUT:
            row = {"id": document.id, "shard": place, "content": content}
            self._connection.execute(insert(body), row)
        return True

    def update(self, document: DocumentRecord) -> None:
        """Replace a document's record; its bytes stay."""
        statement = update(table).where(table.c.id == document.id).values(values(document))
        if not self._connection.execute(statement).rowcount:
            raise NotFound(f"there is no document {document.id}")

    def get(self, document: str, *, lock: bool = False) -> DocumentRecord:
        """Return a document, locked until the end of the unit of work if asked; raises NotFound."""
        statement = _records().where(table.c.id == document)
        for found in self._made(_locked(statement, lock=lock)):
            return found
        raise NotFound(f"there is no document {document}")

    def content(self, document: str) -> bytes:
        """Return the bytes to send or sent (outbound documents only); raises NotFound."""
        content: bytes | None = self._connection.scalar(select(body.c.content).where(body.c.id == document))
        if content is None:
            raise NotFound(f"there is no outbound document {document}")
        return content

    def find(self, partner: str, dedupe: str) -> DocumentRecord | None:
        """Return the document under a dedupe key."""
        if not dedupe:
            return None
        statement = _records().where(table.c.partner == partner, table.c.dedupe == dedupe, HAS_KEY)
        found = self._made(statement)
        return found[0] if found else None

    def of_order(self, order: str) -> Sequence[DocumentRecord]:
        """Return an order's chain, oldest first."""
        return self._made(_records().where(table.c.order == order).order_by(*OLDEST_FIRST))

    def of_transmission(self, transmission: str) -> Sequence[DocumentRecord]:
        """Return what one transmission held, in order."""
        outer = (
            select(interchange.c.position)
            .where(interchange.c.id == table.c.interchange)
            .limit(1)
            .scalar_subquery()
        )
        statement = _records().where(table.c.transmission == transmission)
        return self._made(statement.order_by(outer, table.c.position, table.c.id))

    def answers_to(self, ref: str) -> Sequence[DocumentRecord]:
        """Return the outbound documents that answer an interchange or document, oldest first."""
        statement = _records().where(table.c.answers == ref, table.c.direction == OUT)
        return self._made(statement.order_by(*OLDEST_FIRST))

    def sent_in_group(
        self, partner: str, functional_group: str, group_control_number: str, *, lock: bool = False
    ) -> Sequence[DocumentRecord]:
        """Return the outbound documents of a functional group, newest first, locked if asked."""
        statement = _records().where(
            table.c.partner == partner,
            table.c.group_control_number == group_control_number,
            table.c.functional_group == functional_group,
            table.c.direction == OUT,
        )
        return self._made(_locked(statement.order_by(*NEWEST_FIRST), lock=lock))

    def sent_in_interchange(
        self, partner: str, control_number: str, *, lock: bool = False
    ) -> Sequence[DocumentRecord]:
        """Return the outbound documents of an interchange, oldest first, locked if asked."""
        statement = _records().where(
            table.c.partner == partner,
            table.c.interchange_control_number == control_number,
            table.c.direction == OUT,
        )
        return self._made(_locked(statement.order_by(*OLDEST_FIRST), lock=lock))

    def overdue(self, at: datetime, *, lock: bool = False) -> Sequence[DocumentRecord]:
        """Return outbound documents whose acknowledgement was due before then and is awaited, locked if asked."""
        statement = _records().where(
            table.c.acknowledgement == "awaited",
            table.c.acknowledgement_due_at < at,
            table.c.direction == OUT,
        )
        by_deadline = statement.order_by(table.c.acknowledgement_due_at, table.c.id)
        return self._made(_locked(by_deadline, lock=lock))

    def recent(  # noqa: PLR0913 - one keyword a column of the list
        self,
        limit: int,
        *,
        partner: str = "",
        direction: str = "",
        set_id: str = "",
        validation: str = "",
        delivery: str = "",
        acknowledgement: str = "",
        before: str = "",
    ) -> Sequence[DocumentRecord]:
        """Return the newest first, narrowed by what is given; those before a given one if it is named."""
        wanted = {
            "partner": partner,
            "direction": direction,
            "set_id": set_id,
            "validation": validation,
            "delivery": delivery,
            "acknowledgement": acknowledgement,
        }
        statement = _records().where(*(table.c[name] == value for name, value in wanted.items() if value))
        if before:
            statement = statement.where(earlier(table, table.c.created_at, before))
        return self._made(statement.order_by(*NEWEST_FIRST).limit(limit))

    def _made(self, statement: Select[Any]) -> list[DocumentRecord]:
        return made(DocumentRecord, self._connection.execute(statement))


def _locked(statement: Select[Any], *, lock: bool) -> Select[Any]:
    """Return the statement; for rows about to be replaced whole, nobody else may replace them meanwhile."""
    return statement.with_for_update(key_share=True) if lock else statement


def _records() -> Select[Any]:
    return select(*columns_for(DocumentRecord, table))
