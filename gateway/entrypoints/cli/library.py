"""The library of maps for verbs that need nothing else: bootstrap would bring the database along."""

from functools import cache
from importlib.resources.abc import Traversable

import typer

from gateway.application.documents import CLASSES
from gateway.entrypoints.cli.terminal import shown
from gateway.mapping.library import Library
from gateway.settings import load


def open_library(map_name: str = "") -> Library:
    """Return the library; where a map is named, it is there, or the usage is wrong and the nearest names are said."""
    library = _opened(load().maps())
    if map_name and map_name not in library.names():
        near = library.near(map_name)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; gateway map list shows them all"
        raise typer.BadParameter(f"there is no map {shown(map_name)}{hint}", param_hint="MAP")
    return library


@cache
def _opened(folders: tuple[Traversable, ...]) -> Library:
    """Return the library of these folders; several commands in one process read the maps once."""
    return Library(folders, CLASSES)
