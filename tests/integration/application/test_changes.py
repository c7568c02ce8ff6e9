"""A buyer changes an order that is under way: every promise, document and shipment follows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from threading import Thread

import pytest
import yaml

from gateway.application.chains import chain_of
from gateway.application.changing import accept_change, refuse_change
from gateway.application.clearing import accept_hold
from gateway.application.ports import PackedShipment, PickOrder, Recalls, Warehouse
from gateway.application.recalling import Recalling
from gateway.domain.invoices import Invoice
from gateway.domain.order_changes import OrderChangeResponse
from gateway.domain.order_responses import OrderResponse
from gateway.errors import ConfigurationFault, Conflict, TransportUnavailable
from tests.house import CHAIRS, DESKS, LAMPS, House, interchange, later, order, rebuilt, write_profile
from tests.integration.application.test_at_once import Interrupted, with_warehouse
from tests.integration.application.test_shipments import report, say

MORE_LAMPS = "POC*001*QI*36**EA*9.25**IN*445566"
LESS_LAMPS = "POC*001*QD*10**EA*9.25**IN*445566"
NO_CHAIRS = "POC*002*DI*0**EA*54**IN*445567"
NEW_DESKS = "POC*003*AI*5**EA*180**IN*445568"


def change(
    order_number: str, *lines: str, number: int, purpose: str = "04", sequence: str = "", on: str = ""
) -> str:
    """Return an 860 of ACME's with POC segments and what follows them."""
    body = [
        "ST*860*0001~\n",
        f"BCH*{purpose}*NE*{order_number}**{sequence}*20260302*****{on}".rstrip("*") + "~\n",
        *(f"{line}~\n" for line in lines),
        f"CTT*{sum(1 for line in lines if line.startswith('POC'))}~\n",
    ]
    body.append(f"SE*{len(body) + 1}*0001~\n")
    return interchange("".join(body), number=number).replace("GS*PO", "GS*PC")


def answers(house: House) -> list[OrderChangeResponse]:
    """Return the 865s the partner has got."""
    return [one for one in house.sent("865") if isinstance(one, OrderChangeResponse)]


def told(house: House) -> list[tuple[str, list[tuple[str, str, Decimal | None]]]]:
    """Return what each 865 says: for the whole, and line by line."""
    return [
        (
            one.kind,
            [(line.number, said.status, said.quantity) for line in one.lines for said in line.answers],
        )
        for one in answers(house)
    ]


def ledger(house: House, number: str = "PO-1") -> list[tuple[int, str, int, str]]:
    """Return what is promised to an order, and prove that the buckets know."""
    with house.gateway.store.read() as work:
        assert not work.positions.mismatches()
        return [
            (one.line, str(one.promise_on), one.quantity, one.state)
            for one in work.positions.commitments(house.order(number).id)
        ]


def free(house: House, sku: str) -> int:
    """Return what is free of an item in the end."""
    with house.gateway.store.begin() as work:
        days = work.positions.lock([(sku, "MAIN")])[sku, "MAIN"]
        return days[max(days)]


def invoiced(house: House) -> list[list[Decimal | None]]:
    """Return the quantities of each invoice, the smallest invoices first."""
    bills = [one for one in house.sent("810") if isinstance(one, Invoice)]
    return sorted([line.quantity for line in one.lines] for one in bills)


def waiting(house: House) -> list[str]:
    """Return why changes wait for a person."""
    return [one.reason for one in house.documents("860") if one.validation == "held"]


def test_more_of_a_line_goes_all_the_way_through(house: House) -> None:
    """860 in, 865 out, then one notice and one invoice for all of it, and the chain shows every document."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", MORE_LAMPS, number=201, sequence="1"))
    house.ship()
    house.acknowledge()

    record = house.order("PO-1")
    assert [("with-detail", [("001", "item-accepted", Decimal(36))])] == told(house)
    assert (1, "closed", Decimal("333.00")) == (record.revision, record.state, record.total)
    assert 36 == sum(quantity or 0 for lines in invoiced(house) for quantity in lines)
    with house.gateway.store.read() as work:
        chain = chain_of(house.gateway.services, work, record)
    assert {"850", "860", "855", "865", "997", "856", "810"} == {one.set_id for one in chain.documents}
    assert () == chain.missing
    assert record.chain_complete_at is not None


def test_less_of_a_line_is_called_back_from_the_warehouse(house: House) -> None:
    """What the warehouse had not picked goes back on the shelf; only what is still wanted ships."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS)))
    house.take(change("PO-1", LESS_LAMPS, NO_CHAIRS, number=201))
    assert [
        ("with-detail", [("001", "item-accepted", Decimal(10)), ("002", "deleted", Decimal(60))])
    ] == told(house)
    assert [(1, "2026-03-02", 10, "released")] == ledger(house)
    house.ship()

    assert ([[Decimal(10)]], "closed") == (invoiced(house), house.order("PO-1").state)
    assert (490, 240) == (free(house, "LAMP"), free(house, "CHAIR"))


def test_a_line_is_added_and_waits_like_any_other(house: House) -> None:
    """A new line is promised from what comes, and the old one is left alone."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", NEW_DESKS, number=201))

    assert [("with-changes", [("003", "item-backordered", Decimal(5))])] == told(house)
    assert [(1, "2026-03-02", 24, "released"), (2, "2026-05-04", 5, "firm")] == ledger(house)
    later(house, days=63)
    house.ask("backorders")
    house.ship()
    assert ([[Decimal(5)], [Decimal(24)]], "closed") == (
        invoiced(house),
        house.order("PO-1").state,
    )


def test_nothing_changes_once_it_has_shipped(house: House) -> None:
    """The order stands, and the buyer reads why."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    house.take(change("PO-1", LESS_LAMPS, number=201))

    (answer,) = answers(house)
    assert ("rejected", ()) == (answer.kind, answer.lines)
    assert [("The order is shipped, cancelled or rejected: nothing of it can change.",)] == [
        one.texts for one in answer.notes
    ]
    assert (0, "closed") == (house.order("PO-1").revision, house.order("PO-1").state)


def test_what_has_left_stays_and_the_rest_goes(house: House) -> None:
    """Ten of twenty-four lamps have left in part: the promise cannot be called back; chairs can."""
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, report(house, "W1", 10))
    house.take(change("PO-1", NEW_DESKS, "POC*001*DI*0**EA*9.25**IN*445566", number=201))

    assert [
        (
            "with-changes",
            [("003", "item-backordered", Decimal(5)), ("001", "accepted-and-shipped", Decimal(24))],
        )
    ] == told(house)
    assert "shipping" == house.order("PO-1").state


def test_an_order_is_cancelled_before_anything_left(house: House) -> None:
    """Everything is free again, nothing ships, and the chain ends."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS, DESKS)))
    house.take(change("PO-1", number=201, purpose="01"))
    house.ship()
    house.acknowledge()

    assert [
        (
            "with-detail",
            [
                ("001", "deleted", Decimal(24)),
                ("002", "deleted", Decimal(60)),
                ("003", "deleted", Decimal(10)),
            ],
        )
    ] == told(house)
    assert ([], "cancelled", []) == (ledger(house), house.order("PO-1").state, invoiced(house))
    assert (500, 240, 25) == tuple(free(house, sku) for sku in ("LAMP", "CHAIR", "DESK"))
    assert house.order("PO-1").chain_complete_at is not None


def test_a_change_that_comes_before_its_order_waits_for_it(house: House) -> None:
    """It is worked in once the order has come."""
    house.take(change("PO-1", MORE_LAMPS, number=201))
    house.take(interchange(order("PO-1", LAMPS)))
    assert [] == answers(house)
    later(house, minutes=16)
    house.work()

    assert [("with-detail", [("001", "item-accepted", Decimal(36))])] == told(house)


def test_a_change_of_nothing_we_know_is_refused_in_the_end(house: House) -> None:
    """After a while nobody waits any longer."""
    house.take(change("PO-9", MORE_LAMPS, number=201))
    later(house, minutes=16)
    house.work()

    assert ["rejected"] == [one.kind for one in answers(house)]
    (document,) = house.documents("860")
    assert ["change.order-unknown"] == [one.code for one in document.findings]


def test_changes_are_taken_in_the_order_they_are_counted(house: House) -> None:
    """The third waits for the second; a second that comes after it is too late."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", MORE_LAMPS, number=201, sequence="1"))
    house.take(change("PO-1", "POC*001*CA*48**EA*9.25**IN*445566", number=203, sequence="3"))
    assert 1 == len(answers(house))
    house.take(change("PO-1", "POC*001*CA*40**EA*9.25**IN*445566", number=202, sequence="2"))
    later(house, minutes=16)
    house.work()
    house.take(change("PO-1", "POC*001*CA*12**EA*9.25**IN*445566", number=204, sequence="2"))

    assert [Decimal(36), Decimal(40), Decimal(48)] == [one.lines[0].quantity for one in answers(house)[:3]]
    assert ("rejected", "2", 3) == (
        answers(house)[3].kind,
        answers(house)[3].sequence,
        house.order("PO-1").revision,
    )


def test_a_change_that_never_came_is_missed_and_the_next_is_taken(house: House) -> None:
    """With a word about it."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", MORE_LAMPS, number=201, sequence="3"))
    later(house, minutes=16)
    house.work()

    (document,) = house.documents("860")
    assert (["change.sequence-gap"], 1) == (
        [one.code for one in document.findings],
        house.order("PO-1").revision,
    )


def test_days_order_changes_that_nobody_counts(house: House) -> None:
    """A change of an earlier day than the last one taken is refused."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", MORE_LAMPS, number=201, on="20260304"))
    house.take(change("PO-1", LESS_LAMPS, number=202, on="20260303"))

    assert ["with-detail", "rejected"] == [one.kind for one in answers(house)]


def test_the_same_change_again_is_answered_again(house: House) -> None:
    """The same bytes under another envelope change nothing; the buyer gets the answer once more."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", MORE_LAMPS, number=201))
    (answered,) = [name for name in house.outbox() if "-865-" in name]
    (house.folder / "data" / "acme" / "out" / answered).unlink()
    house.take(change("PO-1", MORE_LAMPS, number=202))

    assert ["accepted", "duplicate"] == [one.validation for one in house.documents("860")]
    assert answered in house.outbox()
    assert 1 == house.order("PO-1").revision


def test_a_held_order_that_is_changed_is_decided_anew(house: House) -> None:
    """The price that held it is mended by the change: it is answered as any order, with what it says now."""
    house.take(interchange(order("PO-1", "24*EA*7.10**IN*445566", CHAIRS)))
    assert "held" == house.order("PO-1").state
    house.take(change("PO-1", "POC*001*PC*24**EA*9.25**IN*445566", NO_CHAIRS, number=201))

    record = house.order("PO-1")
    (response,) = house.sent("855")
    assert isinstance(response, OrderResponse)
    assert ("confirmed", 1, [Decimal("9.25")]) == (
        record.state,
        record.revision,
        [one.price for one in response.lines],
    )
    assert [("accepted", [])] == told(house)
    assert [(1, "2026-03-02", 24, "released")] == ledger(house)


def test_a_hold_accepted_after_a_change_is_of_the_changed_order(house: House) -> None:
    """What a person accepts is what the buyer wants now; earlier waivers follow their lines."""
    house.take(interchange(order("PO-1", LAMPS, "24*EA*7.10**IN*445566")))
    house.take(change("PO-1", "POC*001*DI*0", "POC*009*CA*1", number=201))
    assert ("held", ["V31/1"]) == (
        house.order("PO-1").state,
        [one.waiver for one in house.order("PO-1").holds],
    )
    accept_hold(house.gateway.services, house.gateway.store, house.order("PO-1").id, actor="kim")
    house.work()

    (response,) = house.sent("855")
    assert isinstance(response, OrderResponse)
    assert ("confirmed", ["002"]) == (house.order("PO-1").state, [one.number for one in response.lines])
    assert [("with-changes", [("009", "rejected", None)])] == told(house)


def test_waivers_follow_their_lines(house: House) -> None:
    """One of two holds was accepted; the line before it goes, and it stays accepted."""
    house.take(interchange(order("PO-1", LAMPS, "24*EA*7.10**IN*445566", "12*EA*100**IN*445568")))
    record = house.order("PO-1")
    accept_hold(house.gateway.services, house.gateway.store, record.id, waivers=("V31/2", "V13"), actor="kim")
    house.work()
    house.take(change("PO-1", "POC*001*DI*0", number=201))

    assert (("V13", "V31/1"), ["V31/2"]) == (
        house.order("PO-1").waivers,
        [one.waiver for one in house.order("PO-1").holds],
    )


def test_a_held_order_is_cancelled(house: House) -> None:
    """Nothing was promised, nothing is answered but the change."""
    house.take(interchange(order("PO-1", "24*EA*7.10**IN*445566")))
    house.take(change("PO-1", number=201, purpose="01"))

    assert ("cancelled", [("accepted", [])], []) == (
        house.order("PO-1").state,
        told(house),
        house.sent("855"),
    )


def test_a_held_order_keeps_what_nobody_can_change(house: House) -> None:
    """A line it does not have, or words that contradict the quantity."""
    house.take(interchange(order("PO-1", "24*EA*7.10**IN*445566")))
    house.take(change("PO-1", "POC*009*CA*1**EA", number=201))
    house.take(change("PO-1", "POC*001*QI*12**EA", number=202))

    assert [("rejected-with-detail", [("009", "rejected", Decimal(1))])] == told(house)
    assert ["The quantity contradicts what is said of it."] == waiting(house)
    assert 0 == house.order("PO-1").revision


def test_a_doubt_waits_for_a_person_who_lets_it_pass(house: House) -> None:
    """A price far below ours: the order stands until somebody agrees."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", "POC*001*PC*24**EA*7.10**IN*445566", number=201))
    (document,) = house.documents("860")
    assert ([], ["The price is below ours by more than the tolerance."], 0) == (
        answers(house),
        waiting(house),
        house.order("PO-1").revision,
    )
    accept_change(house.gateway.services, house.gateway.store, document.id, actor="kim")
    house.work()

    assert [("with-detail", [("001", "item-accepted", Decimal(24))])] == told(house)
    assert (("V31/1",), []) == (house.order("PO-1").waivers, waiting(house))
    with pytest.raises(Conflict):
        accept_change(house.gateway.services, house.gateway.store, document.id, actor="kim")


def test_a_doubt_waits_for_a_person_who_refuses(house: House) -> None:
    """The buyer reads why; the order stands."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", "POC*001*QI*12**EA*9.25**IN*445566", number=201))
    (document,) = house.documents("860")
    refuse_change(house.gateway.services, house.gateway.store, document.id, actor="kim")
    house.work()

    assert ["rejected"] == [one.kind for one in answers(house)]
    assert [(1, "2026-03-02", 24, "released")] == ledger(house)


def without(*sets: str) -> list[dict[str, str]]:
    """Return what was agreed with ACME on documents, but for some of them."""
    text = (
        "- {receive: '850', map: acme/850}\n- {send: '855', map: acme/855}\n"
        "- {receive: '860', map: acme/860}\n- {send: '865', map: acme/865}\n"
        "- {send: '856', map: acme/856}\n- {send: '810', map: acme/810}\n"
    )
    agreed = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    return [one for one in agreed if one.get("send") not in sets]


def agreeing(house: House, documents: list[dict[str, str]]) -> House:
    """Return the house after something else was agreed with ACME."""
    write_profile(house.folder, "acme", documents=documents)
    house.gateway.engine.dispose()
    again = rebuilt(house)
    house.gateway = again.gateway
    return again


def test_who_takes_no_865_gets_the_order_response_again(house: House) -> None:
    """The whole order as it stands."""
    house = agreeing(house, without("865"))
    house.take(interchange(order("PO-1", LAMPS, CHAIRS)))
    house.take(change("PO-1", LESS_LAMPS, NO_CHAIRS, number=201))

    responses = [one for one in house.sent("855") if isinstance(one, OrderResponse)]
    assert [
        ("001", [("item-accepted", Decimal(10))]),
        ("002", [("deleted", Decimal(0))]),
    ] == [
        (line.number, [(said.status, said.quantity or Decimal(0)) for said in line.answers])
        for line in responses[-1].lines
    ]
    house.take(change("PO-1", "POC*009*CA*1", number=202))
    assert ["no answer to changes was agreed: the partner does not know yet what became of it"] == waiting(
        house
    )


def test_who_takes_no_answer_is_told_by_a_person(house: House) -> None:
    """The change is done, and somebody is asked to say so."""
    house = agreeing(house, without("865", "855"))
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", MORE_LAMPS, number=201))

    assert (1, 1) == (house.order("PO-1").revision, len(waiting(house)))


def with_recalls(house: House, warehouse: Warehouse) -> House:
    """Return the house with another warehouse behind releases and recalls."""
    recalling = Recalling(services=house.gateway.services, warehouse=warehouse)
    changed = with_warehouse(house, warehouse)
    return replace(
        changed, gateway=replace(changed.gateway, effects={**changed.gateway.effects, "recall": recalling})
    )


def test_a_warehouse_that_gives_nothing_back_keeps_what_it_picks(house: House) -> None:
    """The buyer reads that it is being picked; all of it ships."""
    stubborn = with_recalls(house, Interrupted(house.gateway.warehouse, lambda: None))
    stubborn.take(interchange(order("PO-1", LAMPS)))
    stubborn.take(change("PO-1", LESS_LAMPS, number=201))

    assert [("with-changes", [("001", "accepted-and-released", Decimal(24))])] == told(house)
    assert [(1, "2026-03-02", 24, "released")] == ledger(house)
    stubborn.ship()
    assert [[Decimal(24)]] == invoiced(house)


@dataclass
class Recalled:
    """A warehouse that is asked for goods back while something else happens, or does not answer at first."""

    inner: Warehouse
    meanwhile: Callable[[], None]
    asked: int = 0

    def recall(self, commitments: Sequence[str]) -> Sequence[str]:
        """Let the rest of the world go on, then answer."""
        self.asked += 1
        if self.asked == 1:
            self.meanwhile()
        assert isinstance(self.inner, Recalls)
        return self.inner.recall(commitments)

    def release(self, pick: PickOrder) -> None:
        """Take a pick."""
        self.inner.release(pick)

    def fetch(self) -> Iterator[PackedShipment]:
        """Yield what was shipped."""
        return self.inner.fetch()

    def confirm(self, shipment: PackedShipment) -> None:
        """Confirm to the warehouse."""
        self.inner.confirm(shipment)


def test_goods_that_leave_while_they_are_called_back_have_left(house: House) -> None:
    """The warehouse ships just when it is asked: it is noticed, billed, and the change refused for it."""
    racing = with_recalls(house, Recalled(house.gateway.warehouse, house.ship))
    racing.take(interchange(order("PO-1", LAMPS, CHAIRS)))
    racing.take(change("PO-1", LESS_LAMPS, number=201))

    assert ([[Decimal(20)], [Decimal(24), Decimal(40)]], "closed") == (
        invoiced(house),
        house.order("PO-1").state,
    )
    assert ["rejected"] == [one.kind for one in answers(house)]
    assert not {state for *_, state in ledger(house)} - {"shipped"}


def test_a_warehouse_that_does_not_answer_is_asked_again(house: House) -> None:
    """Nothing is decided until it has said what it gives back."""

    def fail() -> None:
        raise TransportUnavailable("no answer")

    slow = with_recalls(house, Recalled(house.gateway.warehouse, fail))
    slow.take(interchange(order("PO-1", LAMPS)))
    slow.take(change("PO-1", LESS_LAMPS, number=201))
    assert ([], [(1, "2026-03-02", 24, "recalling")]) == (answers(house), ledger(house))
    later(slow, minutes=5)
    slow.work()

    assert [("with-detail", [("001", "item-accepted", Decimal(10))])] == told(house)


def test_a_change_waits_while_the_warehouse_is_asked_for_the_one_before(house: House) -> None:
    """Both are taken, in the order they came, however long the warehouse takes."""

    def fail() -> None:
        raise TransportUnavailable("no answer")

    slow = with_recalls(house, Recalled(house.gateway.warehouse, fail))
    slow.take(interchange(order("PO-1", LAMPS, CHAIRS)))
    slow.take(change("PO-1", LESS_LAMPS, number=201, sequence="1"))
    slow.take(change("PO-1", "POC*002*QI*70**EA*54**IN*445567", number=202, sequence="2"))
    assert [] == answers(house)
    for _ in range(3):
        later(slow, minutes=5)
        slow.work()

    assert [("001", Decimal(10)), ("002", Decimal(70))] == [
        (one.lines[0].number, one.lines[0].quantity) for one in answers(house)
    ]
    assert 2 == house.order("PO-1").revision


def test_a_warehouse_that_is_lost_has_kept_it(house: House) -> None:
    """The asking is given up with a reason, and the buyer told that the goods are being picked."""

    def fail() -> None:
        raise ConfigurationFault("nobody knows the warehouse")

    lost = with_recalls(house, Recalled(house.gateway.warehouse, fail))
    lost.take(interchange(order("PO-1", LAMPS)))
    lost.take(change("PO-1", LESS_LAMPS, number=201))

    assert [("with-changes", [("001", "accepted-and-released", Decimal(24))])] == told(house)
    assert [(1, "2026-03-02", 24, "released")] == ledger(house)
    with house.gateway.store.read() as work:
        assert ["recall"] == [one.kind for one in work.jobs.dead()]


def test_what_came_back_for_a_change_nobody_takes_is_shipped_after_all(house: House) -> None:
    """The warehouse gave it back, and then a person has to look: until then the order stands as it was."""
    house.take(interchange(order("PO-1", LAMPS)))
    with house.gateway.store.begin() as work:
        (promise,) = work.positions.commitments(house.order("PO-1").id)
        work.positions.set_state([promise.id], "recalled")
        work.commit()
    house.take(change("PO-1", "POC*001*QI*12**EA*9.25**IN*445566", number=201))

    assert [(1, "2026-03-02", 24, "released")] == ledger(house)


def test_two_changes_at_once_are_one_after_the_other(house: House) -> None:
    """Whichever worker takes which: both are answered, and the ledger is the last one's."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS)))
    house.receive(change("PO-1", MORE_LAMPS, number=201, sequence="1"))
    house.receive(change("PO-1", "POC*002*QD*30**EA*54**IN*445567", number=202, sequence="2"))
    threads = [Thread(target=house.work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    later(house, minutes=16)
    house.work()

    assert (2, 2) == (house.order("PO-1").revision, len(answers(house)))
    assert [(1, 36), (2, 30)] == [
        (line, sum(quantity for number, _, quantity, _ in ledger(house) if number == line)) for line in (1, 2)
    ]


def test_a_change_and_a_shipment_at_once(house: House) -> None:
    """Whichever comes first: what is billed is what left, and what is promised is what is left of it."""
    house.take(interchange(order("PO-1", LAMPS, CHAIRS)))
    house.receive(change("PO-1", "POC*002*QD*30**EA*54**IN*445567", number=201))
    threads = [Thread(target=house.work), Thread(target=house.ship)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    house.ship()

    billed = sum(quantity or 0 for lines in invoiced(house) for quantity in lines)
    with house.gateway.store.read() as work:
        lines = work.orders.lines(house.order("PO-1").id)
    assert billed == sum(line.shipped for line in lines) == sum(line.ordered for line in lines)
    assert billed in (54, 84)
    assert ("closed", 1) == (house.order("PO-1").state, len(answers(house)))
    assert not {state for *_, state in ledger(house)} - {"shipped"}
