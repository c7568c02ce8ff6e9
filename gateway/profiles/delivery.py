"""How what we send is tried again, and when a partner counts as out of reach."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from gateway.profiles.values import Duration, Spec

MINUTES = (5, 10, 20, 40, 80, 160, 320)


class Delivery(Spec):
    """What a partner cannot take now is tried again after each wait of `retry`, the last of them ever again.

    Waits vary by `jitter_percent`. After `give_up_after` it is a dead letter for a person. `at_once` is how many
    documents without an agreed order leave at the same time. After `open_after` failures in a row nothing is
    tried but a probe after each wait of `retry`, until one reaches the partner.
    """

    retry: Annotated[tuple[Duration, ...], Field(min_length=1)] = tuple(timedelta(minutes=m) for m in MINUTES)
    jitter_percent: Annotated[int, Field(ge=0, le=50)] = 20
    give_up_after: Duration = timedelta(hours=24)
    at_once: Annotated[int, Field(ge=1, le=64)] = 2
    open_after: Annotated[int, Field(ge=1)] = 3
