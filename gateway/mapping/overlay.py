"""Overlays: a partner's differences laid over a base map, place by place; one that hits nothing is a fault.

Both files have been understood before (`making`), so that rows are rows and elements are elements here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import cast

from gateway.mapping.faults import MapFault
from gateway.mapping.files import Entries, Items, where
from gateway.mapping.spec import KINDS

_KEPT = ("note",)
_NONE = Entries("")


def overlaid(base: Entries, overlay: Entries) -> Entries:
    """Return the base map with the overlay's changes; raises MapFault for an address that is not exactly one place."""
    result = cast("Entries", _own(base))
    rows: Items = result["rows"]
    for word in ("title", "note"):
        if word in overlay:
            result.put(word, overlay[word], overlay.lines[word])
    changes: Entries = overlay.get("change", _NONE)
    for address in changes:
        _change(_only(rows, address, where(changes, (address,))), changes[address])
    removed: Items = overlay.get("remove", Items())
    for address, line in zip(removed, removed.lines, strict=True):
        _only(rows, address, line).remove()
    for word, shift in (("add_before", 0), ("add_after", 1)):
        added: Entries = overlay.get(word, _NONE)
        for address in added:
            _only(rows, address, where(added, (address,))).add(added[address], shift)
    return result


@dataclass(frozen=True, slots=True)
class _Hit:
    """A place an address leads to: an item of a list of rows, or an entry of a row's elements."""

    holder: Entries | Items
    key: str | int
    line: str

    def remove(self) -> None:
        """Take it out."""
        if isinstance(self.holder, Entries):
            del self.holder[str(self.key)], self.holder.lines[str(self.key)]
        else:
            self.holder.drop(int(self.key))

    def add(self, rows: Items, shift: int) -> None:
        """Put rows before (0) or after (1) it."""
        if isinstance(self.holder, Entries):
            raise MapFault(f"{self.line}: rows are added beside rows")
        for offset, row in enumerate(rows):
            self.holder.put(int(self.key) + shift + offset, row, rows.lines[offset])


def _only(rows: Items, address: str, line: str) -> _Hit:
    hits = [_Hit(holder, key, line) for holder, key in _reach(rows, address)]
    if not hits:
        near = get_close_matches(_tight(address), list(_addresses(rows)), n=2, cutoff=0.7)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise MapFault(f"{line}: nothing is at {address} in the base map{hint}")
    if len(hits) > 1:
        raise MapFault(f"{line}: {address} is {len(hits)} places in the base map")
    return hits[0]


def _reach(rows: Items, address: str) -> Iterator[tuple[Entries | Items, str | int]]:
    """Yield the places an address leads to from a list of rows; whole labels go before bare segments."""
    first, _, rest = address.partition("/")
    labels = [_label(row) for row in rows]
    if first not in labels:
        labels = [label.partition("*")[0] for label in labels]
    for index, row in enumerate(rows):
        if labels[index] == first:
            if rest:
                yield from _within(row, rest)
            else:
                yield rows, index


def _addresses(rows: Sequence[Entries]) -> Iterator[str]:
    """Yield every address an overlay could name, each in its usual form."""
    for row in rows:
        label = _label(row)
        yield label
        opener = row["rows"][0] if "loop" in row else row
        yield from (f"{label}/{_tight(key)}" for key in opener.get("elements", _NONE))
        if "loop" in row:
            yield from (f"{label}/{one}" for one in _addresses(row["rows"][1:]))


def _within(row: Entries, address: str) -> Iterator[tuple[Entries | Items, str | int]]:
    if "loop" in row:
        yield from _reach(row["rows"], address)
        yield from _within(row["rows"][0], address)
        return
    elements: Entries = row.get("elements", _NONE)
    keys = {_tight(one): one for one in elements}
    key, _, part = address.rpartition("/")
    if _tight(address) in keys:
        yield elements, keys[_tight(address)]
    elif isinstance(found := elements.get(keys.get(_tight(key), "")), Entries):
        parts: Items = found.get("of", Items())
        for index, one in enumerate(parts):
            if part == (one.get("field") if isinstance(one, Entries) else one):
                yield parts, index


def _tight(key: str) -> str:
    """Return the name of a place without the spaces it may be written with."""
    return key.replace(" ", "")


def _label(row: Entries) -> str:
    """Return how a row is addressed: its segment and its qualifiers, as they start on the wire."""
    opener = row["rows"][0] if "loop" in row else row
    elements: Entries = opener.get("elements", _NONE)
    tests = [elements[key] for key in sorted(elements)]
    texts = [test["qualifier"] for test in tests if isinstance(test, Entries) and "qualifier" in test]
    return "*".join((row.get("loop") or row["segment"], *texts))


def _change(hit: _Hit, words: Entries) -> None:
    holder: dict[str | int, Entries | str] = cast("dict[str | int, Entries | str]", hit.holder)
    value = holder[hit.key]
    if isinstance(value, str):
        short, value = value, Entries(hit.line)
        value.put("field", short, hit.line)
        holder[hit.key] = value
    _merge(value, words)
    cast("dict[str | int, str]", hit.holder.lines)[hit.key] = hit.line


def _merge(value: Entries, words: Entries) -> None:
    """Lay words over an element or row; a word that names another kind of element replaces the element."""
    kind = next((word for word in KINDS if word in words), None)
    is_row = "segment" in value or "loop" in value
    if not is_row and kind and kind not in value:
        for word in [word for word in value if word not in _KEPT]:
            del value[word], value.lines[word]
    if not is_row:
        words = _recoded(value, words)
    for word in words:
        if word == "elements" and word in value:
            for key in words[word]:
                value[word].put(key, words[word][key], words[word].lines[key])
        else:
            value.put(word, words[word], words.lines[word])


def _recoded(value: Entries, words: Entries) -> Entries:
    """Take codes out of an element's list and put others in; return the words that are left."""
    retired: Items = words.get("remove_codes", Items())
    added: Entries = words.get("add_codes", _NONE)
    for word, kind in (("remove_codes", Items), ("add_codes", Entries)):
        if word in words and not (isinstance(words[word], kind) and words[word]):
            shape = "a list of codes" if kind is Items else "codes with their words"
            raise MapFault(f"{words.lines[word]}: {word} is {shape}")
    if not (retired or added):
        return words
    codes: Entries = value.get("codes", Entries(value.where))
    for code, line in zip(retired, retired.lines, strict=True):
        if code not in codes:
            raise MapFault(f"{line}: there is no code {code} to remove")
        del codes[code], codes.lines[code]
    for code in added:
        if code in codes:
            raise MapFault(f"{added.lines[code]}: the code {code} is there already")
        codes.put(code, added[code], added.lines[code])
    if not codes:
        raise MapFault(f"{words.lines['remove_codes']}: no code is left; an element without a list takes any")
    value.put("codes", codes, codes.where)
    rest = words.copy()
    for word in ("remove_codes", "add_codes"):
        rest.pop(word, None)
    return rest


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
