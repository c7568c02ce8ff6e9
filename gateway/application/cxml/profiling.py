"""Profiling: what we understand of cXML, and where each of it is to be sent, for whoever asks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from gateway.cxml.profiles import Endpoint, Option
from gateway.cxml.profiles import Profile as Understood
from gateway.profiles.cxml import message_of
from gateway.profiles.profile import Profile

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
"""Since when it has been as it is; it changes when what we understand does, or where it is to be sent."""
PATH = "/cxml"
PROFILE, SETUP, ORDER, QUOTE, STATUS = (
    "ProfileRequest",
    "PunchOutSetupRequest",
    "OrderRequest",
    "QuoteRequest",
    "StatusUpdateRequest",
)
ALWAYS = (PROFILE, STATUS)
ROLES: Mapping[str, str] = MappingProxyType(
    {SETUP: "setup", ORDER: "orders", QUOTE: "quotes", STATUS: "status"}
)
"""The address of each role, below that of all of them, by the message it is for."""
YES, NO = "Yes", "No"


def profile_of(profile: Profile, *, base: str) -> Understood:
    """Return what a partner may send us, each message with the address of its role."""
    agreed = {message_of(one.map) for one in profile.documents if getattr(one, "receive", "")}
    shopping = {SETUP} if profile.punchout is not None else set()
    names = sorted({*ALWAYS, *filter(None, agreed), *shopping})
    return Understood(
        effective_at=SINCE,
        endpoints=tuple(
            Endpoint(message=one, url=url_of(one, base=base), options=_options(profile, one)) for one in names
        ),
    )


def url_of(message: str, *, base: str) -> str:
    """Return where a message is to be sent."""
    role = ROLES.get(message, "")
    return f"{base.rstrip('/')}{PATH}{'/' if role else ''}{role}"


def is_misplaced(message: str, role: str) -> bool:
    """Return whether a message came to the address of another role; who asks what we understand may ask anywhere."""
    return bool(role) and message != PROFILE and ROLES.get(message) != role


def _options(profile: Profile, message: str) -> tuple[Option, ...]:
    if message == ORDER:
        by_update = profile.cxml is not None and "update" in profile.cxml.changes
        changes = by_update and profile.receives("860") is not None
        return (Option(name="attachments", value=YES), Option(name="changes", value=YES if changes else NO))
    return ()
