"""The shelf: this process's index of the catalogue, brought up to date by what changed since it last looked."""

from dataclasses import dataclass, field
from threading import Lock

from gateway.application.catalogue.index import CatalogueIndex
from gateway.application.ports.work import UnitOfWork

MOST_CHANGES = 2000
"""How many changed items are taken in one by one; more, and the index is built anew."""


@dataclass(slots=True)
class Shelf:
    """An index and the version of the catalogue it shows; one for all threads of a process."""

    _index: CatalogueIndex | None = None
    _version: int = -1
    _lock: Lock = field(default_factory=Lock)

    def index(self, work: UnitOfWork) -> CatalogueIndex:
        """Return the index as the unit of work sees the catalogue, or as it was a moment ago while another brings it on."""
        version = work.catalogue.version()
        current = self._index
        if current is not None and version <= self._version:
            return current
        if current is not None and self._lock.locked():
            return current
        with self._lock:
            if self._index is None or version > self._version:
                self._index = self._brought_on(work)
                self._version = version
            return self._index

    def _brought_on(self, work: UnitOfWork) -> CatalogueIndex:
        if self._index is None:
            return CatalogueIndex(work.catalogue.searchable())
        changed = work.catalogue.changed_since(self._version)
        if len(changed) > MOST_CHANGES or self._index.waste > max(
            MOST_CHANGES, len(self._index.entries) // 4
        ):
            return CatalogueIndex(work.catalogue.searchable())
        self._index.change(changed, work.catalogue.searchable(changed))
        return self._index
