"""Sampling: a whole interchange nobody sent, drawn from a map, to try things with."""

from datetime import UTC, datetime
from random import Random

from gateway.mapping import writing
from gateway.mapping.plan import Plan
from gateway.mapping.samples import draw
from gateway.x12.delimiters import Delimiters
from gateway.x12.envelopes import Envelope, SetToSend, seal

PREPARED_AT = datetime(2026, 1, 1, tzinfo=UTC)
BUYER = ("12", "5555550100", "BUYER")
SELLER = ("ZZ", "GATEWAY", "GATEWAY")
FROM_BUYER = frozenset({"PO", "PC", "FA"})


def sample(plan: Plan, seed: int) -> bytes:
    """Return an interchange with one document of the plan, a segment a line; the same seed gives the same bytes."""
    document = draw(plan, Random(seed))  # noqa: S311 - a sample is no secret
    functional_id = plan.definition.functional_group
    sender, receiver = (BUYER, SELLER) if functional_id in FROM_BUYER else (SELLER, BUYER)
    envelope = Envelope(
        sender_qualifier=sender[0],
        sender=sender[1],
        receiver_qualifier=receiver[0],
        receiver=receiver[1],
        prepared_at=PREPARED_AT,
        control_number=seed % 999_999_999 + 1,
        version="00401",
        usage="T",
        functional_id=functional_id,
        group_sender=sender[2],
        group_receiver=receiver[2],
        group_control_number=seed % 999_999_999 + 1,
        group_version=plan.version,
    )
    sets = [SetToSend(id=plan.set_id, control_number="0001", segments=writing.write(plan, document))]
    return seal(envelope, sets, Delimiters()).replace(b"~", b"~\n")
