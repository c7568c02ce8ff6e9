"""The shelf: this process's index of the catalogue, brought up to date by what changed since it last looked.

What one process built is kept with the catalogue itself, so that the next one only takes it over and what changed
since. Where a keeper is at work, large rebuilds are the keeper's: everybody else goes on with what there is.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from gateway.application.catalogue.freezing import Unfit, frozen, thawed
from gateway.application.catalogue.index import CatalogueIndex
from gateway.application.ports.work import Store, UnitOfWork

MOST_CHANGES = 2000
"""How many changed items are taken in one by one; more, and the index is built anew."""
WORTH_KEEPING = 2000
"""From how many items on an index is kept for others: a smaller one is built sooner than it is read."""


@dataclass(slots=True)
class Shelf:
    """An index and the version of the catalogue it shows; one for all threads of a process."""

    _index: CatalogueIndex | None = None
    _version: int = -1
    _unkept: int = 0
    _lock: Lock = field(default_factory=Lock)
    has_keeper: bool = False

    @property
    def is_ready(self) -> bool:
        """Return whether nobody has to wait for the first index; without a keeper the first who asks does."""
        return self._index is not None or not self.has_keeper

    def index(self, work: UnitOfWork) -> CatalogueIndex:
        """Return the index as the unit of work sees the catalogue, or as it was a moment ago while another brings it on."""
        version = work.catalogue.version()
        current = self._index
        if current is not None and (version <= self._version or self._lock.locked()):
            return current
        with self._lock:
            if self._index is None or version > self._version:
                return self._brought_on(work, version, may_build=not self.has_keeper)
            return self._index

    def keep_up(self, store: Store) -> None:
        """Bring the index on, whatever it takes, and keep it for other processes where that took long."""
        with store.read() as work:
            version = work.catalogue.version()
            if self._index is None or version > self._version:
                with self._lock:
                    self._brought_on(work, version, may_build=True)
        index, version = self._index, self._version
        if index is None or self._unkept <= MOST_CHANGES // 2 or len(index.skus) < WORTH_KEEPING:
            return
        with self._lock:
            content, version, self._unkept = frozen(index), self._version, 0
        if content:
            with store.begin() as work:
                work.catalogue.keep_index(version, content)
                work.commit()

    def _brought_on(self, work: UnitOfWork, version: int, *, may_build: bool) -> CatalogueIndex:
        """Take in what changed, or build anew where that is less work; without `may_build` the first only."""
        if self._index is None:
            self._index, self._version = self._taken_over(work, version)
        index = self._index
        changed = work.catalogue.changed_since(self._version) if index is not None else ()
        waste = index.waste if index is not None else 0
        if index is None or len(changed) > MOST_CHANGES or waste > max(MOST_CHANGES, len(index.skus) // 4):
            if index is not None and not may_build:
                return index
            with _undisturbed():
                index = CatalogueIndex(work.catalogue.searchable())
            self._unkept = len(index.skus)
        else:
            index.change(changed, work.catalogue.searchable(changed))
            self._unkept += len(changed)
        self._index, self._version = index, version
        return index

    def _taken_over(self, work: UnitOfWork, version: int) -> tuple[CatalogueIndex | None, int]:
        """Return the index another process kept, if it is one of this catalogue and not of its future."""
        kept = work.catalogue.kept_index()
        if kept is None or kept[0] > version:
            return None, -1
        try:
            with _undisturbed():
                return thawed(kept[1]), kept[0]
        except Unfit:
            return None, -1


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the collector of garbage wait: among millions of new things it finds none, and takes half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
