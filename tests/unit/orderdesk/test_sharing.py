"""One item shared out: the whole of what is told of it, line by line."""

from dataclasses import replace

from gateway.domain.supply import Position
from gateway.orderdesk.rebalancing import Bound, Demand, Refusal, Segment, Shared, Strategy, Variant
from gateway.orderdesk.sharing import share
from tests.unit.orderdesk.desk import TODAY, day
from tests.unit.orderdesk.test_backorders import at, demand, part

WINS = Variant(segments=(Segment(strategy=Strategy.WIN, partners=("w",)),))


def shared(how: Variant, *demands: Demand, free: tuple[Position, ...], **caps: int) -> Shared:
    """Return what becomes of lines; `caps` by order."""
    return share(demands, free, how, today=TODAY, caps={(order, 1): most for order, most in caps.items()})


def test_a_refusal_names_the_five_who_hold_most_of_what_is_missing() -> None:
    """Of those in the way: not the line itself, nor who leaves later; of equals the first by name."""
    wins = demand("W", 10, part(2))
    held = [
        demand(order, quantity, part(quantity))
        for order, quantity in (("C", 3), ("B", 9), ("A", 3), ("D", 5), ("E", 1), ("F", 7))
    ]
    later = demand("G", 20, part(20, 3), wanted_on=day(3))

    found = shared(WINS, wins, *held, later, free=(at("MAIN", (0, 0), (3, 0)),))

    here = (("MAIN", TODAY),)
    assert (
        Shared(
            sku="MUG",
            refusals=(
                Refusal(
                    demand=wins,
                    strategy=Strategy.WIN,
                    missing=8,
                    cut=here,
                    holders=(("B", 1, 9), ("F", 1, 7), ("D", 1, 5), ("A", 1, 3), ("C", 1, 3)),
                ),
            ),
            bounds=(
                Bound(stage=(0, 0, 3), achieved=2, possible=2, cut=here, kept=28),
                Bound(stage=(1, 1, 3), achieved=50, possible=50, cut=here),
            ),
            in_time=((wins, 2), *((one, one.quantity) for one in held), (later, 20)),
        )
        == found
    )


def test_of_lines_of_one_order_the_first_holder_is_the_first_line() -> None:
    wins = demand("W", 9)
    two = demand("A", 4, part(4), line=2)

    found = shared(WINS, wins, two, replace(two, line=1), free=(at("MAIN", (0, 0)),))

    assert [(("A", 1, 4), ("A", 2, 4))] == [one.holders for one in found.refusals]
