"""What a row of a buyer's sheet asks for, in the order desk's words, with the cells it was read from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from gateway.domain.findings import Finding


class RowKind(StrEnum):
    """What a row of a table is."""

    ITEM = "item"
    SECTION = "section"
    TOTAL = "total"
    NOTE = "note"
    HEADER = "header"
    HIDDEN = "hidden"
    BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFrom:
    """The cell a field was read from: `field` as in a column's mapping, `text` as a person sees it there."""

    field: str
    address: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedRow:
    """One row of a table a buyer sent: an item somebody wants a price for, or what stands between items.

    `number` is the row as a person counts it on the sheet. `part` is a number whose owner the header does
    not name; the others say whose they are. `unit` is a code of X12 element 355, empty where `unit_text`
    says nothing we know. `pack` is how many are in one of the unit (`BX 100`), `price_basis` for how many
    a price is meant (`C` is 100). A hidden row is read like an item, and nobody has to answer it.
    """

    number: int
    kind: RowKind
    line: str = ""
    part: str = ""
    buyer_part: str = ""
    supplier_part: str = ""
    manufacturer: str = ""
    manufacturer_part: str = ""
    gtin: str = ""
    description: str = ""
    specification: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_text: str = ""
    pack: Decimal | None = None
    price_basis: Decimal | None = None
    target_price: Decimal | None = None
    currency: str = ""
    needed_on: date | None = None
    note: str = ""
    section: str = ""
    cells: tuple[ReadFrom, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_item(self) -> bool:
        """Return whether somebody waits for a price."""
        return self.kind is RowKind.ITEM

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """Return every number of the thing with whose it is, the surest first."""
        named = (
            ("supplier_part", self.supplier_part),
            ("buyer_part", self.buyer_part),
            ("manufacturer_part", self.manufacturer_part),
            ("gtin", self.gtin),
            ("part", self.part),
        )
        return tuple((whose, code) for whose, code in named if code)

    def address(self, field: str) -> str:
        """Return where a field was read, empty where it was not."""
        return next((one.address for one in self.cells if one.field == field), "")
