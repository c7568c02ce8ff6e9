"""Certifying: what a cut could give and is promised elsewhere is no part of the bound."""

import pytest

from gateway.orderdesk.certifying import Served
from gateway.orderdesk.resourcing import Sources

EVERYWHERE, HERE = (0, 1), (0,)


@pytest.mark.parametrize(
    ("closed", "kept"),
    [
        ([0, 0], 5),  # what line 1 has here it could not have elsewhere either
        ([0, -1], 0),  # it could leave from the second place
        ([-1, -1], 0),  # nothing of the first place is in the cut
    ],
)
def test_what_others_hold_in_the_cut_is_kept_if_they_could_have_it_nowhere_else(
    closed: list[int], kept: int
) -> None:
    """Line 0 is served and has 2 in time; line 1 is not, and has 5 that it may have from either place."""
    sources = Sources([[9], [9]], (HERE, EVERYWHERE), (HERE, EVERYWHERE))
    sources.put(0, 0, 0, quantity=2)
    sources.put(1, 0, 0, quantity=5)
    served = Served((), (0, 0))
    served.lines.add(0)

    assert kept == served._kept(sources, closed)
