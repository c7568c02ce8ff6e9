"""The stories: what is sent, and what has to come of it, seen by the partner and by the gateway."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic

from gateway.application.chains import Chain, chain_of
from gateway.bootstrap import Gateway
from gateway.domain.functional_acks import FunctionalAck
from gateway.domain.order_responses import OrderResponse
from gateway.entrypoints.demo.partner import SimulatedPartner
from gateway.entrypoints.demo.shopper import CxmlPartner
from gateway.entrypoints.demo.world import CXML, FOLDER, HTTP, material

PATIENCE_S = 30
LOOK_S = 0.05
FULL, SPLIT, SHORT = 120, {40, 20}, 10
SHOPPED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The gateway and the partners' offices, by the partner's code."""

    gateway: Gateway
    offices: Mapping[str, SimulatedPartner]
    shopper: CxmlPartner
    sent: dict[str, bytes] = field(default_factory=dict)

    def send(self, partner: str, name: str, *, again: bool = False) -> None:
        """Let a partner send a file of the story; `again` under another name, the same bytes."""
        if name not in self.sent:
            self.sent[name] = material(f"{name}.edi", self.gateway.services.clock.now()).encode()
        content = self.sent[name]
        self.offices[partner].send(f"{name}{'-again' if again else ''}.edi", content)

    def chain(self, partner: str, number: str) -> Chain | None:
        """Return an order's chain once there is one."""
        with self.gateway.store.read() as work:
            order = work.orders.find(partner, number)
            return chain_of(self.gateway.services, work, order) if order else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A title, what happens, and the facts that must hold in the end; `completes` says that a chain must."""

    name: str
    title: str
    partner: str
    order: str
    play: Callable[[Stage], None]
    facts: Callable[[Stage], Iterator[tuple[str, bool]]]
    completes: bool = False


Pause = Callable[[float], None]
"""Waits so many seconds; raises KeyboardInterrupt where somebody has asked for the end."""


def played(stage: Stage, story: Story, pause: Pause) -> dict[str, bool]:
    """Play a story and wait until its facts hold, or patience ends; return the facts as they are."""
    story.play(stage)
    until = monotonic() + PATIENCE_S
    while True:
        facts = dict(story.facts(stage))
        if (facts and all(facts.values())) or monotonic() > until:
            return facts
        pause(LOOK_S)


def _order(stage: Stage) -> None:
    stage.send(HTTP, "order")


def _order_facts(stage: Stage) -> Iterator[tuple[str, bool]]:
    office = stage.offices[HTTP]
    chain = stage.chain(HTTP, "4500012345")
    answers = _answers(office, "4500012345")
    yield "the 850 is accepted by a 997", _verdicts(office)[:1] == ["accepted"]
    yield "line 1 comes in full", [one[1] for one in answers.get("001", [])] == [FULL]
    yield "line 2 comes on two days", {one[1] for one in answers.get("002", [])} == SPLIT
    yield "line 3 is backordered", answers.get("003") == [("item-backordered", SHORT)]
    yield "a notice and an invoice for each of two shipments", _counts(office) == (2, 2)
    yield "the chain is complete", chain is not None and chain.complete


def _duplicate(stage: Stage) -> None:
    stage.send(HTTP, "order", again=True)


def _duplicate_facts(stage: Stage) -> Iterator[tuple[str, bool]]:
    office = stage.offices[HTTP]
    numbers = [number for _, number in office.arrivals("997")]
    with stage.gateway.store.read() as work:
        orders = work.orders.by_number("4500012345")
    yield "the same 997 is sent again", len(numbers) > 1 and numbers[0] in numbers[1:]
    yield "there is still one order", len(orders) == 1


def _held(stage: Stage) -> None:
    stage.send(HTTP, "cheap")


def _held_facts(stage: Stage) -> Iterator[tuple[str, bool]]:
    chain = stage.chain(HTTP, "4500012346")
    yield "the order waits for a person", chain is not None and chain.order.state == "held"
    yield (
        "the reason is the price",
        chain is not None and [one.finding.code for one in chain.order.holds] == ["order.price-below"],
    )
    yield "nothing was promised to the buyer", "4500012346" not in _answered(stage.offices[HTTP])


def _rejected(stage: Stage) -> None:
    stage.send(FOLDER, "broken")


def _rejected_facts(stage: Stage) -> Iterator[tuple[str, bool]]:
    acks = [ack for ack in _acks(stage.offices[FOLDER]) if ack.group_control_number == "502"]
    rejected = acks[0].sets[0] if acks and acks[0].sets else None
    places = {
        f"{segment.segment}{element.position:02d}"
        for segment in (rejected.segments if rejected else ())
        for element in segment.elements
    }
    yield "a 997 rejects the set", rejected is not None and rejected.verdict == "rejected"
    yield "it names every element that is wrong", places == {"BEG05", "PO102"}
    yield "no order came of it", stage.chain(FOLDER, "4700098766") is None


def _folder(stage: Stage) -> None:
    stage.send(FOLDER, "folder-order")


def _folder_facts(stage: Stage) -> Iterator[tuple[str, bool]]:
    office = stage.offices[FOLDER]
    chain = stage.chain(FOLDER, "4700098765")
    yield "both lines come in full", set(_statuses(office, "4700098765")) == {"item-accepted"}
    yield "a notice and an invoice", _counts(office) == (1, 1)
    yield "the chain is complete", chain is not None and chain.complete


def _shop(stage: Stage) -> None:
    stage.shopper.shop(stage.gateway, CXML)


def _shop_facts(stage: Stage) -> Iterator[tuple[str, bool]]:
    shopper = stage.shopper
    chain = stage.chain(CXML, shopper.order)
    told = ("ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest")
    yield "a cart of two lines goes home", shopper.bought == SHOPPED
    yield "the order of it is answered by the status 200", shopper.answered == "200"
    yield "confirmation, ship notice and invoice come as cXML", all(map(shopper.received, told))
    yield "the chain is complete", chain is not None and chain.complete


STORIES: tuple[Story, ...] = (
    Story(
        name="order",
        title="An order: one line in full, one on two days, one that has to wait",
        partner=HTTP,
        order="4500012345",
        play=_order,
        facts=_order_facts,
        completes=True,
    ),
    Story(
        name="duplicate",
        title="The same order once more: answered again, not taken twice",
        partner=HTTP,
        order="4500012345",
        play=_duplicate,
        facts=_duplicate_facts,
    ),
    Story(
        name="held",
        title="A price far below ours: kept for a person",
        partner=HTTP,
        order="4500012346",
        play=_held,
        facts=_held_facts,
    ),
    Story(
        name="folder",
        title="An order through a shared folder, in another dialect",
        partner=FOLDER,
        order="4700098765",
        play=_folder,
        facts=_folder_facts,
        completes=True,
    ),
    Story(
        name="shop",
        title="A punch-out: a buyer shops here, and the cart comes back as an order in cXML",
        partner=CXML,
        order="",
        play=_shop,
        facts=_shop_facts,
        completes=True,
    ),
    Story(
        name="rejected",
        title="An order that cannot be read: rejected, segment by segment",
        partner=FOLDER,
        order="4700098766",
        play=_rejected,
        facts=_rejected_facts,
    ),
)


def _acks(office: SimulatedPartner) -> list[FunctionalAck]:
    return [one for one in office.received("997") if isinstance(one, FunctionalAck)]


def _verdicts(office: SimulatedPartner) -> list[str]:
    return [one.verdict for one in _acks(office)]


def _responses(office: SimulatedPartner) -> list[OrderResponse]:
    return [one for one in office.received("855") if isinstance(one, OrderResponse)]


def _answered(office: SimulatedPartner) -> set[str]:
    return {one.order_number for one in _responses(office)}


def _answers(office: SimulatedPartner, order: str) -> dict[str, list[tuple[str, int]]]:
    """Return (status, quantity) of every answer to every line of an order."""
    response = next((one for one in _responses(office) if one.order_number == order), None)
    return {
        line.number: [(one.status, int(one.quantity or 0)) for one in line.answers]
        for line in (response.lines if response else ())
    }


def _statuses(office: SimulatedPartner, order: str) -> list[str]:
    return [status for answers in _answers(office, order).values() for status, _ in answers]


def _counts(office: SimulatedPartner) -> tuple[int, int]:
    return len(office.received("856")), len(office.received("810"))
