"""The configuration, proved before it works: maps load, partners' profiles are right, and the two fit each other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gateway.errors import ConfigurationFault, NotFound
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.profiles.cxml import message_of, misfit
from gateway.profiles.directory import Directory
from gateway.profiles.documents import Document, Receive


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What was looked at, and a line for each thing that is wrong with it."""

    maps: tuple[str, ...]
    partners: tuple[str, ...]
    faults: tuple[str, ...]


def prove(library: Library, names: Iterable[str], open_directory: Callable[[], Directory]) -> Proved:
    """Return what is wrong with these maps, with every partner, and with the maps that partners name."""
    maps = _Maps(library)
    for name in names:
        maps.plan(name)
    try:
        directory = open_directory()
    except ConfigurationFault as wrong:
        return Proved(maps=tuple(maps.tried), partners=(), faults=(*maps.faults, *str(wrong).splitlines()))
    misfits = [
        str(directory.fault(profile.code, ("documents", at, "map"), said))
        for profile in directory.all()
        for at, document in enumerate(profile.documents)
        for said in _misfits(maps, document)
    ]
    return Proved(
        maps=tuple(maps.tried),
        partners=tuple(profile.code for profile in directory.all()),
        faults=(*maps.faults, *misfits),
    )


class _Maps:
    """The maps as they are tried, each once, and what is wrong with them."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.tried: dict[str, Plan | None] = {}
        self.faults: list[str] = []

    def plan(self, name: str) -> Plan | None:
        """Return a map, None where it is wrong; raises NotFound."""
        if name not in self.tried:
            try:
                self.tried[name] = self.library.plan(name)
            except ConfigurationFault as wrong:
                self.tried[name] = None
                self.faults += str(wrong).splitlines()
        return self.tried[name]


def _misfits(maps: _Maps, document: Document) -> Iterator[str]:
    """Yield why a document cannot be exchanged by the map that was agreed on; a wrong map is told of by itself."""
    agreed = document.receive if isinstance(document, Receive) else document.send
    if message_of(document.map):
        if said := misfit(document.map, agreed):
            yield said
        return
    try:
        plan = maps.plan(document.map)
    except NotFound:
        near = maps.library.near(document.map)
        yield f"there is no map {document.map}" + (f"; did you mean {' or '.join(near)}?" if near else "")
        return
    if plan and plan.set_id != agreed:
        yield f"{document.map} is a map of {plan.set_id}, and {agreed} is agreed here"
