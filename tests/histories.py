"""A history played at random: orders, what was promised, what left, what was exchanged and who had a hand in it."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from gateway.adapters.db.work import DbStore
from gateway.application.ports import PromiseRecord, ShippedLineRecord, UnitOfWork
from gateway.application.records import Event
from tests import records

BEGIN = date(2026, 1, 5)
SPAN = 50
PARTNERS = ("acme", "globex")
PACKS = {"LAMP": 12, "CHAIR": 1, "DESK": 5}
RULES = ("V31/1", "V48", "V53/2")


@dataclass
class Player:
    """Plays one order after another into a store; the same seed, the same history."""

    work: UnitOfWork
    dice: random.Random
    made: int = 0
    moments: int = 0
    acted: list[str] = field(default_factory=list)

    def play(self, orders: int) -> None:
        """Play so many orders."""
        for sku, pack in PACKS.items():
            self.work.items.put(records.item(sku=sku, pack=pack))
        for number in range(orders):
            self.order(f"o{number:03}")

    def order(self, order: str) -> None:
        """Play an order from its arrival to whatever became of it."""
        dice, partner = self.dice, self.dice.choice(PARTNERS)
        came_at = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(seconds=dice.randrange(SPAN * 86_400))
        state = dice.choice(["confirmed", "shipping", "closed", "closed", "held", "rejected"])
        self.arrival(order, partner, came_at)
        lines = [self.line(order, at, partner, came_at, state) for at in range(1, dice.randint(2, 5))]
        self.work.orders.add(
            records.order(
                id=order,
                number=order,
                partner=partner,
                state=state,
                received_at=came_at,
                document=f"{order}-in",
            ),
            lines,
        )
        self.hands(order, partner, came_at)
        if dice.random() < 0.85:
            sent_at = came_at + timedelta(seconds=dice.randrange(30_000)) if dice.random() < 0.9 else None
            self.paper(
                order,
                partner,
                "855",
                reference=order,
                created_at=came_at + timedelta(seconds=20),
                sent_at=sent_at,
            )
        if state in ("shipping", "closed"):
            self.papers(order, partner, came_at)

    def arrival(self, order: str, partner: str, came_at: datetime) -> None:
        """Play the bytes that came, and mostly the acknowledgement that left for them."""
        self.work.transmissions.add(
            records.transmission(id=f"{order}-t", partner=partner, transport_key=order, at=came_at), b""
        )
        self.work.documents.add(
            records.document(
                id=f"{order}-in", partner=partner, direction="in", set_id="850", kind="purchase_order",
                order=order, transmission=f"{order}-t", interchange=f"{order}-i", dedupe=f"in:{order}",
                created_at=came_at, sent_at=None, acknowledgement="none", acknowledgement_due_at=None,
            )
        )  # fmt: skip
        if self.dice.random() < 0.9:
            for again in range(self.dice.choice([1, 1, 2])):
                took = timedelta(seconds=self.dice.randrange(120_000))
                self.paper(
                    "", partner, "997", kind="functional_ack", answers=f"{order}-i", dedupe=f"997:{order}:{again}",
                    created_at=came_at, sent_at=came_at + took,
                )  # fmt: skip

    def line(self, order: str, line: int, partner: str, came_at: datetime, state: str) -> object:
        """Play what one line was promised, and what of it left."""
        dice = self.dice
        sku = dice.choice([*PACKS, "UNKNOWN"])
        wanted_on = came_at.date() + timedelta(days=dice.randrange(0, 20))
        ordered = 0 if state == "rejected" else dice.randrange(1, 40)
        backordered = 0
        told: list[PromiseRecord] = []
        for at in range(dice.randint(1, 4)):
            held = state == "held" or (at == 0 and dice.random() < 0.2)
            promised = 0 if held or not ordered else dice.randrange(0, ordered + 1)
            backordered = 0 if held else dice.choice([0, ordered - promised])
            if at == 2 and dice.random() < 0.3:
                ordered = dice.choice([0, max(1, ordered - 3)])
                promised, backordered = min(promised, ordered), 0
            told.append(
                PromiseRecord(
                    order=order, line=line, at=came_at + timedelta(hours=at), partner=partner, sku=sku,
                    requested_on=None if dice.random() < 0.05 else wanted_on, ordered=ordered,
                    promised=promised, backordered=backordered,
                    promised_on=wanted_on + timedelta(days=dice.choice([0, 0, 1, 5])) if promised else None,
                    why="changed" if at == 2 else "later",
                )
            )  # fmt: skip
        self.work.history.add_promises(told)
        if state in ("shipping", "closed") and ordered:
            self.leave(order, line, partner, sku=sku, wanted_on=wanted_on, ordered=ordered)
        return records.line(
            line, order=order, sku=sku, ordered=ordered, backordered=backordered, shipped=ordered,
            invoiced=ordered - (dice.random() < 0.1),
        )  # fmt: skip

    def leave(self, order: str, line: int, partner: str, *, sku: str, wanted_on: date, ordered: int) -> None:
        """Play a line's shipments: early, in time or late, at once or in parts."""
        left = ordered
        for part in range(self.dice.choice([0, 1, 1, 1, 2, 3])):
            quantity = left if self.dice.random() < 0.6 else self.dice.randrange(0, left + 1)
            on = wanted_on + timedelta(days=self.dice.choice([-9, -3, 0, 0, 0, 1, 4]))
            left -= quantity
            if not quantity:
                continue
            self.work.history.add_shipped(
                [
                    ShippedLineRecord(
                        shipment=f"{order}-s{part}", order=order, line=line, sku=sku, location="MAIN",
                        partner=partner, quantity=quantity, shipped_on=on,
                        shipped_at=datetime(on.year, on.month, on.day, 15, tzinfo=UTC),
                    )
                ]
            )  # fmt: skip

    def papers(self, order: str, partner: str, came_at: datetime) -> None:
        """Play the shipments, notices and invoices of an order."""
        for part in range(self.dice.choice([1, 1, 2])):
            shipped_at = came_at + timedelta(seconds=self.dice.randrange(900_000))
            number = f"S-{order}-{part}"
            self.work.shipments.add(
                records.shipment(
                    id=f"{order}-s{part}", partner=partner, order=order, number=number, shipped_at=shipped_at
                )
            )
            for set_id, reference in (("856", number), ("810", f"I-{order}-{part}")):
                if self.dice.random() < 0.9:
                    self.paper(
                        order, partner, set_id, reference=reference, created_at=shipped_at,
                        sent_at=shipped_at + timedelta(seconds=self.dice.randrange(-60, 4_000)),
                        delivery="abandoned" if self.dice.random() < 0.05 else "sent",
                        acknowledgement=self.dice.choice(
                            ["accepted", "accepted", "accepted", "none", "rejected", "awaited"]
                        ),
                    )  # fmt: skip

    def paper(self, order: str, partner: str, set_id: str, **changes: object) -> None:
        """Play a document that was written, and now and then refused."""
        self.made += 1
        one = records.document(
            **{
                "id": f"d{self.made:05}", "partner": partner, "order": order, "set_id": set_id,
                "kind": set_id, "dedupe": f"{set_id}:{self.made}", "answers": "",
                "acknowledgement_due_at": None, **changes,
            }
        )  # fmt: skip
        self.work.documents.add(one)
        if self.dice.random() < 0.1:
            self.event("document.refused-by-partner", one.id, partner, order, one.created_at)

    def hands(self, order: str, partner: str, came_at: datetime) -> None:
        """Play who held the order, and who let it go."""
        at = came_at + timedelta(seconds=1)
        if self.dice.random() < 0.4:
            for again in range(self.dice.choice([1, 2])):
                holds = self.dice.sample(RULES, self.dice.randint(1, 2)) if not again else [RULES[0]]
                self.event("order.held", order, partner, order, at, holds=holds)
            if self.dice.random() < 0.7:
                late = self.dice.choice([5, 5, 50])
                self.event(
                    "order.holds-accepted", order, partner, order, came_at + timedelta(seconds=late),
                    actor="ann", waivers=list(RULES),
                )  # fmt: skip
                self.event("order.confirmed", order, partner, order, came_at + timedelta(seconds=late + 1))

    def event(
        self,
        what: str,
        ref: str,
        partner: str,
        order: str,
        at: datetime,
        *,
        actor: str = "gateway",
        **detail: object,
    ) -> None:
        """Play a line of the audit trail."""
        self.moments += 1
        self.work.events.add(
            Event(
                id=f"e{self.moments:06}", at=at, partner=partner, what=what, ref=ref, actor=actor,
                order=order, detail=detail,
            )
        )  # fmt: skip


def play(store: DbStore, seed: int, orders: int) -> None:
    """Play a history of so many orders into a store."""
    with store.begin() as work:
        Player(work, random.Random(seed)).play(orders)
        work.commit()
