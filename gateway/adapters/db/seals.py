"""The chain over the audit trail."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, select

from gateway.adapters.db.bulk import insert_rows
from gateway.adapters.db.rows import columns_for, made
from gateway.adapters.db.tables import event, event_seal
from gateway.application.ports.auditing import Seal
from gateway.application.records import Event

EVENTS = select(*columns_for(Event, event))
SEALS = select(*columns_for(Seal, event_seal))
WRITTEN = ("seq", "event", "digest", "at")
WITHOUT_A_PLACE = ~exists().where(event_seal.c.event == event.c.id)
A_PAGE = 5_000


class DbSeals:
    """Implements the port Seals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> Seal | None:
        """Return the last place that is taken."""
        found = made(Seal, self._connection.execute(SEALS.order_by(event_seal.c.seq.desc()).limit(1)))
        return found[0] if found else None

    def unsealed(self, since: datetime | None, limit: int) -> Sequence[Event]:
        """Return so many lines that have no place yet, of those since an instant if it is given, oldest first."""
        wanted = EVENTS.where(WITHOUT_A_PLACE)
        if since is not None:
            wanted = wanted.where(event.c.at >= since)
        return made(Event, self._connection.execute(wanted.order_by(event.c.at, event.c.id).limit(limit)))

    def add_all(self, seals: Sequence[Seal]) -> None:
        """Take places; a place or a line that is taken already is an error of the database."""
        rows = ((one.seq, one.event, one.digest, one.at) for one in seals)
        insert_rows(self._connection, event_seal, WRITTEN, rows)

    def chain(self) -> Iterator[tuple[Seal, Event | None]]:
        """Yield every place in order, with its line; None where the line is gone."""
        after = 0
        while page := self._page(after):
            ids = [one.event for one in page]
            found = made(Event, self._connection.execute(EVENTS.where(event.c.id.in_(ids))))
            lines = {one.id: one for one in found}
            yield from ((one, lines.get(one.event)) for one in page)
            after = page[-1].seq

    def unsealed_before(self, at: datetime, limit: int) -> Sequence[Event]:
        """Return so many lines from before an instant that have no place."""
        wanted = EVENTS.where(WITHOUT_A_PLACE, event.c.at < at).order_by(event.c.at, event.c.id)
        return made(Event, self._connection.execute(wanted.limit(limit)))

    def _page(self, after: int) -> Sequence[Seal]:
        wanted = SEALS.where(event_seal.c.seq > after).order_by(event_seal.c.seq)
        return made(Seal, self._connection.execute(wanted.limit(A_PAGE)))
