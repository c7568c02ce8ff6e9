"""What was given up is seen with its reason, and one command puts it back to work."""

import pytest

from gateway.application.dead_letters import resend_dead
from gateway.application.expecting import standing
from gateway.application.records import DeadJob
from gateway.application.reprocessing import reissue, reprocess, resend
from gateway.errors import NotFound
from tests.house import LAMPS, House, interchange, order


@pytest.fixture
def letter(house: House) -> DeadJob:
    """The 855 of an order, refused because another file of its name lies there; the file is gone by now."""
    box = house.folder / "data" / "acme" / "out"
    box.mkdir(parents=True, exist_ok=True)
    blocking = box / "acme-855-000000002.edi"
    blocking.write_bytes(b"something else")
    house.take(interchange(order("PO-1", LAMPS)))
    blocking.unlink()
    (found,) = dead(house)
    return found


def dead(house: House) -> list[DeadJob]:
    """Return the dead letters."""
    with house.gateway.store.read() as work:
        return list(work.jobs.dead())


def test_a_dead_letter_says_whose_and_why_and_leaves_again(house: House, letter: DeadJob) -> None:
    """The same bytes under the same name; a dry run does nothing."""
    services, store = house.gateway.services, house.gateway.store
    resend_dead(services, store, letter.id, actor="kim", dry_run=True)
    untouched = dead(house)
    resend_dead(services, store, letter.id, actor="kim")
    house.work()

    assert ("acme", "deliver") == (letter.partner, letter.kind)
    assert letter.error.startswith("transport.refused")
    assert [letter] == untouched
    assert [] == dead(house)
    assert "acme-855-000000002.edi" in house.outbox()
    assert ["sent"] == [one.delivery for one in house.documents("855")]
    assert [letter.ref] == house.events("dead-letter.resend")


def test_what_is_sent_by_another_command_is_no_dead_letter_any_more(house: House, letter: DeadJob) -> None:
    """Nobody wonders about a delivery that has succeeded since."""
    services, store = house.gateway.services, house.gateway.store
    resend(services, store, letter.ref, actor="kim", dry_run=True)
    before = [one.delivery for one in house.documents("855")]
    resend(services, store, letter.ref, actor="kim")
    house.work()

    assert (["failed"], ["sent"]) == (before, [one.delivery for one in house.documents("855")])
    assert [] == dead(house)


def test_there_must_be_such_a_letter(house: House) -> None:
    """A number that was mistyped does nothing."""
    with pytest.raises(NotFound):
        resend_dead(house.gateway.services, house.gateway.store, "no", actor="kim")


def test_a_dry_run_of_an_issue_keeps_no_number(house: House) -> None:
    """It says what would be; then it is done, and the first is waited for no longer."""
    house.take(interchange(order("PO-1", LAMPS)))
    (first,) = house.documents("855")
    services, store = house.gateway.services, house.gateway.store
    trial = reissue(services, store, first.id, actor="kim", dry_run=True)
    alone = len(house.documents("855"))
    made = reissue(services, store, first.id, actor="kim")
    house.work()

    assert 1 == alone
    assert trial.interchange_control_number == made.interchange_control_number
    with house.gateway.store.read() as work:
        assert [made.id] == [one.ref for one in standing(work, 9)]
        assert ["withdrawn"] == [one.state for one in work.expectations.of(first.id)]


def test_a_dry_run_of_reading_again_reads_nothing(house: House) -> None:
    """It only finds out whether there is something to read."""
    transmission = house.take(interchange(order("PO-1", LAMPS)))
    services, store = house.gateway.services, house.gateway.store

    assert transmission.id == reprocess(services, store, transmission.id, actor="kim", dry_run=True)
    assert [] == house.events("transmission.reprocess")


def test_work_that_is_no_delivery_comes_back_too(house: House) -> None:
    """A poll that was refused for good is asked for again."""
    (house.folder / "data" / "acme").mkdir(parents=True, exist_ok=True)
    house.ask("order", "no-such-document")
    (letter,) = dead(house)
    resend_dead(house.gateway.services, house.gateway.store, letter.id, actor="kim")
    house.work()

    assert [letter.ref] == [one.ref for one in dead(house)]
