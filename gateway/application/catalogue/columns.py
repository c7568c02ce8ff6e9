"""The columns a list of catalogue items may have, and what their cells mean."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType

from gateway.domain.catalogue_content import LANGUAGES, Attribute, unspsc
from gateway.domain.items import ItemIdentifier, UnitOfItem

NOTHING = "-"
"""What a cell says where something is to be taken away; an empty cell leaves things as they are."""
STATUSES = ("active", "discontinued")
_SUFFIXES = tuple((language, language.lower().replace("-", "_")) for language in LANGUAGES)
NAMES = MappingProxyType({"name": "en"} | {f"name_{suffix}": language for language, suffix in _SUFFIXES})
TEXTS = MappingProxyType(
    {"description": "en"} | {f"description_{suffix}": language for language, suffix in _SUFFIXES}
)
PROPERTIES = MappingProxyType(
    {"attributes": ""} | {f"attributes_{suffix}": language for language, suffix in _SUFFIXES}
)
_NUMBER_AND_UNIT = re.compile(r"(-?\d+(?:[.,]\d+)?)\s+(\S{1,8})")


class Wrong(ValueError):
    """A cell that cannot be what its column says; the text is the code of the finding."""


def decimal(text: str) -> Decimal:
    """Return a number that is not below nothing; raises Wrong."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Wrong("catalogue.number-wrong") from None
    if not number.is_finite() or number < 0:
        raise Wrong("catalogue.number-wrong")
    return number


def positive(text: str) -> Decimal:
    """Return a number above nothing; raises Wrong."""
    number = decimal(text)
    if not number:
        raise Wrong("catalogue.number-wrong")
    return number


def whole(text: str) -> int:
    """Return a whole number of days or pieces; raises Wrong."""
    if not (text.isascii() and text.isdigit()) or len(text) > 9:  # noqa: PLR2004 - more fits in no column
        raise Wrong("catalogue.number-wrong")
    return int(text)


def day(text: str) -> date:
    """Return a day written as YYYY-MM-DD; raises Wrong."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong("catalogue.day-wrong") from None


def category(text: str) -> str:
    """Return a UNSPSC code as eight digits; raises Wrong."""
    try:
        return unspsc(text)
    except ValueError:
        raise Wrong("catalogue.category-wrong") from None


def status(text: str) -> str:
    """Return whether the item is sold; raises Wrong."""
    if text not in STATUSES:
        raise Wrong("catalogue.status-unknown")
    return text


def plain(text: str) -> str:
    """Return the text itself."""
    return text


def units(text: str) -> tuple[UnitOfItem, ...]:
    """Return what `CA=12 BX=1/2` says; raises Wrong."""
    found = []
    for unit, value in _pairs(text.split(), "catalogue.unit-wrong"):
        try:
            each = Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise Wrong("catalogue.unit-wrong") from None
        if each <= 0:
            raise Wrong("catalogue.unit-wrong")
        found.append(UnitOfItem(unit=unit, each=each))
    return tuple(found)


def identifiers(text: str) -> tuple[ItemIdentifier, ...]:
    """Return what `upc=036000291452 gtin=...` says; raises Wrong."""
    pairs = _pairs(text.split(), "catalogue.identifier-wrong")
    return tuple(ItemIdentifier(kind=kind, value=value) for kind, value in pairs)


def attributes(text: str) -> tuple[Attribute, ...]:
    """Return what `Thread=M8; Length=40 mm` says; a unit stands behind a number, after a blank. Raises Wrong."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    found = []
    for name, value in _pairs(parts, "catalogue.attribute-wrong"):
        measured = _NUMBER_AND_UNIT.fullmatch(value)
        number, unit = measured.groups() if measured else (value, "")
        found.append(Attribute(name=name, value=number, unit=unit))
    return tuple(found)


def files(text: str) -> tuple[str, ...]:
    """Return the names of pictures, apart by semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _pairs(parts: Sequence[str], code: str) -> Iterator[tuple[str, str]]:
    for part in parts:
        name, sign, value = (one.strip() for one in part.partition("="))
        if not (name and sign and value):
            raise Wrong(code)
        yield name, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column's cells are read by, what empties it (None: it cannot be), and words on it for people."""

    read: Callable[[str], object]
    empty: object = None
    help: str


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "sku": Column(read=plain, help="our part number; names the item"),
        **{one: Column(read=plain, help=f"its name ({lang})") for one, lang in NAMES.items()},
        **{one: Column(read=plain, empty="", help=f"words on it ({lang})") for one, lang in TEXTS.items()},
        "category": Column(read=category, empty="", help="UNSPSC, eight digits; dots may stand between them"),
        "maker": Column(read=plain, empty="", help="who makes it"),
        "maker_number": Column(read=plain, empty="", help="the maker's own part number"),
        **{
            one: Column(
                read=attributes, empty=(), help=f"properties ({lang or 'in every language'}): Thread=M8; Length=40 mm"
            )
            for one, lang in PROPERTIES.items()
        },
        "lead_days": Column(read=whole, empty="", help="days until it leaves where none is in stock"),
        "pictures": Column(read=files, empty=(), help="names of pictures given along, or their digests; by semicolons"),
        "picture_text": Column(read=plain, empty="", help="what is to be seen on the pictures"),
        "status": Column(read=status, help="active or discontinued"),
        "superseded_by": Column(read=plain, empty="", help="the item that takes its place"),
        "base_unit": Column(read=plain, help="the unit stock is counted in; EA unless given"),
        "units": Column(read=units, empty=(), help="other units and how many base units each is: CA=12 PK=100"),
        "pack": Column(read=whole, help="how many base units are sold together"),
        "identifiers": Column(read=identifiers, empty=(), help="other numbers: upc=036000291452 gtin=..."),
        "group": Column(read=plain, empty="", help="a group of your own, for prices and assortments"),
        "list_price": Column(read=decimal, empty="", help="what one base unit costs whoever has no price"),
        "price": Column(read=decimal, help="what it costs on a price list"),
        "currency": Column(read=plain, help="of the price"),
        "price_list": Column(read=plain, help="the list the price stands on"),
        "price_unit": Column(read=plain, help="the unit the price is for; the base unit unless given"),
        "per": Column(read=positive, help="how many of the unit the price is for; 1 unless given"),
        "from_quantity": Column(read=decimal, help="from how many of the unit on the price holds"),
        "valid_from": Column(read=day, help="the first day the price holds, YYYY-MM-DD"),
        "valid_until": Column(read=day, help="the last day the price holds"),
        "contract": Column(read=plain, help="the contract the price is of"),
        "partner": Column(read=plain, help="whose number stands in partner_number"),
        "partner_number": Column(read=plain, help="the partner's own number of the item"),
    }
)  # fmt: skip
