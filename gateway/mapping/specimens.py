"""Specimens: values that one element can carry, looking like trade where its number tells what it is about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any

from gateway.mapping.codecs import KEPT
from gateway.mapping.plan import FieldPart, Spot
from gateway.x12.definitions import ElementDef

USUAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "19": ("Rivertown", "Lakeside", "Cedar Falls", "Newbridge"),
        "26": ("US", "CA", "MX"),
        "61": ("TWENTY", "ONE HUNDRED"),
        "67": ("5412345000013", "0078", "STORE12"),
        "93": ("Northwind Stores", "Harbor Hardware", "A. Miller", "Distribution Centre 4"),
        "100": ("USD", "CAD", "EUR"),
        "116": ("60601", "94103", "K1A0B1"),
        "127": ("420", "A-100234", "7711.2"),
        "140": ("ABCD", "WXYZ", "TRKL"),
        "156": ("IL", "CA", "ON"),
        "166": ("12 Mill Road", "400 Harbour Street", "Dock 7"),
        "234": ("BOLT-M8", "036000291452", "SKU 1001", "88-2041"),
        "324": ("4500012345", "PO-20311", "0071184"),
        "328": ("1", "002"),
        "350": ("1", "2", "003", "10"),
        "352": ("Hex bolt M8, zinc", "Shelf bracket", "Deliver to the rear door"),
        "364": ("+1 312 555 0142", "orders@example.test"),
        "387": ("Best way", "Parcel ground"),
        "396": ("S-1001", "000778"),
        "721": ("REF", "PO1", "N1"),
        "725": ("329", "355"),
    }
)
"""Some elements by number and what stands in them; lengths are still checked."""

PLAIN = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
ROUGH = PLAIN + "abcdefghijklmnopqrstuvwxyz &'(),-./;?="
IMPLIED = "implied-"
COMFORTABLE = 8
PLAINLY = 0.5
"""How often the first code of a list stands where nothing is to go to its limits: maps list the usual ones first."""
FIRST_DAY = date(2026, 1, 1)
SOME_YEARS = 3 * 365


@dataclass(frozen=True, slots=True)
class Specimens:
    """Makes values by chance; `rough` is how often one goes to the limits of its element."""

    random: Random
    rough: float = 0.0

    def value(self, part: FieldPart, spot: Spot, avoid: Collection[str] = ()) -> Any:  # noqa: ANN401 - what the codec's kind is
        """Return a value the part can carry at the spot; `avoid` are codes that would make another row apply."""
        element = spot.element
        longest = min(part.maximum or element.maximum, element.maximum)
        if part.codes:
            return self._word(part, element, avoid)
        kind = part.codec.kind
        if kind is str:
            return self._text(element, longest, avoid)
        if kind is date:
            return self._day()
        if kind is time:
            return self._time(longest)
        if part.codec.name.startswith(IMPLIED):
            places = int(part.codec.name.removeprefix(IMPLIED))
            return Decimal(self._whole(element.minimum, longest)).scaleb(-places)
        return (
            self._whole(element.minimum, longest) if kind is int else self._number(element.minimum, longest)
        )

    def _word(self, part: FieldPart, element: ElementDef, avoid: Collection[str]) -> str:
        words = [word for code, word in part.codes.items() if code not in avoid]
        if part.keeps and self._is_rough():
            unnamed = [code for code in element.codes if code not in part.codes and code not in avoid]
            words = [KEPT + code for code in unnamed] or words
        return words[0] if not self.rough and self.random.random() < PLAINLY else self.random.choice(words)

    def _text(self, element: ElementDef, longest: int, avoid: Collection[str]) -> str:
        listed = [code for code in element.codes if code not in avoid and len(code) <= longest]
        usual = [one for one in USUAL.get(element.number, ()) if element.minimum <= len(one) <= longest]
        if listed or (usual and not self._is_rough()):
            return self.random.choice(listed or usual)
        if element.type == "DT":
            return f"{self._day():%Y%m%d}"
        if element.type == "TM":
            return f"{self._time(4):%H%M}"
        if element.type in {"AN", "ID"}:
            return self._characters(element, longest)
        return str(self._whole(element.minimum, longest))

    def _characters(self, element: ElementDef, longest: int) -> str:
        wild = element.type == "AN" and self._is_rough()
        most = longest if wild else min(longest, COMFORTABLE)
        length = self.random.randint(max(element.minimum, 1), max(element.minimum, most))
        inner = "".join(self.random.choice(ROUGH if wild else PLAIN) for _ in range(length - 2))
        ends = [self.random.choice(PLAIN) for _ in range(min(length, 2))]
        return ends[0] + inner + "".join(ends[1:])

    def _number(self, shortest: int, longest: int) -> Decimal:
        whole = self._whole(shortest, longest)
        decimals = self.random.choice((0, 2)) if shortest <= 1 and longest > len(str(whole)) + 1 else 0
        return whole + Decimal(self.random.randrange(10**decimals)).scaleb(-decimals)

    def _whole(self, shortest: int, longest: int) -> int:
        most = longest if self._is_rough() else min(longest, 3)
        digits = self.random.randint(max(shortest, 1), max(shortest, most))
        return self.random.randrange(10 ** (digits - 1), 10**digits)

    def _day(self) -> date:
        return FIRST_DAY + timedelta(days=self.random.randrange(SOME_YEARS))

    def _time(self, longest: int) -> time:
        seconds = self.random.randrange(60) if longest >= len("HHMMSS") and self._is_rough() else 0
        return time(self.random.randrange(24), self.random.randrange(60), seconds)

    def _is_rough(self) -> bool:
        return self.random.random() < self.rough
