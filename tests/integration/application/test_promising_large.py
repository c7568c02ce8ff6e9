"""An order of very many lines is promised slice by slice: nobody waits for all of it, and it comes to the same."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.application.clearing import accept_hold
from gateway.application.desk import MANY_LINES, settle
from gateway.application.ports import UnitOfWork
from gateway.application.promising import Laid, PromisingLarge, Sliced, Slicing
from gateway.application.records import Job
from gateway.application.reserving import Reservations, Wish
from gateway.errors import Overtaken
from gateway.orderdesk.promising import Promised
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import CHAIRS, DESKS, LAMPS, House, built, interchange, order

CHEAP = "24*EA*7.10**IN*445566"
LINES = (CHEAP, CHAIRS, DESKS, CHAIRS, LAMPS, DESKS, CHAIRS, LAMPS)
LARGE = tuple(("1*EA*9.25**IN*445566", "1*EA*54**IN*445567")[at % 2] for at in range(MANY_LINES))
ITEMS = 3


@pytest.fixture
def document(house: House) -> str:
    """Return the document of an order that lies on the desk, to be promised next: its hold was let pass just now."""
    house.take(interchange(order("PO-1", *LINES)))
    held = house.order("PO-1")
    with house.gateway.store.begin() as work:
        work.orders.update(replace(held, waivers=tuple(one.waiver for one in held.holds)))
        work.commit()
    return held.document


@pytest.fixture
def promising(house: House) -> PromisingLarge:
    """Return what promises large orders, one item at a time."""
    return PromisingLarge(services=house.gateway.services, store=house.gateway.store, items_at_once=1)


def job_of(house: House, document: str) -> Job:
    """Return the job of an order to be promised."""
    now = house.clock.now()
    return Job(
        id="j",
        kind="promise",
        ref=document,
        dedupe="d",
        lane="",
        attempts=0,
        run_at=now,
        partner="acme",
    )


def laid_out(promising: PromisingLarge, document: str) -> Laid:
    """Return an order laid out to be promised."""
    laid = promising.laid_out(document)
    assert laid is not None
    return laid


def begun(promising: PromisingLarge, document: str) -> tuple[Slicing, Iterator[list[Promised]]]:
    """Promise the first slice of an order, and stop there as who is killed does."""
    laid = laid_out(promising, document)
    slicing = promising.slicing(laid)
    going = promising.slices(laid, slicing)
    next(going)
    return slicing, going


def concluded(house: House, promising: PromisingLarge, document: str, result: object) -> None:
    """Write down what a step came to."""
    with house.gateway.store.begin() as work:
        work.jobs.add_all(list(promising.conclude(work, job_of(house, document), result)))
        work.commit()


def said(work: UnitOfWork, document: str) -> object:
    """Return everything that is promised and said of the order of a document."""
    found = work.orders.get(work.documents.get(document).order)
    promises = [
        (one.line, one.schedule, one.sku, one.location, one.need_on, one.promise_on, one.quantity, one.kind)
        for one in work.positions.commitments(found.id)
    ]
    return (
        found.state,
        found.outcomes,
        found.total,
        found.results,
        sorted(promises),
        work.orders.lines(found.id),
    )


def booked(house: House, number: str = "PO-1") -> int:
    """Return how many promises the ledger holds for an order; it agrees with what is free."""
    with house.gateway.store.read() as work:
        assert not work.positions.mismatches()
        return len(work.positions.commitments(house.order(number).id))


def test_a_large_order_is_promised_by_the_worker_and_answered(tmp_path: Path, clock: FixedClock) -> None:
    """Its job stands in the lane of its number; then nothing differs from a small order, held or not."""
    house = built(tmp_path / "house", fresh("sqlite", tmp_path), clock)
    house.take(interchange(order("PO-1", *LARGE)))
    assert ("held", 0) == (
        house.order("PO-1").state,
        booked(house),
    )  # the same item again and again: are all meant?
    accept_hold(house.gateway.services, house.gateway.store, house.order("PO-1").id, actor="kim")
    house.work()

    found = house.order("PO-1")
    assert ("confirmed", MANY_LINES) == (found.state, len(found.outcomes))
    assert booked(house) > 0
    assert 1 == len(house.sent("855"))
    assert [found.id] == house.events("order.confirmed")
    house.gateway.engine.dispose()


def test_slices_come_to_the_same_as_one_piece(house: House, promising: PromisingLarge, document: str) -> None:
    """Where nobody interferes, every line gets the same from the same place on the same day."""
    laid = laid_out(promising, document)
    with house.gateway.store.begin() as work:  # left without a commit: it never happened
        settle(house.gateway.services, work, laid.desk, document=laid.document)
        whole = said(work, document)

    result = promising.perform(promising.prepare(house.gateway.store.begin(), job_of(house, document)))  # type: ignore[arg-type] # it looks at nothing
    assert isinstance(result, Sliced)
    concluded(house, promising, document, result)

    with house.gateway.store.read() as work:
        assert whole == said(work, document)
    assert booked(house) == result.booked > 0


def test_others_are_promised_an_item_of_an_order_that_is_under_way(
    house: House, promising: PromisingLarge, document: str
) -> None:
    """Between two slices nothing is locked; what the first took is taken, and the order says nothing yet."""
    _, going = begun(promising, document)

    assert "held" == house.order("PO-1").state
    house.take(interchange(order("PO-2", "1*EA*180**IN*445568", "1*EA*54**IN*445567"), number=102))
    assert ("confirmed", 2) == (house.order("PO-2").state, booked(house, "PO-2"))
    assert ITEMS - 1 == len(list(going))


def test_what_was_killed_is_begun_anew(house: House, promising: PromisingLarge, document: str) -> None:
    """Slices somebody left behind are given back first: nothing is promised twice."""
    begun(promising, document)
    left = booked(house)

    result = promising.perform(document)
    concluded(house, promising, document, result)

    assert isinstance(result, Sliced)
    assert left > 0
    assert booked(house) == result.booked
    assert "confirmed" == house.order("PO-1").state
    assert promising.perform(document) is None
    concluded(house, promising, document, None)


def test_who_was_outrun_promises_nothing_more(house: House, promising: PromisingLarge, document: str) -> None:
    """A process taken for dead that wakes up finds the ledger of its order changed; so does one that comes to the end."""
    _, going = begun(promising, document)
    result = promising.perform(document)

    with pytest.raises(Overtaken):
        next(going)
    late = laid_out(promising, document)
    promising.slicing(late)  # somebody else takes it up once more, and has given everything back
    with pytest.raises(Overtaken):
        concluded(house, promising, document, result)
    assert 0 == booked(house)


def test_who_gives_up_gives_everything_back(house: House, promising: PromisingLarge, document: str) -> None:
    """The order stays as it was, and says in its trail what happened; without promises there is nothing to say."""
    begun(promising, document)

    for _ in range(2):
        with house.gateway.store.begin() as work:
            assert () == promising.abandon(work, job_of(house, document), "it failed too often")
            work.commit()

    assert (0, "held") == (booked(house), house.order("PO-1").state)
    assert [house.order("PO-1").id] == house.events("order.slices-given-back")


def test_an_order_that_may_use_what_is_reserved_is_decided_in_one_piece(
    house: House, promising: PromisingLarge, document: str
) -> None:
    """What is held for it is looked at as a whole."""
    wish = Wish(partner="acme", reference="PO-1", sku="LAMP", quantity=1, wanted_on=house.clock.now().date())
    Reservations(house.gateway.services, house.gateway.store).reserve(wish)

    result = promising.perform(document)
    concluded(house, promising, document, result)

    assert isinstance(result, Laid)
    assert "confirmed" == house.order("PO-1").state


def test_what_a_late_rule_refuses_is_given_back(
    house: House, promising: PromisingLarge, document: str
) -> None:
    """A line that is held or refused for what could be promised of it keeps nothing."""
    laid = laid_out(promising, document)
    slicing = promising.slicing(laid)
    for _ in promising.slices(laid, slicing):
        pass
    slicing.give_back([one for one in slicing.made if one.line == 1])

    assert booked(house) == len(slicing.made) > 0
    assert 1 not in {one.line for one in slicing.made}
    assert [] == list(promising.slices(replace(laid, found=None), slicing))
