"""Returns: what a buyer wants to send back and why, and what we say to it.

One noun is the request, its authorisation and its refusal: `purpose` says which way it goes, and where a
`disposition` stands (`return-authorised`, `keep-with-allowance`, `denied`, ...) somebody has decided.
"""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from gateway.domain.items import CountedQuantity, Description, ItemIdentifier, Packaging
from gateway.domain.orders import Distribution
from gateway.domain.parties import Contact, Party
from gateway.domain.references import CodeList, Measure, Reference, Remark, TradeDate
from gateway.domain.terms import Accounting, Adjustment, Amount, PackageCount, Routing


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReason:
    """Why something comes back (`reason`), what becomes of it (`disposition`), or why not as asked (`response`)."""

    disposition: str = ""
    reason: str = ""
    response: str = ""
    text: str = ""
    used: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtOn:
    """The order under which the goods had been bought."""

    order_number: str
    release: str = ""
    change_number: str = ""
    ordered_on: date | None = None
    line_number: str = ""
    contract: str = ""
    order_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The money for a return, how it is paid, and for what becomes of the goods."""

    amount: Decimal
    payment_method: str = ""
    disposition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCondition:
    """A condition of the goods that is or is not met: opened, repackaged, with its papers."""

    group: str
    met: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPiece:
    """One piece among those of a line: by its serial number, its lot, its day."""

    number: str
    references: tuple[Reference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    parties: tuple[Party, ...] = ()
    code_lists: tuple[CodeList, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnQuantity(CountedQuantity):
    """So many of a line of a kind (asked for, authorised, shipped), with the money and the pieces."""

    amounts: tuple[Amount, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    parties: tuple[Party, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    pieces: tuple[ReturnPiece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """One item to come back: how many, at what price, why, and what is to become of it."""

    identifiers: tuple[ItemIdentifier, ...] = ()
    quantity: Decimal | None = None
    unit: str = ""
    price_kind: str = ""
    price: Decimal | None = None
    price_unit: str = ""
    references: tuple[Reference, ...] = ()
    descriptions: tuple[Description, ...] = ()
    reason: ReturnReason | None = None
    adjustments: tuple[Adjustment, ...] = ()
    amounts: tuple[Amount, ...] = ()
    measures: tuple[Measure, ...] = ()
    conditions: tuple[ReturnCondition, ...] = ()
    remarks: tuple[Remark, ...] = ()
    bought_on: BoughtOn | None = None
    dates: tuple[TradeDate, ...] = ()
    routing: tuple[Routing, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    parties: tuple[Party, ...] = ()
    quantities: tuple[ReturnQuantity, ...] = ()
    accounting: tuple[Accounting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest:
    """Goods somebody wants to send back, or our answer to that; `number` is the sender's.

    `purpose` is `request`, `response`, `original`, `cancellation`, ... or a code kept as it came; `answers` is
    the number of the request an answer belongs to. Restocking charges stand among the `adjustments`.
    """

    number: str
    issued_on: date
    purpose: str = "request"
    issued_at_time: time | None = None
    zone: str = ""
    answers: str = ""
    kind: str = ""
    action: str = ""
    security: str = ""
    reason: ReturnReason | None = None
    bought_on: BoughtOn | None = None
    dates: tuple[TradeDate, ...] = ()
    references: tuple[Reference, ...] = ()
    contacts: tuple[Contact, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    settlement: Settlement | None = None
    packaging: tuple[Packaging, ...] = ()
    packages: tuple[PackageCount, ...] = ()
    routing: tuple[Routing, ...] = ()
    remarks: tuple[Remark, ...] = ()
    parties: tuple[Party, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    lines: tuple[ReturnLine, ...] = ()
