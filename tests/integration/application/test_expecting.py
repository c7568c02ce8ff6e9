"""What has to come or to leave by an instant is warned of, said to be late, and settled; each once."""

from datetime import timedelta

import pytest

from gateway.application import deadlines, expecting
from gateway.application.expecting import Awaited, Expected, expect, settle
from gateway.application.ports import Expectation
from gateway.errors import Conflict, NotFound
from tests.house import DESKS, LAMPS, House, interchange, later, order

RECEIPT = Awaited("acme", expecting.RECEIPT, "<1@ourco>")


def waited_for(house: House, **narrowed: str) -> list[tuple[str, str]]:
    """Return the kind and state of what is open, the first to be due first."""
    with house.gateway.store.read() as work:
        return [(one.kind, one.state) for one in expecting.standing(work, 50, **narrowed)]


def awaiting(house: House, *, within: int = 4) -> Expectation:
    """Expect a receipt within some hours."""
    with house.gateway.store.begin() as work:
        opened = expect(
            house.gateway.services,
            work,
            Expected(what=RECEIPT, within=timedelta(hours=within), ref="d1", title="receipt"),
        )
        work.commit()
    return opened


def settled(house: House, what: Awaited = RECEIPT, **how: str) -> Expectation | None:
    """Settle something."""
    with house.gateway.store.begin() as work:
        found = settle(house.gateway.services, work, what, by="mdn-1", **how)
        work.commit()
    return found


def test_a_person_is_warned_before_and_told_after_each_once(house: House) -> None:
    """A quarter of the time before, where nothing was agreed; and when it is late."""
    awaiting(house)
    states = []
    for hours in (2.9, 0.2, 0.5, 0.5, 5):
        later(house, hours=hours)
        house.ask("watch")
        states += [state for _, state in waited_for(house)]

    assert ["awaited", "at-risk", "at-risk", "overdue", "overdue"] == states
    assert (["d1"], ["d1"]) == (house.events("deadline.at-risk"), house.events("deadline.overdue"))


def test_what_comes_settles_it_and_what_comes_later_has_the_last_word(house: House) -> None:
    """A refusal stays with a person until it is met; what was met can still be refused; late counts."""
    awaiting(house)
    later(house, hours=9)
    house.ask("watch")
    refused = settled(house, verdict=expecting.REFUSED, reason="wrong MIC")
    seen = waited_for(house)
    settled(house)

    assert refused is not None
    assert ("refused", "wrong MIC", "mdn-1") == (refused.state, refused.reason, refused.settled_by)
    assert ([("receipt", "refused")], []) == (seen, waited_for(house))
    assert [("receipt", "met")] == waited_for(house, state="met")


def test_what_nobody_expects_settles_nothing_and_nothing_else_settles(house: House) -> None:
    """A receipt for something unknown is for the caller to note; a verdict is one of three."""
    assert settled(house) is None
    with pytest.raises(ValueError, match="settles nothing"):
        settled(house, verdict="awaited")


def test_expecting_again_waits_anew_under_the_same_identifier(house: House) -> None:
    """Sent again, it is answered again."""
    first = awaiting(house)
    settled(house, verdict=expecting.REFUSED)
    later(house, hours=1)
    again = awaiting(house, within=8)

    assert first.id == again.id
    assert first.due_at + timedelta(hours=5) == again.due_at
    assert [("receipt", "awaited")] == waited_for(house)


def test_an_order_that_waits_for_a_person_puts_its_answer_at_risk(house: House) -> None:
    """Rule V59: the 855 was promised within four hours, the order is held, and somebody hears of it in time."""
    house.take(interchange(order("PO-1", LAMPS.replace("9.25", "1.00"))))
    later(house, hours=3.5)
    house.ask("watch")
    held = house.order("PO-1")
    with house.gateway.store.read() as work:
        (owed,) = work.expectations.of(held.id)
        (said,) = [one for one in work.events.of(held.id) if one.what == "deadline.at-risk"]

    assert ("held", "at-risk", "855 for order PO-1") == (held.state, owed.state, owed.title)
    assert ("V59", held.id) == (said.detail["rule"], said.order)


def test_an_answer_that_left_is_owed_no_longer_and_its_own_acknowledgement_is_awaited(house: House) -> None:
    """The 855 settles what we owe; the partner's 997 settles what the partner owes."""
    house.take(interchange(order("PO-1", DESKS)))
    before = waited_for(house)
    (response,) = house.documents("855")
    house.acknowledge()

    assert [("acknowledgement", "awaited")] == before
    assert [] == waited_for(house)
    with house.gateway.store.read() as work:
        (closed,) = work.expectations.of(response.id)
    assert ("met", house.clock.now()) == (closed.state, closed.settled_at)


def test_what_the_partner_refuses_is_open_until_it_says_otherwise(house: House) -> None:
    """The ledger follows the document: refused, then accepted."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge(
        change=lambda answer: answer.replace(b"AK5*A", b"AK5*R").replace(b"AK9*A*1*1*1", b"AK9*R*1*1*0")
    )
    refused = waited_for(house)
    house.read.clear()
    house.acknowledge()

    assert [("acknowledgement", "refused")] == refused
    assert [] == waited_for(house)


def test_a_person_can_stop_waiting_and_that_is_written_down(house: House) -> None:
    """Once; what is settled stays settled."""
    opened = awaiting(house)
    withdrawn = expecting.withdraw(
        house.gateway.services, house.gateway.store, opened.id, reason="said on the phone", actor="kim"
    )
    with pytest.raises(Conflict):
        expecting.withdraw(
            house.gateway.services, house.gateway.store, opened.id, reason="again", actor="kim"
        )
    with pytest.raises(NotFound):
        expecting.withdraw(house.gateway.services, house.gateway.store, "no", reason="?", actor="kim")

    assert ("withdrawn", "kim", "said on the phone") == (
        withdrawn.state,
        withdrawn.settled_by,
        withdrawn.reason,
    )
    assert ["d1"] == house.events("deadline.withdrawn")


def test_however_many_are_due_one_look_is_short(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest follows in further looks, each a commit of its own."""
    monkeypatch.setattr(deadlines, "AT_ONCE", 2)
    with house.gateway.store.begin() as work:
        for number in range(5):
            what = Awaited("acme", expecting.RECEIPT, f"<{number}>")
            expect(
                house.gateway.services,
                work,
                Expected(what=what, within=timedelta(hours=1), ref=f"d{number}"),
            )
        work.commit()
    later(house, hours=2)
    house.ask("watch")
    first = [state for _, state in waited_for(house, partner="acme", kind="receipt")]
    with house.gateway.store.read() as work:
        head = expecting.standing(work, 2)
        rest = expecting.standing(work, 50, after=head[-1].id)

    assert ["overdue"] * 5 == first
    assert (2, 3) == (len(head), len(rest))


def test_a_document_that_is_gone_or_answered_is_not_said_to_be_late(house: House) -> None:
    """The ledger speaks for itself, and marks documents that still wait."""
    with house.gateway.store.begin() as work:
        what = Awaited("acme", expecting.ACKNOWLEDGEMENT, "gone")
        expect(house.gateway.services, work, Expected(what=what, within=timedelta(hours=1), ref="gone"))
        work.commit()
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge()
    (response,) = house.documents("855")
    with house.gateway.store.begin() as work:
        what = Awaited("acme", expecting.ACKNOWLEDGEMENT, response.id)
        expect(house.gateway.services, work, Expected(what=what, within=timedelta(hours=1), ref=response.id))
        work.commit()
    later(house, hours=2)
    house.ask("watch")

    assert [] == house.events("acknowledgement.overdue")
    assert ["accepted"] == [one.acknowledgement for one in house.documents("855")]
