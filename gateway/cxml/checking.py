"""What must hold of a message whatever any DTD says: sums, counts, quantities, numbers of lines."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from gateway.cxml.money import NOTHING, worth
from gateway.domain.carts import Cart
from gateway.domain.findings import Finding, find
from gateway.domain.money import minor_units, to_coins
from gateway.domain.order_changes import OrderChange
from gateway.domain.orders import PurchaseOrder


def check(document: Any) -> list[Finding]:  # noqa: ANN401 - any document of the table
    """Return what is wrong with the sense of a document."""
    return list(_of(document))


def _of(document: Any) -> Iterator[Finding]:  # noqa: ANN401 - any document of the table
    if isinstance(document, Cart) and not document.cancelled:
        yield from _quantities(document.lines)
        yield from _sum(document.total, document.lines, document.currency)
    elif isinstance(document, PurchaseOrder):
        if not document.lines:
            yield find("cxml.part-missing", path="lines")
        yield from _quantities(document.lines)
        yield from _numbers(document.lines)
        yield from _sum(document.stated_total, document.lines, document.currency)
    elif isinstance(document, OrderChange):
        yield from _numbers(document.lines)


def _quantities(lines: tuple[Any, ...]) -> Iterator[Finding]:
    for at, line in enumerate(lines):
        if line.quantity is not None and line.quantity <= 0:
            yield find(
                "cxml.quantity-not-positive", path=f"lines[{at}].quantity", value_seen=str(line.quantity)
            )


def _numbers(lines: tuple[Any, ...]) -> Iterator[Finding]:
    seen = set()
    for at, line in enumerate(lines):
        if line.number and line.number in seen:
            yield find("cxml.line-repeated", path=f"lines[{at}].number", value_seen=line.number)
        seen.add(line.number)


def _sum(total: Decimal | None, lines: tuple[Any, ...], currency: str) -> Iterator[Finding]:
    """Yield where a total is further from its lines than rounding each of them could bring it."""
    if total is None or any(line.price is None for line in lines):
        return
    exact = sum(map(worth, lines), NOTHING)
    coin = Decimal(1).scaleb(-minor_units(currency))
    if abs(to_coins(exact, currency) - total) > coin * max(len(lines), 1):
        yield find("cxml.total-differs", path="total", value_seen=str(total))
