"""Sending again and answering again: what a person or a partner asks for twice ends in one good state."""

from pathlib import Path

from gateway.application.records import DocumentRecord
from gateway.application.reprocessing import reissue, resend
from tests.house import LAMPS, House, interchange, later, order


def refused(answer: bytes) -> bytes:
    """Return a 997 that refuses what it would accept."""
    return answer.replace(b"AK5*A~", b"AK5*R*5~").replace(b"AK9*A*1*1*1", b"AK9*R*1*1*0")


def response_of(house: House) -> DocumentRecord:
    """Return the only order response."""
    (response,) = house.documents("855")
    return response


def box(house: House) -> Path:
    """Return the folder the partner takes our files from."""
    return house.folder / "data" / "acme" / "out"


def again(house: House, name: str) -> None:
    """Let the partner look at a file once more."""
    del house.read[name]


def test_what_is_sent_again_after_a_refusal_is_waited_for_again(house: House) -> None:
    """Its deadline counts from the second delivery, and the second answer closes it."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge(change=refused)
    before = response_of(house)
    later(house, hours=30)
    resend(house.gateway.services, house.gateway.store, before.id, actor="kim")
    house.work()
    house.ask("watch")
    waited_for = response_of(house)
    again(house, before.file_name)
    house.acknowledge()

    assert ("rejected", "awaited") == (before.acknowledgement, waited_for.acknowledgement)
    assert waited_for.acknowledgement_due_at is not None
    assert waited_for.acknowledgement_due_at > house.clock.now()
    assert ("accepted", "") == (response_of(house).acknowledgement, response_of(house).reason)


def test_what_was_overdue_and_is_sent_again_is_waited_for_again(house: House) -> None:
    """A second silence is noticed like the first."""
    house.take(interchange(order("PO-1", LAMPS)))
    for _ in range(2):
        later(house, hours=25)
        house.ask("watch")
        resend(house.gateway.services, house.gateway.store, response_of(house).id, actor="kim")
        house.work()

    assert 2 == len(house.events("acknowledgement.overdue"))


def test_a_resend_that_fails_for_good_can_be_asked_for_again(house: House) -> None:
    """The document was delivered once and stays so; it is not on its way for ever."""
    house.take(interchange(order("PO-1", LAMPS)))
    (box(house) / response_of(house).file_name).write_bytes(b"something else")
    resend(house.gateway.services, house.gateway.store, response_of(house).id, actor="kim")
    house.work()
    (box(house) / response_of(house).file_name).unlink()
    resend(house.gateway.services, house.gateway.store, response_of(house).id, actor="kim")
    house.work()

    assert "sent" == response_of(house).delivery
    assert (box(house) / response_of(house).file_name).exists()


def test_a_997_that_comes_twice_says_nothing_new(house: House) -> None:
    """The first answer and its time stand."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge()
    first = response_of(house)
    later(house, hours=1)
    again(house, first.file_name)
    house.acknowledge()

    assert first == response_of(house)
    assert 1 == house.events("document.acknowledged").count(first.id)


def test_a_document_issued_anew_takes_the_place_of_one_that_was_refused(house: House) -> None:
    """The partner accepts the second: nothing is missing from the chain."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge(change=refused)
    reissue(house.gateway.services, house.gateway.store, response_of(house).id, actor="kim")
    house.work()
    house.ship()
    house.acknowledge()

    assert ["rejected", "accepted"] == [one.acknowledgement for one in house.documents("855")]
    assert house.order("PO-1").chain_complete_at is not None


def test_a_repeated_order_is_not_answered_by_what_was_given_up(house: House) -> None:
    """Of a response and the one issued in its place, the buyer gets the second only."""
    box(house).mkdir(parents=True, exist_ok=True)
    blocking = box(house) / "acme-855-000000002.edi"
    blocking.write_bytes(b"something else")
    house.take(interchange(order("PO-1", LAMPS), number=101))
    reissue(house.gateway.services, house.gateway.store, response_of(house).id, actor="kim")
    house.work()
    blocking.unlink()
    house.take(interchange(order("PO-1", LAMPS), number=102))

    assert not blocking.exists()
    assert [("abandoned", 0), ("sent", 2)] == [(one.delivery, one.attempts) for one in house.documents("855")]


def test_a_repeat_before_the_answer_has_left_does_not_send_it_twice(house: House) -> None:
    """It is on its way already."""
    house.receive(interchange(order("PO-1", LAMPS), number=101))
    house.receive(interchange(order("PO-1", LAMPS), number=101))
    house.work()

    assert [("sent", 1)] == [(one.delivery, one.attempts) for one in house.documents("997", "out")]
