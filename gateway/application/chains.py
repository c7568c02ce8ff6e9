"""Chains: an order and every document that belongs to it, and whether all of it is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, OrderLineRecord, OrderRecord
from gateway.application.services import Services

GOOD_ENDS = frozenset({"none", "accepted", "accepted-with-errors"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """An order, its lines and its documents, oldest first; `missing` says in words what is not done yet."""

    order: OrderRecord
    lines: tuple[OrderLineRecord, ...]
    documents: tuple[DocumentRecord, ...]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Return whether all that was promised is shipped, invoiced, delivered and acknowledged."""
        return not self.missing


def chain_of(work: UnitOfWork, order: OrderRecord) -> Chain:
    """Return the order's chain, the acknowledgement of its interchange included."""
    own = work.documents.of_order(order.id)
    answers = [
        answer
        for interchange in {one.interchange for one in own if one.direction == "in" and one.interchange}
        for answer in work.documents.answers_to(interchange)
        if not answer.order
    ]
    documents = tuple(sorted([*own, *answers], key=lambda one: (one.created_at, one.id)))
    lines = tuple(work.orders.lines(order.id))
    return Chain(
        order=order, lines=lines, documents=documents, missing=tuple(_missing(order, lines, documents))
    )


def complete_if_done(services: Services, work: UnitOfWork, order: str) -> bool:
    """Write down, once, that an order's chain is complete; return whether it is."""
    if not order:
        return False
    record = work.orders.get(order, lock=True)
    if record.chain_complete_at is not None:
        return True
    if not chain_of(work, record).complete:
        return False
    work.orders.update(replace(record, chain_complete_at=services.clock.now()))
    services.note(work, "order.chain-complete", record.id, partner=record.partner, order=record.id)
    return True


def _standing(documents: Sequence[DocumentRecord]) -> Iterator[DocumentRecord]:
    """Yield the outbound documents that count: not what was given up, nor what was refused and issued anew."""
    latest = {_subject(one): one.id for one in documents if one.direction == "out"}
    for one in documents:
        replaced = one.acknowledgement == "rejected" and latest.get(_subject(one)) != one.id
        if one.direction == "out" and one.delivery != "abandoned" and not replaced:
            yield one


def _subject(document: DocumentRecord) -> tuple[str, str, str]:
    return document.set_id, document.answers, document.reference


def _missing(
    order: OrderRecord, lines: Sequence[OrderLineRecord], documents: Sequence[DocumentRecord]
) -> list[str]:
    if order.state in {"received", "held"}:
        return ["a decision of the order desk"]
    missing = []
    outbound = list(_standing(documents))
    sent = {one.set_id for one in outbound}
    if not sent & {"997", "999"}:
        missing.append("the functional acknowledgement")
    if "855" not in sent:
        missing.append("the order response")
    if any(line.shipped < line.promised for line in lines):
        missing.append("a shipment of what was promised")
    if any(line.invoiced < line.shipped for line in lines):
        missing.append("an invoice for what was shipped")
    for one in outbound:
        if one.delivery != "sent":
            missing.append(f"the delivery of {one.set_id} {one.interchange_control_number}")
        elif one.acknowledgement not in GOOD_ENDS:
            missing.append(f"the partner's acknowledgement of {one.set_id} {one.interchange_control_number}")
    return missing
