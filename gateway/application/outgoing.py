"""A document on its way out, before anybody knows how it will be written."""

from dataclasses import dataclass

from gateway.profiles.profile import Profile
from gateway.x12.interchanges import InterchangeAck


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A document on its way out: what it is, to whom, what it answers, and the key that makes it one.

    `map_name` is the map to write by where the profile names none; empty means the document must be agreed.
    `release` is the version to name in GS08 where that is not the map's own.
    """

    profile: Profile
    set_id: str
    kind: str
    document: object
    dedupe: str
    reference: str
    order: str = ""
    answers: str = ""
    map_name: str = ""
    release: str = ""
    interchange_acks: tuple[InterchangeAck, ...] = ()
