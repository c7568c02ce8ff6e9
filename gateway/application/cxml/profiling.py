"""Profiling: what we understand of cXML, and where it is to be sent, for whoever asks."""

from datetime import UTC, datetime

from gateway.cxml.profiles import Endpoint
from gateway.cxml.profiles import Profile as Understood
from gateway.profiles.cxml import message_of
from gateway.profiles.profile import Profile

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""Since when it has been as it is; it changes when what we understand does."""
PATH = "/cxml"
ALWAYS = ("ProfileRequest", "StatusUpdateRequest")
SETUP = "PunchOutSetupRequest"


def profile_of(profile: Profile, *, base: str) -> Understood:
    """Return what a partner may send us: one address for all of it."""
    agreed = {message_of(one.map) for one in profile.documents if getattr(one, "receive", "")}
    shopping = {SETUP} if profile.punchout is not None else set()
    names = sorted({*ALWAYS, *filter(None, agreed), *shopping})
    url = f"{base.rstrip('/')}{PATH}"
    return Understood(effective_at=SINCE, endpoints=tuple(Endpoint(message=one, url=url) for one in names))
