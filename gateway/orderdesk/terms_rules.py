"""Rules about what a partner owes, pays first, and has left of a blanket order."""

from collections import Counter
from collections.abc import Iterator

from gateway.domain.accounts import Blanket
from gateway.domain.agreements import Agreement
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quantities import plain
from gateway.orderdesk.cases import Case
from gateway.orderdesk.hits import Found
from gateway.orderdesk.reckoning import due_first
from gateway.orderdesk.vocabulary import DRAWN_FROM


def exceeds_credit(case: Case) -> Iterator[Found]:
    """Yield a hit where the order would go beyond the limit, and one where something else is past due.

    An order that comes to no more than it had on account before is let be.
    """
    agreed, account = case.agreement.credit, case.account
    if agreed is None or (case.value is not None and case.value <= account.reserved):
        return
    currency = case.agreement.currency
    if account.past_due > 0:
        since = f" since {account.past_due_since.isoformat()}" if account.past_due_since else ""
        yield Found(
            code="order.past-due",
            value_seen=plain(account.past_due),
            fix=f"Ask for the {plain(account.past_due)} {currency} that are past due{since}.",
        )
    if agreed.limit is None or case.value is None:
        return
    left = agreed.limit - account.owed
    wanted = case.value - account.paid
    if wanted > left:
        yield Found(
            value_seen=plain(wanted),
            value=plain(left),
            fix=(
                f"Ask for {plain(wanted - left)} {currency}: of {plain(agreed.limit)} there are {plain(left)} left."
                " It goes on by itself when they are paid."
            ),
        )


def is_not_paid_first(case: Case) -> Iterator[Found]:
    """Yield a hit while less was paid for the order than is to be paid before anything is promised."""
    if case.agreement.prepayment is None or case.value is None or case.value <= case.account.reserved:
        return
    currency = case.order.currency or case.agreement.currency
    due, paid = due_first(case.agreement, case.value, currency), case.account.paid
    if paid < due:
        yield Found(
            value_seen=plain(paid),
            value=plain(due),
            fix=f"Ask for {plain(due - paid)} {currency}; it goes on by itself when they are paid.",
        )


def exceeds_blanket(case: Case) -> Iterator[Found]:
    """Yield a hit for each line that wants more of an item than the blanket order has left."""
    here: Counter[tuple[str, str]] = Counter()
    for line in case.lines:
        blanket = blanket_of(case.order, line.line, case.agreement)
        if blanket is None or line.sold is None or line.asked is None:
            continue
        key = (blanket.number, line.sold.sku)
        agreed = blanket.quantities.get(line.sold.sku, 0)
        left = max(agreed - case.account.drawn.get(key, 0) - here[key], 0)
        if line.asked > left:
            unit = line.sold.base_unit
            yield Found(
                line=line.number,
                path=f"{line.path}.quantity",
                value_seen=str(line.asked),
                value=str(left),
                fix=f"Take {left} {unit}, what is left of {agreed}, or agree on more.",
            )
        here[key] += max(line.asked, 0)


def blanket_of(order: PurchaseOrder, line: OrderLine, agreement: Agreement) -> Blanket | None:
    """Return the blanket order a line draws from: what the line names, else what the order does."""
    known = {one.number: one for one in agreement.conditions.blankets}
    if not known:
        return None
    named = [one.value for one in (*line.references, *order.references) if one.kind in DRAWN_FROM]
    return next((known[number] for number in (*named, order.contract) if number in known), None)
