"""Supply policies from tables of text: what is kept for whom, how items are promised, from where goods leave."""

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gateway.application.ports.policies import SupplyPolicy
from gateway.domain.sourcing import EVERYWHERE, NO_COST, Lane, ShippingPlace
from gateway.domain.supply_policies import (
    EVERY_CLASS,
    Capacity,
    ItemPolicy,
    Mode,
    Protection,
    Quota,
    Safety,
    Shield,
    Substitute,
)

Row = Mapping[str, str]
E = TypeVar("E", Mode, Shield)
LAST_CLASS = 9
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class PolicyTable:
    """A kind of table: the columns a row must and may have, and the policy a row says."""

    def __init__(self, required: str, optional: str, read: Callable[[Row], SupplyPolicy]) -> None:
        self.required = tuple(required.split())
        self.optional = tuple(optional.split())
        self.read = read


def _item_policy(row: Row) -> ItemPolicy:
    return ItemPolicy(
        sku=row["sku"],
        mode=_word(Mode, row, "mode") if row["mode"] else Mode.ATP,
        lead_days=_whole(row, "lead_days"),
        launch_on=_day(row, "launch_on") if row["launch_on"] else None,
        least_part=_whole(row, "least_part", usual=1, least=1),
    )


def _safety(row: Row) -> Safety:
    return Safety(
        sku=row["sku"],
        location=row["location"],
        quantity=_whole(row, "quantity"),
        open_to=_class(row, "open_to"),
    )


def _protection(row: Row) -> Protection:
    return Protection(
        sku=row["sku"],
        location=row["location"],
        demand_class=_class(row, "class", least=1),
        quantity=_whole(row, "quantity"),
        from_on=_day(row, "from_on"),
        until_on=_last_day(row),
        kind=_word(Shield, row, "kind") if row["kind"] else Shield.CORE,
    )


def _quota(row: Row) -> Quota:
    if bool(row["class"]) == bool(row["partner"]):
        raise ValueError("a quota is of a class or of a partner: one of both should be told")
    return Quota(
        sku=row["sku"],
        cap=_whole(row, "cap"),
        from_on=_day(row, "from_on"),
        until_on=_last_day(row),
        demand_class=_class(row, "class", least=1) if row["class"] else EVERY_CLASS,
        partner=row["partner"],
    )


def _substitute(row: Row) -> Substitute:
    if row["sku"] == row["instead"]:
        raise ValueError("an item does not stand in for itself")
    try:
        ratio = Fraction(row["ratio"] or "1")
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError("ratio should be written as 2 or 1/2") from error
    if ratio <= 0:
        raise ValueError("ratio should be more than nothing")
    return Substitute(
        sku=row["sku"],
        instead=row["instead"],
        rank=_whole(row, "rank", usual=1, least=1),
        ratio=ratio,
        from_on=_day(row, "from_on") if row["from_on"] else date.min,
        until_on=_day(row, "until_on") if row["until_on"] else date.max,
    )


def _capacity(row: Row) -> Capacity:
    return Capacity(
        sku=row["sku"], location=row["location"], on=_day(row, "ready_on"), quantity=_whole(row, "quantity")
    )


def _place(row: Row) -> ShippingPlace:
    closed = row["closed_weekdays"].split()
    if unknown := [day for day in closed if day not in WEEKDAYS]:
        raise ValueError(f"{unknown[0]} is no weekday")
    if len(set(closed)) == len(WEEKDAYS):
        raise ValueError("a place needs one open weekday")
    try:
        zone = ZoneInfo(row["zone"] or "UTC").key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("zone should be the name of a time zone, as America/New_York") from error
    return ShippingPlace(
        location=row["location"],
        closed_weekdays=tuple(sorted({WEEKDAYS.index(day) for day in closed})),
        closed_on=tuple(sorted({_date(day, "closed_on") for day in row["closed_on"].split()})),
        cutoff=_time(row["cutoff"]) if row["cutoff"] else None,
        zone=zone,
    )


def _lane(row: Row) -> Lane:
    return Lane(
        location=row["location"],
        region=row["region"] or EVERYWHERE,
        transit_days=_whole(row, "transit_days"),
        cost=_cost(row),
    )


POLICY_TABLES: Mapping[str, PolicyTable] = MappingProxyType(
    {
        "item-policies": PolicyTable("sku", "mode lead_days launch_on least_part", _item_policy),
        "safety-stock": PolicyTable("sku location quantity", "open_to", _safety),
        "protections": PolicyTable("sku location class quantity from_on until_on", "kind", _protection),
        "quotas": PolicyTable("sku cap from_on until_on", "class partner", _quota),
        "substitutes": PolicyTable("sku instead", "rank ratio from_on until_on", _substitute),
        "capacities": PolicyTable("sku location ready_on quantity", "", _capacity),
        "places": PolicyTable("location", "closed_weekdays closed_on cutoff zone", _place),
        "lanes": PolicyTable("location transit_days", "region cost", _lane),
    }
)


def _last_day(row: Row) -> date:
    last = _day(row, "until_on")
    if last < _day(row, "from_on"):
        raise ValueError("until_on should not be before from_on")
    return last


def _class(row: Row, column: str, least: int = 0) -> int:
    found = _whole(row, column, least=least)
    if found > LAST_CLASS:
        raise ValueError(f"{column} should be a demand class, 1 to {LAST_CLASS}")
    return found


def _whole(row: Row, column: str, *, usual: int = 0, least: int = 0) -> int:
    try:
        found = int(row[column]) if row[column] else usual
    except ValueError as error:
        raise ValueError(f"{column} is no whole number") from error
    if found < least:
        raise ValueError(f"{column} should be {least} or more")
    return found


def _cost(row: Row) -> Decimal:
    try:
        cost = Decimal(row["cost"]) if row["cost"] else NO_COST
    except InvalidOperation as error:
        raise ValueError("cost is no number") from error
    if not cost.is_finite() or cost < 0:
        raise ValueError("cost should be nothing or more")
    return cost


def _word(words: type[E], row: Row, column: str) -> E:
    try:
        return words(row[column])
    except ValueError as error:
        raise ValueError(f"{column} should be one of {', '.join(words)}") from error


def _day(row: Row, column: str) -> date:
    return _date(row[column], column)


def _date(text: str, column: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{column} is no day written as YYYY-MM-DD") from error


def _time(text: str) -> time:
    try:
        found = time.fromisoformat(text)
    except ValueError as error:
        raise ValueError("cutoff is no time written as HH:MM") from error
    if found.tzinfo is not None:
        raise ValueError("cutoff is a time of the place: its zone has a column of its own")
    return found
