"""What an order comes to, figure by figure, so that a person can follow it from the list price to the total."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a price: what it is called, what it adds, where that leaves the price, and why in words."""

    label: str
    change: Decimal
    price: Decimal
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An amount on the way to a total: what it is called, what it adds (less than nothing is taken off), and why."""

    label: str
    amount: Decimal
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReckonedLine:
    """A line: steps to the price for `per` of the unit, its goods, what is added to it, its share of the order's figures.

    `amount` is goods, figures and share together.
    """

    line: int
    quantity: Decimal
    unit: str
    price: Decimal
    per: Fraction = Fraction(1)
    steps: tuple[Step, ...] = ()
    goods: Decimal
    figures: tuple[Figure, ...] = ()
    share: Decimal = Decimal(0)
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What an order comes to: `net` is the amounts of its lines, `total` that and the taxes; `due_first` is paid before."""

    currency: str
    lines: tuple[ReckonedLine, ...]
    goods: Decimal
    figures: tuple[Figure, ...] = ()
    net: Decimal
    taxes: tuple[Figure, ...] = ()
    total: Decimal
    due_first: Decimal = Decimal(0)
