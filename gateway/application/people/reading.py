"""Reads of payloads: who got to see bytes as they were exchanged."""

from gateway.application.ports import Store
from gateway.application.services import Services


def note_read(
    services: Services, store: Store, ref: str, *, partner: str, actor: str, reason: str = "", way: str
) -> None:
    """Write down, before anything is shown, that somebody is shown the bytes of a record; `way` is `page` or `download`."""
    with store.begin() as work:
        services.note(work, "payload.read", ref, partner=partner, actor=actor, reason=reason, way=way)
        work.commit()
