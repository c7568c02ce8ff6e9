"""Matching: the lines of an order are held against the cart they come from, and what differs is told.

A line is the one of a cart by our auxiliary id; without one by part and unit in the partner's last cart that went
back, the line at the same place first. What differs is a finding of the document; the order desk's rules decide.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from gateway.application.ports import ShopLine, UnitOfWork
from gateway.cxml.items import shortened
from gateway.cxml.money import PER, PER_EACH
from gateway.domain.carts import AUXILIARY
from gateway.domain.catalogue import OUR_KINDS
from gateway.domain.findings import Finding, find
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quantities import plain
from gateway.profiles.profile import Profile

RETURNED = "returned"
LOOKED_THROUGH = 20
"""So many of a partner's last visits are looked through for lines without an auxiliary id."""


def differences(work: UnitOfWork, profile: Profile, order: PurchaseOrder) -> list[Finding]:
    """Return where an order differs from the carts it comes from; nothing where the partner does not shop with us."""
    if profile.punchout is None:
        return []
    known = work.shop.shopped(profile.code, filter(None, map(_auxiliary, order.lines)))
    carts = [] if all(map(_auxiliary, order.lines)) else _carts(work, profile.code)
    return [
        found
        for at, line in enumerate(order.lines)
        for found in _of_line(
            line, _match(line, at, known.get(_auxiliary(line)), carts), f"lines[{at}]", most=_most(profile)
        )
    ]


def _carts(work: UnitOfWork, partner: str) -> list[Sequence[ShopLine]]:
    visits = work.shop.recent(LOOKED_THROUGH, partner=partner, state=RETURNED)
    return [work.shop.lines(one.id) for one in visits]


def _match(
    line: OrderLine, at: int, named: ShopLine | None, carts: Sequence[Sequence[ShopLine]]
) -> ShopLine | None:
    if named is not None or _auxiliary(line):
        return named
    parts = {one.value for one in line.identifiers if one.kind in OUR_KINDS}
    for cart in carts:
        alike = [one for one in cart if one.sku in parts and one.unit in ("", line.unit)]
        same_place = [one for one in alike if one in cart[at : at + 1]]
        if same_place or alike:
            return (same_place or alike)[0]
    return None


def _most(profile: Profile) -> int:
    """Return how many bytes of a description a partner's cart holds, 0 for all of them."""
    return profile.cxml.dialect.description_bytes if profile.cxml else 0


def _of_line(line: OrderLine, shopped: ShopLine | None, path: str, *, most: int) -> Iterator[Finding]:
    if shopped is None:
        if _auxiliary(line):
            yield find("cart.line-unknown", path=path, value_seen=_auxiliary(line))
        return
    if line.unit not in ("", shopped.unit):
        yield find("cart.unit-differs", path=f"{path}.unit", value_seen=line.unit)
    elif line.price is not None and _each(line.price, line) != Fraction(shopped.price) / Fraction(
        shopped.per
    ):
        yield find("cart.price-differs", path=f"{path}.price", value_seen=plain(line.price))
    if line.quantity is not None and line.quantity != shopped.quantity:
        yield find("cart.quantity-differs", path=f"{path}.quantity", value_seen=plain(line.quantity))
    said = next((one.text for one in line.descriptions if one.text), "")
    ours = (shopped.description, shortened(shopped.description, most))
    if said and _words(said) not in map(_words, ours):
        yield find("cart.description-differs", path=f"{path}.descriptions", value_seen=said)


def _each(price: Decimal, line: OrderLine) -> Fraction:
    """Return what one of the unit costs by a line that may give the price of more, or of one base unit."""
    pack = next((one.pack for one in line.packs if one.pack), None) or 1
    times = pack if line.price_basis == PER_EACH else 1
    return Fraction(price) * times / PER.get(line.price_basis, 1)


def _auxiliary(line: OrderLine) -> str:
    return next((one.value for one in line.identifiers if one.kind == AUXILIARY), "")


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()
