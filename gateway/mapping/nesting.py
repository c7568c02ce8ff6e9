"""Nesting: how the levels of HL stand below one another, told by their kinds and their order alone.

Sets whose numbers say the same are by far the most; whatever is numbered in another way is left to the exact reader.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.mapping.scopes import Readers, Scope

_KIND: Final = (3, 0)
_HAS_CHILDREN: Final = "1"

Above = list[tuple[str, Scope]]
"""The numbers and rows of the levels that are open, the outermost first; the whole set is the first of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nesting:
    """The levels of one plan: which rows may stand below each row, by kind."""

    top: Scope
    below: Mapping[Scope, Mapping[str, Scope]]
    opener: re.Pattern[str]
    begins: str
    limit: int

    def holds(self, text: str) -> bool:
        """Return whether the numbers, parents and flags of a set's levels are as expected; False says nothing."""
        found = self.opener.findall(text)
        if len(found) != text.count(self.begins) or len(found) > self.limit:
            return False
        above: Above = [("", self.top)]
        parents, once = set(), set()
        for place, (number, parent, kind, _) in enumerate(found, 1):
            row = self.enter(above, number, kind)
            if row is None or number != str(place) or parent != above[-2][0] or (parent, row) in once:
                return False
            parents.add(parent)
            if not row.many:
                once.add((parent, row))
        return all(not flag or (flag == _HAS_CHILDREN) == (number in parents) for number, _, _, flag in found)

    def enter(self, above: Above, number: str, kind: str) -> Scope | None:
        """Return the row of a level below the nearest of those above that has one, and put it on top of them."""
        while above:
            row = self.below[above[-1][1]].get(kind)
            if row is not None:
                above.append((number, row))
                return row
            above.pop()
        return None


def nesting_of(readers: Readers) -> Nesting | None:
    """Return the levels of a plan; None where it has none, or such as kinds alone do not tell apart."""
    below = {scope: {one.tests[-1][-1]: one for one in rows} for scope, rows in _nested(readers.root)}
    every = [one for rows in below.values() for one in rows.values()]
    known = all([test[:2] for test in one.tests] == [_KIND] for one in every)
    if not every or not known:
        return None
    element, end = map(re.escape, (readers.delimiters.element, readers.delimiters.segment))
    text = f"{element}([^{element}{end}]*)"
    name = every[0].id
    return Nesting(
        top=readers.root,
        below=below,
        opener=re.compile(f"{end}{name}{text * 3}(?:{text})?"),
        begins=f"{readers.delimiters.segment}{name}{readers.delimiters.element}",
        limit=next(row.limit for row in readers.plan.structure.root.rows if row.id == name),
    )


def _nested(scope: Scope) -> Iterator[tuple[Scope, Sequence[Scope]]]:
    """Yield a row and the rows of the levels that may stand below it, and so on for each of those."""
    top = (one for scopes in scope.loops.values() for one in scopes if one.level)
    rows = (*scope.levels, *top)
    yield scope, rows
    for one in rows:
        yield from _nested(one)
