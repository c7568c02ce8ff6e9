"""What supply policies promise, on every database."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gateway.adapters.db.work import DbStore
from gateway.application.ports import Drawn, HeldBy
from gateway.domain.sourcing import Lane, Network, ShippingPlace
from gateway.domain.supply import Planned
from gateway.domain.supply_policies import (
    Capacity,
    ItemPolicy,
    Mode,
    Protection,
    Quota,
    Safety,
    Shield,
    Substitute,
    SupplyPolicies,
)
from tests import records

if TYPE_CHECKING:
    from gateway.application.ports.policies import SupplyPolicy

MARCH: dict[str, Any] = {"from_on": date(2026, 3, 1), "until_on": date(2026, 3, 31)}
POLICIES = SupplyPolicies(
    items=(
        ItemPolicy(sku="SKU-1", mode=Mode.LEAD_TIME, lead_days=5, launch_on=date(2026, 4, 1), least_part=6),
    ),
    safeties=(Safety(sku="SKU-1", location="EAST", quantity=4, open_to=1),),
    protections=(
        Protection(sku="SKU-1", location="EAST", demand_class=1, quantity=9, **MARCH),
        Protection(
            sku="SKU-1", location="EAST", demand_class=2, quantity=9, kind=Shield.PRIORITISED, **MARCH
        ),
    ),
    quotas=(
        Quota(sku="SKU-1", cap=5, partner="acme", **MARCH),
        Quota(sku="SKU-1", cap=5, demand_class=3, **MARCH),
    ),
    substitutes=(Substitute(sku="SKU-1", instead="SKU-2", rank=2, ratio=Fraction(1, 3)),),
    capacities=(Capacity(sku="SKU-1", location="EAST", on=date(2026, 3, 9), quantity=50),),
)
NETWORK = Network(
    places=(
        ShippingPlace(location="EAST"),
        ShippingPlace(
            location="WEST",
            closed_weekdays=(5, 6),
            closed_on=(date(2026, 7, 3),),
            cutoff=time(14, 30),
            zone="America/New_York",
        ),
    ),
    lanes=(Lane(location="EAST", region="US-NY", transit_days=2, cost=Decimal("0.35")),),
)


def keep(store: DbStore) -> None:
    with store.begin() as work:
        kept: tuple[SupplyPolicy, ...] = (
            *POLICIES.items,
            *POLICIES.safeties,
            *POLICIES.protections,
            *POLICIES.quotas,
            *POLICIES.substitutes,
            *POLICIES.capacities,
            *NETWORK.places,
            *NETWORK.lanes,
        )
        for policy in kept:
            work.policies.put(policy)
        work.commit()


def test_without_policies_there_are_none(store: DbStore) -> None:
    with store.read() as work:
        assert (SupplyPolicies(), Network()) == work.policies.of(["SKU-1"])
        assert (SupplyPolicies(), Network()) == work.policies.of([])


def test_policies_are_as_they_were_put_with_those_of_other_items_left_out(store: DbStore) -> None:
    """Twice the same is once; every one has its types back."""
    keep(store)
    keep(store)
    with store.read() as work:
        policies, network = work.policies.of(["SKU-1", "SKU-9"])

        assert NETWORK == network
        assert POLICIES == policies
        assert (SupplyPolicies(), NETWORK) == work.policies.of(["SKU-9"])
        assert [Mode.LEAD_TIME] == [one.mode for one in policies.items]


def test_a_policy_takes_the_place_of_the_one_with_its_key(store: DbStore) -> None:
    keep(store)
    with store.begin() as work:
        work.policies.put(Safety(sku="SKU-1", location="EAST", quantity=7))
        work.policies.put(Lane(location="EAST", region="US-NY", transit_days=1))
        work.commit()
    with store.read() as work:
        policies, network = work.policies.of(["SKU-1"])

    assert (Safety(sku="SKU-1", location="EAST", quantity=7),) == policies.safeties
    assert (Lane(location="EAST", region="US-NY", transit_days=1),) == network.lanes


def test_what_is_used_is_the_ledger_by_partner_place_and_day(store: DbStore) -> None:
    """Shipped or not, promised or only reserved; held by lines is what has not left."""
    day, later = records.DAY, date(2026, 3, 12)
    with store.begin() as work:
        work.orders.add(records.order(state="confirmed"), [])
        work.positions.add_supply(records.supply(50))
        work.positions.add_supply(records.supply(5, id="s2", kind="planned", available_on=later))
        work.positions.commit(
            [
                records.commitment(4),
                records.commitment(2, id="c2", schedule=2, kind="backorder"),
                records.commitment(3, later, id="c3", schedule=3),
            ]
        )
        work.positions.ship({"c1": 4, "c3": 1})
        work.commit()

    where: dict[str, Any] = {"sku": "SKU-1", "location": "EAST"}
    with store.read() as work:
        assert [
            Drawn(**where, partner="acme", on=day, quantity=6),
            Drawn(**where, partner="acme", on=later, quantity=3),
        ] == work.policies.drawn(["SKU-1"])
        assert [Planned(**where, on=later, quantity=5)] == work.policies.planned(["SKU-1"])
        of: dict[str, Any] = {"order": "o1", "number": "PO-1", "partner": "acme", "line": 1}
        assert [
            HeldBy(**of, **where, on=day, quantity=2),
            HeldBy(**of, **where, on=later, quantity=2),
        ] == work.policies.held_by(["SKU-1"])
        assert [] == [*work.policies.drawn([]), *work.policies.planned(["X"]), *work.policies.held_by([])]
