"""All maps there are: found by name in folders, made once, kept; base maps also for versions nobody wrote them for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources.abc import Traversable
from itertools import takewhile
from threading import RLock

from gateway.errors import NotFound
from gateway.mapping.editions import (
    is_version,
    misplaced,
    name_of,
    nearest_first,
    parts_of,
    remedy,
    strangers,
)
from gateway.mapping.faults import MapFault
from gateway.mapping.files import Entries, parse, where
from gateway.mapping.making import make, understand, understand_overlay
from gateway.mapping.overlay import overlaid
from gateway.mapping.plan import Plan
from gateway.mapping.recasting import recast
from gateway.mapping.spec import OverlaySpec
from gateway.x12.definitions import Dictionary
from gateway.x12.dictionary import Tables, load

STANDARDS = ("standards", "x12")
NO_MAPS = ("standards/", "words/")
"""Folders beside the maps that hold something else: dictionaries, and what buyers call the columns of their sheets."""
_SUFFIX = ".yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """A map with all its differences laid in, and what it was made from."""

    data: Entries
    digest: str
    version: str
    base: str = ""


class Library:
    """Maps by name (`base/x12/004010/850`, `<partner>/850`); a later folder shadows an earlier one name by name."""

    def __init__(self, folders: Sequence[Traversable], documents: Mapping[str, type]) -> None:
        self._folders = tuple(folders)
        self._documents = documents
        self._plans: dict[str, Plan] = {}
        self._dictionaries: dict[str, Dictionary] = {}
        self._tables: dict[str, Tables] = {}
        self._extended: dict[str, bool] = {}
        self._found = lru_cache(maxsize=256)(self._nearest)
        self._lock = RLock()

    @cached_property
    def _files(self) -> Mapping[str, "Traversable | _Text"]:
        return {
            name: file
            for folder in self._folders
            for name, file in _maps(folder, "")
            if not name.startswith(NO_MAPS)
        }

    @cached_property
    def _standards(self) -> Mapping[str, Traversable]:
        """Return the folders of the versions of the standard."""
        return {
            home.name: home
            for folder in self._folders
            if (standards := folder.joinpath(*STANDARDS)).is_dir()
            for home in standards.iterdir()
            if home.is_dir() and home.name.isdecimal()
        }

    def names(self, *, editions: bool = True) -> tuple[str, ...]:
        """Return the names of all maps that are written, in order; on demand without those told from another version."""
        return tuple(sorted(name for name in self._files if editions or not self._is_edition(name)))

    def near(self, name: str) -> tuple[str, ...]:
        """Return the names most like one that is not there; those that begin alike come first."""
        alike = get_close_matches(name, self.names(), n=12, cutoff=0.5)
        return tuple(sorted(alike, key=lambda one: -_begins_alike(one, name))[:3])

    def editions(self) -> tuple[str, ...]:
        """Return the names of all base maps in all versions that have their set, written or not, in order."""
        sets = {parts[1] for parts in map(parts_of, self._files) if parts}
        names = (name_of(version, set_id) for version in self._standards for set_id in sets)
        return tuple(sorted(name for name in names if self._is_there(name)))

    def plan(self, name: str) -> Plan:
        """Return the plan of a map; raises NotFound, or MapFault where it does not fit."""
        with self._lock:
            if name not in self._plans:
                self._plans[name] = self._make(name)
            return self._plans[name]

    def become(self, other: "Library") -> None:
        """Be what another library is from now on, in one step: who asks meanwhile sees the one or the other."""
        self.__dict__ = other.__dict__

    def knowing(self, other: "Library") -> "Library":
        """Return this library with what another made of files that say the same here; dictionaries too, of the same folders."""
        theirs = other.__dict__
        if self._standards == other._standards:  # noqa: SLF001 - another of the same class
            self._dictionaries, self._tables = dict(theirs["_dictionaries"]), theirs["_tables"]
            for name, plan in tuple(theirs["_plans"].items()):
                if self._stamp(name) == plan.digest:
                    self._plans[name] = plan
        return self

    def _stamp(self, name: str) -> str:
        """Return the digest a map's plan would have, without making it; nothing where only making it would tell."""
        if name not in self._files:
            return ""
        content = self._files[name].read_bytes()
        digest = sha256(content).hexdigest()
        try:
            base = _extended(name, content)
        except (MapFault, UnicodeDecodeError):
            return ""
        if base is None:
            return digest
        under = self._stamp(base) if isinstance(base, str) and base != name else ""
        return sha256(f"{under} {digest}".encode()).hexdigest() if under else ""

    def text(self, name: str) -> str:
        """Return what the file of a map says; raises NotFound."""
        if name not in self._files:
            raise NotFound(f"there is no file of a map {name}")
        return self._files[name].read_text(encoding="utf-8")

    def shadowed(self, name: str, text: str) -> "Library":
        """Return a library in which a map says this instead; raises MapFault where it is no YAML."""
        other = Library(self._folders, self._documents)
        other.__dict__["_files"] = {**self._files, name: _Text(f"{name}{_SUFFIX}", text)}
        other.__dict__["_standards"] = self._standards
        other._dictionaries = self._dictionaries
        other._tables = self._tables
        return other

    def digest(self, name: str) -> str:
        """Return what tells this state of a map (and of the maps it extends) from any other."""
        return self.plan(name).digest

    def dictionary(self, version: str) -> Dictionary:
        """Return the dictionary of a version of the standard; raises NotFound."""
        with self._lock:
            if version not in self._dictionaries:
                if version not in self._standards:
                    raise NotFound(f"there is no dictionary of version {version}")
                self._dictionaries[version] = load(
                    self._standards[version], self._standards.get, self._tables
                )
            return self._dictionaries[version]

    def find(self, set_id: str, version: str) -> Plan | None:
        """Return the base map for a set of a version: of that version, without its suffix, or else the nearest."""
        name = self._found(set_id, version)
        return self.plan(name) if name else None

    def _nearest(self, set_id: str, version: str) -> str | None:
        held = sorted(parts[0] for parts in map(parts_of, self._files) if parts and parts[1] == set_id)
        if version in held or not held:
            return name_of(version, set_id) if held else None
        wanted = version if is_version(version) else self._first_whole(held, set_id)
        near = nearest_first(wanted, {one for one in (*held, *self._standards) if one.isdecimal()})
        return next(name for one in near if self._fits(name := name_of(one, set_id)))

    def _is_edition(self, name: str) -> bool:
        if parts_of(name) is None:
            return False
        if name not in self._extended:  # whoever lists maps asks of every one of them
            self._extended[name] = _extended(name, self._files[name].read_bytes()) is not None
        return self._extended[name]

    def _first_whole(self, held: Sequence[str], set_id: str) -> str:
        """Return the version whose map is written in full: what is taken for a version nobody can read."""
        return next((one for one in held if not self._is_edition(name_of(one, set_id))), held[0])

    def _fits(self, name: str) -> bool:
        """Return whether there is such a base map; one that nobody wrote and that does not fit is none."""
        try:
            return name in self._files or bool(self._is_there(name) and self.plan(name))
        except MapFault:
            return False

    def _is_there(self, name: str) -> bool:
        return name in self._files or bool(self._source(name))

    def _source(self, name: str) -> str:
        """Return what an edition nobody wrote is recast from: that of the version its dictionary extends, else nothing."""
        version, set_id = parts_of(name) or ("", "")
        if version not in self._standards or set_id not in self.dictionary(version).sets:
            return ""
        source = name_of(self.dictionary(version).extends, set_id)
        return source if self._is_there(source) else ""

    def _make(self, name: str) -> Plan:
        whole = self._whole(name, ())
        try:
            return make(
                name,
                whole.data,
                base=whole.base,
                digest=whole.digest,
                dictionary=self.dictionary(whole.version),
                documents=self._documents,
            )
        except MapFault as fault:
            if name in self._files:
                raise
            raise MapFault(remedy(name, whole.base, str(fault))) from fault

    def _whole(self, name: str, above: tuple[str, ...]) -> _Whole:
        """Return a map with the differences of all it extends; `above` is what extends it."""
        if name not in self._files:
            return self._recast(name, above)
        data, digest = self._read(name)
        if "extends" not in data:
            version = data.get("version")
            if not isinstance(version, str):
                raise MapFault(f"{data.where}: a map names its version")
            return _Whole(data=data, digest=digest, version=version)
        overlay = understand_overlay(data)
        if said := self._out_of_place(name, overlay, above):
            raise MapFault(f"{where(data, ('extends',))}: {said}")
        under = self._whole(overlay.extends, (*above, name))
        understand(under.data)
        version = overlay.version or under.version
        merged = overlaid(under.data, data)
        recast(merged, data, f"{name}{_SUFFIX}")
        whole = _Whole(
            data=merged,
            digest=sha256(f"{under.digest} {digest}".encode()).hexdigest(),
            version=version,
            base=overlay.extends,
        )
        if odd := self._turned(whole, under, f"{name}{_SUFFIX}"):
            raise MapFault("\n".join(odd))
        return whole

    def _recast(self, name: str, above: tuple[str, ...]) -> _Whole:
        """Return an edition nobody wrote: that of another version as it stands."""
        source = self._source(name)
        if not source:
            raise NotFound(f"there is no map {name}")
        version, _ = parts_of(name) or ("", "")
        under = self._whole(source, (*above, name))
        whole = _Whole(
            data=overlaid(under.data, Entries("")),
            digest=sha256(f"{under.digest} {version}".encode()).hexdigest(),
            version=version,
            base=source,
        )
        if odd := self._turned(whole, under, ""):
            raise MapFault(remedy(name, source, "\n".join(odd)))
        return whole

    def _turned(self, whole: _Whole, under: _Whole, file: str) -> list[str]:
        """Give a map its version; return what it takes over that is something else there."""
        if whole.version == under.version:
            return []
        whole.data.put("version", whole.version, whole.data.lines["version"])
        return list(
            strangers(whole.data, file, self.dictionary(under.version), self.dictionary(whole.version))
        )

    def _out_of_place(self, name: str, overlay: OverlaySpec, above: tuple[str, ...]) -> str:
        """Return what is wrong with what a map extends: a partner's extends a base map, an edition another edition."""
        base, under = overlay.extends, parts_of(overlay.extends)
        if not self._is_there(base):
            return f"there is no map {base}"
        if base in above or base == name:
            return f"{base} would extend itself"
        edition = parts_of(name)
        if edition:
            return misplaced(edition, under, overlay.version)
        if overlay.version:
            return "only a base map changes the version: extend that of the version you want"
        if under is None and "extends" in self._read(base)[0]:
            return f"{base} extends another map itself: one level is all"
        return ""

    def _read(self, name: str) -> tuple[Entries, str]:
        content = self._files[name].read_bytes()
        return parse(content.decode("utf-8"), f"{name}{_SUFFIX}"), sha256(content).hexdigest()


@lru_cache(maxsize=256)
def _extended(name: str, content: bytes) -> object:
    """Return what a file says its map extends, None if nothing; files are asked far more often than they change."""
    return parse(content.decode("utf-8"), f"{name}{_SUFFIX}").get("extends")


@dataclass(frozen=True, slots=True)
class _Text:
    """A file that is not written yet, as far as a library reads files."""

    name: str
    said: str

    def read_bytes(self) -> bytes:
        """Return its bytes."""
        return self.said.encode()

    def read_text(self, encoding: str = "utf-8") -> str:
        """Return its text."""
        del encoding
        return self.said


def _maps(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for file in folder.iterdir():
        if file.is_dir():
            yield from _maps(file, f"{prefix}{file.name}/")
        elif file.name.endswith(_SUFFIX):
            yield f"{prefix}{file.name.removesuffix(_SUFFIX)}", file


def _begins_alike(one: str, other: str) -> int:
    """Return how many characters two names have in common before they part."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
