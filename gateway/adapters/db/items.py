"""What we sell, partners' names for it, and prices."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, delete, insert, select

from gateway.adapters.db.catalogue_changes import CatalogueChanges
from gateway.adapters.db.rows import (
    added,
    among,
    chunks,
    columns_for,
    instead,
    made,
    named,
    these,
    unless_there,
    values,
)
from gateway.adapters.db.tables import carton_type, cross_reference, item_identifier, item_unit
from gateway.adapters.db.tables import item as item_table
from gateway.adapters.db.tables import price as price_table
from gateway.application.ports import PriceRecord
from gateway.domain.items import CartonType, Item, ItemIdentifier, UnitOfItem

ALWAYS = date.min
Name = tuple[str, str]
PUT = instead(item_table, "sku")
PUT_PRICE = instead(price_table, "price_list", "sku", "unit", "from_quantity", "starts_on", "contract")
PUT_CARTON_TYPE = instead(carton_type, "code")
CARTON_TYPES = select(*columns_for(CartonType, carton_type)).order_by(carton_type.c.code)
PUT_CROSS_REFERENCE = unless_there(cross_reference)
THESE: BindParameter[Any] = bindparam("these", expanding=True)
LISTS: BindParameter[Any] = bindparam("of_lists", expanding=True)
ITEMS = select(*named(item_table)).where(item_table.c.sku.in_(THESE))
PRICES = select(*named(price_table)).where(price_table.c.price_list.in_(LISTS), price_table.c.sku.in_(THESE))


def _by_sku(table: Table) -> Select[Any]:
    return select(table).where(table.c.sku.in_(THESE)).order_by(table.c.sku, table.c.seq)


def _by_name(table: Table) -> Select[Any]:
    return select(table.c.kind, table.c.value, table.c.sku).where(among(table.c.value, table.c.kind))


UNITS, IDENTIFIERS = _by_sku(item_unit), _by_sku(item_identifier)
OWN_NAMES = _by_name(item_identifier)
THEIR_NAMES = _by_name(cross_reference).where(cross_reference.c.partner == bindparam("of_partner"))


class DbItems:
    """Implements the port Items."""

    def __init__(self, connection: Connection, changes: CatalogueChanges | None = None) -> None:
        self._connection = connection
        self._changes = changes or CatalogueChanges(connection)

    def put(self, item: Item) -> None:
        """Keep an item with its units and identifiers; one already kept under its sku is replaced."""
        self._changes.mark((item.sku,))
        self._put_item(item)
        self._replace(item_unit, item.sku, [_unit_row(unit) for unit in item.units])
        self._replace(
            item_identifier, item.sku, [{"kind": i.kind, "value": i.value} for i in item.identifiers]
        )

    def get_many(self, skus: Iterable[str]) -> Mapping[str, Item]:
        """Return the items that exist."""
        found: dict[str, Item] = {}
        for part in chunks(sorted(set(skus))):
            units = {sku: tuple(map(_unit, rows)) for sku, rows in self._rows(UNITS, part)}
            names = {sku: tuple(map(_identifier, rows)) for sku, rows in self._rows(IDENTIFIERS, part)}
            for row in self._connection.execute(ITEMS, {"these": part}):
                found[row.sku] = Item(
                    **row._mapping,  # noqa: SLF001 - public in spite of its name
                    units=units.get(row.sku, ()),
                    identifiers=names.get(row.sku, ()),
                )
        return found

    def resolve(self, partner: str, identifiers: Iterable[Name]) -> Mapping[Name, tuple[str, ...]]:
        """Return skus by (kind, value): the partner's cross-references first, else the items' own identifiers."""
        wanted = sorted(set(identifiers))
        own = self._skus(OWN_NAMES, wanted)
        theirs = self._skus(THEIR_NAMES, wanted, of_partner=partner)
        return own | theirs

    def put_cross_reference(self, partner: str, kind: str, value: str, sku: str) -> None:
        """Keep a partner's name for an item."""
        self._changes.mark((sku,))
        row = {"partner": partner, "kind": kind, "value": value, "sku": sku}
        added(self._connection, PUT_CROSS_REFERENCE, row)

    def put_price(self, price: PriceRecord) -> None:
        """Keep a price; one already kept for list, sku, unit, from-quantity, start and contract is replaced."""
        self._changes.mark((price.sku,))
        self._connection.execute(PUT_PRICE[self._connection.dialect.name], _price_row(price))

    def put_carton_type(self, carton: CartonType) -> None:
        """Keep a type of carton; one already kept under its code is replaced."""
        self._connection.execute(PUT_CARTON_TYPE[self._connection.dialect.name], values(carton))

    def carton_types(self) -> Sequence[CartonType]:
        """Return the types of carton there are, by code."""
        return made(CartonType, self._connection.execute(CARTON_TYPES))

    def prices(self, price_list: str, skus: Iterable[str], *, general: str = "") -> Sequence[PriceRecord]:
        """Return the list's prices of these items, and those of a general list if one is named."""
        found: list[PriceRecord] = []
        for part in chunks(sorted(set(skus))):
            asked = {"of_lists": [one for one in (price_list, general) if one], "these": part}
            found.extend(map(_price, self._connection.execute(PRICES, asked)))
        return sorted(found, key=lambda price: (price.sku, price.unit, price.from_quantity))

    def _put_item(self, one: Item) -> None:
        row = {column.key: getattr(one, column.key) for column in item_table.c}
        self._connection.execute(PUT[self._connection.dialect.name], row)

    def _replace(self, table: Table, sku: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self._connection.execute(delete(table).where(table.c.sku == sku))
        if rows:
            numbered = [{"sku": sku, "seq": seq, **row} for seq, row in enumerate(rows)]
            self._connection.execute(insert(table), numbered)

    def _rows(self, statement: Select[Any], skus: Sequence[str]) -> Iterable[tuple[str, Iterable[Any]]]:
        return groupby(self._connection.execute(statement, {"these": skus}), key=lambda row: row.sku)

    def _skus(self, statement: Select[Any], wanted: Sequence[Name], **of: str) -> dict[Name, tuple[str, ...]]:
        found: dict[Name, set[str]] = {}
        for part in chunks(wanted):
            asked = these([(value, kind) for kind, value in part])
            for kind, value, sku in self._connection.execute(statement, asked | of):
                found.setdefault((kind, value), set()).add(sku)
        return {name: tuple(sorted(skus)) for name, skus in found.items()}


def _unit_row(unit: UnitOfItem) -> Mapping[str, Any]:
    return {
        "unit": unit.unit,
        "numerator": unit.each.numerator,
        "denominator": unit.each.denominator,
        "gtin": unit.gtin,
    }


def _unit(row: Any) -> UnitOfItem:  # noqa: ANN401 - a row's columns are known to the database only
    return UnitOfItem(unit=row.unit, each=Fraction(row.numerator, row.denominator), gtin=row.gtin)


def _identifier(row: Any) -> ItemIdentifier:  # noqa: ANN401 - a row's columns are known to the database only
    return ItemIdentifier(kind=row.kind, value=row.value)


def _price_row(price: PriceRecord) -> Mapping[str, Any]:
    return {
        "price_list": price.price_list,
        "sku": price.sku,
        "unit": price.unit,
        "from_quantity": price.from_quantity,
        "starts_on": price.valid_from or ALWAYS,
        "contract": price.contract,
        "price": price.price,
        "per": price.per,
        "currency": price.currency,
        "valid_until": price.valid_until,
    }


def _price(row: Any) -> PriceRecord:  # noqa: ANN401 - a row's columns are known to the database only
    return PriceRecord(
        price_list=row.price_list,
        sku=row.sku,
        unit=row.unit,
        from_quantity=row.from_quantity,
        valid_from=None if row.starts_on == ALWAYS else row.starts_on,
        contract=row.contract,
        price=row.price,
        per=row.per,
        currency=row.currency,
        valid_until=row.valid_until,
    )
