"""Looking up: what a few signs may mean, be they the number of an order, of an interchange, of an item, a file or a digest."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, OrderRecord, Transmission
from gateway.errors import NotFound

MOST = 20
CONTROL_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A record that may be what was meant; `kind` is `order`, `document`, `transmission` or `item`, whose `id` is its SKU."""

    kind: str
    id: str
    name: str
    partner: str = ""
    at: datetime | None = None


def look_up(work: UnitOfWork, wanted: str) -> tuple[Lead, ...]:
    """Return what may be meant, at most so many: orders of the number, else what has the identifier, else all that goes by it.

    An interchange leads to the transmission it came or left in; its number may lack the zeros before it.
    """
    wanted = wanted.strip()
    if not wanted:
        return ()
    orders = work.orders.by_number(wanted)[:MOST]
    if orders:
        return tuple(map(_ordered, orders))
    known = tuple(_by_id(work, wanted))
    if known:
        return known
    found = {(one.kind, one.id): one for one in _by_name(work, wanted)}
    return tuple(found.values())[:MOST]


def _by_id(work: UnitOfWork, wanted: str) -> Iterator[Lead]:
    with suppress(NotFound):
        yield _ordered(work.orders.get(wanted))
        return
    with suppress(NotFound):
        yield _said(work.documents.get(wanted))
        return
    with suppress(NotFound):
        yield _carried(work.transmissions.get(wanted))
        return
    with suppress(NotFound):
        yield _carried(work.transmissions.get(work.interchanges.get(wanted).transmission))


def _by_name(work: UnitOfWork, wanted: str) -> Iterator[Lead]:
    numbers = sorted({wanted, wanted.zfill(CONTROL_DIGITS)}) if wanted.isdecimal() else [wanted]
    for number in numbers:
        for interchange in work.interchanges.numbered(number, MOST):
            with suppress(NotFound):  # bytes that others' interchanges came in too are not everybody's to see
                yield _carried(work.transmissions.get(interchange.transmission))
    for number in numbers:
        yield from map(_said, work.documents.known_as(number, MOST))
    yield from map(_carried, work.transmissions.known_as(wanted, MOST))
    for sku, item in work.items.get_many([wanted]).items():
        yield Lead(kind="item", id=sku, name=item.description)


def _ordered(order: OrderRecord) -> Lead:
    return Lead(kind="order", id=order.id, name=order.number, partner=order.partner, at=order.received_at)


def _said(document: DocumentRecord) -> Lead:
    return Lead(
        kind="document",
        id=document.id,
        name=f"{document.set_id} {document.reference}".strip(),
        partner=document.partner,
        at=document.created_at,
    )


def _carried(transmission: Transmission) -> Lead:
    return Lead(
        kind="transmission",
        id=transmission.id,
        name=transmission.name,
        partner=transmission.partner,
        at=transmission.at,
    )
