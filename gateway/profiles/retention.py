"""For how long a partner's bytes are kept where they can be looked at."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from gateway.profiles.values import Spec


class Retention(Spec):
    """What grows old: bytes as they were exchanged, and who consumers are; never records, what was traded or the audit trail."""

    payload_days: Annotated[int, Field(ge=30, le=36_500)] = Field(
        description="After how many days `gateway archive run` moves bytes out of the database."
    )
    personal_days: Annotated[int, Field(ge=1, le=36_500)] | None = Field(
        default=None,
        description="After how many days `gateway archive run` masks the consumer in drop-ship orders that are over and removes the bytes that name them; at most `payload_days`.",
    )
    legal_hold: bool = Field(default=False, description="Keep all of it where it is, whatever its age.")

    @model_validator(mode="after")
    def _goes_before_it_is_archived(self) -> Self:
        if self.personal_days is not None and self.personal_days > self.payload_days:
            raise ValueError("personal_days should be at most payload_days: archives name nobody")
        return self
