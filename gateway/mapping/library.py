"""All maps there are: found by name in folders, made once, kept."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources.abc import Traversable
from threading import RLock

from gateway.errors import NotFound
from gateway.mapping.faults import MapFault
from gateway.mapping.files import Entries, parse, where
from gateway.mapping.making import make, understand, understand_overlay
from gateway.mapping.overlay import overlaid
from gateway.mapping.plan import Plan
from gateway.x12.definitions import Dictionary
from gateway.x12.dictionary import load

STANDARDS = ("standards", "x12")
BASE = "base/x12"
_SUFFIX = ".yaml"


class Library:
    """Maps by name (`base/x12/004010/850`, `<partner>/850`); a later folder shadows an earlier one name by name."""

    def __init__(self, folders: Sequence[Traversable], documents: Mapping[str, type]) -> None:
        self._folders = tuple(folders)
        self._documents = documents
        self._plans: dict[str, Plan] = {}
        self._dictionaries: dict[str, Dictionary] = {}
        self._found = lru_cache(maxsize=256)(self._nearest)
        self._lock = RLock()

    @cached_property
    def _files(self) -> Mapping[str, Traversable]:
        return {
            name: file
            for folder in self._folders
            for name, file in _maps(folder, "")
            if not name.startswith("standards/")
        }

    def names(self) -> tuple[str, ...]:
        """Return the names of all maps in order."""
        return tuple(sorted(self._files))

    def plan(self, name: str) -> Plan:
        """Return the plan of a map; raises NotFound, or MapFault where it does not fit."""
        with self._lock:
            if name not in self._plans:
                self._plans[name] = self._make(name)
            return self._plans[name]

    def digest(self, name: str) -> str:
        """Return what tells this state of a map (and of the map it extends) from any other."""
        return self.plan(name).digest

    def dictionary(self, version: str) -> Dictionary:
        """Return the dictionary of a version of the standard; raises NotFound."""
        with self._lock:
            if version not in self._dictionaries:
                self._dictionaries[version] = self._load(version)
            return self._dictionaries[version]

    def find(self, set_id: str, version: str) -> Plan | None:
        """Return the base map for a set of a version: of that version, without its suffix, or else the nearest."""
        name = self._found(set_id, version)
        return self.plan(name) if name else None

    def _nearest(self, set_id: str, version: str) -> str | None:
        held = sorted(
            name.split("/")[2]
            for name in self._files
            if name.startswith(f"{BASE}/") and name.endswith(f"/{set_id}")
        )
        chosen = next((one for one in (version, version[:6]) if one in held), None)
        if chosen is None and held:
            wanted = int(version[:6]) if version[:6].isdecimal() else 0
            chosen = min(held, key=lambda one: (abs(int(one) - wanted), one))
        return f"{BASE}/{chosen}/{set_id}" if chosen else None

    def _make(self, name: str) -> Plan:
        data, digest = self._read(name)
        base = ""
        if "extends" in data:
            overlay = understand_overlay(data)
            base = overlay.extends
            if base not in self._files:
                raise MapFault(f"{where(data, ('extends',))}: there is no map {base}")
            under, below = self._read(base)
            if "extends" in under:
                raise MapFault(
                    f"{where(data, ('extends',))}: {base} extends another map itself: one level is all"
                )
            understand(under)
            data, digest = overlaid(under, data), sha256(f"{below} {digest}".encode()).hexdigest()
        version = data.get("version")
        if not isinstance(version, str):
            raise MapFault(f"{data.where}: a map names its version")
        return make(
            name,
            data,
            base=base,
            digest=digest,
            dictionary=self.dictionary(version),
            documents=self._documents,
        )

    def _read(self, name: str) -> tuple[Entries, str]:
        file = self._files.get(name)
        if file is None:
            raise NotFound(f"there is no map {name}")
        content = file.read_bytes()
        return parse(content.decode("utf-8"), f"{name}{_SUFFIX}"), sha256(content).hexdigest()

    def _load(self, version: str) -> Dictionary:
        for folder in reversed(self._folders):
            found = folder.joinpath(*STANDARDS, version)
            if found.is_dir():
                return load(found)
        raise NotFound(f"there is no dictionary of version {version}")


def _maps(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for file in folder.iterdir():
        if file.is_dir():
            yield from _maps(file, f"{prefix}{file.name}/")
        elif file.name.endswith(_SUFFIX):
            yield f"{prefix}{file.name.removesuffix(_SUFFIX)}", file
