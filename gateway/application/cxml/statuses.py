"""Statuses: what a partner says later of what we sent closes what was awaited, or opens it again with the reason."""

from gateway.application import acknowledging
from gateway.application.acknowledging import Said
from gateway.application.cxml.answers import Outcome, Refused
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.cxml.status_updates import StatusUpdate
from gateway.cxml.statuses import EXPECTATION_FAILED, OK, status
from gateway.errors import NotFound
from gateway.profiles.profile import Profile

MESSAGE = "StatusUpdateRequest"
ON_ITS_WAY = frozenset({"280", "281", "211"})
"""Somebody between us has it: that says nothing of the partner."""


def take_update(
    services: Services, work: UnitOfWork, profile: Profile, exchange: str, update: StatusUpdate
) -> Outcome:
    """Write down what became of a document of ours; raises Refused for one we did not send."""
    record = _meant(work, profile, update.payload_id)
    said, reason = update.status, " ".join(filter(None, (update.status.text, update.status.message)))
    if said.code in ON_ITS_WAY:
        services.note(
            work,
            "document.arrived",
            record.id,
            partner=record.partner,
            order=record.order,
            by=exchange,
            remark=f"{said.code} {reason}",
        )
    else:
        verdict = acknowledging.ACCEPTED if said.is_success else acknowledging.REJECTED
        told = Said(verdict=verdict, reason=f"{said.code} {reason}".strip(), by=exchange, set_id=MESSAGE)
        acknowledging.conclude(services, work, record, told)
    return Outcome(status=status(OK), reference=record.reference, document=record.id)


def _meant(work: UnitOfWork, profile: Profile, payload_id: str) -> DocumentRecord:
    """Return the document of ours a payload id names: it begins with the document's own identifier."""
    try:
        record = work.documents.get(payload_id.partition("@")[0], lock=True)
    except NotFound:
        record = None
    if record is None or record.partner != profile.code or record.direction != "out":
        raise Refused(EXPECTATION_FAILED, "There is no document of ours under this payloadID.")
    return record
