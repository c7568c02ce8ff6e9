"""Supply policies as tables of text: every kind reads, and what is wrong is said by its column."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.application.policy_tables import POLICY_TABLES
from gateway.application.ports.policies import SupplyPolicy
from gateway.domain.sourcing import Lane, ShippingPlace
from gateway.domain.supply_policies import (
    Capacity,
    ItemPolicy,
    Mode,
    Protection,
    Quota,
    Safety,
    Shield,
    Substitute,
)

MARCH: dict[str, Any] = {"from_on": date(2026, 3, 1), "until_on": date(2026, 3, 31)}
DATES = "from_on=2026-03-01 until_on=2026-03-31"


def read(kind: str, said: str) -> SupplyPolicy:
    """Return the policy a row says, given as `column=value`; a semicolon stands for a space."""
    table = POLICY_TABLES[kind]
    cells = dict.fromkeys((*table.required, *table.optional), "")
    for cell in said.split():
        column, _, value = cell.partition("=")
        assert column in cells
        cells[column] = value.replace(";", " ")
    return table.read(cells)


@pytest.mark.parametrize(
    ("kind", "said", "policy"),
    [
        ("item-policies", "sku=MUG", ItemPolicy(sku="MUG")),
        (
            "item-policies",
            "sku=MUG mode=lead-time lead_days=5 launch_on=2026-04-01 least_part=6",
            ItemPolicy(sku="MUG", mode=Mode.LEAD_TIME, lead_days=5, launch_on=date(2026, 4, 1), least_part=6),
        ),
        (
            "safety-stock",
            "sku=MUG location=EAST quantity=4 open_to=1",
            Safety(sku="MUG", location="EAST", quantity=4, open_to=1),
        ),
        (
            "protections",
            f"sku=MUG location=EAST class=1 quantity=40 {DATES}",
            Protection(sku="MUG", location="EAST", demand_class=1, quantity=40, **MARCH),
        ),
        (
            "protections",
            f"sku=MUG location=EAST class=2 quantity=40 {DATES} kind=prioritised",
            Protection(
                sku="MUG", location="EAST", demand_class=2, quantity=40, kind=Shield.PRIORITISED, **MARCH
            ),
        ),
        ("quotas", f"sku=MUG cap=9 class=3 {DATES}", Quota(sku="MUG", cap=9, demand_class=3, **MARCH)),
        ("quotas", f"sku=MUG cap=9 partner=acme {DATES}", Quota(sku="MUG", cap=9, partner="acme", **MARCH)),
        ("substitutes", "sku=MUG instead=CUP", Substitute(sku="MUG", instead="CUP")),
        (
            "substitutes",
            f"sku=MUG instead=CUP rank=2 ratio=1/2 {DATES}",
            Substitute(sku="MUG", instead="CUP", rank=2, ratio=Fraction(1, 2), **MARCH),
        ),
        (
            "capacities",
            "sku=MUG location=EAST ready_on=2026-03-09 quantity=50",
            Capacity(sku="MUG", location="EAST", on=date(2026, 3, 9), quantity=50),
        ),
        ("places", "location=EAST", ShippingPlace(location="EAST")),
        (
            "places",
            "location=EAST closed_weekdays=sunday;saturday closed_on=2026-07-03 cutoff=14:30 zone=America/New_York",
            ShippingPlace(
                location="EAST",
                closed_weekdays=(5, 6),
                closed_on=(date(2026, 7, 3),),
                cutoff=time(14, 30),
                zone="America/New_York",
            ),
        ),
        ("lanes", "location=EAST transit_days=2", Lane(location="EAST", transit_days=2)),
        (
            "lanes",
            "location=EAST region=US-NY transit_days=1 cost=0.35",
            Lane(location="EAST", region="US-NY", transit_days=1, cost=Decimal("0.35")),
        ),
    ],
)
def test_a_row_says_a_policy(kind: str, said: str, policy: SupplyPolicy) -> None:
    assert policy == read(kind, said)


@pytest.mark.parametrize(
    ("kind", "said", "message"),
    [
        ("item-policies", "sku=MUG mode=magic", "mode should be one of atp, capable-to-promise"),
        ("item-policies", "sku=MUG least_part=0", "least_part should be 1 or more"),
        ("item-policies", "sku=MUG launch_on=soon", "launch_on is no day"),
        ("safety-stock", "sku=MUG location=EAST quantity=many", "quantity is no whole number"),
        ("safety-stock", "sku=MUG location=EAST quantity=1 open_to=10", "open_to should be a demand class"),
        ("protections", f"sku=MUG location=EAST class=0 quantity=1 {DATES}", "class should be 1 or more"),
        (
            "protections",
            "sku=MUG location=EAST class=1 quantity=1 from_on=2026-03-02 until_on=2026-03-01",
            "until_on should not be before from_on",
        ),
        (
            "protections",
            f"sku=MUG location=EAST class=1 quantity=1 kind=iron {DATES}",
            "kind should be one of core, prioritised",
        ),
        ("quotas", f"sku=MUG cap=9 {DATES}", "one of both should be told"),
        ("quotas", f"sku=MUG cap=9 class=1 partner=acme {DATES}", "one of both should be told"),
        ("substitutes", "sku=MUG instead=MUG", "does not stand in for itself"),
        ("substitutes", "sku=MUG instead=CUP ratio=1/0", "ratio should be written as"),
        ("substitutes", "sku=MUG instead=CUP ratio=-1", "ratio should be more than nothing"),
        ("places", "location=EAST closed_weekdays=someday", "someday is no weekday"),
        (
            "places",
            "location=EAST closed_weekdays=monday;tuesday;wednesday;thursday;friday;saturday;sunday",
            "one open weekday",
        ),
        ("places", "location=EAST cutoff=late", "cutoff is no time"),
        ("places", "location=EAST cutoff=14:30Z", "its zone has a column of its own"),
        ("places", "location=EAST zone=Middle/Earth", "name of a time zone"),
        ("lanes", "location=EAST transit_days=2 cost=dear", "cost is no number"),
        ("lanes", "location=EAST transit_days=2 cost=-1", "cost should be nothing or more"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_by_its_column(kind: str, said: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(kind, said)
