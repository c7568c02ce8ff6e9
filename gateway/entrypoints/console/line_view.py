"""Lines of an order as its buyer counts them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gateway.application.chains import Chain
from gateway.application.records import OrderLineRecord
from gateway.domain.findings import KINDS
from gateway.domain.items import Item
from gateway.domain.order_responses import LineOutcome
from gateway.domain.reckonings import ReckonedLine, Step
from gateway.entrypoints.console.languages import ENGLISH, spoken, told
from gateway.entrypoints.console.numbers import number
from gateway.entrypoints.console.state_words import Word
from gateway.entrypoints.console.words import word_of

DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many of the buyer's units on a day; the day is None while nobody knows it."""

    quantity: str
    on: date | None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line with its quantities in the buyer's unit."""

    number: str
    sku: str
    named: str
    description: str
    unit: str
    base_unit: str
    each: str
    substituted: bool
    ordered: str
    promised: tuple[Part, ...]
    backordered: tuple[Part, ...]
    cancelled: str
    shipped: str
    invoiced: str
    price: Decimal | None
    price_asked: str
    per: str
    steps: tuple[Step, ...]
    word: Word
    reason: str


def lines_of(chain: Chain, items: Mapping[str, Item]) -> tuple[LineView, ...]:
    """Return the lines of an order; `items` knows our descriptions."""
    return tuple(_lines(chain, items))


def counted(base: int, each: Fraction) -> str:
    """Return a number of base units in a unit of `each` base units, grouped; a remainder is said to three digits."""
    quantity = Fraction(base) / each
    if quantity.denominator == 1:
        return number(quantity.numerator)
    return number(round(Decimal(quantity.numerator) / Decimal(quantity.denominator), DIGITS).normalize())


def _lines(chain: Chain, items: Mapping[str, Item]) -> Iterator[LineView]:
    written = json.loads(chain.order.canonical or "{}").get("lines", [])
    outcomes = {one.line: one for one in chain.order.outcomes}
    reckoned = {one.line: one for one in chain.order.reckoning.lines} if chain.order.reckoning else {}
    for line in chain.lines:
        said = written[line.line - 1] if line.line <= len(written) else {}
        item = items.get(line.sku)
        yield _line(
            line,
            said,
            outcomes.get(line.line),
            description=item.description if item else "",
            reckoned=reckoned.get(line.line),
        )


def _line(
    line: OrderLineRecord,
    said: Mapping[str, Any],
    outcome: LineOutcome | None,
    *,
    description: str,
    reckoned: ReckonedLine | None,
) -> LineView:
    each = line.each
    return LineView(
        number=line.number,
        sku=line.sku,
        named=", ".join(f"{one['value']}" for one in said.get("identifiers", ())),
        description=description or _description(said),
        unit=line.unit or line.base_unit,
        base_unit=line.base_unit,
        each=counted(1, 1 / each),
        substituted=line.substituted,
        ordered=counted(line.ordered, each),
        promised=_promised(line, outcome, each),
        backordered=_backordered(line, outcome, each),
        cancelled=counted(line.cancelled, each),
        shipped=counted(line.shipped, each),
        invoiced=counted(line.invoiced, each),
        price=line.price,
        price_asked=outcome.price.asked if outcome and outcome.price else "",
        per="" if reckoned is None or reckoned.per == 1 else counted(1, 1 / reckoned.per),
        steps=reckoned.steps if reckoned else (),
        word=word_of("line", line.state),
        reason=_reason(outcome),
    )


def _promised(line: OrderLineRecord, outcome: LineOutcome | None, each: Fraction) -> tuple[Part, ...]:
    parts = outcome.accepted if outcome else ()
    if sum(one.quantity for one in parts) != line.promised:
        return _whole(line.promised, each)
    return tuple(
        Part(quantity=counted(one.quantity, each), on=one.ships_on, place=one.location) for one in parts
    )


def _backordered(line: OrderLineRecord, outcome: LineOutcome | None, each: Fraction) -> tuple[Part, ...]:
    parts = outcome.backordered if outcome else ()
    if sum(one.quantity for one in parts) != line.backordered:
        return _whole(line.backordered, each)
    return tuple(Part(quantity=counted(one.quantity, each), on=one.expected_on) for one in parts)


def _whole(quantity: int, each: Fraction) -> tuple[Part, ...]:
    """Return a quantity without days, where what was decided once no longer says how it is shared out."""
    return (Part(quantity=counted(quantity, each), on=None),) if quantity else ()


def _reason(outcome: LineOutcome | None) -> str:
    """Return what a line is rejected or held for: in English the code as words, else what the finding says."""
    code = (outcome.reject or outcome.hold) if outcome else ""
    if spoken() != ENGLISH and code in KINDS:
        return told(KINDS[code].message)
    return code.rpartition(".")[2].replace("-", " ")


def _description(said: Mapping[str, Any]) -> str:
    texts: Sequence[str] = [one.get("text", "") for one in said.get("descriptions", ())]
    return next((text for text in texts if text), "")
