"""What is reserved ends by itself or becomes the promise of the order that names it, on each kind of database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from gateway.application.clearing import accept_hold
from gateway.application.reserving import Reservations, Reserved, Wish
from tests.house import House, interchange, later, order

CHAIRS = "40*EA*54**IN*445567"
SOON, LATER = "2026-03-02", "2026-03-09"
"""Forty chairs are there, two hundred more come a week later."""


def reserve(house: House, reference: str, quantity: int = 40, **more: Any) -> Reserved:
    """Hold chairs for ACME."""
    wish = Wish(
        partner="acme",
        reference=reference,
        sku="CHAIR",
        quantity=quantity,
        wanted_on=house.clock.now().date(),
        **more,
    )
    return Reservations(house.gateway.services, house.gateway.store).reserve(wish)


def held(house: House) -> list[tuple[str, int]]:
    with house.gateway.store.read() as work:
        return [(one.reference, one.quantity) for one in work.reservations.all(10)]


def free(house: House) -> int:
    """Return how many chairs nobody holds today; the ledger and the buckets agree."""
    with house.gateway.store.read() as work:
        assert [] == work.positions.mismatches()
        days = work.positions.seen(["CHAIR"])["CHAIR", "MAIN"]
        return [many for on, many in days.items() if on <= house.clock.now().date()][-1]


def promised(house: House, number: str) -> list[tuple[int, str]]:
    with house.gateway.store.read() as work:
        found = work.positions.commitments(house.order(number).id)
    return sorted((one.quantity, one.promise_on.isoformat()) for one in found)


def test_what_is_reserved_becomes_the_promise_of_its_order(house: House) -> None:
    """Others were promised what comes later; the order that names it gets it whole, and it is held once."""
    reserve(house, "PO-2")
    house.take(interchange(order("PO-1", "10*EA*54**IN*445567")))
    house.take(interchange(order("PO-2", CHAIRS), number=102))

    assert [(10, LATER)] == promised(house, "PO-1")
    assert [(40, SOON)] == promised(house, "PO-2")
    assert ([], 0) == (held(house), free(house))
    assert ["reserved:acme:PO-2"] == house.events("reservation.ordered")


def test_what_the_order_does_not_want_is_free_again(house: House) -> None:
    """A reservation ends with its order, whole."""
    reserve(house, "PO-1", 30)
    house.take(interchange(order("PO-1", "10*EA*54**IN*445567")))

    assert ([], 30) == (held(house), free(house))


def test_an_order_that_waits_for_a_person_keeps_what_is_held_for_it(house: House) -> None:
    """Nobody takes it meanwhile; once it is accepted it is promised."""
    reserve(house, "PO-1")
    house.take(interchange(order("PO-1", "40*EA*5.4**IN*445567")))
    house.take(interchange(order("PO-2", "10*EA*54**IN*445567"), number=102))

    assert ("held", [("PO-1", 40)], 0) == (house.order("PO-1").state, held(house), free(house))
    accept_hold(house.gateway.services, house.gateway.store, house.order("PO-1").id, actor="kim")
    house.work()
    assert [(40, SOON)] == promised(house, "PO-1")
    assert ([], [(10, LATER)]) == (held(house), promised(house, "PO-2"))


def test_a_reservation_of_another_partner_is_not_taken(house: House) -> None:
    """The same reference means nothing from somebody else."""
    wish = Wish(
        partner="globex", reference="PO-1", sku="CHAIR", quantity=40, wanted_on=house.clock.now().date()
    )
    Reservations(house.gateway.services, house.gateway.store).reserve(wish)
    house.take(interchange(order("PO-1", CHAIRS)))

    assert ([(40, LATER)], [("PO-1", 40)]) == (promised(house, "PO-1"), held(house))


def test_what_is_reserved_ends_by_itself_and_goes_to_whoever_waits(house: House) -> None:
    """After as long as was agreed, or when it was said to; the same reference can hold again."""
    reserve(house, "CART-1", 15)
    reserve(house, "CART-2", 25, until_at=house.clock.now() + timedelta(hours=2))
    later(house, hours=3)
    house.ask("reservations")
    first = (held(house), free(house))
    later(house, hours=22)
    house.ask("reservations")

    assert ([("CART-1", 15)], 25) == first
    assert ([], 40) == (held(house), free(house))
    assert {"reserved:acme:CART-1", "reserved:acme:CART-2"} == set(house.events("reservation.expired"))
    assert 0 == reserve(house, "CART-1", 15).missing
    house.ask("reservations")
    assert [("CART-1", 15)] == held(house)


def test_who_waits_is_filled_when_a_reservation_ends(house: House) -> None:
    """240 chairs are known of: with 40 held an order of 240 waits for 40."""
    reserve(house, "CART-1")
    house.take(interchange(order("PO-1", "240*EA*54**IN*445567")))
    with house.gateway.store.read() as work:
        waiting = work.orders.lines(house.order("PO-1").id)[0].backordered
    later(house, hours=25)
    house.ask("reservations")

    assert (40, [(200, LATER)]) == (waiting, promised(house, "PO-1")[-1:])
    with house.gateway.store.read() as work:
        assert 0 == work.orders.lines(house.order("PO-1").id)[0].backordered


def test_nobody_comes_between_a_reservation_and_its_order(house: House) -> None:
    """Eight orders want what one has reserved, all at once: it gets all of it today, they get none of it."""
    reserve(house, "PO-0")
    house.receive(interchange(order("PO-0", CHAIRS), number=100))
    for at in range(1, 9):
        house.receive(interchange(order(f"PO-{at}", "20*EA*54**IN*445567"), number=100 + at))

    def work(_: int) -> None:
        worker = house.gateway.worker()
        while worker.run_once():
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    house.work()

    assert [(40, SOON)] == promised(house, "PO-0")
    assert [[(20, LATER)]] * 8 == [promised(house, f"PO-{at}") for at in range(1, 9)]
    assert ([], 0) == (held(house), free(house))


def test_what_is_reserved_counts_like_what_is_ordered(house: House) -> None:
    """In quotas and protections, and where people ask who holds an item."""
    reserve(house, "CART-1", 15)
    with house.gateway.store.read() as work:
        (holder,) = work.policies.held_by(["CHAIR"])
        (drawn,) = work.policies.drawn(["CHAIR"])

    assert ("CART-1", "acme", 15) == (holder.number, holder.partner, holder.quantity)
    assert ("acme", 15) == (drawn.partner, drawn.quantity)
