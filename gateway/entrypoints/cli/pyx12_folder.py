"""`map compile`: maps as the folder that pyx12 reads, so that its own tools can judge our documents."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gateway.mapping.plan import Plan

MAPS = typer.Argument(metavar="MAP", help="Maps; one for each kind of group and version.")
INTO = typer.Option(..., "--into", metavar="DIR", help="Gets a folder for each version of the standard.")
SUFFIX = typer.Option(
    [], "--suffix", help="What an industry adds to the version in GS08, say VICS; repeat for several."
)


def compile_maps(maps: list[str] = MAPS, into: Path = INTO, suffix: list[str] = SUFFIX) -> None:
    """Write maps as pyx12 reads them: a folder for `x12n_document(..., map_path=DIR/004010)`.

    What rows of a map say by their qualifiers pyx12 cannot be told; there it gets what the standard says.
    """
    from itertools import groupby

    from gateway.entrypoints.cli.library import open_library
    from gateway.mapping.narrowing import compilable
    from gateway.x12.pyx12_maps import compile_folder

    plans = sorted((open_library(name).plan(name) for name in maps), key=lambda one: one.version)
    _must_differ(plans)
    for version, some in groupby(plans, key=lambda one: one.version):
        together = list(some)
        folder = into / version
        for file in compile_folder(
            together[0].dictionary,
            [compilable(one) for one in together],
            folder,
            suffixes=["", *suffix],
        ):
            say(str(file))


def _must_differ(plans: "Iterable[Plan]") -> None:
    """Refuse maps that pyx12 could not tell apart: it looks for a map by version and kind of group alone."""
    first: dict[tuple[str, str], str] = {}
    for one in plans:
        other = first.setdefault((one.version, one.functional_group), one.name)
        if other != one.name:
            raise typer.BadParameter(
                f"{other} and {one.name} are both for groups of {one.functional_group} in {one.version}:"
                " pyx12 takes one of them a folder",
                param_hint="MAP",
            )
