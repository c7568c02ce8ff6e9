"""Editions: one base map for many versions of the standard, recast from another version where none is written.

What an edition takes over must be the same data element in both versions; what is another, or is not there at
all, has to be said in a file of differences.
"""

import re
from collections.abc import Collection, Iterator

from gateway.mapping.files import Entries, Items
from gateway.x12.definitions import Dictionary, ElementDef

BASE = "base/x12"
_VERSION_LENGTH = 6
_PLACE = re.compile("(?P<position>[0-9]{2})(?:-(?P<component>[1-9][0-9]?))?")


def name_of(version: str, set_id: str) -> str:
    """Return how the base map for a set of a version is called."""
    return f"{BASE}/{version}/{set_id}"


def parts_of(name: str) -> tuple[str, str] | None:
    """Return version and set of a base map by its name, None for any other map."""
    version, _, set_id = name.removeprefix(f"{BASE}/").partition("/")
    return (version, set_id) if name.startswith(f"{BASE}/") and set_id else None


def is_version(text: str) -> bool:
    """Return whether a text begins like a version, so that others can be near to it."""
    return text[:_VERSION_LENGTH].isdecimal() and len(text) >= len("00401")


def nearest_first(version: str, versions: Collection[str]) -> list[str]:
    """Return versions by how near they are to one, industry suffixes aside: that version itself comes first."""
    wanted = int(version[:_VERSION_LENGTH].ljust(_VERSION_LENGTH, "0"))
    return sorted(versions, key=lambda one: (abs(int(one) - wanted), one))


def strangers(data: Entries, file: str, before: Dictionary, after: Dictionary) -> Iterator[str]:
    """Yield what a recast map takes over though it is another element in the other version, with file and line.

    What stands in `file` itself was said for this version and is left alone.
    """
    for segment, key, line in _elements(data["rows"]):
        if not line.startswith(f"{file}:"):
            was, now = _element(before, segment, key), _element(after, segment, key)
            if was and now and not {was.number, was.like} & {now.number, now.like or now.number}:
                said = f"{was.number} in {before.version} and {now.number} in {after.version}"
                yield f"{line}: {key} is element {said}"


def misplaced(edition: tuple[str, str], under: tuple[str, str] | None, version: str | None) -> str:
    """Return what is wrong with an edition that extends `under` and says it is of a version; nothing if all is well."""
    if under is None or under[1] != edition[1]:
        return f"a base map extends the base map for {edition[1]} of another version"
    if not version or not edition[0].startswith(version):
        return f"a base map that extends another says `version`, as its folder does: {edition[0]}"
    return ""


def remedy(name: str, source: str, said: str) -> str:
    """Return what to write where an edition nobody wrote does not fit its version."""
    version, _ = parts_of(name) or ("", "")
    head = f"there is no {name}.yaml, and {source} does not fit {version} as it stands. Write the file, with"
    return f'{head} `extends: {source}`, `version: "{version}"` and a difference for each of these:\n{said}'


def _elements(rows: Items) -> Iterator[tuple[str, str, str]]:
    """Yield segment, place and line of every element, at every depth."""
    for row in rows:
        if "loop" in row:
            yield from _elements(row["rows"])
        else:
            elements: Entries = row.get("elements", Entries(""))
            yield from ((row["segment"], key, elements.lines[key]) for key in elements)


def _element(dictionary: Dictionary, segment: str, key: str) -> ElementDef | None:
    """Return the element at a place such as PO106, AK401-2 or PO106..PO125; None where none is."""
    match = _PLACE.fullmatch(key.partition("..")[0].removeprefix(segment))
    if match is None:
        return None
    use = dictionary.use_at(segment, int(match["position"]), int(match["component"] or 0) or None)
    return use.definition if use and isinstance(use.definition, ElementDef) else None
