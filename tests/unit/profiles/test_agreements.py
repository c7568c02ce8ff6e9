"""What a profile tells the order desk."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from gateway.domain.agreements import (
    AgreedPrice,
    Agreement,
    BackorderPolicy,
    Calendar,
    Dialect,
    RuleOverride,
    Tolerance,
)
from gateway.domain.parties import Party
from gateway.domain.terms import PaymentTerms
from tests.unit.profiles.examples import SMALL, profile

RICH = (
    SMALL
    + """\
locations:
  "0042": {name: Shop 42, street: [42 Lake Road, Dock 3], city: Madison, region: WI, country: US}
  "001234567": {name: Depot, street: 9 Rail Street, code_kind: duns}
orders:
  currency: CAD
  price_tolerance: {percent: 1.5, amount: 0.05}
  partial_shipments: false
  backorders: {allow: false, split: false, complete: true, substitute: true, patience_days: 3}
  calendar:
    transit_days: 2
    lead_days: 1
    default_lead_days: 5
    closed_weekdays: [saturday, sunday]
    closed_on: [2026-12-25]
  identifiers: [upc, vendor-item]
  default_ship_to: "0042"
  any_ship_to: true
  bill_to: {name: Head Office}
  company: {name: Ours, code: OURCO, code_kind: seller-assigned}
  ship_from:
    WEST: {name: West warehouse, city: Reno}
    EAST: {name: East warehouse}
  terms:
    - {text: 2/10 net 30, net_days: 30, discount_percent: 2, discount_days: 10}
  kinds: [stand-alone, drop-ship]
  oldest_order_days: 30
  furthest_days: 90
  largest_quantity: 5000
  hold_lines: true
  priority: 1
  rules: {V31: hold, V9: off}
dialect:
  bp_quantity_meaning: backordered
  multi_ack: false
  promise_date: scheduled-delivery
  price_change: item-changed
  r_codes: true
  as_ordered: accepted
  changed: with-changes
  rejected: rejected
  on_hold: on-hold
  hold_visible: true
  purpose: confirmation
"""
)


def test_what_is_left_out_is_what_the_order_desk_takes_by_itself(tmp_path: Path) -> None:
    """Profile and order desk never drift apart in what they take for granted."""
    assert Agreement(partner="small") == profile(tmp_path, SMALL).agreement()


def test_prices_come_from_elsewhere(tmp_path: Path) -> None:
    """The price list is named here and kept in the database."""
    prices = (AgreedPrice(sku="BOLT", unit="EA", price=Decimal("1.25")),)
    small = profile(tmp_path, SMALL)

    assert small.orders.price_list == "standard"
    assert prices == small.agreement(prices).prices


def test_prices_patience_and_days_are_handed_on(tmp_path: Path) -> None:
    """Every number of the file reaches the order desk."""
    agreed = profile(tmp_path, RICH).agreement()

    assert (agreed.currency, agreed.stopped) == ("CAD", False)
    assert Tolerance(absolute=Decimal("0.05"), percent=Decimal("1.5")) == agreed.tolerance
    policy = BackorderPolicy(
        partial=False, split=False, complete=True, backorder=False, substitute=True, patience_days=3
    )
    assert policy == agreed.backorders
    calendar = Calendar(
        transit_days=2,
        lead_days=1,
        default_lead_days=5,
        closed_weekdays=(5, 6),
        closed_on=(date(2026, 12, 25),),
    )
    assert calendar == agreed.calendar


def test_places_and_companies_are_handed_on(tmp_path: Path) -> None:
    """A location is known by the partner's code, our own by ours."""
    agreed = profile(tmp_path, RICH).agreement()

    shop = Party(
        role="ship-to",
        name="Shop 42",
        code_kind="buyer-assigned",
        code="0042",
        street=("42 Lake Road", "Dock 3"),
        city="Madison",
        region="WI",
        country="US",
    )
    depot = Party(role="ship-to", name="Depot", code_kind="duns", code="001234567", street=("9 Rail Street",))
    west = Party(
        role="ship-from", name="West warehouse", code_kind="seller-assigned", code="WEST", city="Reno"
    )
    assert (shop, depot) == agreed.locations
    assert (agreed.default_ship_to, agreed.any_ship_to) == ("0042", True)
    assert Party(role="bill-to", name="Head Office") == agreed.bill_to
    assert Party(role="seller", name="Ours", code_kind="seller-assigned", code="OURCO") == agreed.seller
    assert agreed.ship_from == ("WEST", "EAST")
    assert west == agreed.ship_from_parties[0]


def test_rules_terms_and_limits_are_handed_on(tmp_path: Path) -> None:
    """What differs for this partner differs for the order desk."""
    agreed = profile(tmp_path, RICH).agreement()

    assert agreed.identifier_priority == ("upc", "vendor-item")
    assert agreed.order_kinds == ("stand-alone", "drop-ship")
    limits = (agreed.oldest_order_days, agreed.furthest_days, agreed.largest_quantity, agreed.priority)
    assert limits == (30, 90, 5000, 1)
    assert agreed.line_holds
    terms = PaymentTerms(text="2/10 net 30", net_days=30, discount_percent=Decimal(2), discount_days=10)
    assert (terms,) == agreed.terms
    assert (
        RuleOverride(rule="V31", action="hold"),
        RuleOverride(rule="V9", action="off"),
    ) == agreed.overrides


def test_the_dialect_is_handed_on(tmp_path: Path) -> None:
    """How the partner reads our answers is a matter of data."""
    expected = Dialect(
        bp_quantity_meaning="backordered",
        multi_ack=False,
        promise_date="scheduled-delivery",
        price_change="item-changed",
        r_codes=True,
        as_ordered="accepted",
        changed="with-changes",
        rejected="rejected",
        on_hold="on-hold",
        hold_visible=True,
        purpose="confirmation",
    )

    assert expected == profile(tmp_path, RICH).agreement().dialect
