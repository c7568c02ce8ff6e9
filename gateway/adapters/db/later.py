"""Rows that are written late: together at the end of a savepoint or a transaction, however many wrote them one by one."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

Row = tuple[Any, ...]
Write = Callable[[Any, Sequence[Row]], object]
"""What inserts rows over a connection."""


class Later:
    """Rows of one table that are written together when a savepoint or the transaction ends, or before anybody may read them in it.

    None waits over the beginning or the end of a savepoint, so that what is undone with it is what was written in it.
    """

    def __init__(self) -> None:
        self._table = ""
        self._insert: Write | None = None
        self._rows: list[Row] = []

    @property
    def waits(self) -> bool:
        """Return whether any row is not written yet."""
        return bool(self._rows)

    def add(self, table: str, insert: Write, rows: Iterable[Row]) -> None:
        """Leave rows of the one table that is written late for later."""
        self._table, self._insert = table, insert
        self._rows.extend(rows)

    def is_about(self, text: str) -> bool:
        """Return whether a statement may be about the table; one that only sounds like it is not worth telling apart."""
        return self._table in text

    def write(self, connection: Connection) -> None:
        """Write the rows that wait."""
        if self._insert is not None and self._rows:
            rows, self._rows = self._rows, []
            self._insert(connection, rows)

    def forget(self) -> None:
        """Begin anew, as a transaction does."""
        self._rows = []
