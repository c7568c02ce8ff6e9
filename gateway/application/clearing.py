"""Clearing: a person accepts what holds an order, or rejects it."""

from dataclasses import replace

from gateway.application.desk import OnTheDesk, conclude, decide_now, on_the_desk, order_job, today
from gateway.application.gathering import gather
from gateway.application.ports import Store
from gateway.application.records import OrderRecord
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.orders import PurchaseOrder
from gateway.errors import Conflict
from gateway.orderdesk.decisions import DecidedLine

REFUSED_BY_PERSON = "desk"


def accept_hold(
    services: Services, store: Store, order: str, *, waivers: tuple[str, ...] | None = None, actor: str
) -> OrderRecord:
    """Accept what holds an order, once (all of it unless waivers name some), and ask for it to be decided again.

    Raises NotFound, and Conflict when the order is not held.
    """
    with store.begin() as work:
        record = work.orders.get(order, lock=True)
        if record.state != "held":
            raise Conflict(f"the order is {record.state}, not held")
        accepted = tuple(hold.waiver for hold in record.holds) if waivers is None else waivers
        record = replace(record, waivers=tuple(sorted({*record.waivers, *accepted})))
        work.orders.update(record)
        services.note(
            work,
            "order.holds-accepted",
            record.id,
            partner=record.partner,
            order=record.id,
            actor=actor,
            waivers=list(accepted),
        )
        work.jobs.add(order_job(record.partner, record.number, record.document))
        work.commit()
    return record


def reject_order(services: Services, store: Store, order: str, *, reason: str, actor: str) -> OrderRecord:
    """Reject a held order as a whole and tell the partner; raises NotFound, and Conflict when it is not held."""
    with store.begin() as work:
        record = work.orders.get(order, lock=True)
        if record.state != "held":
            raise Conflict(f"the order is {record.state}, not held")
        document = work.documents.get(record.document)
        profile = services.directory.get(record.partner)
        purchase_order = loads(PurchaseOrder, record.canonical)
        grounds = gather(work, profile, purchase_order, on=today(services), at=services.clock.now())
        decision = decide_now(
            services,
            work,
            grounds,
            on_the_desk(work, profile, order=purchase_order, record=record, document=document),
        )
        refused = replace(
            decision,
            state="rejected",
            commitments=(),
            planned=(),
            lines=tuple(_refused(line) for line in decision.lines),
        )
        desk = OnTheDesk(profile=profile, order=purchase_order, record=record)
        for job in conclude(services, work, desk, grounds=grounds, decision=refused, document=document):
            work.jobs.add(job)
        services.note(
            work,
            "order.rejected-by-person",
            record.id,
            partner=record.partner,
            order=record.id,
            actor=actor,
            reason=reason,
        )
        work.commit()
        return work.orders.get(order)


def _refused(line: DecidedLine) -> DecidedLine:
    outcome = replace(
        line.outcome, accepted=(), backordered=(), cancelled=(), hold="", reject=REFUSED_BY_PERSON
    )
    return replace(line, outcome=outcome)
