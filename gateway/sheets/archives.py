"""Archives opened with care: what is inside is counted and measured before any of it is unpacked."""

import zipfile
import zlib
from io import BytesIO

from gateway.domain.findings import Finding, find
from gateway.sheets.limits import Limits

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
)
_SCRAMBLED = 0x1
_PROJECT = "vbaproject.bin"
_PIECE = 1 << 20


class TooMuch(Exception):
    """A part unpacks to more than its archive says or the limits allow."""


class Damaged(Exception):
    """A part cannot be unpacked."""


class Archive:
    """The parts of an archive by name; never writes a file, never unpacks more than agreed."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        """Open an archive; raises Damaged where it is none."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except _DAMAGED as broken:
            raise Damaged from broken
        self._limits = limits
        self._left = limits.max_unpacked
        self.names = tuple(one.filename for one in self._zip.infolist() if not one.is_dir())
        self._by_lower = {name.lower().lstrip("/"): name for name in reversed(self.names)}

    def doubts(self) -> tuple[Finding, ...]:
        """Return why nothing of it should be unpacked: too many parts, too much, packed too tightly, or locked."""
        infos = self._zip.infolist()
        if len(infos) > self._limits.max_parts:
            return (find("sheet.archive-bomb", value_seen=f"{len(infos)} parts"),)
        if any(one.flag_bits & _SCRAMBLED for one in infos):
            return (find("sheet.password"),)
        total = sum(one.file_size for one in infos)
        tight = next((one for one in infos if self._is_tight(one)), None)
        if tight is not None:
            return (find("sheet.archive-bomb", path=tight.filename),)
        if total > self._limits.max_unpacked:
            return (find("sheet.archive-bomb", value_seen=f"{total} bytes"),)
        return ()

    def _is_tight(self, one: zipfile.ZipInfo) -> bool:
        least = max(one.compress_size, 1)
        return one.file_size >= self._limits.ratio_from and one.file_size > least * self._limits.max_ratio

    @property
    def holds_project(self) -> bool:
        """Return whether a part of it holds macros: that of a workbook or a document is always of this name."""
        return any(name.lower().endswith(_PROJECT) for name in self.names)

    def find(self, name: str) -> str:
        """Return the name of a part whatever its capitals, empty where there is none."""
        return self._by_lower.get(name.lower().lstrip("/"), "")

    def time(self, name: str) -> tuple[int, int, int, int, int, int]:
        """Return when a part was written, as the archive says."""
        return self._zip.getinfo(name).date_time

    def read(self, name: str) -> bytes:
        """Return a part unpacked; raises Damaged, or TooMuch where the archive lied about its size."""
        pieces = []
        try:
            with self._zip.open(name) as part:
                while piece := part.read(_PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise TooMuch(name)
                    pieces.append(piece)
        except _DAMAGED as broken:
            raise Damaged(name) from broken
        return b"".join(pieces)

    def read_before_damage(self, name: str) -> tuple[bytes, bool]:
        """Return what can be unpacked of a part, and whether that is all of it."""
        pieces: list[bytes] = []
        try:
            with self._zip.open(name) as part:
                while piece := part.read(1 << 14):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise TooMuch(name)
                    pieces.append(piece)
        except _DAMAGED:
            return b"".join(pieces), False
        return b"".join(pieces), True
