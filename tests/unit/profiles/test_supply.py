"""What a profile says about places, quotas and parts reaches the order desk, and nonsense is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.domain.agreements import Agreement
from gateway.domain.sourcing import EVERYWHERE, SourcingRule
from gateway.domain.supply_policies import Quota
from gateway.profiles.orders import Dialect, Orders

EAST = {"ship_from": {"EAST": {"name": "East"}}}
MARCH = {"from_on": "2026-03-01", "until_on": "2026-03-31"}


def agreed(**orders: Any) -> Agreement:
    return Orders.model_validate(orders).agreement(
        "acme", stopped=False, dialect=Dialect(), locations={}, prices=()
    )


def test_what_is_left_out_was_not_agreed() -> None:
    bare = agreed()

    assert ((), (), (), 1) == (bare.sourcing, bare.sources, bare.quotas, bare.least_part)


def test_places_quotas_and_parts_reach_the_desk() -> None:
    whole = agreed(
        **EAST,
        sourcing=[
            {"place": "EAST", "regions": ["US-NY", "07*"], "cost": "0.5"},
            {"place": "EAST", "rank": "2"},
        ],
        quotas=[{"item": "MUG", "most": "5", **MARCH}],
        backorders={"least_part": "6"},
    )

    assert (
        SourcingRule(location="EAST", regions=("US-NY", "07*"), cost=Decimal("0.5")),
        SourcingRule(location="EAST", regions=(EVERYWHERE,), rank=2),
    ) == whole.sourcing
    assert (
        Quota(sku="MUG", cap=5, from_on=date(2026, 3, 1), until_on=date(2026, 3, 31), partner="acme"),
    ) == whole.quotas
    assert 6 == whole.least_part


@pytest.mark.parametrize(
    "orders",
    [
        {"sourcing": [{"place": "EAST"}]},
        EAST | {"sourcing": [{"place": "EAST", "rank": "0"}]},
        EAST | {"sourcing": [{"place": "EAST", "cost": "-1"}]},
        {"quotas": [{"item": "MUG", "most": "5", "from_on": "2026-03-02", "until_on": "2026-03-01"}]},
        {"quotas": [{"item": "MUG", "most": "-1", **MARCH}]},
        {"backorders": {"least_part": "0"}},
    ],
)
def test_nonsense_is_refused(orders: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Orders.model_validate(orders)
