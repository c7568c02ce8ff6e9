"""What a profile says of cartons and pallets."""

from decimal import Decimal

from gateway.domain.cartons import CartonRule
from gateway.profiles.fulfilment import Packing


def test_cartons_are_packed_as_the_desk_does_by_itself_unless_something_is_agreed() -> None:
    """Each number goes to the rule it is about."""
    agreed = Packing(fill_percent=80, mixed=False, cartons_per_pallet=12, kg_per_pallet=Decimal(400))

    assert CartonRule() == Packing().rule()
    assert (
        CartonRule(fill_percent=80, mixed=False, cartons_per_tare=12, kg_per_tare=Decimal(400))
        == agreed.rule()
    )
