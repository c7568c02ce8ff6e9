"""From where an order leaves, when, and what of the policies is used: worked out beside an order."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from gateway.application.rationing import sourced
from gateway.domain.agreements import Agreement, Calendar
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.sourcing import (
    EVERYWHERE,
    Lane,
    Network,
    ShippingPlace,
    SourcingRule,
    lane_to,
    nearness,
)
from gateway.errors import ConfigurationFault

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHOP = Party(
    role="ship-to", code="0042", region="NY", postal_code="10013", country="US", street=("1 Pier Road",)
)


def agreed(**changes: Any) -> Agreement:
    return Agreement(partner="buyer", ship_from=("EAST", "WEST", "NORTH"), **changes)


def order(*parties: Party) -> PurchaseOrder:
    return PurchaseOrder(number="PO1", parties=parties, lines=())


def from_where(agreement: Agreement, *parties: Party, network: Network = Network()) -> list[str]:  # noqa: B008 - a frozen value
    return list(sourced(agreement, order(*parties), network, NOON).ship_from)


@pytest.mark.parametrize(
    ("region", "near"),
    [("*", 1), ("US", 2), ("US-NY", 3), ("NY", 0), ("100*", 4), ("200*", 0), ("0042", 6), ("CA", 0)],
)
def test_a_region_describes_a_place_by_its_code_before_its_post_its_state_and_its_country(
    region: str, near: int
) -> None:
    assert near == nearness(region, SHOP)


def test_a_state_without_a_country_is_told_by_its_name_alone() -> None:
    plain = Party(role="ship-to", region="NY")

    assert (3, 0) == (nearness("NY", plain), nearness("US", plain))
    assert (1, 0) == (nearness(EVERYWHERE, None), nearness("US", None))


def test_the_way_that_describes_best_where_goods_go_is_taken() -> None:
    lanes = (
        Lane(location="EAST", transit_days=5),
        Lane(location="EAST", region="US-NY", transit_days=2),
        Lane(location="WEST", region="US-CA", transit_days=1),
    )

    assert lanes[1] == lane_to(SHOP, lanes, "EAST")
    assert lanes[0] == lane_to(None, lanes, "EAST")
    assert lane_to(SHOP, lanes, "WEST") is None


def test_without_rules_ways_and_calendars_everything_stays_as_it_is() -> None:
    agreement = agreed()

    assert agreement is sourced(agreement, order(SHOP), Network(), NOON)


def test_rules_order_our_places_by_rank_then_cost_and_leave_out_those_that_do_not_serve() -> None:
    rules = (
        SourcingRule(location="EAST", rank=2, cost=Decimal(3)),
        SourcingRule(location="WEST", regions=("US-NY",), rank=1, cost=Decimal(9)),
        SourcingRule(location="WEST", regions=(EVERYWHERE,), rank=3),
        SourcingRule(location="NORTH", rank=2, cost=Decimal(1)),
        SourcingRule(location="SOUTH", regions=("CA",), rank=1),
    )
    wisconsin = Party(role="ship-to", region="WI", country="US")

    assert ["WEST", "NORTH", "EAST"] == from_where(agreed(sourcing=rules), SHOP)
    assert ["NORTH", "EAST", "WEST"] == from_where(agreed(sourcing=rules), wisconsin)


def test_where_no_rule_serves_the_places_of_the_profile_do_as_they_stand() -> None:
    far = (SourcingRule(location="WEST", regions=("CA",)),)

    assert ["EAST", "WEST", "NORTH"] == from_where(agreed(sourcing=far), SHOP)


def test_ways_say_how_long_and_how_dear_and_a_rule_may_say_another_cost() -> None:
    lanes = tuple(
        Lane(location=at, transit_days=days, cost=Decimal(days)) for at, days in (("EAST", 4), ("WEST", 2))
    )
    rules = (
        SourcingRule(location="EAST", cost=Decimal(1)),
        SourcingRule(location="WEST"),
        SourcingRule(location="NORTH"),
    )
    found = sourced(agreed(sourcing=rules), order(SHOP), Network(lanes=lanes), NOON)

    assert [("NORTH", Decimal(0), 0), ("EAST", Decimal(1), 4), ("WEST", Decimal(2), 2)] == [
        (one.location, one.cost, one.calendar.transit_days) for one in found.sources
    ]
    assert found.calendar == found.sources[0].calendar
    assert (4, 0) == (
        found.calendar_from("EAST").transit_days,
        found.calendar_from("NOWHERE").transit_days,
    )


@pytest.mark.parametrize(("at", "lead"), [(time(7), 1), (time(8), 0), (None, 0)])
def test_what_is_decided_after_the_cut_off_of_a_place_by_its_clock_leaves_a_day_later(
    at: time | None, lead: int
) -> None:
    """At noon in London it is seven in New York."""
    place = ShippingPlace(location="EAST", cutoff=at, zone="America/New_York", closed_weekdays=(5,))
    partner = Calendar(closed_weekdays=(6,), closed_on=(date(2026, 7, 3),))
    found = sourced(agreed(calendar=partner), order(SHOP), Network(places=(place,)), NOON)

    assert (lead, (5, 6), (date(2026, 7, 3),)) == (
        found.calendar.lead_days,
        found.calendar.closed_weekdays,
        found.calendar.closed_on,
    )
    assert ["EAST", "WEST", "NORTH"] == list(found.ship_from)


def test_a_place_that_never_ships_when_the_partner_takes_goods_is_a_fault() -> None:
    place = ShippingPlace(location="EAST", closed_weekdays=(0, 1, 2))
    partner = Calendar(closed_weekdays=(3, 4, 5, 6))

    with pytest.raises(ConfigurationFault, match="ships on no weekday"):
        sourced(agreed(calendar=partner), order(SHOP), Network(places=(place,)), NOON)


def test_a_time_zone_nobody_knows_is_a_fault() -> None:
    place = ShippingPlace(location="EAST", cutoff=time(7), zone="Middle/Earth")

    with pytest.raises(ConfigurationFault, match="time zone"):
        sourced(agreed(), order(SHOP), Network(places=(place,)), NOON)
