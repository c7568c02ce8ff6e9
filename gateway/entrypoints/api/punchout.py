"""Punch-out tests over the API: play a partner's buyer against this gateway, and read how it went."""

from typing import Any

from fastapi import APIRouter, Depends

from gateway.application.buyer.remembering import last
from gateway.application.buyer.reporting import plain_report
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.simulating import simulate
from gateway.errors import ConfigurationFault, Conflict, NotFound

router = APIRouter(prefix="/api/v1/punchout", tags=["punchout"], dependencies=[Depends(operator)])


@router.get("/{partner}")
def get_report(gateway: Here, partner: str) -> dict[str, Any]:
    """Return how a partner's played buyer fared last."""
    profile = gateway.services.directory.get(partner)
    with gateway.store.read() as work:
        kept = last(work, profile)
    if kept is None:
        raise NotFound(f"nobody has played {partner}'s buyer yet")
    return dict(plain_report(kept))


@router.post("/{partner}")
def play(gateway: Here, actor: Operator, partner: str) -> dict[str, Any]:
    """Play every scenario agreed with a partner; what is ordered is marked as a test and never ships."""
    try:
        return dict(plain_report(simulate(gateway, partner, actor=actor)))
    except ConfigurationFault as wrong:
        raise Conflict(str(wrong)) from wrong
