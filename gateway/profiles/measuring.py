"""What a partner measures us by."""

from typing import Annotated, Literal

from pydantic import Field

from gateway.profiles.values import Spec

Span = Annotated[int, Field(ge=0, le=365)]


class OnTime(Spec):
    """When a delivery is on time: so many days before or after the day asked for; and what it counts in.

    By `unit` what is on time counts, by `case` whole packs of it, by `line` only lines that are on time as a whole.
    """

    early_days: Span = 7
    late_days: Span = 0
    counts: Literal["unit", "case", "line"] = "unit"
