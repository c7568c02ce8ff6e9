"""What quoting is handed besides the services: how files are opened, the words of buyers, the index of the catalogue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from gateway.application.ports import Clock, Store, UnitOfWork
from gateway.application.ports.sheets import Sheets
from gateway.application.quoting.likeness import Index
from gateway.application.quoting.words import Wording
from gateway.application.services import Services
from gateway.sheets.tables import Workbook
from gateway.sheets.understanding import Remembered, Understood, understand
from gateway.sheets.words import Words

OLDEST = timedelta(minutes=10)
"""How long an index is used although the catalogue seems to be the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that was opened: its tables, and what they ask for."""

    workbook: Workbook
    understood: Understood


class _Made(NamedTuple):
    mark: str
    at: datetime
    found: Index


class Indexes:
    """The index of the catalogue of this process, made anew when the catalogue changed."""

    def __init__(self, words: Callable[[], Words], clock: Clock) -> None:
        self._words = words
        self._clock = clock
        self._lock = Lock()
        self._made: _Made | None = None

    def of(self, work: UnitOfWork) -> Index:
        """Return the index of what is sold now."""
        mark, now = work.requests.catalogue_mark(), self._clock.now()
        with self._lock:
            made = self._made
            if made is None or made.mark != mark or now - made.at > OLDEST:
                index = Index(work.requests.catalogue(), Wording(self._words().abbreviations))
                made = self._made = _Made(mark, now, index)
            return made.found


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoting:
    """Everything quoting works with."""

    services: Services
    store: Store
    words: Callable[[], Words]
    sheets: Sheets
    indexes: Indexes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "indexes", Indexes(self.words, self.services.clock))

    def open_file(self, name: str, content: bytes, remembered: Sequence[Remembered] = ()) -> Opened:
        """Return a file opened, and what it asks for; what cannot be read is said in findings."""
        workbook = self.sheets.read(name, content)
        return Opened(workbook=workbook, understood=understand(workbook, self.words(), remembered))
