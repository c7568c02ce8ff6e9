"""Price catalogues of X12 (832) as lists of items, so that one way leads into our catalogue."""

from collections.abc import Iterator
from decimal import Decimal

from gateway.application.catalogue.rows import ImportRow
from gateway.application.validating import validate
from gateway.domain.catalogue import OUR_KINDS
from gateway.domain.findings import Finding, find
from gateway.domain.price_catalogues import BEGINS, ENDS, CatalogueItem, CataloguePrice, PriceCatalogue
from gateway.domain.quantities import plain
from gateway.domain.references import TradeDate
from gateway.mapping.library import Library

MAKER_PARTS = ("manufacturer-part",)
GLOBAL = ("upc", "ean", "gtin", "upc-case")
CLASS = "x12:C3"
"""The kind of a UNSPSC code among the numbers of an item."""
GONE = ("deleted", "withdrawn")
BACK = ("restored", "added", "added-in-full")
LANGUAGE_COLUMNS = {"vi": "name_vi", "zh-Hant": "name_zh_hant", "zh": "name_zh_hant"}


def rows_of_832(content: bytes, library: Library) -> tuple[tuple[ImportRow, ...], tuple[Finding, ...]]:
    """Return the rows of every price catalogue in an X12 file, and what is wrong with the file."""
    validated = validate(content, library)
    rows: list[ImportRow] = []
    for interchange in validated.interchanges:
        for group in interchange.groups:
            for judged in group.judged:
                if isinstance(judged.document, PriceCatalogue):
                    rows.extend(rows_of(judged.document))
    findings = tuple(validated.all_findings())
    return tuple(rows), findings if rows else (*findings, find("catalogue.nothing-to-read"))


def rows_of(document: PriceCatalogue) -> Iterator[ImportRow]:
    """Yield an item's row and, for each further price it has, one more."""
    for number, item in enumerate(document.items, 1):
        cells = _cells(item)
        prices = [_price(one, item) for one in item.prices if one.price is not None]
        if not prices and item.quoted is not None and item.quoted.price is not None:
            prices = [{"price": plain(item.quoted.price), "price_unit": item.quoted.unit}]
        for price in prices or [{}]:
            said = {name: value for name, value in (cells | price).items() if value}
            yield ImportRow(at=f"items[{number}]", cells=said)
            cells = {"sku": cells["sku"]}


def _cells(item: CatalogueItem) -> dict[str, str]:
    identifiers = (*item.identifiers, *(item.quoted.identifiers if item.quoted else ()))
    named = {one.kind: one.value for one in reversed(identifiers)}
    words = [one for one in item.descriptions if one.text]
    first = words[0].text if words else ""
    cells = {
        "sku": next((named[kind] for kind in OUR_KINDS if kind in named), ""),
        "maker_number": next((named[kind] for kind in MAKER_PARTS if kind in named), ""),
        "category": named.get(CLASS, ""),
        "identifiers": " ".join(f"{kind}={named[kind]}" for kind in GLOBAL if kind in named),
        "name": first,
        "description": " ".join(one.text for one in words[1:] if not one.language),
        "base_unit": item.quoted.unit if item.quoted else "",
        "status": "discontinued"
        if item.maintenance in GONE
        else "active"
        if item.maintenance in BACK
        else "",
    }
    for one in words[1:]:
        if one.language in LANGUAGE_COLUMNS:
            cells[LANGUAGE_COLUMNS[one.language]] = one.text
    return cells


def _price(price: CataloguePrice, item: CatalogueItem) -> dict[str, str]:
    unit = price.unit or (item.quoted.unit if item.quoted else "")
    return {
        "price": plain(price.price or Decimal(0)),
        "price_unit": unit,
        "from_quantity": plain(price.quantity) if price.quantity else "",
        "valid_from": _day(price.dates, BEGINS),
        "valid_until": _day(price.dates, ENDS),
        "currency": price.currencies[0].currency if price.currencies else "",
    }


def _day(dates: tuple[TradeDate, ...], kinds: tuple[str, ...]) -> str:
    found = next((one.on for one in dates if one.kind in kinds and one.on is not None), None)
    return found.isoformat() if found else ""
