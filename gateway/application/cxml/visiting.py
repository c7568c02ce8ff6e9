"""Visiting: a set-up request is kept and handed to the shop, which says where the buyer's browser goes."""

from dataclasses import dataclass, field, replace

from gateway.application.cxml.answers import Outcome, Refused
from gateway.application.cxml.ordering import TRANSPORT
from gateway.application.cxml.surroundings import Cxml
from gateway.application.ports import UnitOfWork
from gateway.application.receiving import Arrival, transmission_of
from gateway.application.releasing import ON_TRIAL
from gateway.application.shop.opening import Door, open_session
from gateway.application.shop.refusals import SetupRefused
from gateway.cxml.envelopes import Envelope
from gateway.cxml.statuses import BAD_REQUEST, OK, status
from gateway.domain.findings import Finding, Severity, worst
from gateway.domain.punch_outs import PunchOutSetup, PunchOutStart
from gateway.profiles.profile import Profile

MESSAGE = "PunchOutSetupRequest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A set-up request as it was read; `base` is where buyers' browsers reach us."""

    envelope: Envelope
    setup: PunchOutSetup
    content: bytes = field(repr=False)
    base: str
    findings: tuple[Finding, ...] = ()


def begin(cxml: Cxml, work: UnitOfWork, profile: Profile, asked: Setup) -> Outcome:
    """Open a visit to the shop and return where it starts; raises Refused."""
    if worst(asked.findings) is Severity.ERROR:
        grave = next(one for one in asked.findings if one.severity is Severity.ERROR)
        raise Refused(BAD_REQUEST, " ".join(filter(None, (grave.path, grave.element, grave.message))))
    transmission = replace(
        transmission_of(
            cxml.services,
            Arrival(
                partner=profile.code,
                transport=ON_TRIAL if asked.envelope.is_test else TRANSPORT,
                key=asked.envelope.payload_id,
                name=MESSAGE,
                content=asked.content,
            ),
        ),
        state="processed",
    )
    work.transmissions.add(transmission, asked.content)
    try:
        page = open_session(
            cxml.services,
            work,
            profile,
            asked.setup,
            door=Door(base=asked.base, chance=cxml.chance),
            test=asked.envelope.is_test,
            transmission=transmission.id,
        )
    except SetupRefused as refused:
        raise Refused(str(refused.status), str(refused)) from refused
    return Outcome(
        status=status(OK),
        payload=PunchOutStart(start_page=page),
        operation=asked.setup.operation,
        transmission=transmission.id,
    )
