"""Statements: what a partner owes, what is left of its limit, and what it paid, as people and programs ask for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gateway.application.accounting import ADVANCE, INVOICE, NOTHING, ORDER, is_past_due
from gateway.application.desk import today
from gateway.application.ports import PaymentRecord, Receivable, UnitOfWork
from gateway.application.services import Services

PAYMENTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """How a partner stands: `owed` is open orders and unpaid invoices less what was paid ahead; `left` of the limit, if any."""

    partner: str
    currency: str
    limit: Decimal | None
    orders: Decimal
    invoices: Decimal
    paid_ahead: Decimal
    owed: Decimal
    past_due: Decimal
    left: Decimal | None
    open: tuple[Receivable, ...] = ()
    payments: tuple[PaymentRecord, ...] = ()


def statement_of(services: Services, work: UnitOfWork, partner: str) -> Statement:
    """Return how a partner stands today, with what is open and its latest payments; raises NotFound."""
    profile = services.directory.get(partner)
    agreement = profile.agreement()
    found = tuple(work.accounts.open(profile.code))
    owed = _sum(found)
    limit = agreement.credit.limit if agreement.credit else None
    return Statement(
        partner=profile.code,
        currency=agreement.currency,
        limit=limit,
        orders=_sum(one for one in found if one.kind == ORDER),
        invoices=_sum(one for one in found if one.kind == INVOICE),
        paid_ahead=-_sum(one for one in found if one.kind == ADVANCE),
        owed=owed,
        past_due=_sum(one for one in found if is_past_due(one, agreement, today(services))),
        left=None if limit is None else limit - owed,
        open=found,
        payments=tuple(work.accounts.payments(profile.code, PAYMENTS)),
    )


def statements(services: Services, work: UnitOfWork) -> Sequence[Statement]:
    """Return how every partner stands that owes anything or has a limit, by partner."""
    owing = set(work.accounts.partners())
    agreed = {one.code for one in services.directory.all() if one.orders.credit or one.orders.pay_first}
    known = {one.code for one in services.directory.all()}
    return [statement_of(services, work, one) for one in sorted((owing | agreed) & known)]


def _sum(found: Iterable[Receivable]) -> Decimal:
    return sum((one.amount for one in found), NOTHING)
