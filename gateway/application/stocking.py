"""Stocking: items, partners' names for them, prices, promotions, taxes, rates and supply, loaded from tables of text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import cast

from gateway.application.backorders import fill_job
from gateway.application.policy_tables import POLICY_TABLES, PolicyTable
from gateway.application.ports import (
    ExchangeRate,
    LevelRecord,
    PriceRecord,
    Store,
    SupplyRecord,
    UnitOfWork,
)
from gateway.application.services import Services
from gateway.application.supplying import take_away
from gateway.domain.items import CartonType, Item, ItemIdentifier, UnitOfItem
from gateway.domain.promotions import Promotion
from gateway.domain.taxation import TaxRate
from gateway.errors import ConfigurationFault

Row = Mapping[str, str]
BY_THEMSELVES, SLICE = frozenset({"items", "prices", "cross-references"}), 8
"""Tables whose rows do not concern one another, and how many of them are written in one commit beside others."""
LEVELS = ("lead_days", "minimum", "multiple", "up_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A kind of table: the columns a row must and may have, and what becomes of a row.

    Rows that lock what orders lock too are put in the order in which orders lock it: by `sorted_by`.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    put: Callable[[Services, UnitOfWork, Row], None]
    sorted_by: tuple[str, ...] = ()


def load(services: Services, work: UnitOfWork, kind: str, rows: Iterable[Row]) -> int:
    """Put the rows of a table in place; return how many. Raises ConfigurationFault naming row and column.

    Rows count from 2, as a spreadsheet shows them below their headings.
    """
    read = _read(kind, rows)
    _put(services, work, kind, read)
    services.note(work, f"stock.{kind}-loaded", kind, rows=len(read))
    return len(read)


def load_beside_others(services: Services, store: Store, kind: str, rows: Iterable[Row]) -> int:
    """Put the rows of a table in place as `load` does, those of the catalogue so few at a time that nobody who promises waits for all of them.

    All of them are looked at before the first is written; who is killed in between has to load them again.
    """
    read = _read(kind, rows)
    in_slices = kind in BY_THEMSELVES
    if in_slices:
        _put(services, cast("UnitOfWork", _Nowhere()), kind, read)
    size = SLICE if in_slices else max(len(read), 1)
    slices = [read[at : at + size] for at in range(0, len(read), size)] or [read]
    for at, some in enumerate(slices, 1):
        with store.begin() as work:
            _put(services, work, kind, some)
            if at == len(slices):
                services.note(work, f"stock.{kind}-loaded", kind, rows=len(read))
            work.commit()
    return len(read)


class _Nowhere:
    """A unit of work in which nothing is kept, to see whether rows could be."""

    def __getattr__(self, name: str) -> "_Nowhere":
        """Return a repository, and what can be asked of it."""
        return self

    def __call__(self, *of: object, **by: object) -> None:
        """Keep nothing."""


def _read(kind: str, rows: Iterable[Row]) -> list[tuple[int, Row]]:
    """Return rows with their numbers, in the order in which they are put in place."""
    read = [(number, _columns(kind, number, row)) for number, row in enumerate(rows, 2)]
    return sorted(read, key=lambda one: [one[1][column] for column in TABLES[kind].sorted_by])


def _put(services: Services, work: UnitOfWork, kind: str, read: Iterable[tuple[int, Row]]) -> None:
    for number, row in read:
        try:
            TABLES[kind].put(services, work, row)
        except ValueError as error:
            raise ConfigurationFault(f"{kind}, row {number}: {error}") from error


def _columns(kind: str, number: int, row: Row) -> Row:
    """Return every column there is of a row, empty where it says nothing."""
    table = TABLES[kind]
    known = {*table.required, *table.optional}
    if unknown := sorted(set(row) - known):
        raise ConfigurationFault(f"{kind} has no column {unknown[0]}; it has {', '.join(sorted(known))}")
    if missing := [column for column in table.required if not (row.get(column) or "").strip()]:
        raise ConfigurationFault(f"{kind}, row {number}: {missing[0]} is missing")
    return {column: (row.get(column) or "").strip() for column in known}


def _item(services: Services, work: UnitOfWork, row: Row) -> None:
    del services
    work.items.put(
        Item(
            sku=row["sku"],
            description=row["description"],
            base_unit=row["base_unit"] or "EA",
            units=tuple(
                UnitOfItem(unit=unit, each=Fraction(each)) for unit, each in _pairs(row["units"], "units")
            ),
            identifiers=tuple(
                ItemIdentifier(kind=kind, value=value)
                for kind, value in _pairs(row["identifiers"], "identifiers")
            ),
            status=row["status"] or "active",
            superseded_by=row["superseded_by"],
            pack=_whole(row, "pack") if row["pack"] else 1,
            list_price=_number(row, "list_price"),
            weight_kg=_number(row, "weight_kg"),
            length_mm=_size(row, "length_mm"),
            width_mm=_size(row, "width_mm"),
            height_mm=_size(row, "height_mm"),
            group=row["group"],
        )
    )


def _carton_type(services: Services, work: UnitOfWork, row: Row) -> None:
    del services
    sizes = [_size(row, column) or 0 for column in ("length_mm", "width_mm", "height_mm")]
    most = _decimal(row, "max_kg")
    if most <= 0:
        raise ValueError("max_kg should be more than nothing")
    length, width, height = sizes
    work.items.put_carton_type(
        CartonType(
            code=row["code"],
            length_mm=length,
            width_mm=width,
            height_mm=height,
            max_kg=most,
            own_kg=_number(row, "own_kg") or Decimal(0),
        )
    )


def _cross_reference(services: Services, work: UnitOfWork, row: Row) -> None:
    services.directory.get(row["partner"])
    work.items.put_cross_reference(row["partner"], row["kind"], row["value"], row["sku"])


def _price(services: Services, work: UnitOfWork, row: Row) -> None:
    del services
    work.items.put_price(
        PriceRecord(
            price_list=row["price_list"],
            sku=row["sku"],
            unit=row["unit"],
            price=_decimal(row, "price"),
            currency=row["currency"],
            from_quantity=_number(row, "from_quantity") or Decimal(0),
            valid_from=_day(row, "valid_from"),
            valid_until=_day(row, "valid_until"),
            contract=row["contract"],
            per=_positive(row, "per") if row["per"] else Decimal(1),
        )
    )


def _promotion(services: Services, work: UnitOfWork, row: Row) -> None:
    if row["partner"]:
        services.directory.get(row["partner"])
    if bool(row["percent"]) == bool(row["amount"]):
        raise ValueError("a promotion is either a percent or an amount")
    work.pricing.put_promotion(
        Promotion(
            code=row["code"],
            partner=row["partner"],
            sku=row["sku"],
            group=row["group"],
            percent=_positive(row, "percent") if row["percent"] else None,
            amount=_positive(row, "amount") if row["amount"] else None,
            unit=row["unit"],
            minimum=_whole(row, "from_quantity") if row["from_quantity"] else 1,
            starts_on=_needed_day(row, "starts_on"),
            ends_on=_needed_day(row, "ends_on"),
            stackable=_yes(row, "stackable"),
            on_contracts=_yes(row, "on_contracts"),
        )
    )


def _tax_rate(services: Services, work: UnitOfWork, row: Row) -> None:
    del services
    if _decimal(row, "percent") < 0:
        raise ValueError("percent should not be less than nothing")
    work.pricing.put_tax_rate(
        TaxRate(
            country=row["country"],
            region=row["region"],
            kind=row["kind"] or "all-taxes",
            percent=_decimal(row, "percent"),
            starts_on=_day(row, "starts_on") or date.min,
        )
    )


def _exchange_rate(services: Services, work: UnitOfWork, row: Row) -> None:
    del services
    work.pricing.put_exchange_rate(
        ExchangeRate(
            currency=row["currency"],
            into=row["into"],
            rate=_positive(row, "rate"),
            starts_on=_needed_day(row, "starts_on"),
        )
    )


def _supply(services: Services, work: UnitOfWork, row: Row) -> None:
    supply = SupplyRecord(
        id=services.ids.new(),
        sku=row["sku"],
        location=row["location"],
        kind=row["kind"] or "on-hand",
        quantity=_whole(row, "quantity"),
        available_on=_day(row, "available_on") or services.clock.now().date(),
        reference=row["reference"],
    )
    work.jobs.add(fill_job(row["sku"]))
    if supply.quantity >= 0:
        work.positions.add_supply(supply)
        return
    for job in take_away(services, work, supply):
        work.jobs.add(job)


def _level(services: Services, work: UnitOfWork, row: Row) -> None:
    del services
    numbers = {name: _whole(row, name) for name in LEVELS if row[name]}
    wrong = next((name for name, number in numbers.items() if number < (name == "multiple")), "")
    if wrong:
        raise ValueError(f"{wrong} is too small")
    work.stocktaking.put_level(
        LevelRecord(sku=row["sku"], location=row["location"], supplier=row["supplier"], **numbers)
    )


def _putting(table: PolicyTable) -> Callable[[Services, UnitOfWork, Row], None]:
    def put(services: Services, work: UnitOfWork, row: Row) -> None:
        if row.get("partner"):
            services.directory.get(row["partner"])
        work.policies.put(table.read(row))

    return put


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "items": Table(
            required=("sku", "description"),
            optional=(
                "base_unit",
                "units",
                "identifiers",
                "status",
                "superseded_by",
                "pack",
                "list_price",
                "weight_kg",
                "length_mm",
                "width_mm",
                "height_mm",
                "group",
            ),
            put=_item,
        ),
        "cross-references": Table(
            required=("partner", "kind", "value", "sku"), optional=(), put=_cross_reference
        ),
        "carton-types": Table(
            required=("code", "length_mm", "width_mm", "height_mm", "max_kg"),
            optional=("own_kg",),
            put=_carton_type,
        ),
        "prices": Table(
            required=("price_list", "sku", "unit", "price", "currency"),
            optional=("from_quantity", "valid_from", "valid_until", "contract", "per"),
            put=_price,
        ),
        "promotions": Table(
            required=("code", "starts_on", "ends_on"),
            optional=(
                "partner",
                "sku",
                "group",
                "percent",
                "amount",
                "unit",
                "from_quantity",
                "stackable",
                "on_contracts",
            ),
            put=_promotion,
        ),
        "taxes": Table(
            required=("country", "percent"), optional=("region", "kind", "starts_on"), put=_tax_rate
        ),
        "rates": Table(required=("currency", "into", "rate", "starts_on"), optional=(), put=_exchange_rate),
        "supply": Table(
            required=("sku", "location", "quantity"),
            optional=("kind", "available_on", "reference"),
            put=_supply,
            sorted_by=("sku", "location"),
        ),
        "levels": Table(required=("sku", "location"), optional=(*LEVELS, "supplier"), put=_level),
    }
    | {
        kind: Table(required=one.required, optional=one.optional, put=_putting(one))
        for kind, one in POLICY_TABLES.items()
    }
)


def _pairs(text: str, column: str) -> list[tuple[str, str]]:
    """Return what `CA=12 BX=6` says."""
    pairs = []
    for part in text.split():
        name, sign, value = part.partition("=")
        if not (name and sign and value):
            raise ValueError(f"{column} should be written as NAME=VALUE, apart by spaces")
        pairs.append((name, value))
    return pairs


def _needed_day(row: Row, column: str) -> date:
    return _day(row, column) or date.min


def _yes(row: Row, column: str) -> bool:
    if row[column] not in ("", "yes", "no"):
        raise ValueError(f"{column} is neither yes nor no")
    return row[column] == "yes"


def _number(row: Row, column: str) -> Decimal | None:
    return _decimal(row, column) if row[column] else None


def _decimal(row: Row, column: str) -> Decimal:
    try:
        number = Decimal(row[column])
    except InvalidOperation as error:
        raise ValueError(f"{column} is no number") from error
    if not number.is_finite():
        raise ValueError(f"{column} is no number")
    return number


def _positive(row: Row, column: str) -> Decimal:
    number = _decimal(row, column)
    if number <= 0:
        raise ValueError(f"{column} should be more than nothing")
    return number


def _whole(row: Row, column: str) -> int:
    try:
        return int(row[column])
    except ValueError as error:
        raise ValueError(f"{column} is no whole number") from error


def _size(row: Row, column: str) -> int | None:
    if not row[column]:
        return None
    if (size := _whole(row, column)) < 1:
        raise ValueError(f"{column} should be more than nothing")
    return size


def _day(row: Row, column: str) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError as error:
        raise ValueError(f"{column} is no day written as YYYY-MM-DD") from error
