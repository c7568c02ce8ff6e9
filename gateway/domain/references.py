"""Small facts that hang on documents, parties and lines: references, dates and notes.

A `kind` is one of our words (`department`, `delivery-requested`) or, where we have no word, the
code of the standard behind its name (`x12:MR`): nothing a partner sent is lost for want of a word.
"""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A number somebody else knows this by; `detail` is a number within it, of its own kind."""

    kind: str
    value: str = ""
    text: str = ""
    on: date | None = None
    at_time: time | None = None
    zone: str = ""
    detail_kind: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeDate:
    """A day that matters, with time and zone where the partner gave them."""

    kind: str
    on: date | None = None
    at_time: time | None = None
    zone: str = ""
    time_kind: str = ""
    period_format: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedReference(Reference):
    """A number somebody else knows this by, with the days that belong to it."""

    dates: tuple[TradeDate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words for people; the order of `texts` matters."""

    kind: str = ""
    reference: str = ""
    title: str = ""
    on: date | None = None
    at_time: time | None = None
    zone: str = ""
    detail_kind: str = ""
    detail: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measured property: weight, length, temperature; by a value or by its limits."""

    kind: str = ""
    qualifier: str = ""
    value: Decimal | None = None
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One sentence for people, of a kind."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCode:
    """A code, and the list of its trade that it is from."""

    code_list: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """Codes of one trade: `agency` keeps the lists."""

    agency: str
    source: str = ""
    codes: tuple[ListedCode, ...] = ()
