"""What the cells of an item say, field by field; what cannot be read for certain is said, never guessed."""

import re
import unicodedata
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
from gateway.sheets.words import COUNTED, PIECES, Words, exact, normal

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
_PIECES_OF_UNITS = re.compile(r"\d+|[^\W\d_]+", re.UNICODE)
_PER = re.compile(
    r"(?:/|\bper\b|\bje\b|\bpro\b|\bpar\b|\bpor\b|\bmỗi\b|每)\s*(\d[\d.,]*|[^\s\d()（）]+)", re.IGNORECASE
)
_UNSEEN = dict.fromkeys((0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF))
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
    price_basis: Decimal | None = None


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
        where = f"{self._table.title}!{row.number}"
        if kind is RowKind.HIDDEN:
            yield find("sheet.row-hidden", path=where)
        if "quantity" not in cells:
            yield find("sheet.quantity-missing", path=where)
        named = [said.get(name) for name in (*_CODES, "description", "specification")]
        damaged = any(name in cells and _is_damaged(cells[name]) for name in _CODES)
        if not any(named) and not damaged:
            yield find("sheet.nothing-named", path=where)
        yield from self._packs(row, cells, said)

    def _packs(self, row: Row, cells: Mapping[str, Cell], said: Mapping[str, Any]) -> Iterator[Finding]:
        """Yield what is not clear of packs: whether pieces or packs are counted, hundreds or single things."""
        quantity, pack, unit = said.get("quantity"), said.get("pack"), said.get("unit", "")
        name = next((one for one in ("pack", "unit", "quantity") if one in cells), "")
        where = self._table.place(row.number, cells[name].column) if name else ""
        if pack is not None and pack != 1:
            in_packs = unit and unit not in PIECES
            by_pack = unit in PIECES and quantity is not None and not quantity % pack
            if pack != int(pack) or not (in_packs or by_pack):
                yield find("sheet.pack-unclear", path=where, value_seen=cells[name].text)
        many = COUNTED.get(unit)
        if many is not None and quantity is not None and quantity >= many and not quantity % many:
            yield find("sheet.hundreds-unclear", path=where, value_seen=cells[name].text)

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
            yield from self._pack(cell, said, where)
        elif name == "currency":
            said.setdefault("currency", _CURRENCIES.get(cell.text.casefold(), cell.text.upper()[:3]))
        elif not self._is_nothing(cell.text):
            said[name] = _plain(cell.text)

    def _is_nothing(self, text: str) -> bool:
        return len(text) <= _LONGEST_NOTHING and normal(text) in self._words.none

    def _code(self, name: str, cell: Cell, said: dict[str, Any], where: str) -> Iterator[Finding]:
        if _is_damaged(cell):
            yield find("sheet.part-damaged", path=where, value_seen=cell.text)
            return
        if self._is_nothing(cell.text):
            return
        said[name] = unicodedata.normalize("NFKC", _plain(cell.text))
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
        unit, pack = self._unit_and_pack(found.after) if found.after else ("", None)
        if unit and "unit" not in said:
            said["unit"], said["unit_text"] = unit, found.after
            if pack is not None:
                said.setdefault("pack", pack)

    def _unit(self, cell: Cell, said: dict[str, Any], where: str) -> Iterator[Finding]:
        text = " ".join(cell.text.split())
        said["unit_text"] = text
        basis = self._words.bases.get(text) if self._evidence.language in ("", "en") else None
        unit, pack = self._unit_and_pack(text)
        if basis is not None and not unit and not text.isdecimal():
            said["unit"], said["price_basis"] = "EA", basis
            return
        if not unit:
            said.pop("unit", None)
            yield find("sheet.unit-unknown", path=where, value_seen=text)
            return
        said["unit"] = unit
        if pack is not None:
            if said.get("pack", pack) != pack:
                yield find("sheet.pack-unclear", path=where, value_seen=text)
            said["pack"] = pack

    def _unit_and_pack(self, text: str) -> tuple[str, Decimal | None]:
        """Return what a text counts in, and how many are in one where it says so: `C`, `Box of 50`, `EA`."""
        unit = self._words.count(text, self._evidence.language) or self._known(text)
        return (unit, None) if unit else self._packed(text)

    def _known(self, text: str) -> str:
        return self._words.unit(text, self._evidence.language)

    def _packed(self, text: str) -> tuple[str, Decimal | None]:
        """Return a unit and how many are in one: `BX 100`, `Box of 50`, `100/BX`."""
        plain = exact(text)
        after, before = _COUNT_AND.match(plain), _COUNT_BEFORE.match(plain)
        if after and self._known(after[1]):
            return self._known(after[1]), self._count(after[2])
        if before and self._known(before[2]):
            return self._known(before[2]), self._count(before[1])
        tokens = _PIECES_OF_UNITS.findall(normal(text))
        counts = [token for token in tokens if token.isdecimal()]
        units = [unit for token in tokens if not token.isdecimal() and (unit := self._known(token))]
        outer = next((one for one in units if one not in PIECES), units[0] if units else "")
        if outer and len(counts) == 1:
            return outer, Decimal(counts[0])
        if not counts and outer and len(tokens) <= 2:  # noqa: PLR2004 - the unit and one word about it
            return outer, None
        return "", None

    def _count(self, digits: str) -> Decimal | None:
        found = number_in(digits, "", self._evidence.decimal_sign)
        return found.value if found is not None and found.value > 0 else None

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
        if self._evidence.price_basis is not None:
            said.setdefault("price_basis", self._evidence.price_basis)
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
        basis = basis_in(found.after, self._words)
        if basis is not None:
            said["price_basis"] = basis

    def _basis(self, cell: Cell, said: dict[str, Any]) -> None:
        text = " ".join(cell.text.split())
        known = self._words.bases.get(text) or self._words.bases.get(text.upper())
        found = None if known else number_in(text, "", self._evidence.decimal_sign)
        basis = known or (found.value if found else None)
        if basis is not None and basis > 0:
            said["price_basis"] = basis

    def _pack(self, cell: Cell, said: dict[str, Any], where: str) -> Iterator[Finding]:
        """Take how many are in one; two numbers (`10 x 100`), or another than the unit said, are for a person."""
        found = number_in(cell.text, "", self._evidence.decimal_sign)
        if found is None or found.value <= 0:
            return
        if any(map(str.isdecimal, found.after)) or said.get("pack", found.value) != found.value:
            yield find("sheet.pack-unclear", path=where, value_seen=cell.text)
        else:
            said["pack"] = found.value


def basis_in(text: str, words: Words) -> Decimal | None:
    """Return for how many a price is meant where a text says so: `12.50 / C`, `Price per 100`, None where it does not."""
    for found in _PER.finditer(text):
        word = found[1].strip()
        known = words.bases.get(word) or words.bases.get(re.sub(r"[.,](?=\d{3}$)", "", word))
        if known is not None:
            return known
    return None


def _plain(text: str) -> str:
    """Return a text without doubled blanks, and without the marks that tell which way it is written."""
    return " ".join(text.translate(_UNSEEN).split())


def _is_damaged(cell: Cell) -> bool:
    """Return whether a code is no code any more: a rounded number (7.89E+04, too many digits), a power of ten, a day."""
    if cell.kind is CellKind.DATE:
        return True
    if isinstance(cell.value, Decimal):
        rounded = cell.value.adjusted() >= _MOST_DIGITS_OF_A_DOUBLE or "E" in cell.text.upper()
        return rounded or "E+" in cell.number_format.upper()
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
