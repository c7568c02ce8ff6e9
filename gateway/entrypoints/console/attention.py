"""What waits for a person, gravest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.application.as2.expiring import expiring
from gateway.application.as2.keys import Listed
from gateway.application.documents import name_of
from gateway.application.expecting import ANSWER, standing
from gateway.application.ports import Circuit, Expectation, PickRecord, UnitOfWork
from gateway.application.ports.quoting import QuoteRecord, RequestRecord
from gateway.application.records import (
    DeadJob,
    DocumentRecord,
    InterchangeRecord,
    OrderRecord,
    ShipmentRecord,
)
from gateway.application.services import Services
from gateway.domain.findings import KINDS
from gateway.entrypoints.console.languages import mark, say, say_many, told
from gateway.entrypoints.console.numbers import day, money
from gateway.entrypoints.console.state_words import Word
from gateway.entrypoints.console.words import label_of
from gateway.entrypoints.console.work_words import work as work_of

MOST = 8
SOON = timedelta(days=4)
"""So many days before its end a quote is shown as one that expires soon."""
HELD = Word(english=mark("held"), tone="warn")
FAILED = Word(english=mark("failed"), tone="bad")
REJECTED = Word(english=mark("rejected"), tone="bad")
AT_RISK = Word(english=mark("at risk"), tone="warn")
ENDING = Word(english=mark("ending"), tone="warn")
OVERDUE = Word(english=mark("overdue"), tone="bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that waits: what it is, why it waits, since when, and where to look."""

    title: str
    reason: str
    partner: str = ""
    href: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Things that wait for the same reason; `more` leads to all where there are more than are shown."""

    title: str
    word: Word
    items: tuple[Need, ...]
    more: str = ""


def needs_of(work: UnitOfWork, now: datetime) -> tuple[Needs, ...]:
    """Return what waits for a person, by reason; reasons with nothing waiting are left out."""
    return tuple(group for group in _groups(work, now) if group.items)


def certificates_of(services: Services, work: UnitOfWork, now: datetime) -> tuple[Needs, ...]:
    """Return the certificates that run out and that no other follows, the first to end first; nothing where there are none."""
    found = [
        Need(
            title=say("Certificate %(subject)s", subject=one.certificate.subject),
            reason=_ending(one, now),
            partner="" if one.source == "ours" else one.owner,
            since=one.ends_at(),
        )
        for one in expiring(services, work, now)
    ]
    return (_group(say("Certificates that run out"), ENDING, found),) if found else ()


def _ending(one: Listed, now: datetime) -> str:
    """Return whose a certificate is and when it ends or ended."""
    on = day(one.ends_at())
    if one.source == "ours":
        said = say("ours: %(owner)s, ends %(day)s", owner=one.owner, day=on)
        return said if one.ends_at() > now else say("ours: %(owner)s, ended %(day)s", owner=one.owner, day=on)
    said = say("theirs: %(owner)s, ends %(day)s", owner=one.owner, day=on)
    return said if one.ends_at() > now else say("theirs: %(owner)s, ended %(day)s", owner=one.owner, day=on)


def _groups(work: UnitOfWork, now: datetime) -> Iterator[Needs]:
    yield _group(
        say("Orders held"),
        HELD,
        [_order(one) for one in work.orders.recent(MOST + 1, state="held")],
        "/orders?state=held",
    )
    yield from _quoting(work, now)
    yield _group(say("Shipments held"), HELD, [_shipment(one) for one in work.shipments.held()])
    late_picks = [one for one in work.picks.open(MOST + 1) if one.ship_on < now.date()]
    yield _group(say("Warehouses that have not answered"), OVERDUE, [_pick(one) for one in late_picks])
    yield _group(
        say("Interchanges held"),
        HELD,
        [_interchange(one) for one in work.interchanges.in_state("held", MOST + 1)],
    )
    for delivery, title, word in (
        ("failed", say("Deliveries failed"), FAILED),
        ("abandoned", say("Deliveries given up"), FAILED),
        ("held", say("Documents of ours held"), HELD),
    ):
        found = work.documents.recent(MOST + 1, delivery=delivery)
        yield _group(title, word, [_document(one) for one in found], f"/documents?delivery={delivery}")
    found = work.documents.recent(MOST + 1, acknowledgement="rejected", direction="out")
    yield _group(
        say("Rejected by the partner"),
        REJECTED,
        [_document(one) for one in found],
        "/documents?acknowledgement=rejected",
    )
    yield _group(
        say("Kept for a person"),
        HELD,
        [_document(one) for one in work.documents.recent(MOST + 1, validation="held", direction="in")],
        "/documents?validation=held",
    )
    late = [
        *work.documents.overdue(now, MOST + 1),
        *work.documents.recent(MOST + 1, acknowledgement="overdue"),
    ]
    owed = standing(work, MOST + 1, kind=ANSWER)
    yield _group(
        say("Answers at risk or late"),
        AT_RISK,
        [_owed(one) for one in owed if one.state != "awaited"],
        "/deliveries?kind=answer",
    )
    unreachable = [_circuit(one) for one in work.circuits.all() if one.opened_at is not None]
    yield _group(say("Partners out of reach"), FAILED, unreachable, "/deliveries")
    yield _group(
        say("Acknowledgements overdue"),
        OVERDUE,
        [_overdue(one) for one in late],
        "/documents?acknowledgement=overdue",
    )
    dead = [_job(one) for one in work.jobs.dead(MOST + 1)]
    yield _group(say("Work that failed"), FAILED, dead, "/deliveries#dead")


def _quoting(work: UnitOfWork, now: datetime) -> Iterator[Needs]:
    """Yield what waits of requests and quotes: lines to review, offers to approve, offers that soon bind us no longer."""
    waiting = [
        *work.requests.recent(MOST + 1, state="review"),
        *work.requests.recent(MOST + 1, state="held"),
    ]
    yield _group(
        say("Requests that wait for review"),
        HELD,
        [_request(one) for one in waiting],
        "/requests?state=review",
    )
    yield _group(
        say("Quotes that wait for approval"),
        HELD,
        [
            _quote(one, say("worth %(total)s %(currency)s", total=money(one.total), currency=one.currency))
            for one in work.quotes.recent(MOST + 1, state="priced")
        ],
        "/quotes?state=priced",
    )
    yield _group(
        say("Quotes that expire soon"),
        ENDING,
        [
            _quote(one, say("holds until %(day)s", day=day(one.valid_until)))
            for one in work.quotes.ended(now.date() + SOON, MOST + 1)
        ],
        "/quotes?state=sent",
    )


def _request(one: RequestRecord) -> Need:
    lines = say_many("%(count)s line waits", "%(count)s lines wait", one.open_lines)
    return Need(
        title=say("Request %(number)s", number=one.number or one.name),
        reason=told(KINDS[one.reason].message) if one.reason in KINDS else one.reason or lines,
        partner=one.partner,
        href=f"/requests/{one.id}",
        since=one.received_at,
    )


def _quote(one: QuoteRecord, reason: str) -> Need:
    return Need(
        title=say("Quote %(number)s", number=one.number),
        reason=reason,
        partner=one.partner,
        href=f"/quotes/{one.id}",
        since=one.sent_at or one.made_at,
    )


def _group(title: str, word: Word, items: Sequence[Need], more: str = "") -> Needs:
    shown = tuple(items[:MOST])
    return Needs(title=title, word=word, items=shown, more=more if len(items) > MOST else "")


def _order(order: OrderRecord) -> Need:
    return Need(
        title=say("Order %(number)s", number=order.number),
        reason=" ".join(dict.fromkeys(told(hold.finding.message) for hold in order.holds)),
        partner=order.partner,
        href=f"/orders/{order.id}",
        since=order.received_at,
    )


def _pick(pick: PickRecord) -> Need:
    return Need(
        title=say("Order to the warehouse %(number)s", number=pick.number),
        reason=say("It was to ship on %(day)s.", day=pick.ship_on.isoformat()),
        partner=pick.warehouse,
        href=f"/orders/{pick.order}",
        since=pick.asked_at,
    )


def _shipment(shipment: ShipmentRecord) -> Need:
    return Need(
        title=say("Shipment %(id)s", id=shipment.id),
        reason=told(shipment.reason),
        partner=shipment.partner,
        href=f"/orders/{shipment.order}",
        since=shipment.shipped_at,
    )


def _interchange(interchange: InterchangeRecord) -> Need:
    return Need(
        title=say("Interchange %(number)s", number=interchange.control_number or say("without a number")),
        reason=" ".join(dict.fromkeys(told(finding.message) for finding in interchange.findings)),
        partner=interchange.partner,
        href=f"/transmissions/{interchange.transmission}",
    )


def _document(document: DocumentRecord) -> Need:
    return Need(
        title=f"{name_of(document)} {label_of(document.set_id)} {document.reference}".strip(),
        reason=told(document.reason)
        or say("interchange %(number)s", number=document.interchange_control_number),
        partner=document.partner,
        href=f"/documents/{document.id}",
        since=document.created_at,
    )


def _overdue(document: DocumentRecord) -> Need:
    return Need(
        title=f"{name_of(document)} {label_of(document.set_id)} {document.reference}".strip(),
        reason=say(
            "the partner has not acknowledged interchange %(number)s",
            number=document.interchange_control_number,
        ),
        partner=document.partner,
        href=f"/documents/{document.id}",
        since=document.acknowledgement_due_at,
    )


def _owed(one: Expectation) -> Need:
    return Need(
        title=one.title,
        reason=say("our answer is late") if one.state == "overdue" else say("our answer is soon late"),
        partner=one.partner,
        href=f"/orders/{one.order}",
        since=one.due_at,
    )


def _circuit(one: Circuit) -> Need:
    return Need(
        title=one.partner,
        reason=told(one.reason),
        partner=one.partner,
        href="/deliveries",
        since=one.opened_at,
    )


def _job(job: DeadJob) -> Need:
    ref = job.ref.partition("#")[0]
    page = PAGES.get(job.kind, "")
    return Need(
        title=f"{work_of(job.kind)}: {ref}",
        reason=told(job.error),
        href=f"{page}{ref}" if page else "",
        since=job.died_at,
    )


PAGES = {
    "process": "/transmissions/",
    "interchange": "/transmissions/",
    "order": "/documents/",
    "deliver": "/documents/",
}
