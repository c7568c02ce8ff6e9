"""What a partner may owe, has to pay first, and has ordered against already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTerms:
    """On account up to a limit: open orders and unpaid invoices together; `grace_days` past its day an invoice is past due.

    None is no limit: then only what is past due counts.
    """

    limit: Decimal | None = None
    grace_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepayment:
    """The share of an order that is paid before anything is promised; `proforma`: a proforma invoice asks for it."""

    percent: Decimal = Decimal(100)
    proforma: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """A share of each invoice, and how many days after it that part is due."""

    percent: Decimal
    net_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanket:
    """What was agreed in all under a blanket order or contract: base units by item."""

    number: str
    quantities: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How a partner stands when one of its orders is decided, that order left out.

    `owed` are open orders and unpaid invoices less what was paid ahead, `past_due` the part of it that should have
    been paid, `past_due_since` the day from which. `paid` was paid for the order itself, `reserved` is what it came to
    when it was confirmed. `drawn` are base units other orders took of a blanket's item.
    """

    owed: Decimal = NOTHING
    past_due: Decimal = NOTHING
    past_due_since: date | None = None
    paid: Decimal = NOTHING
    reserved: Decimal = NOTHING
    drawn: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))
