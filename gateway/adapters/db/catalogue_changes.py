"""Which items changed since when: a count everybody who keeps something about items can compare with."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from gateway.adapters.db.rows import PerDatabase, Upsert, chunks, instead, per_database
from gateway.adapters.db.tables import catalogue_change, catalogue_version

ONE = 1
NEXT = per_database(
    lambda insert: (
        insert(catalogue_version)
        .values(one=ONE, version=1)
        .on_conflict_do_update(index_elements=["one"], set_={"version": catalogue_version.c.version + 1})
        .returning(catalogue_version.c.version)
    )
)
MARK: PerDatabase[Upsert] = instead(catalogue_change, "sku")
VERSION = select(catalogue_version.c.version)


class CatalogueChanges:
    """Marks items as changed, with one version for all that one commit changes.

    The row of the count stays locked until the commit, so versions are seen in the order in which they were drawn:
    who has seen a version has seen every one before it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._version: int | None = None
        self._marked: set[str] = set()

    def mark(self, skus: Iterable[str]) -> None:
        """Mark items as changed by the present commit; an item is marked once."""
        wanted = sorted(set(skus) - self._marked)
        if not wanted:
            return
        if self._version is None:
            self._version = self._connection.execute(NEXT[self._connection.dialect.name]).scalar_one()
        for part in chunks(wanted):
            rows = [{"sku": sku, "version": self._version} for sku in part]
            self._connection.execute(MARK[self._connection.dialect.name], rows)
        self._marked.update(wanted)

    def raise_version(self) -> None:
        """Let the version rise although no item changed: what is seen of all of them did."""
        if self._version is None:
            self._version = self._connection.execute(NEXT[self._connection.dialect.name]).scalar_one()

    def version(self) -> int:
        """Return how often the catalogue changed."""
        return self._connection.execute(VERSION).scalar() or 0

    def since(self, version: int) -> Sequence[str]:
        """Return the items that changed after a version."""
        statement = (
            select(catalogue_change.c.sku)
            .where(catalogue_change.c.version > version)
            .order_by(catalogue_change.c.sku)
        )
        return list(self._connection.execute(statement).scalars())
