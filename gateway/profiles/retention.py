"""For how long a partner's bytes are kept where they can be looked at."""

from typing import Annotated

from pydantic import Field

from gateway.profiles.values import Spec


class Retention(Spec):
    """What grows old: bytes as they were exchanged, never records, canonical documents or the audit trail."""

    payload_days: Annotated[int, Field(ge=30, le=36_500)] = Field(
        description="After how many days `gateway archive run` moves bytes out of the database."
    )
    legal_hold: bool = Field(default=False, description="Keep all of it where it is, whatever its age.")
