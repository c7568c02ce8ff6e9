"""Control numbers: the row's lock makes them gapless and ordered by commit."""

from sqlalchemy import Connection, bindparam, case, or_, select

from gateway.adapters.db.rows import per_database
from gateway.adapters.db.tables import control_number as table
from gateway.application.records import shard_of

FIRST = bindparam("first", type_=table.c.value.type)
MORE = bindparam("more", type_=table.c.value.type)
OVER = or_(table.c.value >= bindparam("last"), table.c.value < FIRST)
DRAW = per_database(
    lambda insert: (
        insert(table)
        .on_conflict_do_update(
            index_elements=["partner", "series", "shard"],
            set_={"value": case((OVER, FIRST), else_=table.c.value + 1) + MORE},
        )
        .returning(table.c.value)
    )
)
PEEK = select(table.c.value).where(
    table.c.partner == bindparam("of_partner"), table.c.series == bindparam("of_series")
)


class DbControlNumbers:
    """Implements the port ControlNumbers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def draw(
        self, partner: str, series: str, *, first: int = 1, last: int = 999_999_999, count: int = 1
    ) -> int:
        """Return the first of the next `count` numbers of a series, which starts over where they would pass the last."""
        more = count - 1
        row = {"partner": partner, "series": series, "shard": shard_of(partner), "value": first + more}
        bounds = {"first": first, "last": last - more, "more": more}
        statement = DRAW[self._connection.dialect.name]
        number: int = self._connection.execute(statement, row | bounds).scalar_one()
        return number - more

    def peek(self, partner: str, series: str) -> int:
        """Return the last number drawn, 0 if none was."""
        return self._connection.scalar(PEEK, {"of_partner": partner, "of_series": series}) or 0
