"""Closing: a visit ends, once."""

from dataclasses import replace

from gateway.application.ports import ShopSession, UnitOfWork
from gateway.application.services import Services


def close(
    services: Services,
    work: UnitOfWork,
    session: ShopSession,
    *,
    state: str,
    returned: str = "",
    by: str = "",
) -> ShopSession:
    """Return a visit that is over: its state says how it ended, and nothing goes into its cart any more."""
    over = replace(
        session,
        state=state,
        closed_at=services.clock.now(),
        returned=returned or session.returned,
    )
    work.shop.update(over)
    services.note(work, f"shop.{state}", session.id, partner=session.partner, by=by)
    return over
