"""Sums of money and prices: an amount with its currency, and the quantity a price is for."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from gateway.cxml.codecs import MOST, NUMBER, UNIT
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.shapes import Fields, split
from gateway.cxml.units import to_wire
from gateway.domain.items import PackDetail
from gateway.domain.quantities import exact, plain, rounded

EACH = frozenset({"EA", "UN", "PC"})
PER_EACH = "per-each"
PER = {"per-hundred": 100, "per-thousand": 1000}
BASES = {quantity: basis for basis, quantity in PER.items()}
RECAST_PLACES = 6
NOTHING = Decimal(0)


class Sum:
    """The field of an amount; the path leads to the element around Money."""

    __slots__ = ("name", "steps")

    def __init__(self, path: str, name: str) -> None:
        self.steps, self.name = split(path)[0], name

    def read(self, node: Node, into: Fields, reading: Reading) -> None:
        """Take the amount."""
        amount = money_in(node.first(*self.steps), reading)
        if amount is not None:
            into[self.name] = amount

    def write(self, value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a table is for any document
        """Write the amount, where there is one."""
        amount = getattr(value, self.name)
        if amount is not None:
            put_money(writing.reach(element, self.steps), amount, writing)


def money_in(parent: Node | None, reading: Reading) -> Decimal | None:
    """Return the Money right under an element, None where there is none; the first currency is the document's."""
    money = parent.first("Money") if parent is not None else None
    if money is None:
        return None
    money.forget("@alternateAmount", "@alternateCurrency")
    currency = money.get("currency")
    if currency and reading.currency and currency != reading.currency:
        reading.note("cxml.currency-mixed", money, attribute="currency", value=currency)
    reading.currency = reading.currency or currency
    text = money.text
    return NUMBER.read(text, money, reading) if text else None


def put_money(parent: Element, amount: Decimal, writing: Writing) -> None:
    """Write Money under an element."""
    money = writing.put(parent, "Money", plain(amount))
    money.set("currency", writing.currency)


class Price(NamedTuple):
    """A price as it stands on the wire: `amount` for `quantity` of `unit`, of which one ordered unit has `factor`."""

    amount: Decimal
    quantity: Decimal = Decimal(1)
    factor: Decimal = Decimal(1)
    unit: str = ""


def read_price(detail: Node, unit: str, into: Fields, reading: Reading) -> None:
    """Take the price of a line, what it is for, and the pack where it is for one of several in a unit."""
    amount = money_in(detail.first("UnitPrice"), reading)
    basis = detail.first("PriceBasisQuantity")
    if amount is None:
        return
    into["price"] = amount
    if basis is None:
        return
    basis.forget("Description")
    quantity, factor = (_number(basis, name, reading) for name in ("quantity", "conversionFactor"))
    of = basis.first("UnitOfMeasure")
    unit_of_price = UNIT.read(of.text, of, reading) if of is not None and of.text else unit
    if quantity is None or factor is None or quantity <= 0 or factor <= 0:
        reading.note("cxml.price-basis-unclear", basis)
    elif (
        unit_of_price in EACH
        and unit not in EACH
        and quantity == 1
        and factor == factor.to_integral_value() <= MOST
    ):
        into["price_basis"] = PER_EACH
        into.setdefault("packs", []).append(PackDetail(pack=int(factor)))
    else:
        _for_one(basis, Fraction(quantity) / Fraction(factor), into, reading)


def _number(node: Node, name: str, reading: Reading) -> Decimal | None:
    text = node.get(name)
    return NUMBER.read(text, node, reading, attribute=name) if text else Decimal(1)


def _for_one(basis: Node, per: Fraction, into: Fields, reading: Reading) -> None:
    if per in BASES:
        into["price_basis"] = BASES[int(per)]
    elif per != 1:
        value = Fraction(into["price"]) / per
        whole = Decimal(value.numerator) / Decimal(value.denominator)
        into["price"] = exact(value) or rounded(whole, RECAST_PLACES)
        reading.note("cxml.price-basis-recast", basis)


def price_of(line: Any, writing: Writing, element: Element) -> Price | None:  # noqa: ANN401 - a line of any document
    """Return the price of a line as the buyer wants it, None where it has none."""
    if line.price is None:
        return None
    price = Price(line.price, unit=line.unit)
    pack = next((one.pack for one in line.packs if one.pack), None)
    if line.price_basis in PER:
        price = price._replace(quantity=Decimal(PER[line.price_basis]))
    elif line.price_basis == PER_EACH and line.unit not in EACH:
        if pack is None:
            writing.note("cxml.price-basis-unclear", element)
        else:
            price = price._replace(factor=Decimal(pack), unit="EA")
    if not writing.dialect.has_price_basis:
        price = Price(price.amount * price.factor / price.quantity, unit=line.unit)
    return _fitted(price, writing, element)


def _fitted(price: Price, writing: Writing, element: Element) -> Price:
    """Return the price with no more decimals than the buyer keeps: for more units where that says it exactly."""
    most = writing.dialect.price_decimals
    if most < 0 or rounded(price.amount, most) == price.amount:
        return price
    for more in (10, 100, 1000) if writing.dialect.has_price_basis else ():
        if rounded(price.amount * more, most) == price.amount * more:
            return price._replace(amount=price.amount * more, quantity=price.quantity * more)
    writing.note("cxml.price-cut", element, value=plain(price.amount))
    return price._replace(amount=rounded(price.amount, most))


def put_basis(price: Price | None, parent: Element, writing: Writing) -> None:
    """Write what a price is for, where it is not for one of what is ordered."""
    if price is not None and not price.quantity == price.factor == 1:
        basis = writing.put(
            parent, "PriceBasisQuantity", quantity=plain(price.quantity), conversionFactor=plain(price.factor)
        )
        writing.put(basis, "UnitOfMeasure", to_wire(price.unit, writing.dialect.units)[0])


def worth(line: Any) -> Decimal:  # noqa: ANN401 - a line of any document
    """Return what the goods of a line come to, not rounded; nothing where it has no price or quantity."""
    if line.price is None or line.quantity is None:
        return NOTHING
    value = Fraction(line.price) * Fraction(line.quantity) / PER.get(line.price_basis, 1)
    if line.price_basis == PER_EACH and line.unit not in EACH:
        value *= next((one.pack for one in line.packs if one.pack), 1)
    return Decimal(value.numerator) / Decimal(value.denominator)
