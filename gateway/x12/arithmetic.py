"""Arithmetic: check digits, the hash total of CTT and the counts of AK9, and what would be right in their place.

What this looks at is right as far as types and codes go; whether it adds up is another question. A number
that is no number, or has a length that no check digit belongs to, is left to others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from gateway.domain.check_digits import check_digit
from gateway.x12.definitions import LoopRow, SegmentDef, SegmentRow, SetDef

Rows = Sequence[Sequence[str]]

DIGITS: Mapping[str, Mapping[str, frozenset[int]]] = MappingProxyType(
    {
        "235": MappingProxyType(
            {
                "UP": frozenset({12, 13, 14}),
                "EN": frozenset({8, 12, 13, 14}),
                "EO": frozenset({8}),
                "UK": frozenset({12, 13, 14}),
                "UI": frozenset({12}),
                "UA": frozenset({13, 14}),
            }
        ),
        "88": MappingProxyType(
            {
                "GM": frozenset({18, 20}),
                "AA": frozenset({18, 20}),
                "UC": frozenset({14}),
                "UP": frozenset({12}),
            }
        ),
        "66": MappingProxyType({"UL": frozenset({13})}),
    }
)
"""By the element that says what kind of number follows: the kinds with a check digit, and their lengths with it."""

HASHED: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "810": ("IT1", 2),
        "840": ("PO1", 2),
        "843": ("PO1", 2),
        "846": ("QTY", 2),
        "850": ("PO1", 2),
        "855": ("PO1", 2),
        "856": ("SN1", 2),
        "860": ("POC", 3),
        "865": ("POC", 3),
    }
)
"""By set: the element whose values CTT02 adds up."""

TOTAL: Final = 2
MOST_DIGITS: Final = 10
"""How many digits a hash total has room for; more are cut off in front."""
ACCEPTED: Final = frozenset("AE")
RECEIVED_AT, ACCEPTED_AT = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """An element that does not add up, and the text that would."""

    code: str
    position: int
    element: int
    value: str
    right: str


class Arithmetic:
    """What of one transaction set can be worked out anew."""

    def __init__(self, definition: SetDef) -> None:
        segments = tuple(_segments(definition.rows))
        self._hashed = HASHED.get(definition.id)
        self._pairs = {one.id: pairs for one in segments if (pairs := _pairs(one))}
        self._totals: dict[str, Callable[[Rows, int], Iterator[Slip]]] = {}
        if self._hashed and any(one.id == "CTT" for one in segments):
            self._totals["CTT"] = self._hash
        if any(one.id == "AK9" for one in segments):
            self._totals["AK9"] = _counts

    @property
    def totals(self) -> frozenset[str]:
        """Return the segments that state a total of others."""
        return frozenset(self._totals)

    @property
    def summed(self) -> frozenset[str]:
        """Return the segments that totals hang on, those that state them among them."""
        hashed = {self._hashed[0]} if self._hashed else set()
        return frozenset({*self._totals, *hashed, "AK5", "IK5"})

    @property
    def numbered(self) -> Mapping[str, frozenset[int]]:
        """Return the kinds of number with a check digit that may stand in this set, and their lengths, wherever they stand."""
        lengths: dict[str, frozenset[int]] = {}
        for kinds in (kinds for pairs in self._pairs.values() for _, kinds in pairs):
            for kind, those in kinds.items():
                lengths[kind] = lengths.get(kind, frozenset()) | those
        return lengths

    def slips(self, rows: Rows) -> Iterator[Slip]:
        """Yield what does not add up in the segments of a set, in their order."""
        pairs_of, totals = self._pairs.get, self._totals
        for position, row in enumerate(rows, 1):
            pairs = pairs_of(row[0])
            if pairs is not None:
                yield from _digits(row, position, pairs)
            elif row[0] in totals:
                yield from totals[row[0]](rows, position)

    def mistotalled(self, rows: Rows) -> bool:
        """Return whether any total is wrong in the segments that totals hang on."""
        totals = enumerate(rows, 1)
        return any(next(self._totals[row[0]](rows, at), None) for at, row in totals if row[0] in self._totals)

    def mended(self, rows: Rows) -> list[list[str]]:
        """Return the segments with everything that did not add up put right."""
        right = [list(row) for row in rows]
        for slip in self.slips(rows):
            right[slip.position - 1][slip.element] = slip.right
        return right

    def _hash(self, rows: Rows, position: int) -> Iterator[Slip]:
        """Yield a hash total that is the sum neither of the values nor, as the standard has it, of their digits."""
        assert self._hashed is not None  # noqa: S101 - the reason this is called at all
        segment, at = self._hashed
        stated = _number((*rows[position - 1], "", "")[TOTAL])
        values = [_number((*row, *[""] * at)[at]) for row in rows if row[0] == segment]
        if stated is None or not values or any(one is None for one in values):
            return
        total = sum((one for one in values if one is not None), Decimal())
        if stated == total:
            return
        digits = sum(int("".join(map(str, one.as_tuple().digits))) for one in values if one is not None)
        cut = str(digits)[-MOST_DIGITS:]
        if f"{stated:f}".lstrip("0") != cut.lstrip("0"):
            right = f"{total:f}"
            fits = sum(one.isdigit() for one in right) <= MOST_DIGITS
            value = rows[position - 1][TOTAL]
            yield Slip(
                code="x12.hash-total",
                position=position,
                element=TOTAL,
                value=value,
                right=right if fits else cut,
            )


def _segments(rows: Sequence[SegmentRow | LoopRow]) -> Iterator[SegmentDef]:
    for row in rows:
        if isinstance(row, LoopRow):
            yield from _segments(row.rows)
        else:
            yield row.segment


Pair = tuple[int, Mapping[str, frozenset[int]]]


def _pairs(segment: SegmentDef) -> tuple[Pair, ...]:
    """Return where a kind of number stands before a number, and the kinds with a check digit."""
    numbers = [getattr(use.definition, "number", "") for use in segment.elements]
    return tuple((at, DIGITS[number]) for at, number in enumerate(numbers[:-1], 1) if number in DIGITS)


def _digits(row: Sequence[str], position: int, pairs: Sequence[Pair]) -> Iterator[Slip]:
    last = len(row) - 1
    for at, kinds in pairs:
        if at >= last:
            return
        lengths = kinds.get(row[at])
        if lengths is not None and len(row[at + 1]) in lengths and not is_right(row[at + 1]):
            value = row[at + 1]
            right = value[:-1] + check_digit(value[:-1])
            yield Slip(code="x12.check-digit", position=position, element=at + 1, value=value, right=right)


@lru_cache(maxsize=65536)
def is_right(value: str) -> bool:
    """Return whether a number ends in its check digit; what is not of digits alone has none."""
    return not (value.isascii() and value.isdecimal()) or value[-1] == check_digit(value[:-1])


def _counts(rows: Rows, position: int) -> Iterator[Slip]:
    """Yield what AK9 says against the answers before it, and against itself."""
    row = (*rows[position - 1], "", "", "", "", "")
    verdicts = [(*one, "")[1] for one in rows[: position - 1] if one[0] in ("AK5", "IK5")]
    stated = (_count(row[RECEIVED_AT]), _count(row[ACCEPTED_AT]))
    if stated[0] is None or stated[1] is None:
        return
    received = max(stated[0], len(verdicts))
    good = sum(one in ACCEPTED for one in verdicts)
    accepted = good if len(verdicts) == received else min(max(stated[1], good), received)
    for at, was, right in ((RECEIVED_AT, stated[0], received), (ACCEPTED_AT, stated[1], accepted)):
        if was != right:
            yield _ack_slip(position, at, row[at], str(right))
    fitting = "AE" if accepted == received else "P" if accepted else "RMWX"
    if received and row[1] in {*"AEPR"} and row[1] not in fitting:
        yield _ack_slip(position, 1, row[1], fitting[0])


def _ack_slip(position: int, element: int, value: str, right: str) -> Slip:
    return Slip(code="x12.ack-count", position=position, element=element, value=value, right=right)


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _number(text: str) -> Decimal | None:
    """Return a plain number, None for anything else."""
    bare = text.removeprefix("-").replace(".", "", 1)
    return Decimal(text) if bare.isascii() and bare.isdecimal() else None
