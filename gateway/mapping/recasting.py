"""What another version of the standard changes in the build of a map: other places, other shapes, another order.

`everywhere` says where elements stand now (`DTM05: DTM06`, `MSG01: MTX02`) or that they are `removed`; `reshape` turns a
loop into segments or a segment into a loop; `move` puts a row before or after a neighbour. What the differences add
themselves is left alone; whatever hits nothing is refused.
"""

from collections.abc import Iterator, Mapping

from gateway.mapping.faults import MapFault
from gateway.mapping.files import Entries, Items

REMOVED = "removed"
_NONE = Entries("")


def recast(data: Entries, differences: Entries, file: str) -> None:
    """Lay what changes everywhere over a map, which is the caller's own; raises MapFault."""
    rows: Items = data["rows"]
    for word, lay in (("reshape", _reshape), ("move", _moved)):
        wanted: Entries = differences.get(word, _NONE)
        for address, value in wanted.items():
            siblings, index = _only(rows, address, wanted.lines[address])
            lay(siblings, index, value, wanted.lines[address])
    places: Entries = differences.get("everywhere", _NONE)
    unmet = set(places)
    for row in _segments(rows):
        unmet -= _move(row, places, file)
    if unmet:
        key = min(unmet)
        raise MapFault(f"{places.lines[key]}: no row has {key}")


def _segments(rows: Items) -> Iterator[Entries]:
    """Yield the rows of segments at every depth."""
    for row in rows:
        if "loop" in row:
            yield from _segments(row["rows"])
        else:
            yield row


def _move(row: Entries, places: Entries, file: str) -> set[str]:
    """Put a row's elements where they stand now; return which of them were met."""
    elements: Entries = row.get("elements", _NONE)
    met = {key for key in elements if key in places and not elements.lines[key].startswith(f"{file}:")}
    if not met:
        return met
    moved = Entries(elements.where)
    for key, value in elements.items():
        target = places[key] if key in met else key
        if target != REMOVED:
            moved.put(target, value, places.lines[key] if key in met else elements.lines[key])
    row["elements"] = moved
    _rename(row, {places[key] for key in met} - {REMOVED})
    return met


def _rename(row: Entries, targets: set[str]) -> None:
    """Give a row the segment its elements went to."""
    for target in sorted(targets):
        if not target.startswith(row["segment"]):
            row["segment"] = target[:-2]


def _only(rows: Items, address: str, line: str) -> tuple[Items, int]:
    """Return the rows a row stands among, and where."""
    *outer, last = address.split("/")
    for step in outer:
        rows = next((row["rows"] for row in rows if "loop" in row and step in _labels(row)), Items())
    found = [index for index, row in enumerate(rows) if last in _labels(row)]
    if len(found) != 1:
        raise MapFault(f"{line}: {address} is {len(found) or 'no'} place{'s' * (len(found) > 1)} in the map")
    return rows, found[0]


def _labels(row: Entries) -> tuple[str, str]:
    """Return what a row answers to: its name, and its name with its qualifiers."""
    name = row.get("loop") or row["segment"]
    opener = row["rows"][0] if "loop" in row else row
    elements: Entries = opener.get("elements", _NONE)
    tests = [elements[key] for key in sorted(elements)]
    texts = [test["qualifier"] for test in tests if isinstance(test, Entries) and "qualifier" in test]
    return name, "*".join((name, *texts))


def _moved(siblings: Items, index: int, value: str, line: str) -> None:
    word, _, name = value.partition(" ")
    row, origin = siblings[index], siblings.lines[index]
    siblings.drop(index)
    target, at = _only(siblings, name, line)
    if word not in ("before", "after") or target is not siblings:
        raise MapFault(f"{line}: a row moves `before` or `after` a neighbour")
    siblings.put(at + (word == "after"), row, origin)


def _reshape(siblings: Items, index: int, shape: str, line: str) -> None:
    row = siblings[index]
    if shape in row:
        raise MapFault(f"{line}: {row[shape]} is a {shape} already")
    made = [_loop(row, line)] if shape == "loop" else _opened(row, line)
    siblings.drop(index)
    for offset, one in enumerate(made):
        siblings.put(index + offset, one, line)


def _loop(row: Entries, line: str) -> Entries:
    """Return a loop that has a segment's row as its only one."""
    inner, outer = (
        _kept(row, ("segment", "elements"), line),
        _kept(row, ("each", "into", "usage", "note"), line),
    )
    outer.put("loop", row["segment"], line)
    rows = Items()
    rows.put(0, inner, line)
    outer.put("rows", rows, line)
    return outer


def _opened(row: Entries, line: str) -> list[Entries]:
    """Return the rows of a loop as they stand without it; one that makes objects can only have one row."""
    inner: Items = row["rows"]
    words: Mapping[str, object] = _kept(row, ("each", "into", "usage", "note"), line)
    if len(inner) > 1 and {"each", "into"} & set(words):
        raise MapFault(f"{line}: {row['loop']} holds more than one row: it cannot be a segment")
    for word, value in words.items():
        inner[0].put(word, value, line)
    return list(inner)


def _kept(row: Entries, words: tuple[str, ...], line: str) -> Entries:
    kept = Entries(line)
    for word in words:
        if word in row:
            kept.put(word, row[word], row.lines[word])
    return kept
