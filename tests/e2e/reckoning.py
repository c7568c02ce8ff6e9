"""The reckoning after a campaign of kills: what the gateway remembers beside what the world saw of it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gateway.adapters.db.audits import mismatches
from gateway.application.ports import PackedShipment
from gateway.application.records import DocumentRecord
from gateway.bootstrap import build
from gateway.domain.canonical import loads
from gateway.settings import Settings

MANY = 10_000
ANSWERS = ("997", "855")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An outbound document: which, of which order or in answer to what, under which number, with which bytes."""

    set_id: str
    order: str
    control_number: str
    message_id: str
    delivery: str
    content: bytes
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an order, in base units."""

    order: str
    promised: int
    shipped: int
    invoiced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything there is to see: `orders` are (identifier, number), `packed` is (promise, quantity) of every carton."""

    confirmed: tuple[str, ...]
    arrivals: tuple[tuple[str, bytes], ...]
    orders: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    documents: tuple[Sent, ...]
    shipments: tuple[tuple[str, str], ...]
    promises: tuple[tuple[str, int], ...]
    packed: tuple[tuple[str, int], ...]
    mismatches: tuple[object, ...] = ()
    dead: tuple[str, ...] = ()


def look(
    settings: Mapping[str, object],
    *,
    confirmed: tuple[str, ...],
    arrivals: tuple[tuple[str, bytes], ...],
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> Seen:
    """Return what there is to see in the database of these settings, beside what the world saw.

    `files` are what lies in partners' folders, by name.
    """
    gateway = build(Settings(**settings))
    with gateway.store.read() as work:
        orders = work.orders.recent(MANY)
        documents = work.documents.recent(MANY, direction="out")
        shipments = [one for order in orders for one in work.shipments.of_order(order.id)]
        commitments = [one for order in orders for one in work.positions.commitments(order.id)]
        seen = Seen(
            confirmed=confirmed,
            arrivals=(*arrivals, *_left(documents, files)),
            orders=tuple((one.id, one.number) for one in orders),
            lines=tuple(
                Line(order=order.number, promised=one.promised, shipped=one.shipped, invoiced=one.invoiced)
                for order in orders
                for one in work.orders.lines(order.id)
            ),
            documents=tuple(
                Sent(
                    set_id=one.set_id,
                    order=one.order,
                    control_number=one.interchange_control_number,
                    message_id=one.message_id,
                    delivery=one.delivery,
                    content=work.documents.content(one.id),
                    partner=one.partner,
                )
                for one in documents
            ),
            shipments=tuple((one.id, one.order) for one in shipments),
            promises=tuple((one.id, one.quantity) for one in commitments if one.kind == "promise"),
            packed=tuple(
                (line.commitment, line.quantity)
                for one in shipments
                for carton in loads(PackedShipment, one.packed).cartons
                for line in carton.lines
            ),
            dead=tuple(f"{one.kind} {one.ref}: {one.error}" for one in work.jobs.dead()),
        )
    with gateway.engine.connect() as connection:
        wrong = tuple(mismatches(connection))
    gateway.engine.dispose()
    return Seen(**{name: getattr(seen, name) for name in Seen.__slots__} | {"mismatches": wrong})


def _left(documents: Sequence[DocumentRecord], files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield files as arrivals: under the message id of the document of that name, or under their own."""
    known = {one.file_name: one.message_id for one in documents}
    yield from ((known.get(name, name), content) for name, content in files.items())


def faults(seen: Seen) -> list[str]:
    """Return everything that is lost, doubled or changed, in words; nothing where all is well."""
    return [
        *_orders(seen),
        *_documents(seen),
        *_wire(seen),
        *_goods(seen),
        *(f"the bucket {one} is not supply minus promises" for one in seen.mismatches),
        *(f"given up: {one}" for one in seen.dead),
    ]


def _orders(seen: Seen) -> Iterator[str]:
    kept = Counter(number for _, number in seen.orders)
    for number in seen.confirmed:
        if kept[number] == 0:
            yield f"{number} was confirmed to its sender and is lost"
    for number, times in kept.items():
        if times > 1:
            yield f"{number} is there {times} times"


def _documents(seen: Seen) -> Iterator[str]:
    numbers = Counter((one.partner, one.control_number) for one in seen.documents)
    yield from (
        f"the control number {number} was used {times} times"
        for (_, number), times in numbers.items()
        if times > 1
    )
    for one in seen.documents:
        if one.delivery != "sent":
            yield f"{one.set_id} {one.control_number} is {one.delivery}, not sent"
    answers = Counter((one.order, one.set_id) for one in seen.documents)
    shipments = Counter(order for _, order in seen.shipments)
    for order, number in seen.orders:
        wanted = {"855": 1, "856": shipments[order], "810": shipments[order]}
        for set_id, times in wanted.items():
            if answers[order, set_id] != times:
                yield f"{number} has {answers[order, set_id]} {set_id} instead of {times}"
    acknowledged = sum(1 for one in seen.documents if one.set_id == "997")
    if acknowledged != len(seen.orders):
        yield f"{acknowledged} 997 for {len(seen.orders)} interchanges"


def _wire(seen: Seen) -> Iterator[str]:
    arrived: defaultdict[str, set[bytes]] = defaultdict(set)
    for message_id, content in seen.arrivals:
        arrived[message_id].add(content)
    for one in seen.documents:
        if not arrived[one.message_id]:
            yield f"{one.set_id} {one.control_number} never reached the partner"
        elif arrived[one.message_id] != {one.content}:
            yield f"{one.set_id} {one.control_number} reached the partner with other bytes than ours"
    for message_id in arrived.keys() - {one.message_id for one in seen.documents}:
        yield f"{message_id} reached the partner and is unknown to us"
    by_number: defaultdict[tuple[bytes, str], set[bytes]] = defaultdict(set)
    for _, content in seen.arrivals:
        elements = content.split(b"*")
        by_number[elements[8], elements[13].decode()].add(content)
    yield from (
        f"the control number {number} reached the partner with {len(contents)} contents"
        for (_, number), contents in by_number.items()
        if len(contents) > 1
    )


def _goods(seen: Seen) -> Iterator[str]:
    doubled = Counter(identifier for identifier, _ in seen.shipments)
    yield from (f"the shipment {one} is there {times} times" for one, times in doubled.items() if times > 1)
    packed: Counter[str] = Counter()
    for promise, quantity in seen.packed:
        packed[promise] += quantity
    for promise, quantity in seen.promises:
        if packed[promise] != quantity:
            yield f"of the promise {promise} over {quantity} left {packed[promise]}"
    for line in seen.lines:
        if not line.promised == line.shipped == line.invoiced:
            yield f"{line.order}: {line.promised} promised, {line.shipped} shipped, {line.invoiced} invoiced"
