"""Short and over picks, cartons, orders that travel together, invoices by order, credits: over a whole gateway."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from gateway.application.billing import invoice_order
from gateway.application.crediting import Said, correct, credit
from gateway.application.matching import match_order
from gateway.application.ports import PackedCarton, PackedLine, PackedShipment, ShortLine
from gateway.application.reporting import discard_shipment, keep_shipment, retry_shipment
from gateway.application.stocking import load
from gateway.domain.credit_debit_adjustments import CreditDebitAdjustment
from gateway.domain.invoices import Invoice
from gateway.domain.order_responses import OrderResponse
from gateway.domain.shipments import ShipmentNotice
from gateway.errors import ConfigurationFault, Conflict
from gateway.orderdesk.crediting import Wanted
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import DESKS, LAMPS, House, built, interchange, order, rebuilt, write_profile
from tests.integration.application.test_shipments import dead, held, say

WHY = Said(reason="broken on the way", actor="maria")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The address of an empty embedded database: what differs between databases is tried elsewhere."""
    return fresh("sqlite", tmp_path)


def agreed(house: House, *, orders: dict[str, object] | None = None, **fulfilment: object) -> House:
    """Return the house after ACME agreed to something else."""
    profile = yaml.safe_load((house.folder / "config" / "partners" / "acme.yaml").read_text(encoding="utf-8"))
    write_profile(house.folder, "acme", fulfilment=fulfilment, orders=profile["orders"] | (orders or {}))
    return rebuilt(house)


def packed(
    house: House, identifier: str, *numbers: str, cartons: bool = True, **changes: Any
) -> PackedShipment:
    """Return a report of everything these orders have with the warehouse, one carton a promise."""
    ids = [house.order(number).id for number in numbers]
    with house.gateway.store.read() as work:
        promises = [
            one for each in ids for one in work.positions.commitments(each) if one.state == "released"
        ]
    lines = tuple(PackedLine(commitment=one.id, quantity=one.quantity - one.shipped) for one in promises)
    whole = PackedShipment(
        id=identifier,
        pick="p",
        order=ids[0],
        orders=tuple(ids[1:]),
        shipped_at=house.clock.now(),
        carrier="SIMU",
        tracking="1",
        cartons=tuple(PackedCarton(tare=1, lines=(one,)) for one in lines) if cartons else (),
        loose=() if cartons else lines,
    )
    return replace(whole, **changes)


def short(found: PackedShipment, missing: int, reason: str = "") -> PackedShipment:
    """Return a report of which so many of the first line were not found."""
    (carton, *others), (first, *_) = found.cartons, found.cartons[0].lines
    left = first.quantity - missing
    less = (replace(carton, lines=(replace(first, quantity=left),)), *others) if left else tuple(others)
    gone = ShortLine(commitment=first.commitment, quantity=missing, reason=reason)
    return replace(found, cartons=less, short=(gone,))


def line_of(house: House, number: str) -> tuple[int, int, int, int, str]:
    """Return what of an order's first line is promised, waits, is cancelled, has left, and its state."""
    with house.gateway.store.read() as work:
        one = work.orders.lines(house.order(number).id)[0]
        assert [] == work.positions.mismatches()
    return one.promised, one.backordered, one.cancelled, one.shipped, one.state


def exact(house: House, number: str) -> bool:
    """Return whether PO, 856 and 810 say the same."""
    with house.gateway.store.read() as work:
        return match_order(house.gateway.services, work, house.order(number)).match.exact


def invoices(house: House) -> list[Invoice]:
    return [one for one in house.sent("810") if isinstance(one, Invoice)]


def test_what_was_not_found_is_promised_anew_from_what_else_there_is(house: House) -> None:
    """The supply is written off with it; the rest leaves, and a run finds more."""
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, short(packed(house, "W1", "PO-1"), 4))

    assert (24, 0, 0, 20, "promised") == line_of(house, "PO-1")
    assert [Decimal(20)] == [one.lines[0].quantity for one in invoices(house)]

    say(house, packed(house, "W2", "PO-1"))

    assert (24, 0, 0, 24, "promised") == line_of(house, "PO-1")
    assert ("closed", True) == (house.order("PO-1").state, exact(house, "PO-1"))


def test_what_cannot_be_found_elsewhere_waits(house: House) -> None:
    """Of the desks there were ten and no more."""
    house.take(interchange(order("PO-1", "40*EA*54**IN*445567")))
    say(house, short(packed(house, "W1", "PO-1"), 3, "water damage"))

    promised, waiting, cancelled, shipped, _ = line_of(house, "PO-1")
    assert (40, 0, 37) == (promised + waiting, cancelled, shipped)
    (outcome,) = house.order("PO-1").outcomes
    assert 40 == sum(one.quantity for one in (*outcome.accepted, *outcome.backordered))


def test_the_rest_is_cancelled_where_that_was_agreed(house: House) -> None:
    """Nothing waits, and the order is done."""
    house = agreed(house, orders={"backorders": {"allow": "false"}})
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, short(packed(house, "W1", "PO-1"), 4, "none left"))

    assert (20, 0, 4, 20, "partial") == line_of(house, "PO-1")
    assert ("closed", True) == (house.order("PO-1").state, exact(house, "PO-1"))
    (outcome,) = house.order("PO-1").outcomes
    assert [(4, "none left")] == [(one.quantity, one.reason) for one in outcome.cancelled]


def test_an_order_of_which_nothing_is_found_is_over_without_a_notice(house: House) -> None:
    house = agreed(house, orders={"backorders": {"allow": "false"}})
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, short(packed(house, "W1", "PO-1"), 24))

    assert (0, 0, 24, 0, "cancelled") == line_of(house, "PO-1")
    assert ("cancelled", [], []) == (house.order("PO-1").state, house.sent("856"), house.sent("810"))
    assert house.events("shipment.not-found")


def test_the_partner_is_told_of_a_short_pick_where_that_was_agreed(house: House) -> None:
    """The order is answered anew, as it stands: the rest waits."""
    house = agreed(house, tell_short_picks="true")
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, short(packed(house, "W1", "PO-1"), 4))

    first, again = [one for one in house.sent("855") if isinstance(one, OrderResponse)]
    assert [[("item-accepted", 24)], [("item-accepted", 20), ("item-backordered", 4)]] == [
        [(each.status, each.quantity) for each in one.lines[0].answers] for one in (first, again)
    ]


OVER: dict[str, tuple[Callable[[PackedShipment], PackedShipment], str]] = {
    "more than was to leave": (
        lambda one: replace(one, cartons=one.cartons * 2),
        "line 1 of PO-1: 48 of LAMP were packed and 0 not found, but only 24 were to leave",
    ),
    "more with what was not found": (
        lambda one: replace(one, short=short(one, 1).short),
        "line 1 of PO-1: 24 of LAMP were packed and 1 not found, but only 24 were to leave",
    ),
    "somebody else's": (
        lambda one: replace(
            one, cartons=(PackedCarton(tare=0, lines=(PackedLine(commitment="x", quantity=1),)),)
        ),
        "x is nothing that was to leave",
    ),
    "loose and somebody else's": (
        lambda one: replace(one, cartons=(), loose=(PackedLine(commitment="y", quantity=1),)),
        "y is nothing that was to leave",
    ),
    "less than one": (
        lambda one: replace(
            one,
            cartons=(
                *one.cartons,
                PackedCarton(tare=0, lines=(replace(one.cartons[0].lines[0], quantity=-1),)),
            ),
        ),
        "a quantity in it is less than one",
    ),
}


def test_what_was_not_to_leave_is_held_before_anybody_is_told(house: House) -> None:
    """Whatever a warehouse says: no notice, no invoice, no booking; and the reason is in words."""
    house.take(interchange(order("PO-1", LAMPS)))
    right = packed(house, "W1", "PO-1")
    say(house, *(replace(wrong(right), id=name) for name, (wrong, _) in OVER.items()))

    assert sorted(why for _, why in OVER.values()) == sorted(held(house))
    assert ([], []) == (house.sent("856"), dead(house))
    assert (24, 0, 0, 0, "promised") == line_of(house, "PO-1")


def test_a_held_shipment_is_looked_at_again_or_put_aside(house: House) -> None:
    """Only while it is held."""
    house.take(interchange(order("PO-1", LAMPS)))
    right = packed(house, "W1", "PO-1")
    say(house, replace(right, cartons=right.cartons * 2), replace(right, id="W2", cartons=()))
    gateway = house.gateway
    retry_shipment(gateway.services, gateway.store, "W1", actor="maria")
    house.work()
    assert 2 == len(held(house))

    aside = discard_shipment(gateway.services, gateway.store, "W1", reason="told twice", actor="maria")
    assert ("discarded", 1) == (aside.state, len(held(house)))
    for again in (
        lambda: retry_shipment(gateway.services, gateway.store, "W1", actor="maria"),
        lambda: discard_shipment(gateway.services, gateway.store, "W1", reason="x", actor="maria"),
    ):
        with pytest.raises(Conflict, match="discarded, not held"):
            again()
    say(house, replace(right, id="W3"))
    assert "closed" == house.order("PO-1").state


def test_a_shipment_told_again_and_otherwise_is_noted_once_and_changes_nothing(house: House) -> None:
    house.take(interchange(order("PO-1", LAMPS)))
    right = packed(house, "W1", "PO-1")
    say(house, right)
    kept = keep_shipment(house.gateway.services, house.gateway.store, replace(right, tracking="2"))
    assert not keep_shipment(house.gateway.services, house.gateway.store, right)
    house.ask("ship", "W1")

    assert (False, ["W1"], 1) == (kept, house.events("shipment.told-otherwise"), len(house.sent("856")))


def test_orders_that_leave_together_are_told_of_in_one_notice_and_billed_each(house: House) -> None:
    """What was not found of one is no matter of the other."""
    house.take(interchange(order("PO-1", LAMPS), order("PO-2", LAMPS, control="0002")))
    say(house, short(packed(house, "W1", "PO-1", "PO-2"), 4))

    (notice,) = house.sent("856")
    assert isinstance(notice, ShipmentNotice)
    assert ["PO-1", "PO-2"] == [one.order_number for one in notice.orders]
    assert {("PO-1", 20), ("PO-2", 24)} == {
        (one.order_number, one.lines[0].quantity) for one in invoices(house)
    }
    assert [("shipping", True), ("closed", True)] == [
        (house.order(number).state, exact(house, number)) for number in ("PO-1", "PO-2")
    ]


def test_orders_that_go_to_different_places_are_not_announced_together(house: House) -> None:
    elsewhere = order("PO-2", LAMPS, control="0002").replace("*92*0042", "*92*0001")
    house.take(interchange(order("PO-1", LAMPS), elsewhere))
    say(house, packed(house, "W1", "PO-1", "PO-2"))

    assert (["the orders in it go to different places"], True) == (held(house), exact(house, "PO-1"))


def test_orders_of_two_partners_do_not_leave_together(house: House) -> None:
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(
        interchange(order("PO-2", LAMPS), sender="081940553", number=7).replace("*12*", "*01*"),
        partner="globex",
    )
    mine = packed(house, "W1", "PO-1")
    with house.gateway.store.begin() as work:
        other = replace(work.orders.get(mine.order), id="other", partner="globex", number="PO-9")
        work.orders.add(other, [])
        work.commit()
    say(house, replace(mine, orders=("other",)))

    assert ["an order of another partner is in it"] == held(house)


def test_one_invoice_for_an_order_comes_when_all_of_it_has_left(house: House) -> None:
    """Or when somebody does not want to wait."""
    house = agreed(house, invoice="order")
    house.take(interchange(order("PO-1", LAMPS, DESKS)))
    say(house, packed(house, "W1", "PO-1"))
    assert [] == invoices(house)

    number = invoice_order(house.gateway.services, house.gateway.store, house.order("PO-1").id, actor="maria")
    house.work()
    (sent,) = invoices(house)
    assert (number, [Decimal(24)]) == (sent.number, [one.quantity for one in sent.lines])
    with pytest.raises(Conflict, match="all that left is billed"):
        invoice_order(house.gateway.services, house.gateway.store, house.order("PO-1").id, actor="maria")


def test_parts_of_an_order_are_billed_together(house: House) -> None:
    house = agreed(house, invoice="order")
    house.take(interchange(order("PO-1", LAMPS)))
    whole = packed(house, "W1", "PO-1")
    ((one,),) = [carton.lines for carton in whole.cartons]
    part = (PackedCarton(tare=1, lines=(replace(one, quantity=10),)),)
    say(house, replace(whole, cartons=part))
    assert [] == invoices(house)
    say(house, packed(house, "W2", "PO-1"))

    assert [[Decimal(24)]] == [[each.quantity for each in sent.lines] for sent in invoices(house)]
    assert exact(house, "PO-1")


def test_what_left_loose_is_packed_by_us(house: House) -> None:
    """In cartons we have, stacked as agreed, each with its label; the items say how large they are."""
    house = agreed(house, levels="cartons", packing={"fill_percent": "100", "cartons_per_pallet": "2"})
    with house.gateway.store.begin() as work:
        services = house.gateway.services
        sizes = {"length_mm": "100", "width_mm": "100", "height_mm": "100", "weight_kg": "1"}
        lamp = {
            "sku": "LAMP",
            "description": "Desk lamp",
            "units": "CA=12",
            "identifiers": "buyer-item=445566",
        }
        load(services, work, "items", [lamp | sizes])
        box = {"code": "BOX", "length_mm": "200", "width_mm": "200", "height_mm": "200", "max_kg": "9"}
        load(services, work, "carton-types", [box | {"own_kg": "0.5"}])
        work.commit()
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, packed(house, "W1", "PO-1", cartons=False))

    (notice,) = house.sent("856")
    assert isinstance(notice, ShipmentNotice)
    (part,) = notice.orders
    assert ((), [8, 8, 8]) == (
        part.tares,
        [each.items[0].quantity for each in part.cartons],
    )
    assert 3 == len({each.marks[0].value for each in part.cartons})
    assert [Decimal("8.5")] * 3 == [each.packages[0].weight for each in part.cartons]


def test_a_type_of_carton_that_holds_nothing_is_none(house: House) -> None:
    box = {"code": "BOX", "length_mm": "200", "width_mm": "200", "height_mm": "200", "max_kg": "9"}
    wrong = {"max_kg": "0", "length_mm": "-1", "height_mm": "tall", "own_kg": "much"}
    for column, value in wrong.items():
        with house.gateway.store.begin() as work, pytest.raises(ConfigurationFault, match=column):
            load(house.gateway.services, work, "carton-types", [box | {column: value}])


def test_a_notice_of_items_alone_needs_no_labels(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    """Nor a company prefix to make them from; with cartons it does."""
    house = agreed(built(tmp_path / "house", database_url, clock, gs1_company_prefix=""), levels="items")
    write_profile(
        house.folder,
        "acme",
        fulfilment={"levels": "items"},
        documents=[
            {"receive": "850", "map": "acme/850"},
            {"send": "856", "map": "globex/856"},
        ],
    )
    house = rebuilt(house)
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, packed(house, "W1", "PO-1"))

    (notice,) = house.sent("856")
    assert isinstance(notice, ShipmentNotice)
    assert ["24"] == [str(one.quantity) for one in notice.orders[0].items]
    house = agreed(house)
    house.take(interchange(order("PO-2", LAMPS), number=102))
    say(house, packed(house, "W2", "PO-2"))
    assert [True] == ["GATEWAY_GS1_COMPANY_PREFIX" in why for why in dead(house)]
    house.gateway.engine.dispose()


def shipped(house: House) -> Invoice:
    """Let an order leave whole and return its invoice."""
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, packed(house, "W1", "PO-1"))
    (sent,) = invoices(house)
    return sent


def test_a_credit_memo_goes_to_the_partner_once_and_never_over_what_was_billed(house: House) -> None:
    """Asked for twice under a key, it is one."""
    invoice, gateway = shipped(house), house.gateway
    wanted, said = [Wanted(line=1, quantity=6)], replace(WHY, key="claim 7")
    made = [credit(gateway.services, gateway.store, invoice.number, wanted, said=said) for _ in range(2)]
    house.work()

    assert made[0] == made[1]
    first, memo = invoices(house)
    assert (first.number, "credit-memo", made[0].number, Decimal("55.50")) == (
        invoice.number,
        memo.kind,
        memo.number,
        memo.total,
    )
    with pytest.raises(Conflict, match="18 units"):
        credit(gateway.services, gateway.store, invoice.number, [Wanted(line=1, quantity=19)], said=WHY)
    rest = credit(gateway.services, gateway.store, invoice.number, said=WHY)
    assert invoice.total == made[0].total + rest.total
    with pytest.raises(Conflict):
        credit(gateway.services, gateway.store, invoice.number, said=WHY)
    assert exact(house, "PO-1")


@pytest.mark.parametrize(
    ("how", "sets"), [("adjustment", [(1, 1)]), ("both", [(2, 1)])], ids=["812", "810 and 812"]
)
def test_a_credit_memo_takes_the_form_that_was_agreed(
    house: House, how: str, sets: list[tuple[int, int]]
) -> None:
    profile = yaml.safe_load((house.folder / "config" / "partners" / "acme.yaml").read_text(encoding="utf-8"))
    documents = [*profile["documents"], {"send": "812", "map": "base/x12/004010/812"}]
    write_profile(house.folder, "acme", documents=documents, fulfilment={"credit": how})
    house = rebuilt(house)
    invoice = shipped(house)
    made = credit(house.gateway.services, house.gateway.store, invoice.number, said=WHY)
    house.work()

    assert sets == [(len(house.sent("810")), len(house.sent("812")))]
    (told,) = house.sent("812")
    assert isinstance(told, CreditDebitAdjustment)
    assert (made.number, invoice.number, made.total) == (told.number, told.invoice_number, told.signed)


def test_a_corrected_invoice_is_credited_and_billed_anew(house: House) -> None:
    """At the price that should have been, which holds from then on; all papers match again."""
    invoice, gateway = shipped(house), house.gateway
    credit(gateway.services, gateway.store, invoice.number, [Wanted(line=1, quantity=4)], said=WHY)
    number = correct(gateway.services, gateway.store, invoice.number, {1: Decimal("9.00")}, said=WHY)
    house.work()

    again = next(one for one in invoices(house) if one.number == number)
    assert (Decimal(20), Decimal("9.00"), Decimal("180.00")) == (
        again.lines[0].quantity,
        again.lines[0].price,
        again.total,
    )
    assert exact(house, "PO-1")
    with pytest.raises(Conflict, match="line 2 is not on the invoice"):
        correct(gateway.services, gateway.store, number, {2: Decimal(1)}, said=WHY)


def test_two_reports_of_the_same_goods_at_once_leave_once(tmp_path: Path, clock: FixedClock) -> None:
    """On the server database, with two workers at the same moment: one is noticed, the other held."""
    house = built(tmp_path / "house", fresh("postgresql", tmp_path), clock)
    house.take(interchange(order("PO-1", LAMPS)))
    one = packed(house, "W1", "PO-1")
    for identifier in ("W1", "W2"):
        keep_shipment(house.gateway.services, house.gateway.store, replace(one, id=identifier))
    workers = [Thread(target=house.gateway.worker().run_once) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    clock.advance(timedelta(minutes=2))
    house.work()

    assert (1, 1, 1) == (len(house.sent("856")), len(house.sent("810")), len(held(house)))
    assert (24, 0, 0, 24, "promised") == line_of(house, "PO-1")
    house.gateway.engine.dispose()
