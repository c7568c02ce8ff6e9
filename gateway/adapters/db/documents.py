"""Transaction sets in and out, and the outbox."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, insert, literal_column, select, update

from gateway.adapters.db.rows import Remembered, added, columns_for, earlier, made, unless_there, values
from gateway.adapters.db.tables import document as table
from gateway.adapters.db.tables import document_body as body
from gateway.adapters.db.tables import interchange
from gateway.adapters.db.tables.listing import narrowed
from gateway.application.records import DocumentRecord, shard_of
from gateway.errors import NotFound

OUT = "out"
HAS_KEY = table.c.dedupe != literal_column("''")
"""The condition of the index of dedupe keys, word for word: a plan for any parameter would not know a parameter."""
NEWEST_FIRST = (table.c.created_at.desc(), table.c.id.desc())
OLDEST_FIRST = (table.c.created_at, table.c.id)
RECORDS = select(*columns_for(DocumentRecord, table))
ADD = unless_there(table, "partner", "dedupe", "shard", where=HAS_KEY)
ADD_BODY = insert(body)
UPDATE = update(table).where(table.c.id == bindparam("of_id"))
GET = RECORDS.where(table.c.id == bindparam("of_id"))
KNOWN_AS = (
    RECORDS.where(table.c.interchange_control_number == bindparam("of_name")),
    RECORDS.where(table.c.reference == bindparam("of_name")),
    RECORDS.where(table.c.file_name == bindparam("of_name"), table.c.file_name != literal_column("''")),
)
# Locked are rows about to be replaced whole: nobody else may replace them meanwhile.
GET_LOCKED = GET.with_for_update(key_share=True)
CONTENT = select(body.c.content).where(body.c.id == bindparam("of_id"))
FIND = RECORDS.where(
    table.c.partner == bindparam("of_partner"), table.c.dedupe == bindparam("of_dedupe"), HAS_KEY
)
OF_ORDER = RECORDS.where(table.c.order == bindparam("of_order")).order_by(*OLDEST_FIRST)
THESE: BindParameter[Any] = bindparam("these", expanding=True)
OF_ORDERS = RECORDS.where(table.c.order.in_(THESE)).order_by(*OLDEST_FIRST)
ANSWERS_TO_ANY = RECORDS.where(table.c.answers.in_(THESE), table.c.direction == OUT).order_by(*OLDEST_FIRST)
ANSWERS = RECORDS.where(table.c.answers == bindparam("of_ref"), table.c.direction == OUT).order_by(
    *OLDEST_FIRST
)
SENT = RECORDS.where(table.c.partner == bindparam("of_partner"), table.c.direction == OUT)
IN_GROUP = SENT.where(
    table.c.group_control_number == bindparam("of_number"),
    table.c.functional_group == bindparam("of_group"),
).order_by(*NEWEST_FIRST)
IN_GROUP_LOCKED = IN_GROUP.with_for_update(key_share=True)
ABOUT = SENT.where(table.c.reference == bindparam("of_reference")).order_by(*OLDEST_FIRST)
IN_INTERCHANGE = SENT.where(table.c.interchange_control_number == bindparam("of_number")).order_by(
    *OLDEST_FIRST
)
IN_INTERCHANGE_LOCKED = IN_INTERCHANGE.with_for_update(key_share=True)


class DbDocuments:
    """Implements the port Documents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known = Remembered[DocumentRecord](lambda one: one.id)

    def add(self, document: DocumentRecord, content: bytes = b"") -> bool:
        """Keep it, with the bytes to send if it leaves; return False when its dedupe key is there already."""
        place = shard_of(document.partner)
        if not added(self._connection, ADD, values(document) | {"shard": place}):
            return False
        self._known.met([document])
        if document.direction == OUT:
            row = {"id": document.id, "shard": place, "content": content}
            self._connection.execute(ADD_BODY, row)
        return True

    def update(self, document: DocumentRecord) -> None:
        """Replace a document's record; its bytes stay."""
        changed = self._known.changed(document)
        if changed and not self._connection.execute(UPDATE, changed | {"of_id": document.id}).rowcount:
            raise NotFound(f"there is no document {document.id}")

    def known_as(self, name: str, limit: int, *, partner: str = "") -> Sequence[DocumentRecord]:
        """Return so many of an interchange's number, a reference or a file name, of a partner if it is named, in no order."""
        theirs = [table.c.partner == partner] if partner else []
        wanted = [statement.where(*theirs).limit(limit) for statement in KNOWN_AS]
        found = [one for statement in wanted for one in self._made(statement, of_name=name)]
        return list({one.id: one for one in found}.values())[:limit]

    def get(self, document: str, *, lock: bool = False) -> DocumentRecord:
        """Return a document, locked until the end of the unit of work if asked; raises NotFound."""
        for found in self._made(GET_LOCKED if lock else GET, of_id=document):
            return found
        raise NotFound(f"there is no document {document}")

    def content(self, document: str) -> bytes:
        """Return the bytes to send or sent (outbound documents only); raises NotFound."""
        content: bytes | None = self._connection.scalar(CONTENT, {"of_id": document})
        if content is None:
            raise NotFound(f"there is no outbound document {document}")
        return content

    def find(self, partner: str, dedupe: str) -> DocumentRecord | None:
        """Return the document under a dedupe key."""
        if not dedupe:
            return None
        found = self._made(FIND, of_partner=partner, of_dedupe=dedupe)
        return found[0] if found else None

    def of_order(self, order: str) -> Sequence[DocumentRecord]:
        """Return an order's chain, oldest first."""
        return self._made(OF_ORDER, of_order=order)

    def of_orders(self, orders: Collection[str]) -> Sequence[DocumentRecord]:
        """Return the chains of many orders, oldest first."""
        return self._made(OF_ORDERS, these=sorted(orders)) if orders else ()

    def answers_to_any(self, refs: Collection[str]) -> Sequence[DocumentRecord]:
        """Return the outbound documents that answer any of these interchanges or documents, oldest first."""
        return self._made(ANSWERS_TO_ANY, these=sorted(refs)) if refs else ()

    def of_transmission(self, transmission: str) -> Sequence[DocumentRecord]:
        """Return what one transmission held, in order."""
        outer = (
            select(interchange.c.position)
            .where(interchange.c.id == table.c.interchange)
            .limit(1)
            .scalar_subquery()
        )
        statement = RECORDS.where(table.c.transmission == transmission)
        return self._made(statement.order_by(outer, table.c.position, table.c.id))

    def answers_to(self, ref: str) -> Sequence[DocumentRecord]:
        """Return the outbound documents that answer an interchange or document, oldest first."""
        return self._made(ANSWERS, of_ref=ref)

    def sent_in_group(
        self, partner: str, functional_group: str, group_control_number: str, *, lock: bool = False
    ) -> Sequence[DocumentRecord]:
        """Return the outbound documents of a functional group, newest first, locked if asked."""
        statement = IN_GROUP_LOCKED if lock else IN_GROUP
        return self._made(
            statement, of_partner=partner, of_group=functional_group, of_number=group_control_number
        )

    def sent_about(self, partner: str, reference: str) -> Sequence[DocumentRecord]:
        """Return the outbound documents that go by a number, oldest first."""
        return self._made(ABOUT, of_partner=partner, of_reference=reference)

    def sent_in_interchange(
        self, partner: str, control_number: str, *, lock: bool = False
    ) -> Sequence[DocumentRecord]:
        """Return the outbound documents of an interchange, oldest first, locked if asked."""
        statement = IN_INTERCHANGE_LOCKED if lock else IN_INTERCHANGE
        return self._made(statement, of_partner=partner, of_number=control_number)

    def overdue(self, at: datetime, limit: int) -> Sequence[DocumentRecord]:
        """Return so many outbound documents whose acknowledgement was due before then and is awaited, by deadline."""
        statement = RECORDS.where(
            table.c.acknowledgement == "awaited",
            table.c.acknowledgement_due_at < at,
            table.c.direction == OUT,
        )
        by_deadline = statement.order_by(table.c.acknowledgement_due_at, table.c.id)
        return self._made(by_deadline.limit(limit))

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
        statement = RECORDS.where(
            *(narrowed(table.c[name], value) for name, value in wanted.items() if value)
        )
        if before:
            statement = statement.where(earlier(table, table.c.created_at, before))
        return self._made(statement.order_by(*NEWEST_FIRST).limit(limit))

    def _made(self, statement: Select[Any], **of: object) -> list[DocumentRecord]:
        found = made(DocumentRecord, self._connection.execute(statement, of))
        self._known.met(found)
        return found
