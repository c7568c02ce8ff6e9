"""The canonical form of any value is read back as that value."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.canonical import dumps, from_plain, loads, to_plain
from gateway.domain.orders import PurchaseOrder
from gateway.domain.references import Reference


class Colour(StrEnum):
    """Two colours."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """A field of every kind there is."""

    text: str
    whole: int
    flag: bool
    number: Decimal | None
    ratio: Fraction
    on: date
    at_time: time
    at: datetime
    colour: Colour
    many: tuple[Reference, ...]
    loose: Any = None
    absent: str = "usual"


EVERYTHING = st.builds(
    Everything,
    text=st.text(),
    whole=st.integers(),
    flag=st.booleans(),
    number=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=3),
    ratio=st.fractions(),
    on=st.dates(),
    at_time=st.times(),
    at=st.datetimes(timezones=st.just(UTC)),
    colour=st.sampled_from(Colour),
    many=st.lists(st.builds(Reference, kind=st.text(), value=st.text(), text=st.text())).map(tuple),
    loose=st.none() | st.text() | st.integers(),
    absent=st.text(),
)


@given(value=EVERYTHING)
def test_what_is_dumped_loads_as_it_was(value: Everything) -> None:
    """Every kind of field survives."""
    assert value == loads(Everything, dumps(value))


def test_fields_that_are_as_usual_are_left_out() -> None:
    """An order that says little is little text."""
    assert {"number": "PO-1"} == to_plain(PurchaseOrder(number="PO-1"))


def test_a_default_of_another_type_is_not_left_out() -> None:
    """False is not zero."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Loose:
        value: Any = 0

    assert {"value": False} == to_plain(Loose(value=False))


def test_mappings_and_lists_have_a_form() -> None:
    """Keys become text."""
    assert {"1": [1, "2"]} == to_plain({1: [1, Decimal(2)]})


@pytest.mark.parametrize("value", [object(), 1.5, {1, 2}, Reference])
def test_what_has_no_form_is_refused(value: object) -> None:
    """A float would not be exact, a set has no order."""
    with pytest.raises(TypeError):
        to_plain(value)


@pytest.mark.parametrize("kind", [float, set, list[str]])
def test_kinds_without_a_form_are_refused(kind: type) -> None:
    """Nothing is guessed."""
    with pytest.raises(TypeError):
        from_plain(kind, "1")
