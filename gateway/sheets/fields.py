"""What the cells of an item say, field by field; what cannot be read for certain is said, never guessed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from gateway.domain.findings import Finding, find
from gateway.domain.requested_rows import ReadFrom, RequestedRow, RowKind
from gateway.sheets.dates import day_in
from gateway.sheets.numbers import number_in
from gateway.sheets.tables import Cell, CellKind, Row, Table, address
from gateway.sheets.words import Words, exact, normal

_CODES = frozenset({"part", "buyer_part", "supplier_part", "manufacturer_part", "gtin"})
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_CURRENCIES = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "₫": "VND",
    "us$": "USD",
    "元": "CNY",
    "đ": "VND",
    "d": "VND",
}
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
_SERIALS_FROM = date(1899, 12, 30)
_COUNT_AND = re.compile(r"^([^\d\s/]+)\s*[/\s]?\s*(?:of\s+)?(\d[\d.,]*)$")
_COUNT_BEFORE = re.compile(r"^(\d[\d.,]*)\s*(?:/|per\s+)?\s*([^\d\s/]+)$")
_LONGEST_NOTHING = 16
_MOST_DIGITS_OF_A_DOUBLE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the rest of a column or the language of the header says of numbers and days."""

    decimal_signs: Mapping[str, str]
    day_orders: Mapping[str, str]
    language: str
    decimal_sign: str
    formats_lost: bool = False


class FieldReader:
    """Reads items of one table."""

    def __init__(self, table: Table, words: Words, evidence: Evidence) -> None:
        self._table = table
        self._words = words
        self._evidence = evidence

    def item(self, row: Row, fields: Mapping[int, str], kind: RowKind, section: str = "") -> RequestedRow:
        """Return an item with every field its cells give, and what is wrong with them."""
        cells = {fields[cell.column]: cell for cell in row.cells if cell.column in fields}
        said: dict[str, Any] = {}
        findings: list[Finding] = []
        for name, cell in cells.items():
            where = self._table.place(row.number, cell.column)
            if cell.kind is CellKind.UNCOMPUTED:
                findings.append(find("sheet.uncomputed", path=where))
            elif cell.kind is CellKind.ERROR:
                findings.append(find("sheet.cell-error", path=where, value_seen=cell.text))
            elif not name.startswith("offer_"):
                findings.extend(self._take(name, cell, said, where))
        findings.extend(self._doubts(row, cells, said, kind))
        read = tuple(
            ReadFrom(field=name, address=address(row.number, cell.column), text=cell.text)
            for name, cell in cells.items()
        )
        return RequestedRow(
            number=row.number, kind=kind, section=section, cells=read, findings=tuple(findings), **said
        )

    def _doubts(
        self, row: Row, cells: Mapping[str, Cell], said: Mapping[str, Any], kind: RowKind
    ) -> Iterator[Finding]:
        where = f"{self._table.name}!{row.number}"
        if kind is RowKind.HIDDEN:
            yield find("sheet.row-hidden", path=where)
        if "quantity" not in cells:
            yield find("sheet.quantity-missing", path=where)
        named = [said.get(name) for name in (*_CODES, "description", "specification")]
        damaged = any(name in cells and _is_damaged(cells[name]) for name in _CODES)
        if not any(named) and not damaged:
            yield find("sheet.nothing-named", path=where)

    def _take(self, name: str, cell: Cell, said: dict[str, Any], where: str) -> Iterator[Finding]:
        if name in _CODES:
            yield from self._code(name, cell, said, where)
        elif name == "quantity":
            yield from self._quantity(cell, said, where)
        elif name == "unit":
            yield from self._unit(cell, said, where)
        elif name == "needed_on":
            yield from self._day(cell, said, where)
        elif name == "target_price":
            yield from self._price(cell, said, where)
        elif name == "price_basis":
            self._basis(cell, said)
        elif name == "pack":
            self._pack(cell, said)
        elif name == "currency":
            said.setdefault("currency", _CURRENCIES.get(cell.text.casefold(), cell.text.upper()[:3]))
        elif not self._is_nothing(cell.text):
            said[name] = " ".join(cell.text.split())

    def _is_nothing(self, text: str) -> bool:
        return len(text) <= _LONGEST_NOTHING and normal(text) in self._words.none

    def _code(self, name: str, cell: Cell, said: dict[str, Any], where: str) -> Iterator[Finding]:
        if _is_damaged(cell):
            yield find("sheet.part-damaged", path=where, value_seen=cell.text)
            return
        if self._is_nothing(cell.text):
            return
        said[name] = " ".join(cell.text.split())
        stored = cell.kind is CellKind.NUMBER and cell.text.isdecimal()
        if stored and self._evidence.formats_lost:
            yield find("sheet.zeros-lost", path=where, value_seen=cell.text)

    def _quantity(self, cell: Cell, said: dict[str, Any], where: str) -> Iterator[Finding]:
        if isinstance(cell.value, Decimal):
            if cell.value <= 0:
                yield find("sheet.quantity-unclear", path=where, value_seen=cell.text)
            else:
                said["quantity"] = cell.value
            return
        found = number_in(
            cell.text, self._evidence.decimal_signs.get("quantity", ""), self._evidence.decimal_sign
        )
        if found is None or found.value <= 0 or re.match(r"[-–~/]\s*\d|x\s*\d|\d", found.after):
            yield find("sheet.quantity-unclear", path=where, value_seen=cell.text)
            return
        said["quantity"] = found.value
        if found.ambiguous:
            yield find("sheet.number-ambiguous", path=where, value_seen=cell.text)
        unit = self._known(found.after) if found.after else ""
        if unit and "unit" not in said:
            said["unit"], said["unit_text"] = unit, found.after

    def _unit(self, cell: Cell, said: dict[str, Any], where: str) -> Iterator[Finding]:
        text = " ".join(cell.text.split())
        said["unit_text"] = text
        if text in self._words.bases and self._evidence.language in ("", "en"):
            basis = self._words.bases[text]
            if not text.isdecimal():
                said["unit"], said["price_basis"] = "EA", basis
                return
        unit, pack = self._known(text), None
        if not unit:
            unit, pack = self._packed(text)
        if not unit:
            said.pop("unit", None)
            yield find("sheet.unit-unknown", path=where, value_seen=text)
            return
        said["unit"] = unit
        if pack is not None:
            said["pack"] = pack

    def _known(self, text: str) -> str:
        return self._words.unit(text, self._evidence.language)

    def _packed(self, text: str) -> tuple[str, Decimal | None]:
        """Return a unit and how many are in one: `BX 100`, `Box of 50`, `100/BX`."""
        plain = exact(text)
        after, before = _COUNT_AND.match(plain), _COUNT_BEFORE.match(plain)
        if after and self._known(after[1]):
            return self._known(after[1]), _count(after[2])
        if before and self._known(before[2]):
            return self._known(before[2]), _count(before[1])
        tokens = normal(text).split()
        counts = [token for token in tokens if token.isdecimal()]
        units = [self._known(token) for token in tokens if not token.isdecimal() and self._known(token)]
        if units and len(counts) == 1:
            return units[0], Decimal(counts[0])
        if not counts and units and len(tokens) <= 2:  # noqa: PLR2004 - the unit and one word about it
            return units[0], None
        return "", None

    def _day(self, cell: Cell, said: dict[str, Any], where: str) -> Iterator[Finding]:
        if cell.kind is CellKind.DATE:
            if isinstance(cell.value, date):
                said["needed_on"] = cell.value.date() if isinstance(cell.value, datetime) else cell.value
            return
        if isinstance(cell.value, Decimal) and _FIRST_SERIAL <= cell.value <= _LAST_SERIAL:
            said["needed_on"] = _SERIALS_FROM + timedelta(days=int(cell.value))
            return
        spoken = "" if self._evidence.language in ("", "en") else "day"
        proven = self._evidence.day_orders.get("needed_on", "")
        found = day_in(cell.text, self._words.months, proven=proven, spoken=spoken)
        if found is not None:
            said["needed_on"] = found.on
            if found.ambiguous:
                yield find("sheet.date-ambiguous", path=where, value_seen=cell.text)
        elif normal(cell.text) not in self._words.soon and not self._is_nothing(cell.text):
            yield find("sheet.date-unclear", path=where, value_seen=cell.text)

    def _price(self, cell: Cell, said: dict[str, Any], where: str) -> Iterator[Finding]:
        if isinstance(cell.value, Decimal):
            said["target_price"] = cell.value
            said.update(_currency_of(cell.number_format))
            return
        if self._is_nothing(cell.text):
            return
        found = number_in(
            cell.text, self._evidence.decimal_signs.get("target_price", ""), self._evidence.decimal_sign
        )
        if found is None or found.value < 0:
            yield find("sheet.price-unclear", path=where, value_seen=cell.text)
            return
        said["target_price"] = found.value
        if found.ambiguous:
            yield find("sheet.number-ambiguous", path=where, value_seen=cell.text)
        said.update(_currency_of(f"{found.before} {found.after}"))
        basis = re.match(r"(?:/|per|je|pro|par)\s*(\S+)", found.after, re.IGNORECASE)
        if basis and basis[1] in self._words.bases:
            said["price_basis"] = self._words.bases[basis[1]]

    def _basis(self, cell: Cell, said: dict[str, Any]) -> None:
        text = " ".join(cell.text.split())
        known = self._words.bases.get(text) or self._words.bases.get(text.upper())
        found = None if known else number_in(text, "", self._evidence.decimal_sign)
        basis = known or (found.value if found else None)
        if basis is not None and basis > 0:
            said["price_basis"] = basis

    def _pack(self, cell: Cell, said: dict[str, Any]) -> None:
        found = number_in(cell.text, "", self._evidence.decimal_sign)
        if found is not None and found.value > 0:
            said["pack"] = found.value


def _count(digits: str) -> Decimal:
    return Decimal(re.sub(r"\D", "", digits))


def _is_damaged(cell: Cell) -> bool:
    """Return whether a code is a rounded number: 7.89E+04 as text, or more digits than a stored number holds."""
    if isinstance(cell.value, Decimal):
        return cell.value.adjusted() >= _MOST_DIGITS_OF_A_DOUBLE or "E" in cell.text.upper()
    return bool(_DAMAGED.fullmatch(cell.text.replace(" ", "")))


def _currency_of(text: str) -> dict[str, str]:
    """Return the currency a text or a number format (`[$€-407] 0.00`) names, by its code or its sign."""
    text = text.replace("[$", "[")
    code = re.search(
        r"\b(USD|EUR|GBP|CNY|RMB|VND|CHF|MXN|CAD|AUD|JPY|SEK|NOK|DKK|PLN|CZK|SGD|HKD)\b", text, re.IGNORECASE
    )
    if code:
        found = code[1].upper()
        return {"currency": "CNY" if found == "RMB" else found}
    return next(
        (
            {"currency": currency}
            for sign, currency in _CURRENCIES.items()
            if not sign.isalpha() and sign in text
        ),
        {},
    )
