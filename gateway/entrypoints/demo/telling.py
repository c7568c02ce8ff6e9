"""Telling: what happens, as lines in a terminal, each once."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Self

from gateway.application.documents import label_of
from gateway.application.records import DocumentRecord, Event, OrderRecord
from gateway.bootstrap import Gateway

LOOK_S = 0.15
MOST = 500
A_MOMENT = timedelta(milliseconds=200)
VALIDATIONS = {
    "accepted": "read without a fault",
    "accepted-with-errors": "read, with errors",
    "rejected": "rejected",
    "duplicate": "had it already: answered again",
    "held": "kept for a person",
}
ACKNOWLEDGEMENTS = {
    "accepted": "accepted by the partner",
    "accepted-with-errors": "accepted with errors by the partner",
    "rejected": "rejected by the partner",
    "overdue": "not acknowledged in time",
}


class Teller:
    """Watches documents and orders and tells each news once."""

    def __init__(self, gateway: Gateway, say: Callable[[str], None]) -> None:
        self._gateway = gateway
        self._say = say
        self._told: set[tuple[str, str]] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="teller")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.tell()

    def tell(self) -> None:
        """Tell what is new."""
        with self._gateway.store.read() as work:
            documents = list(reversed(work.documents.recent(MOST)))
            orders = list(reversed(work.orders.recent(MOST)))
            events = work.events.recent(MOST)
        news = [one for document in documents for one in _of_document(document)]
        news += [one for order in orders for one in _of_order(order)]
        news += [one for event in events for one in _of_event(event)]
        for at, ref, key, line in sorted(news):
            if (ref, key) not in self._told:
                self._told.add((ref, key))
                self._say(f"  {at.astimezone():%H:%M:%S}  {line}")

    def _watch(self) -> None:
        while not self._over.wait(LOOK_S):
            self.tell()


def _of_document(one: DocumentRecord) -> list[tuple[datetime, str, str, str]]:
    """Return what there is to tell of a document: when, of what, which news, in which words."""
    what = f"{one.set_id}  {label_of(one.set_id):<27}"
    if one.direction == "in":
        said = VALIDATIONS.get(one.validation, one.validation)
        return [(one.created_at, one.id, "read", f"← {what} {one.partner:<8} {one.reference:<12} {said}")]
    news = []
    if one.sent_at is not None:
        line = f"→ {what} {one.partner:<8} {one.reference:<12} delivered"
        news.append((one.sent_at, one.id, "sent", line))
    if one.acknowledged_at is not None:
        said = ACKNOWLEDGEMENTS.get(one.acknowledgement, one.acknowledgement)
        news.append(
            (
                one.acknowledged_at,
                one.id,
                "acknowledged",
                f"✓ {what} {one.partner:<8} {one.reference:<12} {said}",
            )
        )
    return news


def _of_order(order: OrderRecord) -> list[tuple[datetime, str, str, str]]:
    """Return what there is to tell of an order, a moment after the document it came by."""
    head = f"order {order.number}"
    decided_at = order.received_at + A_MOMENT
    news = []
    if order.state == "held":
        why = "; ".join(f"{one.rule}: {one.finding.message} {one.fix}".strip() for one in order.holds)
        news.append((decided_at, order.id, "held", f"! {head} is held. {why}"))
    elif order.outcomes:
        news.append((decided_at, order.id, "decided", f"  {head}: {_in_words(order)}"))
    if order.chain_complete_at is not None:
        news.append((order.chain_complete_at, order.id, "complete", f"✓ {head}: the chain is complete"))
    return news


def _in_words(order: OrderRecord) -> str:
    """Return what was promised, line by line."""
    lines = []
    for one in order.outcomes:
        parts = [f"{promise.quantity} on {promise.ships_on:%d %b}" for promise in one.accepted]
        parts += [
            f"{short.quantity} backordered"
            + (f", expected {short.expected_on:%d %b}" if short.expected_on else "")
            for short in one.backordered
        ]
        parts += [f"{short.quantity} cancelled" for short in one.cancelled]
        lines.append(f"line {one.line}: {', '.join(parts) or one.reject or one.hold}")
    return "; ".join(lines)


def _of_event(event: Event) -> list[tuple[datetime, str, str, str]]:
    """Return what there is to tell of a repeat: what came again, and what was sent again."""
    if event.what == "interchange.duplicate":
        line = f"← the same interchange again {event.partner:<8}              had it already"
        return [(event.at, event.ref, "duplicate", line)]
    if event.what == "document.sent" and event.detail.get("again"):
        set_id = str(event.detail["set_id"])
        line = (
            f"→ {set_id}  {label_of(set_id):<27} {event.partner:<8} {'':<12} delivered again, the same bytes"
        )
        return [(event.at, event.ref, event.id, line)]
    return []
