"""The library of maps for verbs that need nothing else: bootstrap would bring the database along."""

from functools import cache
from importlib.resources.abc import Traversable

import typer

from gateway.application.documents import CLASSES
from gateway.entrypoints.cli.terminal import shown
from gateway.errors import NotFound
from gateway.mapping.library import Library
from gateway.settings import load


def open_library(map_name: str = "") -> Library:
    """Return the library; where a map is named, it is there, or the usage is wrong and the nearest names are said.

    An edition nobody wrote is there if its set is in the version and fits.
    """
    library = _opened(load().maps())
    if map_name and not _holds(library, map_name):
        near = library.near(map_name)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; gateway map list shows them all"
        raise typer.BadParameter(f"there is no map {shown(map_name)}{hint}", param_hint="MAP")
    return library


def _holds(library: Library, map_name: str) -> bool:
    try:
        return map_name in library.names() or bool(library.plan(map_name))
    except NotFound:
        return False


@cache
def _opened(folders: tuple[Traversable, ...]) -> Library:
    """Return the library of these folders; several commands in one process read the maps once."""
    return Library(folders, CLASSES)
