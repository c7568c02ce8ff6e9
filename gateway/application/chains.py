"""Chains: an order and every document that belongs to it, and whether all of it is done."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, OrderLineRecord, OrderRecord
from gateway.application.services import Services
from gateway.errors import NotFound
from gateway.profiles.profile import Profile

WAITED_FOR = frozenset({"awaited", "overdue"})
GOOD_ENDS = frozenset({"none", "accepted", "accepted-with-errors"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """An order, its lines and its documents, oldest first.

    `missing` says in words what is not done yet of all that was agreed with the partner.
    """

    order: OrderRecord
    lines: tuple[OrderLineRecord, ...]
    documents: tuple[DocumentRecord, ...]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Return whether all that was promised is shipped, invoiced, delivered and acknowledged."""
        return not self.missing


def chain_of(services: Services, work: UnitOfWork, order: OrderRecord) -> Chain:
    """Return the order's chain, the acknowledgement of its interchange included."""
    own = work.documents.of_order(order.id)
    answers = [
        answer
        for interchange in _brought(own)
        for answer in work.documents.answers_to(interchange)
        if not answer.order
    ]
    held = [one.id for one in work.shipments.of_order(order.id) if one.state == "held"]
    return _chain(services, order, work.orders.lines(order.id), (*own, *answers), held)


def chains_of(services: Services, work: UnitOfWork, orders: Sequence[OrderRecord]) -> tuple[Chain, ...]:
    """Return the chains of many orders, in their order, with as many questions as one chain takes."""
    ids = [one.id for one in orders]
    own, lines, held = defaultdict(list), defaultdict(list), defaultdict(list)
    for document in work.documents.of_orders(ids):
        own[document.order].append(document)
    for line in work.orders.lines_of(ids):
        lines[line.order].append(line)
    for of_order, shipment in work.shipments.held_of(ids):
        held[of_order].append(shipment)
    answers = defaultdict(list)
    brought = {one: _brought(own[one]) for one in ids}
    for answer in work.documents.answers_to_any(frozenset().union(*brought.values())):
        if not answer.order:
            answers[answer.answers].append(answer)
    return tuple(
        _chain(
            services,
            one,
            lines[one.id],
            [*own[one.id], *(answer for ref in brought[one.id] for answer in answers[ref])],
            held[one.id],
        )
        for one in orders
    )


def complete_if_done(services: Services, work: UnitOfWork, order: str) -> bool:
    """Write down, once, that an order's chain is complete; return whether it is."""
    if not order:
        return False
    record = work.orders.get(order, lock=True)
    if record.chain_complete_at is not None:
        return True
    if any(line.shipped < line.promised for line in work.orders.lines(order)):
        return False  # nearly always, and known without reading a document
    if not chain_of(services, work, record).complete:
        return False
    work.orders.update(replace(record, chain_complete_at=services.clock.now()))
    services.note(work, "order.chain-complete", record.id, partner=record.partner, order=record.id)
    return True


def reopen_if_undone(services: Services, work: UnitOfWork, order: str) -> None:
    """Take it back that an order's chain is complete where something in it is open again."""
    if not order:
        return
    record = work.orders.get(order, lock=True)
    if record.chain_complete_at is None or chain_of(services, work, record).complete:
        return
    work.orders.update(replace(record, chain_complete_at=None))
    services.note(work, "order.chain-reopened", record.id, partner=record.partner, order=record.id)


def _profile(services: Services, partner: str) -> Profile | None:
    try:
        return services.directory.get(partner)
    except NotFound:
        return None


def _standing(documents: Sequence[DocumentRecord]) -> Iterator[DocumentRecord]:
    """Yield the outbound documents that count: not what was given up, nor what was refused and issued anew."""
    latest = {_subject(one): one.id for one in documents if one.direction == "out"}
    for one in documents:
        replaced = one.acknowledgement == "rejected" and latest.get(_subject(one)) != one.id
        if one.direction == "out" and one.delivery != "abandoned" and not replaced:
            yield one


def _subject(document: DocumentRecord) -> tuple[str, str, str]:
    return document.set_id, document.answers, document.reference


def _brought(documents: Sequence[DocumentRecord]) -> frozenset[str]:
    """Return the interchanges these documents came in."""
    return frozenset(one.interchange for one in documents if one.direction == "in" and one.interchange)


def _chain(
    services: Services,
    order: OrderRecord,
    lines: Sequence[OrderLineRecord],
    found: Sequence[DocumentRecord],
    held: Sequence[str],
) -> Chain:
    """Return an order's chain of its own documents, those that answer the interchanges of these, and its held shipments."""
    documents = tuple(sorted(found, key=lambda one: (one.created_at, one.id)))
    decisions = (f"a decision about shipment {one}" for one in held)
    profile = _profile(services, order.partner)
    missing = (*_missing(order, lines, documents, profile=profile), *decisions)
    return Chain(order=order, lines=tuple(lines), documents=documents, missing=missing)


def _missing(
    order: OrderRecord,
    lines: Sequence[OrderLineRecord],
    documents: Sequence[DocumentRecord],
    *,
    profile: Profile | None,
) -> list[str]:
    """Return what is not done yet; of a partner without a profile everything is expected."""
    if order.state in {"received", "held"}:
        return ["a decision of the order desk"]
    missing = []
    outbound = list(_standing(documents))
    sent = {one.set_id for one in outbound}
    came_by_x12 = any(one.direction == "in" and one.functional_group for one in documents)
    if came_by_x12 and _acknowledges(profile) and not sent & {"997", "999"}:
        missing.append("the functional acknowledgement")
    if _sends(profile, "855") and "855" not in sent:
        missing.append("the order response")
    if any(line.shipped < line.promised for line in lines):
        missing.append("a shipment of what was promised")
    if _sends(profile, "810") and any(line.invoiced < line.shipped for line in lines):
        missing.append("an invoice for what was shipped")
    for one in outbound:
        if one.delivery != "sent":
            missing.append(f"the delivery of {one.set_id} {one.interchange_control_number}")
        elif one.acknowledgement not in GOOD_ENDS and not _excused(profile, one):
            missing.append(f"the partner's acknowledgement of {one.set_id} {one.interchange_control_number}")
    return missing


def _acknowledges(profile: Profile | None) -> bool:
    if profile is not None and profile.x12_side is None:
        return False
    return profile is None or profile.x12.acknowledge.functional != "none"


def _sends(profile: Profile | None, set_id: str) -> bool:
    return profile is None or profile.sends(set_id) is not None


def _excused(profile: Profile | None, document: DocumentRecord) -> bool:
    """Return whether a document is waited for that the partner, by today's agreement, need not acknowledge."""
    sending = profile.sends(document.set_id) if profile else None
    silent = sending is not None and sending.acknowledgement_due is None
    return silent and document.acknowledgement in WAITED_FOR
