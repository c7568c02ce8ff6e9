"""Guides: the page of each map, and the file it is kept in."""

from gateway.mapping.editions import parts_of
from gateway.mapping.guide import page
from gateway.mapping.library import Library

KEPT_VERSIONS = ("004010", "005010")
"""The versions partners begin with; `gateway map guide NAME` prints the page of any other."""


def kept(library: Library) -> tuple[str, ...]:
    """Return the maps whose pages are kept: partners' maps, and base maps of the versions partners begin with."""
    parts = {name: parts_of(name) for name in library.names()}
    return tuple(name for name, base in parts.items() if base is None or base[0] in KEPT_VERSIONS)


def page_of(library: Library, name: str) -> str:
    """Return the guide page of a map, with its differences if it extends another."""
    plan = library.plan(name)
    return page(plan, library.plan(plan.base) if plan.base else None)


def file_name(name: str) -> str:
    """Return the name of the file that keeps a map's page."""
    return f"{name.replace('/', '-')}.md"
