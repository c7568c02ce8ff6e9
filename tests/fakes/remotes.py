"""An SFTP server that exists only in memory, and may lie."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gateway.adapters.transports.sftp.remote import Entry, Missing


@dataclass
class KnownRemote:
    """Implements `Remote` over files by path; `listed` is what it says is in every folder."""

    files: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    listed: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)
    before_rename: Callable[[], None] = lambda: None
    after_put: Callable[[str], None] = lambda _: None

    def look_into(self, folder: str, most: int) -> Sequence[Entry]:
        """Return what it says is there."""
        held = [path.rpartition("/")[2] for path in self.files if path.rpartition("/")[0] == folder]
        return [self._entry(f"{folder}/{name}", name) for name in (*held, *self.listed)][:most]

    def stat(self, path: str) -> Entry | None:
        """Return what is there."""
        self.asked.append(path)
        return self._entry(path, path.rpartition("/")[2]) if path in self.files else None

    def get(self, path: str, size: int) -> bytes:
        """Return the first bytes of a file."""
        self.asked.append(path)
        if path not in self.files:
            raise Missing(path)
        return self.files[path][0][:size]

    def put(self, path: str, content: bytes) -> None:
        """Keep a file."""
        self.asked.append(path)
        self.files[path] = (content, 0)
        self.after_put(path)

    def rename(self, source: str, target: str) -> None:
        """Rename over what is there."""
        self.before_rename()
        self.asked.extend((source, target))
        if source not in self.files:
            raise Missing(source)
        self.files[target] = self.files.pop(source)

    def remove(self, path: str) -> None:
        """Forget a file."""
        self.asked.append(path)
        self.files.pop(path, None)

    def make_folder(self, path: str) -> None:
        """Do nothing: there are paths only."""
        self.asked.append(path)

    def close(self) -> None:
        """Do nothing."""

    def _entry(self, path: str, name: str) -> Entry:
        content, changed = self.files.get(path, (b"", 0))
        return Entry(name=name, size=len(content), changed=changed, is_file=True)
