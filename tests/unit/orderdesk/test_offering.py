"""What a partner is told it can have, and what it is not told."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from gateway.domain.supply import Bucket, Position
from gateway.orderdesk.offering import Offer, Showing, available, offer

TODAY = date(2026, 3, 2)


def on(day: int) -> date:
    return TODAY + timedelta(days=day)


def at(location: str, *days: tuple[int, int]) -> Position:
    buckets = tuple(Bucket(on=on(day), free=free) for day, free in days)
    return Position(sku="LAMP", location=location, buckets=buckets)


def told(*positions: Position, cap: int | None = None, **showing: int) -> Offer:
    return offer("LAMP", positions, Showing(**showing), today=TODAY, cap=cap)


@pytest.mark.parametrize(
    ("position", "day", "quantity"),
    [
        (at("MAIN"), 0, 0),
        (at("MAIN", (1, 5)), 0, 0),
        (at("MAIN", (1, 5)), 1, 5),
        (at("MAIN", (-5, 9), (3, 4), (8, 20)), 0, 4),
        (at("MAIN", (-5, 9), (3, 4), (8, 20)), 8, 20),
        (at("MAIN", (-5, -9)), 0, 0),
    ],
)
def test_what_is_promised_for_later_cannot_leave_today(position: Position, day: int, quantity: int) -> None:
    assert quantity == available(position, on(day))


@pytest.mark.parametrize(
    ("said", "quantity", "word", "next_on", "next_quantity"),
    [
        pytest.param(told, 0, "out", None, 0, id="nowhere"),
        pytest.param(
            partial(told, at("A", (-1, 7)), at("B", (-1, 5), (4, 9))),
            12,
            "in-stock",
            on(4),
            16,
            id="all places",
        ),
        pytest.param(
            partial(told, at("A", (-1, 7), (4, 90)), most=10), 7, "in-stock", on(4), 10, id="no more than"
        ),
        pytest.param(
            partial(told, at("A", (-1, 17), (4, 90)), most=10),
            10,
            "in-stock",
            None,
            0,
            id="more stays unsaid",
        ),
        pytest.param(
            partial(told, at("A", (-1, 17), (4, 19)), step=5), 15, "in-stock", None, 0, id="whole steps"
        ),
        pytest.param(
            partial(told, at("A", (-1, 4), (4, 19)), step=5), 0, "out", on(4), 15, id="less than a step"
        ),
        pytest.param(partial(told, at("A", (-1, 4)), low_below=5), 4, "low", None, 0, id="low"),
        pytest.param(
            partial(told, at("A", (-1, 5)), low_below=5), 5, "in-stock", None, 0, id="no longer low"
        ),
        pytest.param(partial(told, at("A", (-1, 50), (4, 90)), cap=3), 3, "in-stock", None, 0, id="a quota"),
    ],
)
def test_what_is_said(
    said: Callable[[], Offer], quantity: int, word: str, next_on: date | None, next_quantity: int
) -> None:
    expected = Offer(sku="LAMP", quantity=quantity, word=word, next_on=next_on, next_quantity=next_quantity)

    assert expected == said()
