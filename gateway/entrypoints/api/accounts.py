"""What partners owe, and payments, over the API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.paying import Paid, pay
from gateway.application.refunding import Refund, refund
from gateway.application.statements import statement_of, statements
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import Page, Shape

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"], dependencies=[Depends(operator)])


class ReceivableShape(Shape):
    """What is open: of an order that is not invoiced yet, of an invoice, or paid ahead (less than nothing)."""

    kind: str
    number: str
    order: str
    currency: str
    total: Decimal
    amount: Decimal
    due_on: date | None


class PaymentShape(Shape):
    """Money that came in, and what it was booked on."""

    id: str
    order: str
    invoice: str
    amount: Decimal
    discount: Decimal
    currency: str
    paid_on: date
    reason: str
    document: str
    booked_by: str
    booked_at: datetime


class AccountSummary(Shape):
    """How a partner stands; `left` is what is left of the limit, null where there is none."""

    partner: str
    currency: str
    limit: Decimal | None
    orders: Decimal
    invoices: Decimal
    paid_ahead: Decimal
    owed: Decimal
    past_due: Decimal
    left: Decimal | None


class AccountDetail(AccountSummary):
    """How a partner stands, with what is open and the latest payments."""

    open: list[ReceivableShape]
    payments: list[PaymentShape]


class NewPayment(BaseModel):
    """A payment of an invoice, or ahead of an order, by its number; told again under its reference it is booked once."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(min_length=1, max_length=80)
    amount: Annotated[Decimal, Field(gt=0)]
    paid_on: date
    reference: str = Field(min_length=1, max_length=80)
    discount: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    reason: str = Field(default="", max_length=500)


class NewRefund(BaseModel):
    """Money paid back of an order paid ahead or an invoice paid too much; without `amount` all that nothing needs."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(min_length=1, max_length=80)
    amount: Annotated[Decimal, Field(gt=0)] | None = None
    paid_on: date
    reference: str = Field(min_length=1, max_length=80)
    reason: str = Field(default="", max_length=500)


class RefundBooked(Shape):
    """How much was paid back, whether that was new, and how the partner stands now."""

    new: bool
    amount: Decimal
    currency: str
    account: AccountSummary


class Booked(Shape):
    """Whether a payment was new, and how the partner stands now."""

    new: bool
    account: AccountSummary


@router.get("")
def list_accounts(gateway: Here, *, cursor: Cursor = "", limit: Limit = 50) -> Page[AccountSummary]:
    """Return every partner that owes anything or has a limit, by code."""
    with gateway.store.read() as work:
        found = statements(gateway.services, work)
    return cut(AccountSummary, found, cursor=cursor, limit=limit, key=lambda one: one.partner)


@router.get("/{partner}")
def get_account(gateway: Here, partner: str) -> AccountDetail:
    """Return how a partner stands."""
    with gateway.store.read() as work:
        return AccountDetail.model_validate(statement_of(gateway.services, work, partner))


@router.post("/{partner}/payments")
def book_payment(gateway: Here, actor: Operator, partner: str, payment: NewPayment) -> Booked:
    """Book a payment; orders that waited for it go on."""
    paid = Paid(partner=partner, **payment.model_dump())
    new = pay(gateway.services, gateway.store, paid, actor=actor)
    with gateway.store.read() as work:
        account = AccountSummary.model_validate(statement_of(gateway.services, work, partner))
    return Booked(new=new, account=account)


@router.post("/{partner}/refunds")
def book_refund(gateway: Here, actor: Operator, partner: str, wanted: NewRefund) -> RefundBooked:
    """Book money that is paid back; never more than nothing needs any more."""
    done = refund(
        gateway.services, gateway.store, Refund(partner=partner, **wanted.model_dump()), actor=actor
    )
    with gateway.store.read() as work:
        account = AccountSummary.model_validate(statement_of(gateway.services, work, partner))
    return RefundBooked(new=done.new, amount=done.amount, currency=done.currency, account=account)
