"""What a version of the standard changes of the version it extends, laid over it before anything is built.

Entries (elements, composites, segments) say only the words that differ, or `removed`, which may also stand for a
single code; a segment may name single positions. Sets name rows by where they stand: `detail/PO1/N1#2/REF`, the second N1 among its neighbours. Every
address speaks of the set as it was extended. A difference that changes nothing is refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.x12.dictionary_files import DictionaryFault, Entry, Sourced, Wrong

REMOVED = "removed"
_STEP = re.compile(r"(?P<name>[A-Z][A-Z0-9]{1,2})(?:#(?P<turn>[1-9][0-9]?))?")
_STANDING = re.compile(r"(?P<usage>[MO]) (?P<maximum>>1|[1-9][0-9]*)")


def entries(base: Mapping[str, Sourced], file: str, raw: Mapping[str, object]) -> dict[str, Sourced]:
    """Return the entries of a version: those it extends, with its own laid over them."""
    merged = dict(base)
    for name, words in raw.items():
        try:
            if words == REMOVED and name in base:
                del merged[name]
            else:
                merged[name] = Sourced(file, _laid(base[name].raw, words) if name in base else words)
        except Wrong as wrong:
            raise DictionaryFault(f"{file}, {name}: {wrong}") from wrong
    return merged


def _laid(under: object, words: object) -> object:
    """Return an entry with words laid over it."""
    if not isinstance(under, dict) or not isinstance(words, dict):
        raise Wrong("is not a mapping")
    laid = dict(under)
    for word, value in words.items():
        if word == "codes" and isinstance(value, dict):
            laid[word] = _listed(under.get(word, {}), value)
        elif word == "elements" and isinstance(value, dict):
            laid[word] = _patched(Entry(under).texts(word), value)
        else:
            laid[word] = value
        if laid[word] == under.get(word):
            raise Wrong(f"says of {word} what was said already")
    return laid


def _listed(codes: Mapping[str, object], words: Mapping[str, object]) -> dict[str, object]:
    """Return a list of codes with others in it and without those that were removed."""
    gone = {code for code, word in words.items() if word == REMOVED}
    if not gone <= codes.keys():
        raise Wrong(f"has no code {min(gone - codes.keys())} to remove")
    return {code: word for code, word in {**codes, **words}.items() if code not in gone}


def _patched(elements: list[str], patches: Mapping[str, object]) -> list[object]:
    """Return elements with others at single positions; more may follow the last, and the last may be removed."""
    patched: list[object] = list(elements)
    for key, value in patches.items():
        position = int(key) if key.isdecimal() else 0
        if not 1 <= position <= len(patched) + (value != REMOVED):
            raise Wrong(f"has no element {key} to change, nor one before it to follow")
        if position > len(patched):
            patched.append(value)
        elif patched[position - 1] == value:
            raise Wrong(f"says of element {key} what was said already")
        else:
            patched[position - 1] = value
    while patched and patched[-1] == REMOVED:
        patched.pop()
    return patched


@dataclass(slots=True, eq=False)
class _Row:
    """A row of a set while differences are laid over it; `rows` is None for a segment."""

    name: str
    standing: str
    rows: "list[_Row] | None"


def transaction_set(under: Mapping[str, object], raw: Mapping[str, object]) -> dict[str, object]:
    """Return a set with its differences; `Wrong` where one of them hits no row, or several, or changes nothing."""
    entry = Entry.of(raw, "name functional_group change remove add_after add_before")
    areas = {area: list(_opened(rows)) for area, rows in under.items() if isinstance(rows, list)}
    changes = entry.codes("change")
    changed = [(_only(areas, address)[1], standing) for address, standing in changes.items()]
    removed = [_only(areas, address) for address in entry.texts("remove")]
    added = [
        (*_only(areas, address), list(_opened(rows)), shift)
        for word, shift in (("add_before", 0), ("add_after", 1))
        for address, rows in _mapping(entry, word).items()
    ]
    for row, standing in changed:
        if row.standing == standing or not _STANDING.fullmatch(standing):
            raise Wrong(f"cannot change {row.name} from {row.standing} to {standing}")
        row.standing = standing
    for siblings, row, rows, shift in added:
        at = siblings.index(row) + shift
        siblings[at:at] = rows
    for siblings, row in removed:
        siblings.remove(row)
    heads = {word: raw.get(word, under.get(word)) for word in ("transaction_set", "name", "functional_group")}
    return {**heads, **{area: [_closed(row) for row in rows] for area, rows in areas.items()}}


def _mapping(entry: Entry, word: str) -> Mapping[str, object]:
    value = entry.fields.get(word, {})
    if not isinstance(value, dict):
        raise Wrong(f"needs rows by address for {word}")
    return value


def _opened(rows: object) -> Iterator[_Row]:
    """Yield rows as they were written, ready to be changed."""
    if not isinstance(rows, list):
        raise Wrong("needs a list of rows")
    for row in rows:
        if isinstance(row, str):
            name, _, standing = row.partition(" ")
            yield _Row(name, standing, None)
        else:
            loop = Entry.of(row, "loop usage max rows")
            standing = f"{loop.text('usage')} {loop.text('max')}"
            yield _Row(loop.text("loop"), standing, list(_opened(loop.fields.get("rows"))))


def _closed(row: _Row) -> object:
    if row.rows is None:
        return f"{row.name} {row.standing}"
    usage, _, maximum = row.standing.partition(" ")
    return {"loop": row.name, "usage": usage, "max": maximum, "rows": [_closed(one) for one in row.rows]}


def _only(areas: Mapping[str, list[_Row]], address: str) -> tuple[list[_Row], _Row]:
    """Return the one row at an address, and the rows it stands among."""
    area, *steps = address.split("/")
    siblings: list[_Row] | None = areas.get(area)
    found: tuple[list[_Row], _Row] | None = None
    for step in steps:
        match = _STEP.fullmatch(step)
        alike = [row for row in siblings or () if match and row.name == match["name"]]
        turn = int(match["turn"] or 0) if match else 0
        if len(alike) > 1 and not turn:
            raise Wrong(f"{address}: there are {len(alike)} {step}; say {step}#1 or another")
        if not siblings or len(alike) < max(turn, 1):
            raise Wrong(f"nothing is at {address}")
        row = alike[max(turn, 1) - 1]
        found, siblings = (siblings, row), row.rows
    if found is None:
        raise Wrong(f"nothing is at {address}")
    return found
