"""Laws of composing over every map there is: composed or written by hand, it is the same."""

from random import Random

import pytest

from gateway.mapping.by_hand import by_hand
from gateway.mapping.composing import compose
from gateway.mapping.samples import draw
from gateway.x12.segments import SetText
from tests.maps import library

SEEDS = (1,)
ROUGH = 0.3


@pytest.mark.parametrize("name", library().names(editions=False))
def test_composed_or_by_hand_it_is_the_same(name: str) -> None:
    """To the last empty element, counts and numbers of levels included."""
    plan = library().plan(name)
    for seed in SEEDS:
        document = draw(plan, Random(seed), rough=ROUGH)

        assert SetText.of(by_hand(plan, document)) == compose(plan, document)
