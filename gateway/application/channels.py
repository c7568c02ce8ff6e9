"""Trying a channel on request: reached or not, and a line in the audit trail that somebody asked."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.application.ports import Store, Transport, TransportFor
from gateway.application.services import Services
from gateway.errors import GatewayError
from gateway.profiles.profile import Profile

Knock = Callable[[Profile, Transport], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Whether a channel was reached, and in words what was found."""

    reached: bool
    said: str


def try_channel(
    services: Services, store: Store, transport_for: TransportFor, knock: Knock, *, partner: str, actor: str
) -> Tried:
    """Try the way to a partner without sending or taking anything; raises NotFound where there is no such partner."""
    profile = services.directory.get(partner)
    try:
        tried = Tried(reached=True, said=knock(profile, transport_for(partner)))
    except GatewayError as failed:
        tried = Tried(reached=False, said=str(failed))
    with store.begin() as work:
        services.note(
            work,
            "channel.tested",
            partner,
            partner=partner,
            actor=actor,
            reached=tried.reached,
            said=tried.said,
        )
        work.commit()
    return tried
