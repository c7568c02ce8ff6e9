"""An order as the rules look at it: each line with its item, unit, quantity and price worked out."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from gateway.domain.accounts import Account
from gateway.domain.agreements import AgreedPrice, Agreement, BackorderPolicy
from gateway.domain.catalogue import Catalogue
from gateway.domain.conditions import RuleException
from gateway.domain.findings import Finding
from gateway.domain.items import Item
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.terms import SalesRequirement
from gateway.orderdesk.decisions import PriceDecision
from gateway.orderdesk.pricing import Wanted, decide_price, our_price
from gateway.orderdesk.promising import Promised
from gateway.orderdesk.quoted import quotes_named
from gateway.orderdesk.resolving import Resolution, resolve
from gateway.orderdesk.units import each_of, price_per, to_base
from gateway.orderdesk.vocabulary import CANCEL_THE_REST, KEEP_THE_REST, SHIP_COMPLETE, SUBSTITUTION_FORBIDDEN

NO_ACCOUNT = Account()
ACTIVE = "active"
AMBIGUOUS, SUBSTITUTES = "V16", "V18"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrder:
    """An order the partner sent before, and whether it said the same."""

    number: str
    release: str = ""
    same_content: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """What is done instead of what a rule asks for: by agreement, for a while, or once by a person.

    An agreement may be on a rule, on a rule for one item or on a rule for a group of them. A waiver is a
    rule (`V31`) or a rule and a line (`V31/2`).
    """

    overrides: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    waived: Collection[str] = ()
    standing: tuple[RuleException, ...] = ()

    def agreed(self, rule: str, items: Sequence[Item] = ()) -> str:
        """Return the action agreed for a rule, that on an item before its group's before all; nothing if none was."""
        own = [(rule, item.sku, "") for item in items]
        keys = [*own, *((rule, "", item.group) for item in items if item.group), (rule, "", "")]
        return next((self.overrides[key] for key in keys if key in self.overrides), "")

    def is_waived(self, rule: str, line: int | None) -> bool:
        """Return whether a person lets this pass."""
        return rule in self.waived or f"{rule}/{line}" in self.waived

    def standing_for(self, rule: str, items: Sequence[Item], seen: str) -> str:
        """Return the id of what lets a rule pass for a while, where the order says this of the items; nothing if nothing does."""
        return next((one.id for one in self.standing if _covers(one, rule, items, seen)), "")

    def softened(self, rule: str, line: int | None, item: Item | None = None) -> bool:
        """Return whether a person lets this pass, or the partner's rule is no more than a warning."""
        items = () if item is None else (item,)
        return (
            self.is_waived(rule, line)
            or self.agreed(rule, items) in ("warn", "off")
            or bool(self.standing_for(rule, items, "" if item is None else item.sku))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One line, counted from 1: `item` is what it names, `sold` what would be sold for it.

    `asked` counts base units and is None where the quantity is none or not whole; `each` is None
    where the item is not sold in the unit.
    """

    number: int
    line: OrderLine
    resolution: Resolution
    item: Item | None = None
    sold: Item | None = None
    unit: str = ""
    each: Fraction | None = None
    per: Fraction = Fraction(1)
    asked: int | None = None
    price: PriceDecision | None = None
    policy: BackorderPolicy

    @property
    def path(self) -> str:
        """Return where the line stands in the order."""
        return f"lines[{self.number - 1}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a rule may look at.

    `before` are the quantities the partner ordered of an item before, in base units. What was `promised` to lines,
    which of them are `held` and the order's `value` in all is known only to rules that run after the others.
    """

    order: PurchaseOrder
    agreement: Agreement
    today: date
    lines: tuple[CaseLine, ...]
    known: tuple[KnownOrder, ...] = ()
    findings: tuple[Finding, ...] = ()
    before: Mapping[str, Sequence[int]] = field(default_factory=lambda: MappingProxyType({}))
    promised: Mapping[int, tuple[Promised, ...]] = field(default_factory=lambda: MappingProxyType({}))
    held: Collection[int] = ()
    account: Account = NO_ACCOUNT
    value: Decimal | None = None

    def items_of(self, line: int | None) -> tuple[Item, ...]:
        """Return what a line, counted from 1, asks for and what is sold for it; nothing of the order as a whole."""
        if line is None:
            return ()
        found = (self.lines[line - 1].item, self.lines[line - 1].sold)
        return tuple({item.sku: item for item in found if item is not None}.values())


def look(
    order: PurchaseOrder, agreement: Agreement, catalogue: Catalogue, *, today: date, exceptions: Exceptions
) -> tuple[CaseLine, ...]:
    """Return the order's lines with everything worked out that rules and promises need."""
    prices: dict[str, list[AgreedPrice]] = {}
    for price in agreement.prices:
        prices.setdefault(price.sku, []).append(price)
    return tuple(
        line
        if line.sold is None
        else _measured(
            line, line.sold, order, today=today, prices=prices.get(line.sold.sku, ()), agreement=agreement
        )
        for line in name(order, agreement, catalogue, exceptions=exceptions)
    )


def name(
    order: PurchaseOrder, agreement: Agreement, catalogue: Catalogue, *, exceptions: Exceptions
) -> Iterator[CaseLine]:
    """Yield the order's lines with the items they mean, and no more."""
    for number, line in enumerate(order.lines, 1):
        resolution = resolve(line, catalogue, agreement.identifier_priority)
        item = resolution.item
        if resolution.is_ambiguous and exceptions.softened(AMBIGUOUS, number):
            item = resolution.proposed
        policy = policy_of(order, line, agreement)
        sold = item
        if item is not None and not exceptions.softened(SUBSTITUTES, number, item):
            sold = successor(item, catalogue, policy) or item
        yield CaseLine(number=number, line=line, resolution=resolution, item=item, sold=sold, policy=policy)


def successor(item: Item, catalogue: Catalogue, policy: BackorderPolicy) -> Item | None:
    """Return what is sold instead of an item that no longer is, if the buyer takes it."""
    if item.status == ACTIVE or not policy.substitute:
        return None
    found = catalogue.item(item.superseded_by)
    return found if found is not None and found.status == ACTIVE else None


def policy_of(order: PurchaseOrder, line: OrderLine, agreement: Agreement) -> BackorderPolicy:
    """Return what may become of the line: as agreed, or less where the order says so."""
    agreed = agreement.backorders
    own = _kinds((*line.requirements, *((line.item_requirement,) if line.item_requirement else ())))
    head = _kinds(order.requirements)
    rest = own & (CANCEL_THE_REST | KEEP_THE_REST) or head
    return BackorderPolicy(
        partial=agreed.partial and not own & SHIP_COMPLETE,
        split=agreed.split and agreement.dialect.multi_ack,
        complete=agreed.complete or bool(head & SHIP_COMPLETE),
        backorder=agreed.backorder and not rest & CANCEL_THE_REST,
        substitute=agreed.substitute and not (own | head) & SUBSTITUTION_FORBIDDEN,
        patience_days=agreed.patience_days,
    )


def _kinds(requirements: Sequence[SalesRequirement]) -> frozenset[str]:
    return frozenset(word for one in requirements for word in (one.kind, one.substitution))


def _measured(
    seen: CaseLine,
    sold: Item,
    order: PurchaseOrder,
    *,
    today: date,
    prices: Iterable[AgreedPrice],
    agreement: Agreement,
) -> CaseLine:
    line = seen.line
    each = each_of(sold, line.unit)
    asked = None if each is None or line.quantity is None else to_base(line.quantity, each)
    per = price_per(line.price_basis, each or Fraction(1))
    price = None
    if each is not None and asked is not None and asked > 0:
        wanted = Wanted(
            item=sold,
            quantity=asked,
            each=each,
            per=per,
            on=order.ordered_on or today,
            contract=order.contract or agreement.contract,
            quotes=quotes_named(order, line) if agreement.quotes else (),
        )
        price = decide_price(line.price, our_price(wanted, prices, agreement.promotions), agreement.tolerance)
    unit = line.unit or sold.base_unit
    return replace(seen, unit=unit, each=each, per=per, asked=asked, price=price)


def worth(line: CaseLine) -> Decimal | None:
    """Return what the line comes to at the buyer's price, None where it has none."""
    return None if line.line.price is None else _worth_at(line, line.line.price)


def value_of(line: CaseLine) -> Decimal | None:
    """Return what the line comes to at the price that stands or, until that is known, the buyer's or ours."""
    price = line.price
    if price is None:
        return worth(line)
    known = next((one for one in (price.holds, price.buyers, price.ours) if one is not None), None)
    return None if known is None else _worth_at(line, known)


def _worth_at(line: CaseLine, price: Decimal) -> Decimal | None:
    if line.line.quantity is None:
        return None
    per = Decimal(line.per.numerator) / Decimal(line.per.denominator)
    return line.line.quantity * price / per


def _covers(exception: RuleException, rule: str, items: Sequence[Item], seen: str) -> bool:
    if exception.rule != rule or exception.seen not in ("", seen):
        return False
    if exception.sku:
        return any(exception.sku == item.sku for item in items)
    return not exception.group or any(exception.group == item.group for item in items)
