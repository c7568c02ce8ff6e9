"""Inbound: what arrived is opened, told apart, read, judged and answered, one interchange a commit."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

from gateway.application import acknowledging, examining
from gateway.application.admitting import (
    Arrived,
    admit,
    answer_again,
    arrive,
    first_use,
    hold,
    refuse,
    repeat,
    used_before,
)
from gateway.application.advising import advise
from gateway.application.catalogue.receiving import catalogue_job
from gateway.application.desk import order_job
from gateway.application.judging import UNREADABLE, Judged, is_foreign, judge, number_of
from gateway.application.keeping import keep
from gateway.application.paying import remittance_job
from gateway.application.ports import UnitOfWork
from gateway.application.quoting.taking import take_document, take_transmission
from gateway.application.recalling import change_job
from gateway.application.records import (
    UNKNOWN_PARTNER,
    DocumentRecord,
    InterchangeRecord,
    Job,
    NewJob,
    Transmission,
)
from gateway.application.replying import ACKNOWLEDGEMENTS, GroupRead, answer
from gateway.application.services import Services
from gateway.application.stock_reports import report_job
from gateway.application.warehousing import shipment_job
from gateway.application.weighing import weigh
from gateway.domain.application_advices import ApplicationAdvice
from gateway.domain.canonical import dumps
from gateway.domain.findings import Severity, find
from gateway.domain.functional_acks import FunctionalAck
from gateway.domain.inventory_advices import InventoryAdvice
from gateway.domain.order_changes import OrderChange
from gateway.domain.orders import PurchaseOrder
from gateway.domain.price_catalogues import PriceCatalogue
from gateway.domain.quotes import RequestForQuotation
from gateway.domain.remittances import RemittanceAdvice
from gateway.domain.warehouse_orders import WarehouseShipment
from gateway.mapping.plan import Plan
from gateway.profiles.profile import Profile
from gateway.x12.acknowledgements import Verdict
from gateway.x12.envelopes import open_interchanges
from gateway.x12.interchanges import FunctionalGroup, Interchange, Opened, TransactionSet

VALIDATIONS = {
    Verdict.ACCEPTED: "accepted",
    Verdict.ACCEPTED_WITH_ERRORS: "accepted-with-errors",
    Verdict.REJECTED: "rejected",
}


def process(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Open a transmission; one interchange is taken in at once, of several each gets a job of its own."""
    transmission = work.transmissions.get(job.ref)
    content = work.transmissions.content(transmission.id)
    opened = open_interchanges(content)
    if not opened.interchanges:
        profile = _asks_by_file(services, transmission)
        if profile is not None:
            return take_transmission(services, work, profile, transmission)
        _set_aside(services, work, transmission, opened)
        return ()
    if len(opened.interchanges) > 1:
        work.transmissions.set_state(transmission.id, "processed")
        return [_job_of(transmission, opened, position) for position in range(len(opened.interchanges))]
    return take_in(services, work, transmission, interchange=_first(opened), content=content, position=0)


def process_one(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Take in one interchange of a transmission that holds several: `<transmission>#<position>:<offset>:<length>`.

    Each reads its own bytes only, so that a file of thousands costs what its length does; the first answers for
    what stands outside any interchange, and for that reads all.
    """
    ref, _, place = job.ref.partition("#")
    position, offset, length = map(int, place.split(":"))
    transmission = work.transmissions.get(ref)
    if position == 0:
        content = work.transmissions.content(ref)
        interchange = _first(open_interchanges(content))
    else:
        content = work.transmissions.part(ref, offset, length)
        interchange = _from(offset, open_interchanges(content).interchanges[0])
    return take_in(services, work, transmission, interchange=interchange, content=content, position=position)


def take_in(
    services: Services,
    work: UnitOfWork,
    transmission: Transmission,
    *,
    interchange: Interchange,
    content: bytes,
    position: int,
) -> list[NewJob]:
    """Read one interchange and answer it; what nobody may send, or sent before, is kept and held."""
    arrived = arrive(
        services, work, transmission, interchange=interchange, content=content, position=position
    )
    profile, refusal = admit(services, arrived)
    if profile is not None:
        arrived = replace(arrived, record=replace(arrived.record, partner=profile.code))
    work.transmissions.set_state(transmission.id, "processed", partner=profile.code if profile else None)
    if profile is None or refusal is not None:
        hold(services, work, arrived, refusal or find("partner.unknown"))
        return []
    first = first_use(services, work, arrived, profile)
    if first is not None:
        return repeat(services, work, arrived, profile=profile, first=first)
    if any(one.severity is Severity.ERROR for one in interchange.findings):
        return refuse(services, work, arrived, profile=profile)
    work.interchanges.add(replace(arrived.record, state="read"))
    services.note(
        work,
        "interchange.read",
        arrived.record.id,
        partner=profile.code,
        control_number=interchange.control_number,
        transmission=transmission.id,
    )
    for ack in interchange.interchange_acks:
        acknowledging.match_interchange(services, work, profile.code, ack=ack, interchange=arrived.record.id)
    return list(_groups(services, work, arrived, profile))


def _first(opened: Opened) -> Interchange:
    """Return the first interchange, with what is wrong outside of any."""
    first = opened.interchanges[0]
    return replace(first, findings=(*opened.findings, *first.findings))


def _from(offset: int, interchange: Interchange) -> Interchange:
    """Return an interchange that was read by itself, its findings where they are in the transmission."""
    findings = tuple(
        replace(one, offset=one.offset + offset) if one.offset >= 0 else one for one in interchange.findings
    )
    return replace(interchange, findings=findings)


def _job_of(transmission: Transmission, opened: Opened, position: int) -> NewJob:
    one = opened.interchanges[position]
    return NewJob(
        kind="interchange",
        ref=f"{transmission.id}#{position}:{one.offset}:{one.length}",
        dedupe=f"interchange:{transmission.id}:{position}",
        partner=transmission.received_as,
    )


def _asks_by_file(services: Services, transmission: Transmission) -> Profile | None:
    """Return the partner whose files are requests for quotation where they are nothing else, None for any other."""
    if transmission.partner == UNKNOWN_PARTNER:
        return None
    profile = services.directory.get(transmission.partner)
    return profile if profile.requests is not None and profile.requests.files else None


def _set_aside(services: Services, work: UnitOfWork, transmission: Transmission, opened: Opened) -> None:
    known = work.interchanges.of(transmission.id)
    work.interchanges.add(
        InterchangeRecord(
            id=known[0].id if known else services.ids.new(),
            transmission=transmission.id,
            partner=transmission.partner,
            direction="in",
            sender="",
            receiver="",
            control_number="",
            sha256=transmission.sha256,
            usage="",
            state="held",
            findings=opened.findings,
        )
    )
    reason = next((one.code for one in opened.findings), "x12.not-x12")
    work.transmissions.set_state(transmission.id, "failed", reason=reason)
    services.note(
        work, "transmission.unreadable", transmission.id, partner=transmission.partner, reason=reason
    )


def _groups(services: Services, work: UnitOfWork, arrived: Arrived, profile: Profile) -> Iterator[NewJob]:
    reads = []
    for number, group in enumerate(arrived.interchange.groups):
        findings = weigh(
            (*group.findings, *used_before(services, work, arrived, profile=profile, group=group)),
            profile.x12.severities,
        )
        foreign = is_foreign(findings)
        judged = tuple(
            _judge(services, profile, group=group, transaction_set=one, foreign=foreign) for one in group.sets
        )
        read = GroupRead(profile=profile, group=group, number=number, judged=judged, findings=findings)
        reads.append(read)
        for position in range(len(judged)):
            yield from _keep(services, work, arrived, read=read, position=position)
    yield from answer(services, work, arrived, profile=profile, reads=reads)
    yield from examining.ask_inbound(
        profile,
        arrived.interchange,
        record=arrived.record.id,
        rejected=any(
            one.refused or Verdict.REJECTED in {set_.verdict for set_ in one.judged} for one in reads
        ),
    )


def _plan(services: Services, profile: Profile, group: FunctionalGroup, set_id: str) -> Plan | None:
    receiving = profile.receives(set_id)
    if receiving is not None:
        return services.library.plan(receiving.map)
    if group.functional_id == ACKNOWLEDGEMENTS:
        return services.library.find(set_id, group.version)
    return None


def _judge(
    services: Services,
    profile: Profile,
    *,
    group: FunctionalGroup,
    transaction_set: TransactionSet,
    foreign: bool,
) -> Judged:
    severities = profile.x12.severities
    if foreign:
        return judge(transaction_set, None, group=group, severities=severities, unplanned=UNREADABLE)
    plan = _plan(services, profile, group, transaction_set.id)
    known = services.library.find(transaction_set.id, group.version) is not None
    return judge(
        transaction_set,
        plan,
        group=group,
        severities=severities,
        unplanned="partner.not-agreed" if known else "x12.set-unknown",
    )


def _keep(
    services: Services, work: UnitOfWork, arrived: Arrived, *, read: GroupRead, position: int
) -> Iterator[NewJob]:
    """Keep one transaction set and hand its document on; run again, it keeps the identifier it had."""
    profile, group, judged = read.profile, read.group, read.judged[position]
    one, plan = judged.transaction_set, judged.plan
    dedupe = f"in:{arrived.record.id}:{read.number}:{position}"
    known = work.documents.find(profile.code, dedupe)
    record = DocumentRecord(
        id=known.id if known else services.ids.new(),
        partner=profile.code,
        direction="in",
        kind=plan.document if plan else "",
        set_id=one.id,
        functional_group=group.functional_id,
        version=one.version,
        control_number=one.control_number,
        group_control_number=group.control_number,
        interchange_control_number=arrived.interchange.control_number,
        interchange=arrived.record.id,
        transmission=arrived.transmission.id,
        position=position,
        order=known.order if known else "",
        reference=number_of(judged.document),
        map_name=plan.name if plan else "",
        config=_config(services, profile, plan),
        validation="rejected" if read.refused else VALIDATIONS[judged.verdict],
        canonical=dumps(judged.document) if judged.document is not None else "",
        findings=judged.findings,
        dedupe=dedupe,
        created_at=known.created_at if known else services.clock.now(),
    )
    if known:
        work.documents.update(record)
    else:
        work.documents.add(record)
    services.note(
        work, "document.read", record.id, partner=profile.code, set_id=one.id, validation=record.validation
    )
    if record.validation != "rejected":
        yield from _hand_on(services, work, record, profile=profile, judged=judged)


def _config(services: Services, profile: Profile, plan: Plan | None) -> str:
    return f"{services.library.digest(plan.name) if plan else ''}+{services.directory.digest(profile.code)}"


def _hand_on(
    services: Services, work: UnitOfWork, record: DocumentRecord, *, profile: Profile, judged: Judged
) -> Iterator[NewJob]:
    document = judged.document
    if isinstance(document, FunctionalAck):
        acknowledging.match(
            services, work, profile.code, ack=document, document=record.id, set_id=record.set_id
        )
    elif isinstance(document, ApplicationAdvice):
        if not advise(services, work, profile.code, advice=document, document=record.id):
            keep(services, work, record, "it is about nothing we sent, or about more than one thing")
    elif isinstance(document, PurchaseOrder):
        asks = (order_job(profile.code, document.number, record.id),)
        yield from _hand_to_desk(services, work, record, profile=profile, judged=judged, asks=asks)
    elif isinstance(document, OrderChange):
        asks = (change_job(profile.code, document.order_number, record.id),)
        yield from _hand_to_desk(services, work, record, profile=profile, judged=judged, asks=asks)
    elif (booking := _booking(profile, record, document)) is not None:
        yield booking
    elif isinstance(document, RequestForQuotation) and profile.requests is not None:
        asked = _request(services, work, record, document)
        yield from _hand_to_desk(services, work, record, profile=profile, judged=judged, asks=asked)
    elif document is not None:
        keep(services, work, record)


def _booking(profile: Profile, record: DocumentRecord, document: object) -> NewJob | None:
    """Return the job that books what a document tells of stock, goods or money, None where it tells of none."""
    if isinstance(document, InventoryAdvice) and profile.stock_from is not None:
        return report_job(profile.code, record.id)
    if isinstance(document, PriceCatalogue) and profile.catalogue_from is not None:
        return catalogue_job(profile.code, record.id)
    if isinstance(document, WarehouseShipment) and profile.warehouse is not None:
        return shipment_job(profile.code, record.id)
    return remittance_job(profile.code, record.id) if isinstance(document, RemittanceAdvice) else None


def _hand_to_desk(
    services: Services,
    work: UnitOfWork,
    record: DocumentRecord,
    *,
    profile: Profile,
    judged: Judged,
    asks: Iterable[NewJob],
) -> Iterator[NewJob]:
    """Ask for a document to be decided, unless the very same set was decided before: that is answered again."""
    one = judged.transaction_set
    content = one.delimiters.segment.join([one.id, *one.segments[1:-1]])
    first = work.inbox_keys.claim(
        profile.code,
        "set",
        sha256(content.encode()).hexdigest(),
        sha256=record.dedupe,
        transmission=record.id,
        at=services.clock.now(),
    )
    if first is not None and first[1] != record.id:
        work.documents.update(
            replace(
                record, validation="duplicate", findings=(*record.findings, find("partner.duplicate-bytes"))
            )
        )
        services.note(work, "document.duplicate", record.id, partner=profile.code, first=first[1])
        yield from answer_again(work, profile, answers=first[1], because=record.id)
        return
    yield from asks


def _request(
    services: Services, work: UnitOfWork, record: DocumentRecord, document: RequestForQuotation
) -> Iterator[NewJob]:
    """Yield the job that reads a request, which is kept once this is asked."""
    yield from take_document(services, work, record, document)
