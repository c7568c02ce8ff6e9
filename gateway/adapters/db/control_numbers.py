"""Control numbers: the row's lock makes them gapless and ordered by commit."""

from sqlalchemy import Connection, case, or_, select

from gateway.adapters.db.rows import upsert
from gateway.adapters.db.tables import control_number as table
from gateway.application.records import shard_of


class DbControlNumbers:
    """Implements the port ControlNumbers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def draw(self, partner: str, series: str, *, first: int = 1, last: int = 999_999_999) -> int:
        """Return the next number of a series, starting over after the last."""
        over = or_(table.c.value >= last, table.c.value < first)
        statement = (
            upsert(self._connection, table)
            .on_conflict_do_update(
                index_elements=["partner", "series", "shard"],
                set_={"value": case((over, first), else_=table.c.value + 1)},
            )
            .returning(table.c.value)
        )
        row = {"partner": partner, "series": series, "shard": shard_of(partner), "value": first}
        number: int = self._connection.execute(statement, row).scalar_one()
        return number

    def peek(self, partner: str, series: str) -> int:
        """Return the last number drawn, 0 if none was."""
        statement = select(table.c.value).where(table.c.partner == partner, table.c.series == series)
        return self._connection.scalar(statement) or 0
