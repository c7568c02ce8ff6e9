"""Guides: the page of each map, and the file it is kept in."""

from gateway.mapping.guide import page
from gateway.mapping.library import Library


def page_of(library: Library, name: str) -> str:
    """Return the guide page of a map, with its differences if it extends another."""
    plan = library.plan(name)
    return page(plan, library.plan(plan.base) if plan.base else None)


def file_name(name: str) -> str:
    """Return the name of the file that keeps a map's page."""
    return f"{name.replace('/', '-')}.md"
