"""Which strategy a line comes under, and which segment."""

import pytest

from gateway.orderdesk.fairness import Fairness
from gateway.orderdesk.rebalancing import Demand, Segment, Strategy, Variant
from tests.unit.orderdesk.test_backorders import demand, part

CHOSEN = Variant(
    segments=(
        Segment(strategy=Strategy.WIN, partners=("acme", "bolt"), priorities=(1, 2), skus=("MUG",)),
        Segment(strategy=Strategy.FILL, partners=("acme",), fairness=Fairness.FIFO),
        Segment(strategy=Strategy.LOSE, priorities=(9,)),
        Segment(strategy=Strategy.SKIP, skus=("CUP",)),
    ),
    fairness=Fairness.PROFIT,
)


@pytest.mark.parametrize(
    ("line", "strategy", "segment"),
    [
        (demand("A", partner="acme", priority=2), Strategy.WIN, 0),
        (demand("A", partner="bolt", priority=1), Strategy.WIN, 0),
        (demand("A", partner="acme", priority=3), Strategy.FILL, 1),
        (demand("A", partner="acme", priority=2, sku="CUP"), Strategy.FILL, 1),
        (demand("A", partner="cord", priority=9, sku="CUP"), Strategy.LOSE, 2),
        (demand("A", partner="cord", priority=1, sku="CUP"), Strategy.SKIP, 3),
        (demand("A", 10, part(1), partner="cord"), Strategy.GAIN, 4),
        (demand("A", partner="cord"), Strategy.IMPROVE, 4),
    ],
)
def test_the_first_segment_that_takes_a_line_decides_and_without_one_whether_it_has_anything(
    line: Demand, strategy: Strategy, segment: int
) -> None:
    """Who has a promise may gain; who has none gets what is left."""
    assert (strategy, segment) == CHOSEN.treats(line)


def test_a_segment_says_who_comes_first_in_it_and_the_run_who_does_elsewhere() -> None:
    assert [Fairness.PRIORITY, Fairness.FIFO, Fairness.PROFIT] == [CHOSEN.fairness_of(at) for at in (0, 1, 4)]
