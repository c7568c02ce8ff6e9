"""A small desk to decide at: two items, one partner, one warehouse, a Monday."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from gateway.domain.accounts import Account
from gateway.domain.agreements import AgreedPrice, Agreement, BackorderPolicy, Dialect, RuleOverride
from gateway.domain.catalogue import Catalogue, CrossReference
from gateway.domain.conditions import Conditions
from gateway.domain.findings import Finding
from gateway.domain.items import Item, ItemIdentifier, UnitOfItem
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import TradeDate
from gateway.domain.supply import Position
from gateway.orderdesk.cases import NO_ACCOUNT, KnownOrder
from gateway.orderdesk.deciding import decide
from gateway.orderdesk.decisions import Decision, Result
from tests.unit.orderdesk.supplies import Supply, position

TODAY = date(2026, 3, 2)

MUG = Item(
    sku="MUG",
    units=(UnitOfItem(unit="CA", each=Fraction(12), gtin="10036000291459"),),
    identifiers=(ItemIdentifier(kind="upc", value="036000291452"),),
    list_price=Decimal("2.00"),
)
PLATE = Item(sku="PLATE", pack=6, group="crockery", list_price=Decimal("3.00"))
OLD = Item(sku="OLD", status="discontinued", superseded_by="MUG", list_price=Decimal("2.00"))
GONE = Item(sku="GONE", status="discontinued", list_price=Decimal("2.00"))
UNPRICED = Item(sku="UNPRICED")

CATALOGUE = Catalogue(
    items=(MUG, PLATE, OLD, GONE, UNPRICED),
    cross_references=(CrossReference(kind="buyer-item", value="B-MUG", sku="MUG"),),
)
STORE = Party(
    role="ship-to",
    name="Store 1",
    code_kind="buyer-assigned",
    code="0001",
    street=("1 Main Street",),
    city="Springfield",
    postal_code="12345",
)
AGREEMENT = Agreement(
    partner="buyer",
    locations=(STORE,),
    prices=(AgreedPrice(sku="MUG", unit="EA", price=Decimal("1.50")),),
)


def day(offset: int) -> date:
    """Return so many days from today."""
    return TODAY + timedelta(days=offset)


def agreement(**changes: Any) -> Agreement:
    """Return the partner's agreement, changed."""
    return replace(AGREEMENT, **changes)


def overriding(rule: str, action: str, **changes: Any) -> Agreement:
    """Return the agreement with another action for a rule."""
    return agreement(overrides=(RuleOverride(rule=rule, action=action),), **changes)


def conditioned(**changes: Any) -> Agreement:
    """Return the agreement with further conditions."""
    return agreement(conditions=Conditions(**changes))


def policy(**changes: Any) -> BackorderPolicy:
    """Return the usual patience, changed."""
    return replace(BackorderPolicy(), **changes)


def dialect(**changes: Any) -> Dialect:
    """Return the usual dialect, changed."""
    return replace(Dialect(), **changes)


def line(sku: str = "MUG", quantity: str | None = "10", **changes: Any) -> OrderLine:
    """Return a line that asks for an item of ours by our number, at the agreed price where we have one."""
    prices = {
        "MUG": Decimal("1.50"),
        "PLATE": Decimal("3.00"),
        "OLD": Decimal("1.50"),
        "GONE": Decimal("2.00"),
    }
    usual: dict[str, Any] = {
        "quantity": None if quantity is None else Decimal(quantity),
        "unit": "EA",
        "price": prices.get(sku),
        "identifiers": (ItemIdentifier(kind="vendor-item", value=sku),),
    }
    return OrderLine(**(usual | changes))


def order(*lines: OrderLine, **changes: Any) -> PurchaseOrder:
    """Return an order of today for today, its lines numbered where they are not."""
    numbered = (
        one if one.number else replace(one, number=str(number)) for number, one in enumerate(lines, 1)
    )
    usual: dict[str, Any] = {
        "number": "PO1",
        "ordered_on": TODAY,
        "dates": (TradeDate(kind="ship-requested", on=TODAY),),
        "parties": (STORE,),
        "lines": tuple(numbered),
    }
    return PurchaseOrder(**(usual | changes))


def stock(sku: str = "MUG", *supply: tuple[int, int], location: str = "MAIN") -> Position:
    """Return the position of an item from (days from today, quantity)."""
    supplies = (
        Supply(sku=sku, location=location, quantity=quantity, available_on=day(offset))
        for offset, quantity in supply
    )
    return position(sku, location, supplies)


PLENTY = tuple(stock(item.sku, (0, 1_000_000)) for item in CATALOGUE.items)


def decided(
    placed: PurchaseOrder,
    agreed: Agreement = AGREEMENT,
    *,
    positions: Sequence[Position] = PLENTY,
    known: Sequence[KnownOrder] = (),
    findings: Sequence[Finding] = (),
    waived: Collection[str] = (),
    catalogue: Catalogue = CATALOGUE,
    before: Mapping[str, Sequence[int]] = MappingProxyType({}),
    account: Account = NO_ACCOUNT,
) -> Decision:
    """Return the decision on an order today."""
    return decide(
        placed,
        agreed,
        catalogue,
        positions=positions,
        today=TODAY,
        known=known,
        findings=findings,
        waived=waived,
        before=before,
        account=account,
    )


def said(decision: Decision, rule: str) -> list[Result]:
    """Return what one rule said."""
    return [result for result in decision.results if result.rule == rule]


def brief(decision: Decision, rule: str) -> list[tuple[str, str, int | None]]:
    """Return the action, code and line of what one rule said."""
    return [(one.action, one.finding.code, one.line) for one in said(decision, rule)]
