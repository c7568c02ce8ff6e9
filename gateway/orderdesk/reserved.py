"""What an order may have been held for: the references under which a shop or a salesperson can have reserved for it."""

from gateway.domain.carts import AUXILIARY
from gateway.domain.orders import PurchaseOrder


def papers_named(order: PurchaseOrder) -> tuple[str, ...]:
    """Return every reference an order names: its own number, those of its papers, and the carts its lines came from."""
    found = [order.number, order.contract, *(one.value for one in order.references)]
    for line in order.lines:
        found.extend(one.value for one in line.references)
        found.extend(one.value for one in line.identifiers if one.kind == AUXILIARY)
    return tuple(dict.fromkeys(one for one in found if one))


def quote_line(number: str, line: int) -> str:
    """Return under what a line of a quote is reserved, where quotes hold what they promise."""
    return f"{number}/{line}"
