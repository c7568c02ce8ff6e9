"""What a run leaves alone: what any of the classes it serves must not have."""

from gateway.domain.supply import Bucket, Position
from gateway.domain.supply_policies import ItemPolicy, Protection, Safety, SupplyPolicies
from gateway.orderdesk.withholding import free_for_all
from tests.unit.orderdesk.desk import TODAY, day

MUGS = Position(sku="MUG", location="EAST", buckets=(Bucket(on=day(0), free=10), Bucket(on=day(5), free=30)))
KEPT = SupplyPolicies(
    safeties=(Safety(sku="MUG", location="EAST", quantity=4, open_to=1),),
    protections=(
        Protection(sku="MUG", location="EAST", demand_class=2, quantity=12, from_on=day(3), until_on=day(9)),
    ),
)


def frees(
    classes: set[int], position: Position = MUGS, policies: SupplyPolicies = KEPT
) -> list[tuple[int, int]]:
    found = free_for_all(position, policies, classes, today=TODAY)
    return [((bucket.on - TODAY).days, bucket.free) for bucket in found.buckets]


def test_safety_stock_stays_unless_all_may_open_it() -> None:
    assert [(0, 10), (3, 0), (5, 18)] == frees({1})
    assert [(0, 6), (5, 26)] == frees({2})


def test_what_is_kept_from_any_class_is_left() -> None:
    assert [(0, 6), (3, 0), (5, 14)] == frees({1, 2, 3})


def test_where_nothing_has_come_yet_nothing_is_free_however_early_it_is_kept() -> None:
    """A day on which something begins to be kept is a day of the run."""
    later = Position(sku="MUG", location="EAST", buckets=(Bucket(on=day(5), free=30),))

    assert [(3, 0), (5, 14)] == frees({1, 2, 3}, later)


def test_what_is_there_before_a_launch_is_for_no_run() -> None:
    """Nothing of it before, and only what comes from then on after."""
    new = SupplyPolicies(items=(ItemPolicy(sku="MUG", launch_on=day(3)),))

    assert [(0, 0), (5, 20)] == frees({1, 2}, policies=new)


def test_what_was_promised_of_it_is_nobodys_to_take_back() -> None:
    """Less may be free than is to stay: that makes nobody lose, but supply that is gone does."""
    gone = Position(
        sku="MUG", location="EAST", buckets=(Bucket(on=day(0), free=2), Bucket(on=day(5), free=-3))
    )

    assert [(0, 0), (5, -3)] == frees({2}, gone)
