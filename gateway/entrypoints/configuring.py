"""Letting changed files work: proved in a copy first, then written, kept as a revision and read anew."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

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
    with tempfile.TemporaryDirectory(prefix="gateway-proof-") as name:
        folder = Path(name)
        (folder / "partners").mkdir()
        write(folder, dict(changed(config_tree(settings), files).files))
        there = settings.model_copy(update={"config_dir": folder})
        maps = library(there).knowing(known) if known else library(there)
        own = [path for path in files if path.startswith("mappings/")]
        names = [path.removeprefix("mappings/").removesuffix(".yaml") for path in own]
        found = prove(maps, [one for one in names if one in maps.names()], lambda: directory(there))
        faults = tuple(one.replace(f"{folder}/", "") for one in found.faults)
        return Proved(maps=found.maps, partners=found.partners, faults=faults)


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
