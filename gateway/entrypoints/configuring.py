"""Letting changed files work: proved in a copy first, then written, kept as a revision and read anew."""

import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from gateway.adapters.commits import commit_of
from gateway.application.configuration import Proved, prove
from gateway.application.configuring.planning import Change, plan
from gateway.application.configuring.revising import apply
from gateway.application.configuring.tree import Tree, writable, write
from gateway.application.ports import Revision
from gateway.bootstrap import Gateway, directory, library, reread
from gateway.entrypoints.rehearsing import config_tree
from gateway.errors import ConfigurationFault
from gateway.mapping.library import Library
from gateway.settings import Settings

Files = Mapping[str, bytes | None]
MOST_PROOFS = 16


@dataclass(slots=True)
class Proofs:
    """What was found of states of a configuration, by the digest of their files: one that is looked at again is not proved again."""

    found: "OrderedDict[str, tuple[AbstractSet[str], Proved]]" = field(default_factory=OrderedDict)
    maps: Library | None = None
    lock: Lock = field(default_factory=Lock)

    def of(self, digest: str, names: AbstractSet[str]) -> Proved | None:
        """Return what was found of files, if at least these maps of theirs were looked at."""
        with self.lock:
            looked_at, proof = self.found.get(digest, (frozenset(), None))
            return proof if names <= looked_at else None

    def keep(self, digest: str, names: AbstractSet[str], proof: Proved, maps: Library) -> None:
        """Remember what was found, and the maps that were made for it; the oldest is forgotten."""
        with self.lock:
            self.found[digest] = (names, proof)
            self.found.move_to_end(digest)
            self.maps = maps
            while len(self.found) > MOST_PROOFS:
                self.found.popitem(last=False)


PROOFS = Proofs()
"""Those of this process: what a proof depends on besides the files does not change while it lives."""


def changed(tree: Tree, files: Files) -> Tree:
    """Return the files as they are with these in their place; None takes one away."""
    kept = {path: content for path, content in tree.files.items() if files.get(path, b"") is not None}
    return Tree(files=kept | {path: content for path, content in files.items() if content is not None})


def planned(settings: Settings, files: Files) -> tuple[Change, ...]:
    """Return what writing these files would change."""
    tree = config_tree(settings)
    return plan(tree, changed(tree, files))


def proved(settings: Settings, files: Files, known: Library | None = None) -> Proved:
    """Return what would be wrong with maps and partners if these files were in place; `known` maps are not made again."""
    tree = changed(config_tree(settings), files)
    names = frozenset(path for path in files if path.startswith("mappings/"))
    earlier = PROOFS.of(tree.digest, names)
    if earlier is not None:
        return earlier
    proof, maps = _prove(settings, tree, names, known)
    PROOFS.keep(tree.digest, names, proof, maps)
    return proof


def _prove(
    settings: Settings, tree: Tree, names: AbstractSet[str], known: Library | None
) -> tuple[Proved, Library]:
    with tempfile.TemporaryDirectory(prefix="gateway-proof-") as name:
        folder = Path(name)
        (folder / "partners").mkdir()
        write(folder, dict(tree.files))
        there = settings.model_copy(update={"config_dir": folder})
        maps = library(there)
        for others in (known, PROOFS.maps):
            maps = maps.knowing(others) if others else maps
        own = sorted(path.removeprefix("mappings/").removesuffix(".yaml") for path in names)
        found = prove(maps, [one for one in own if one in maps.names()], lambda: directory(there))
        faults = tuple(one.replace(f"{folder}/", "") for one in found.faults)
        return Proved(maps=found.maps, partners=found.partners, faults=faults), maps


def save(gateway: Gateway, files: Files, *, actor: str, reason: str = "") -> Revision | None:
    """Write files into the configuration's folder and let them work; raises ConfigurationFault with all that is wrong."""
    settings = gateway.settings
    folder = settings.config_dir
    if folder is None or not writable(folder):
        raise ConfigurationFault(
            "the folder of your configuration cannot be written to: take the patch instead"
        )
    wrong = proved(settings, files, gateway.services.library).faults
    if wrong:
        raise ConfigurationFault("\n".join(wrong))
    write(folder, files)
    return apply_now(gateway, actor=actor, reason=reason)


def apply_now(gateway: Gateway, *, actor: str, reason: str = "") -> Revision | None:
    """Read the folder anew and keep it as a revision; raises ConfigurationFault with all that is wrong."""
    wrong = proved(gateway.settings, {}, gateway.services.library).faults
    if wrong:
        raise ConfigurationFault("\n".join(wrong))
    reread(gateway)
    tree = config_tree(gateway.settings)
    commit = commit_of(gateway.settings.config_dir)
    return apply(gateway.services, gateway.store, tree, commit=commit, actor=actor, reason=reason)
