"""Needing: what a promise has to find, to the last word of order, agreement and policy."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.agreements import Calendar, Source
from gateway.domain.orders import OrderLine, Schedule
from gateway.domain.supply_policies import NO_POLICIES, ItemPolicy, Mode, SupplyPolicies
from gateway.orderdesk.cases import Case, Exceptions, look
from gateway.orderdesk.needing import needs_of, swapped
from gateway.orderdesk.promising import Departure, Need
from tests.unit.orderdesk.desk import AGREEMENT, CATALOGUE, MUG, PLATE, TODAY, agreement, day, line, order

NEAR = Calendar(lead_days=1)
FAR = Calendar(lead_days=4)
LATER = SupplyPolicies(
    items=(
        ItemPolicy(sku="MUG", launch_on=day(20), least_part=3),
        ItemPolicy(sku="PLATE", mode=Mode.LEAD_TIME, lead_days=5, least_part=4),
    )
)


def case_of(one: OrderLine, **agreed: Any) -> Case:
    placed, terms = order(one), agreement(**agreed)
    seen = look(placed, terms, CATALOGUE, today=TODAY, exceptions=Exceptions())
    return Case(order=placed, agreement=terms, today=TODAY, lines=seen)


def needs(
    one: OrderLine,
    quantity: int,
    policies: SupplyPolicies = NO_POLICIES,
    *,
    cancel_on: date | None = None,
    **agreed: Any,
) -> list[Need]:
    case = case_of(one, **agreed)
    return needs_of(case, case.lines[0], quantity, policies, cancel_on=cancel_on)


def need(quantity: int, on: int = 0, **changes: Any) -> Need:
    usual: dict[str, Any] = {"line": 1, "sku": "MUG", "locations": ("MAIN",), "policy": AGREEMENT.backorders}
    return Need(quantity=quantity, needed_on=day(on), **(usual | changes))


def test_a_line_needs_what_it_asks_for_by_its_day_from_every_place_as_that_place_ships() -> None:
    """Parts by their own days, in whole cases where they come to that; each place with days of its own has them."""
    parts = (
        Schedule(quantity=Decimal(2), date_kind="ship-requested", on=day(8)),
        Schedule(quantity=Decimal("0.25"), date_kind="ship-requested", on=day(2)),
    )
    found = needs(
        line(quantity="4", unit="CA", schedules=parts),
        48,
        LATER,
        cancel_on=day(30),
        ship_from=("NEAR", "FAR", "MAIN"),
        sources=(Source(location="NEAR", calendar=NEAR), Source(location="FAR", calendar=FAR)),
    )

    def part(quantity: int, on: int, near: int, far: int, step: int) -> Need:
        return need(
            quantity,
            on,
            locations=("NEAR", "FAR", "MAIN"),
            step=step,
            cancel_on=day(30),
            least_part=3,
            earliest_on=day(20),
            departures={
                "NEAR": Departure(calendar=NEAR, on=day(near)),
                "FAR": Departure(calendar=FAR, on=day(far)),
            },
        )

    assert [part(24, 8, 8, 8, 12), part(3, 2, 2, 4, 1), part(21, 0, 1, 4, 1)] == found


def test_without_places_and_policies_of_its_own_a_line_needs_it_on_its_day_and_no_more_is_said() -> None:
    assert [need(10)] == needs(line(), 10)
    assert [need(10, least_part=2)] == needs(line(), 10, least_part=2)
    assert [need(12, sku="PLATE", step=6, least_part=4, earliest_on=day(5))] == needs(
        line("PLATE", "12"), 12, LATER, least_part=2
    )


def test_nothing_is_needed_of_what_is_not_sold_or_not_in_that_unit() -> None:
    case = case_of(line())
    (seen,) = case.lines

    assert [[], [], [need(10)]] == [
        needs_of(case, one, 10, NO_POLICIES, cancel_on=None)
        for one in (replace(seen, sold=None), replace(seen, each=None), seen)
    ]


@pytest.mark.parametrize(("quantity", "step"), [(12, 6), (13, 1), (6, 6), (3, 1)])
def test_a_substitute_is_needed_in_its_own_packs_and_by_its_own_policy(quantity: int, step: int) -> None:
    """Places, days and patience are those of what it stands in for."""
    case = case_of(line(quantity="1", unit="CA"), least_part=2)
    (mugs,) = needs_of(case, case.lines[0], 12, LATER, cancel_on=day(9))

    assert need(12, step=12, cancel_on=day(9), least_part=3, earliest_on=day(20)) == mugs
    assert need(
        quantity, sku="PLATE", step=step, cancel_on=day(9), least_part=4, earliest_on=day(5)
    ) == swapped(mugs, PLATE, quantity, LATER, case=case)
    assert need(quantity, step=1, cancel_on=day(9), least_part=2) == swapped(
        mugs, MUG, quantity, NO_POLICIES, case=case
    )
