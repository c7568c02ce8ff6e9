"""Adding up: whether the numbers of a whole set are right, told from its text without taking it apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.x12.arithmetic import Arithmetic, is_right
from gateway.x12.delimiters import Delimiters


@dataclass(frozen=True, slots=True, kw_only=True)
class AddingUp:
    """What finds numbers with check digits, wherever in a set they stand, totals that are stated, and what they hang on.

    A total stands in the second element of its segment or behind it.
    """

    arithmetic: Arithmetic
    element: str
    lengths: Mapping[str, frozenset[int]]
    numbers: re.Pattern[str]
    totals: re.Pattern[str]
    summed: re.Pattern[str]

    def surely(self, text: str) -> bool:
        """Return whether every number of a set, each segment ended, is right; False says nothing."""
        for kind, number in self.numbers.findall(text):
            if len(number) in self.lengths[kind] and not is_right(number):
                return False
        if self.totals.search(text) is None:
            return True
        rows = [raw.split(self.element) for raw in self.summed.findall(text)]
        return not self.arithmetic.mistotalled(rows)


def adding_up(arithmetic: Arithmetic, delimiters: Delimiters) -> AddingUp:
    """Return what looks over sets written between certain delimiters."""
    element, end = re.escape(delimiters.element), re.escape(delimiters.segment)
    lengths = arithmetic.numbered
    kinds = "|".join(sorted(lengths)) or "(?!)"
    summed = "|".join(sorted(arithmetic.summed))
    totals = "|".join(sorted(arithmetic.totals)) or "(?!)"
    return AddingUp(
        arithmetic=arithmetic,
        element=delimiters.element,
        lengths=lengths,
        numbers=re.compile(f"{element}({kinds})(?={element}([^{element}{end}]*))"),
        totals=re.compile(f"{end}(?:{totals}){element}[^{element}{end}]*{element}+[^{element}{end}]"),
        summed=re.compile(f"{end}((?:{summed}){element}[^{end}]*)"),
    )
