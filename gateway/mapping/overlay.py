"""Overlays: a partner's differences laid over a base map, place by place; one that hits nothing is a fault."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.mapping.faults import MapFault
from gateway.mapping.files import Entries, Items, where
from gateway.mapping.spec import KINDS

_KEPT = ("note",)


def overlaid(base: Entries, overlay: Entries) -> Entries:
    """Return the base map with the overlay's changes; raises MapFault for an address that is not exactly one place."""
    result = _own(base)
    assert isinstance(result, Entries)  # noqa: S101 - a copy of entries is entries
    for word in ("title", "note"):
        if word in overlay:
            result.put(word, overlay[word], overlay.lines[word])
    changes = overlay.get("change", Entries(""))
    for address in changes:
        _change(_only(result, address, where(changes, (address,))), changes[address])
    for address, line in _listed(overlay.get("remove", Items())):
        _only(result, address, line).remove()
    for word, shift in (("add_before", 0), ("add_after", 1)):
        added = overlay.get(word, Entries(""))
        for address in added:
            _only(result, address, where(added, (address,))).add(added[address], shift)
    return result


@dataclass(frozen=True, slots=True)
class _Hit:
    """A place an address leads to: an item of a list of rows, or an entry of a row's elements."""

    holder: Entries | Items
    key: str | int
    line: str

    def value(self) -> object:
        """Return what stands there."""
        return self.holder[self.key]  # type: ignore[index] # a list goes with a number, a mapping with a text

    def remove(self) -> None:
        """Take it out."""
        if isinstance(self.holder, Entries):
            del self.holder[str(self.key)], self.holder.lines[str(self.key)]
        else:
            self.holder.drop(int(self.key))

    def add(self, rows: object, shift: int) -> None:
        """Put rows before (0) or after (1) it."""
        if not isinstance(self.holder, Items) or not isinstance(rows, Items):
            raise MapFault(f"{self.line}: rows are added beside rows")
        for offset, row in enumerate(rows):
            self.holder.put(int(self.key) + shift + offset, row, rows.lines[offset])


def _only(base: Entries, address: str, line: str) -> _Hit:
    hits = [_Hit(holder, key, line) for holder, key in _reach(base.get("rows"), address)]
    if not hits:
        raise MapFault(f"{line}: nothing is at {address} in the base map")
    if len(hits) > 1:
        raise MapFault(f"{line}: {address} is {len(hits)} places in the base map")
    return hits[0]


def _reach(rows: object, address: str) -> Iterator[tuple[Entries | Items, str | int]]:
    """Yield the places an address leads to from a list of rows; whole labels go before bare segments."""
    if not isinstance(rows, Items):
        return
    first, _, rest = address.partition("/")
    labels = [_label(row) if isinstance(row, Entries) else "" for row in rows]
    if first not in labels:
        labels = [label.partition("*")[0] for label in labels]
    for index, row in enumerate(rows):
        if labels[index] == first and isinstance(row, Entries):
            if rest:
                yield from _within(row, rest)
            else:
                yield rows, index


def _within(row: Entries, address: str) -> Iterator[tuple[Entries | Items, str | int]]:
    elements = row.get("elements")
    if isinstance(elements, Entries) and address in elements:
        yield elements, address
    inner = row.get("rows")
    if isinstance(inner, Items):
        yield from _reach(inner, address)
        if inner and isinstance(inner[0], Entries):
            yield from _within(inner[0], address)


def _label(row: Entries) -> str:
    """Return how a row is addressed: its segment and its qualifiers, as they start on the wire."""
    rows = row.get("rows")
    opener = rows[0] if "loop" in row and isinstance(rows, Items) and rows else row
    segment = str(row.get("loop") or row.get("segment"))
    elements = opener.get("elements") if isinstance(opener, Entries) else None
    if not isinstance(elements, Entries):
        return segment
    tests = [elements[key] for key in sorted(elements)]
    texts = [str(test["qualifier"]) for test in tests if isinstance(test, Entries) and "qualifier" in test]
    return "*".join((segment, *texts))


def _change(hit: _Hit, words: object) -> None:
    if not isinstance(words, Entries):
        raise MapFault(f"{hit.line}: a change is a mapping of words")
    value = hit.value()
    if isinstance(value, str):
        short = value
        value = Entries(where(hit.holder, (hit.key,)))
        value.put("field", short, value.where)
        hit.holder[hit.key] = value  # type: ignore[index] # a list goes with a number, a mapping with a text
    if isinstance(value, Entries):
        _merge(value, words)
        hit.holder.lines[hit.key] = hit.line  # type: ignore[index] # a list goes with a number, a mapping with a text


def _merge(value: Entries, words: Entries) -> None:
    """Lay words over an element or row; a word that names another kind of element replaces the element."""
    kind = next((word for word in KINDS if word in words), None)
    if "elements" not in value and kind and kind not in value:
        for word in [word for word in value if word not in _KEPT]:
            del value[word], value.lines[word]
    for word in words:
        if word == "elements" and isinstance(value.get(word), Entries):
            for key in words[word]:
                value[word].put(key, words[word][key], words[word].lines[key])
        else:
            value.put(word, words[word], words.lines[word])


def _listed(items: object) -> Iterator[tuple[str, str]]:
    if isinstance(items, Items):
        yield from zip(map(str, items), items.lines, strict=True)


def _own(value: object) -> object:
    """Return a copy all through, so that a base map is never changed by an overlay."""
    if isinstance(value, Entries):
        copy = value.copy()
        for key in copy:
            copy[key] = _own(copy[key])
        return copy
    if isinstance(value, Items):
        items = Items()
        for index, one in enumerate(value):
            items.put(index, _own(one), value.lines[index])
        return items
    return value
