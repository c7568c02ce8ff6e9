"""Reckoning: what an order comes to, as one invoice for all of it would say, with the steps of every price.

Because it is the invoice, whatever is shipped at once is billed as it was reckoned.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from gateway.domain.agreements import Agreement
from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.money import split, to_coins
from gateway.domain.orders import PurchaseOrder
from gateway.domain.quantities import plain
from gateway.domain.reckonings import Figure, ReckonedLine, Reckoning, Step
from gateway.domain.terms import Adjustment, Tax
from gateway.orderdesk.charging import signed
from gateway.orderdesk.decisions import DecidedLine, PriceDecision, standing
from gateway.orderdesk.invoicing import Billing, amount_of, bill, goods_of

OWN, AGREED, BUYERS = "as the order says", "as agreed", "within tolerance, or let pass"
REJECTED = "rejected"


def reckon(
    order: PurchaseOrder,
    lines: Iterable[DecidedLine],
    agreement: Agreement,
    *,
    on: date,
    before: Reckoning | None = None,
) -> Reckoning | None:
    """Return what the lines that are not rejected come to, None while the price of one is not known or there is none.

    Of a line that stands as it was decided before, the steps of its price are those of `before`.
    """
    decided = {one.line: one for one in lines if one.state != REJECTED}
    wanted = {
        number: left
        for number, one in decided.items()
        if (left := one.asked - sum(each.quantity for each in one.outcome.cancelled)) > 0
    }
    prices = {
        number: price for number in wanted if (price := decided[number].price) and price.holds is not None
    }
    if not wanted or len(prices) < len(wanted):
        return None
    billing = Billing(number=order.number, invoiced_on=on, shipped=wanted)
    invoice = bill(billing, order, tuple(standing(one) for one in decided.values()), agreement)
    currency = order.currency or agreement.currency
    figures = tuple(_figure(one, order) for one in invoice.adjustments)
    shares = _shared(invoice, sum((one.amount for one in figures), Decimal(0)), currency)
    known = {one.line: one.steps for one in before.lines} if before else {}
    reckoned_lines = tuple(
        _line(
            decided[number], line, prices[number], share=share, currency=currency, steps=known.get(number, ())
        )
        for number, line, share in zip(sorted(wanted), invoice.lines, shares, strict=True)
    )
    return Reckoning(
        currency=currency,
        lines=reckoned_lines,
        goods=sum((one.goods for one in reckoned_lines), Decimal(0)),
        figures=figures,
        net=sum((one.amount for one in reckoned_lines), Decimal(0)),
        taxes=tuple(_tax(one) for one in invoice.taxes),
        total=invoice.total,
        due_first=due_first(agreement, invoice.total, currency),
    )


def due_first(agreement: Agreement, total: Decimal, currency: str) -> Decimal:
    """Return what is to be paid of a total before anything is promised."""
    first = agreement.prepayment
    return Decimal(0) if first is None else to_coins(total * first.percent / 100, currency)


def _shared(invoice: Invoice, amount: Decimal, currency: str) -> Sequence[Decimal]:
    """Return what of the order's figures falls on each line: by what the lines come to, together exactly the amount."""
    weights = [amount_of(line, currency) for line in invoice.lines]
    if min(weights) < 0 or not any(weights):
        weights = [Decimal(1)] * len(weights)
    return split(amount, weights, currency)


def _line(
    decided: DecidedLine,
    line: InvoiceLine,
    price: PriceDecision,
    *,
    share: Decimal,
    currency: str,
    steps: tuple[Step, ...],
) -> ReckonedLine:
    holds = price.holds or Decimal(0)
    return ReckonedLine(
        line=decided.line,
        quantity=line.quantity or Decimal(0),
        unit=line.unit,
        price=holds,
        per=decided.per,
        steps=_steps(price, holds) or steps,
        goods=goods_of(line, currency),
        figures=tuple(Figure(label=_label(one), amount=signed(one)) for one in line.adjustments),
        share=share,
        amount=amount_of(line, currency) + share,
    )


def _steps(price: PriceDecision, holds: Decimal) -> tuple[Step, ...]:
    """Return the steps to the price that holds; the last is the buyer's where that is not ours."""
    if price.outcome != "buyers":
        return price.steps
    change = holds - (price.ours or Decimal(0))
    return (*price.steps, Step(label="buyer's price", change=change, price=holds, why=BUYERS))


def _figure(one: Adjustment, order: PurchaseOrder) -> Figure:
    own = any(
        (each.kind, each.code, each.text) == (one.kind, one.code, one.text) for each in order.adjustments
    )
    return Figure(label=_label(one), amount=signed(one), why=OWN if own else AGREED)


def _label(one: Adjustment) -> str:
    return one.text or " ".join(part for part in (one.kind, one.code or one.agency_code) if part)


def _tax(tax: Tax) -> Figure:
    rate = "exempt" if tax.exempt else "" if tax.percent is None else f"{plain(tax.percent)} %"
    return Figure(label=tax.kind or "tax", amount=tax.amount or Decimal(0), why=rate)
