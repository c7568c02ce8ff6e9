"""What a profile may say of stock, and of documents that are sent because it is time to."""

from datetime import timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from gateway.profiles.documents import Document, Send
from gateway.profiles.inventory import StockFor, StockFrom
from gateway.profiles.measuring import OnTime

MAP = {"map": "base/x12/004010/846"}


@pytest.mark.parametrize(
    ("agreed", "code", "place"),
    [
        ({"location": "EAST"}, "", "EAST"),
        ({"location": "EAST"}, "7", "EAST"),
        ({"places": {"7": "WEST"}}, "7", "WEST"),
        ({"places": {"7": "WEST"}}, "8", ""),
        ({"places": {"7": "WEST"}}, "", ""),
        ({"places": {"7": "WEST"}, "location": "EAST"}, "", "EAST"),
    ],
)
def test_a_place_is_ours_where_it_was_agreed(agreed: dict[str, object], code: str, place: str) -> None:
    assert place == StockFrom.model_validate(agreed).place(code)


def test_stock_lies_somewhere() -> None:
    with pytest.raises(ValidationError, match="neither a location nor places"):
        StockFrom.model_validate({})


@pytest.mark.parametrize("wrong", [{"most": "0"}, {"step": "0"}, {"show": "all"}, {"low_below": "-1"}])
def test_what_a_partner_is_told_has_bounds(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        StockFor.model_validate(wrong)


def test_an_inventory_advice_may_be_sent_by_the_clock() -> None:
    """Every so often, and no other document."""
    sent = TypeAdapter[Document](Document).validate_python({"send": "846", "every": "90m", **MAP})

    assert isinstance(sent, Send)
    assert timedelta(minutes=90) == sent.every
    with pytest.raises(ValidationError, match="cause of its own"):
        TypeAdapter(Document).validate_python({"send": "855", "every": "1h", **MAP})
    with pytest.raises(ValidationError, match="a minute at least"):
        TypeAdapter(Document).validate_python({"send": "846", "every": "30s", **MAP})


def test_the_usual_window_is_a_week_before_and_not_after() -> None:
    assert (7, 0, "unit") == (OnTime().early_days, OnTime().late_days, OnTime().counts)
    with pytest.raises(ValidationError):
        OnTime.model_validate({"counts": "pallet"})
