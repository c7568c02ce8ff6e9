"""Records for tests about keeping them: complete ones, varied by what a test cares about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gateway.application.ports import (
    CommitmentRecord,
    CreditRecord,
    InvoiceRecord,
    PriceRecord,
    SupplyRecord,
)
from gateway.application.records import (
    DocumentRecord,
    Event,
    InterchangeRecord,
    OrderLineRecord,
    OrderRecord,
    RuleResult,
    ShipmentRecord,
    Transmission,
)
from gateway.domain.findings import Finding, Severity
from gateway.domain.items import Item, ItemIdentifier, UnitOfItem
from gateway.domain.order_responses import LineOutcome, Promise, Shortfall

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
FINDING = Finding(code="order.date-past", severity=Severity.WARNING, message="A day has passed.", position=7)


def minutes(number: int) -> datetime:
    """Return the instant so many minutes after noon."""
    return NOON + timedelta(minutes=number)


def days(number: int) -> date:
    """Return the day so many days on."""
    return DAY + timedelta(days=number)


def transmission(**changes: Any) -> Transmission:
    one = Transmission(
        id="t1",
        partner="acme",
        direction="in",
        transport="folder",
        transport_key="orders.edi:120:sha",
        name="orders.edi",
        sha256="ab" * 32,
        size=3,
        state="received",
        at=NOON,
    )
    changed = replace(one, **changes)
    return replace(changed, received_as=changed.partner)


def interchange(**changes: Any) -> InterchangeRecord:
    one = InterchangeRecord(
        id="i1",
        transmission="t1",
        partner="acme",
        direction="in",
        sender="ZZ:ACME",
        receiver="ZZ:US",
        control_number="000000001",
        sha256="cd" * 32,
        usage="T",
        state="read",
        findings=(FINDING,),
    )
    return replace(one, **changes)


def document(**changes: Any) -> DocumentRecord:
    one = DocumentRecord(
        id="d1",
        partner="acme",
        direction="out",
        kind="order-response",
        set_id="855",
        functional_group="PR",
        version="004010",
        control_number="0001",
        group_control_number="12",
        order="o1",
        answers="d0",
        delivery="ready",
        acknowledgement="awaited",
        acknowledgement_due_at=minutes(60),
        canonical='{"order_number":"PO-1"}',
        findings=(FINDING, FINDING),
        dedupe="855:o1:0",
        created_at=NOON,
        sent_at=minutes(1),
    )
    return replace(one, **changes)


def order(**changes: Any) -> OrderRecord:
    one = OrderRecord(
        id="o1",
        partner="acme",
        number="PO-1",
        seller_number="S-1",
        document="d0",
        channel="x12",
        state="received",
        currency="USD",
        total=Decimal("1234.50"),
        ordered_on=DAY,
        received_at=NOON,
        results=(
            RuleResult(rule="price", action="hold", waiver="price:1", line=1, finding=FINDING, fix="ask"),
        ),
        outcomes=(
            LineOutcome(
                line=1,
                accepted=(Promise(quantity=4, ships_on=days(1), location="EAST"),),
                backordered=(Shortfall(quantity=2, expected_on=days(9), reason="short"),),
            ),
        ),
        waivers=("price:1",),
    )
    return replace(one, **changes)


def line(number: int, **changes: Any) -> OrderLineRecord:
    one = OrderLineRecord(
        order="o1",
        line=number,
        number=str(number * 10),
        sku=f"SKU-{number}",
        unit="CA",
        each=Fraction(12),
        base_unit="EA",
        substituted=True,
        ordered=24,
        price=Decimal("0.3333"),
    )
    return replace(one, **changes)


def item(sku: str, **changes: Any) -> Item:
    one = Item(
        sku=sku,
        description="Bolt, zinc",
        units=(
            UnitOfItem(unit="CA", each=Fraction(12), gtin="10012345678902"),
            UnitOfItem(unit="LB", each=Fraction(7, 3)),
        ),
        identifiers=(
            ItemIdentifier(kind="upc", value="012345678905"),
            ItemIdentifier(kind="vendor-part", value=sku),
        ),
        pack=6,
        list_price=Decimal("1.250"),
        weight_kg=Decimal("0.04"),
        group="fasteners",
    )
    return replace(one, **changes)


def price(**changes: Any) -> PriceRecord:
    one = PriceRecord(
        price_list="2026",
        sku="SKU-1",
        unit="EA",
        price=Decimal("9.95"),
        currency="USD",
        valid_until=days(300),
    )
    return replace(one, **changes)


def supply(quantity: int, on: date = DAY, **changes: Any) -> SupplyRecord:
    one = SupplyRecord(
        id=f"supply-{quantity}-{on}",
        sku="SKU-1",
        location="EAST",
        kind="on-hand",
        quantity=quantity,
        available_on=on,
    )
    return replace(one, **changes)


def commitment(quantity: int, on: date = DAY, **changes: Any) -> CommitmentRecord:
    one = CommitmentRecord(
        id="c1",
        order="o1",
        line=1,
        schedule=1,
        sku="SKU-1",
        location="EAST",
        need_on=DAY,
        promise_on=on,
        quantity=quantity,
    )
    return replace(one, **changes)


def shipment(**changes: Any) -> ShipmentRecord:
    one = ShipmentRecord(id="W-1", partner="acme", order="o1", shipped_at=NOON, packed="{}")
    return replace(one, **changes)


def event(**changes: Any) -> Event:
    one = Event(
        id="e1", at=NOON, partner="acme", what="order.held", ref="o1", order="o1", detail={"lines": 2}
    )
    return replace(one, **changes)


def invoice(total: str, **changes: Any) -> InvoiceRecord:
    one = InvoiceRecord(
        id="i1",
        partner="acme",
        order="o1",
        number="INV1",
        currency="USD",
        invoiced_on=DAY,
        total=Decimal(total),
        canonical="{}",
    )
    return replace(one, **changes)


def credit(total: str, **changes: Any) -> CreditRecord:
    one = CreditRecord(
        id="m1",
        partner="acme",
        order="o1",
        invoice="i1",
        number="CM1",
        key="k1",
        currency="USD",
        total=Decimal(total),
        canonical="{}",
        reason="broken on the way",
        made_by="maria",
        made_at=NOON,
    )
    return replace(one, **changes)
