"""Which documents we have agreed to exchange, through which maps and by when."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Discriminator, Tag, model_validator

from gateway.profiles.values import Duration, MapName, SetId, Spec


def _often(every: timedelta) -> timedelta:
    if every < timedelta(minutes=1):
        raise ValueError("should be a minute at least")
    return every


BY_THE_CLOCK = frozenset({"846"})
"""The documents that are sent because it is time to."""
Every = Annotated[Duration, AfterValidator(_often)]


class Receive(Spec):
    """A document the partner sends; our 997 leaves within `acknowledge_within`."""

    receive: SetId
    map: MapName
    acknowledge_within: Duration | None = None


class Send(Spec):
    """A document we send: `within` so long after its cause, the partner's 997 due so long after it left.

    `ordered` documents leave one after the other, each only after the one before it has. One that has no cause of its
    own, an inventory advice, leaves `every` so often. A person is warned
    `warn_before` either deadline; where that is left out, when a quarter of the time is left.
    """

    send: SetId
    map: MapName
    acknowledgement_due: Duration | None = None
    within: Duration | None = None
    warn_before: Duration | None = None
    ordered: bool = False
    every: Every | None = None

    @model_validator(mode="after")
    def _must_be_told_by_the_clock(self) -> "Send":
        if self.every is not None and self.send not in BY_THE_CLOCK:
            raise ValueError("has a cause of its own: leave out every")
        return self


# The tags are no keys of the file: a fault's place passes over them.
_TAGS = {"receive": "received", "send": "sent"}


def _which(data: object) -> str | None:
    if isinstance(data, dict):
        return next((tag for key, tag in _TAGS.items() if key in data), None)
    if isinstance(data, Receive):
        return "received"
    return "sent" if isinstance(data, Send) else None


Document = Annotated[
    Annotated[Receive, Tag("received")] | Annotated[Send, Tag("sent")],
    Discriminator(
        _which,
        custom_error_type="document",
        custom_error_message="should say which document we receive or send",
    ),
]
