"""Approving: whether a quote may leave by itself, or a person has to say yes to it first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gateway.orderdesk.quoting import BY_A_PERSON, OfferedLine, margin_of, total_of

AMOUNT, MARGIN, NO_COST, NO_PRICE, OWN_PRICE = (
    "amount",
    "margin",
    "cost-unknown",
    "price-unknown",
    "own-price",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """What may leave without approval: less than an amount, and at a margin of at least so many hundredths."""

    amount_from: Decimal | None = None
    least_margin: Decimal | None = None


def needs_approval(offered: Sequence[OfferedLine], authority: Authority) -> tuple[str, ...]:
    """Return why a person has to approve what is offered; nothing where nobody has to."""
    needs = []
    if authority.amount_from is not None and total_of(offered) >= authority.amount_from:
        needs.append(AMOUNT)
    if authority.least_margin is not None:
        margin = margin_of(offered)
        if margin is None:
            needs.append(NO_COST)
        elif margin < authority.least_margin:
            needs.append(MARGIN)
    if any(one.sku and one.price is None for one in offered):
        needs.append(NO_PRICE)
    if any(step.label == BY_A_PERSON for one in offered for step in one.steps):
        needs.append(OWN_PRICE)
    return tuple(needs)
