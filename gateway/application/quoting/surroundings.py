"""What quoting is handed besides the services: how files are opened, the words of buyers, the index of the catalogue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from gateway.application.ports import Store, UnitOfWork
from gateway.application.ports.sheets import Sheets
from gateway.application.quoting.likeness import Index
from gateway.application.quoting.words import Wording
from gateway.application.services import Services
from gateway.sheets.tables import Workbook
from gateway.sheets.understanding import Remembered, Understood, understand
from gateway.sheets.words import Words

OLDEST_S = 600.0
"""How long an index is used although the catalogue seems to be the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that was opened: its tables, and what they ask for."""

    workbook: Workbook
    understood: Understood


class Indexes:
    """The index of the catalogue of this process, made anew when the catalogue changed."""

    def __init__(self, words: Callable[[], Words]) -> None:
        self._words = words
        self._lock = Lock()
        self._made: tuple[str, float, Index] | None = None

    def of(self, work: UnitOfWork) -> Index:
        """Return the index of what is sold now."""
        mark = work.requests.catalogue_mark()
        with self._lock:
            made = self._made
            if made is None or made[0] != mark or monotonic() - made[1] > OLDEST_S:
                made = self._made = (
                    mark,
                    monotonic(),
                    Index(work.requests.catalogue(), Wording(self._words().abbreviations)),
                )
            return made[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoting:
    """Everything quoting works with."""

    services: Services
    store: Store
    words: Callable[[], Words]
    sheets: Sheets
    indexes: Indexes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "indexes", Indexes(self.words))

    def open_file(self, name: str, content: bytes, remembered: Sequence[Remembered] = ()) -> Opened:
        """Return a file opened, and what it asks for; what cannot be read is said in findings."""
        workbook = self.sheets.read(name, content)
        return Opened(workbook=workbook, understood=understand(workbook, self.words(), remembered))
