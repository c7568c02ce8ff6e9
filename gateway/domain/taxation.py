"""Taxes as dated data: what is due where goods go to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """So many percent for what goes to a country, or to a region of it, from a day on; 0 percent ends one.

    `kind` is a word of invoices (`state-sales`, `value-added`, ...); rates of different kinds or places add up.
    """

    country: str
    region: str = ""
    kind: str = "all-taxes"
    percent: Decimal
    starts_on: date = date.min


def in_force(rates: Iterable[TaxRate], *, on: date) -> tuple[TaxRate, ...]:
    """Return the rates of a day, by place and kind the newest, without those of nothing."""
    newest: dict[tuple[str, str, str], TaxRate] = {}
    for rate in sorted(rates, key=lambda one: one.starts_on):
        if rate.starts_on <= on:
            newest[rate.country, rate.region, rate.kind] = rate
    return tuple(rate for _, rate in sorted(newest.items()) if rate.percent)
