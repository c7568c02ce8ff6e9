"""Documents leave once, are waited for, and can be sent again."""

from dataclasses import dataclass, replace
from datetime import datetime
from threading import Thread

import pytest

from gateway.application.acknowledging import match
from gateway.application.delivering import Delivering
from gateway.application.records import Job
from gateway.application.reprocessing import reissue, resend
from gateway.domain.functional_acks import FunctionalAck
from gateway.domain.order_responses import OrderResponse
from gateway.errors import Conflict
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House, interchange, later, order, rebuilt, write_map, write_profile

LONG_ENOUGH_S = 0.5


def test_a_partners_997_closes_what_we_sent(house: House) -> None:
    """Each document is closed by the verdict on its own set."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge()

    (response,) = house.documents("855")
    assert ("sent", "accepted", house.clock.now()) == (
        response.delivery,
        response.acknowledgement,
        response.acknowledged_at,
    )


def test_a_rejection_says_in_words_what_the_partner_found(house: House) -> None:
    """AK3 and AK4 become a sentence on the document; the chain stays open."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge(
        change=lambda answer: (
            answer.replace(b"AK5*A~", b"AK3*ACK*7**8~AK4*2*380*6*12X~AK5*R*5~")
            .replace(b"AK9*A*1*1*1", b"AK9*R*1*1*0")
            .replace(b"SE*6*", b"SE*8*")
        )
    )

    (response,) = house.documents("855")
    assert "rejected" == response.acknowledgement
    assert (
        'segment 7 ACK (Line acknowledgement): ACK02 (Quantity) "12X" holds characters that are not allowed'
        == response.reason
    )
    assert house.order("PO-1").chain_complete_at is None


def refusal(number: str, *, code: str = "R", own: int = 900) -> bytes:
    """Return an interchange of ACME's that holds nothing but a TA1."""
    whole = interchange(number=own)
    head, tail = whole.partition("GS*")[0], whole[whole.index("IEA*1*") :]
    return f"{head}TA1*{number}*260302*0900*{code}*025~\n{tail.replace('IEA*1*', 'IEA*0*')}".encode()


def test_a_ta1_that_refuses_an_interchange_rejects_what_was_in_it(house: House) -> None:
    """The partner never opened it: nothing in it was read, and a person can see why."""
    house.take(interchange(order("PO-1", LAMPS)))
    (sent,) = house.documents("855")
    house.take(refusal(sent.interchange_control_number))

    (response,) = house.documents("855")
    assert ("rejected", "the interchange was refused by TA1 025: its control number was used before") == (
        response.acknowledgement,
        response.reason,
    )
    assert [response.id] == house.events("document.refused-by-partner")


def test_a_ta1_that_only_says_it_arrived_leaves_the_verdict_to_the_997(house: House) -> None:
    """Neither acceptance nor remarks about the envelope close a document."""
    house.take(interchange(order("PO-1", LAMPS)))
    (sent,) = house.documents("855")
    for at, code in enumerate("AE"):
        house.take(refusal(sent.interchange_control_number, code=code, own=900 + at))

    assert ["awaited"] == [one.acknowledgement for one in house.documents("855")]
    assert [sent.id] * 2 == house.events("document.arrived")


def test_a_ta1_that_refuses_a_repeat_takes_nothing_back(house: House) -> None:
    """What was read before stays read, and the refusal is noted; so is a TA1 about nothing of ours."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge()
    (sent,) = house.documents("855")
    house.take(refusal(sent.interchange_control_number))
    house.take(refusal("000099999", own=901))

    assert ["accepted"] == [one.acknowledgement for one in house.documents("855")]
    assert [sent.id] == house.events("document.repeat-refused")
    assert 1 == len(house.events("acknowledgement.unmatched"))


def test_an_acknowledgement_of_nothing_we_sent_is_noted(house: House) -> None:
    """It closes nothing, and somebody can see it."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge(change=lambda answer: answer.replace(b"AK1*PR*", b"AK1*PR*9"))

    assert 1 == len(house.events("acknowledgement.unmatched"))
    assert ["awaited"] == [one.acknowledgement for one in house.documents("855")]


def test_what_is_not_acknowledged_in_time_is_said_to_be_overdue_once(house: House) -> None:
    """The watch marks it; a late 997 still closes it."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.ask("watch")
    early = [one.acknowledgement for one in house.documents("855")]
    later(house, hours=25)
    house.ask("watch")
    house.ask("watch")
    late = [one.acknowledgement for one in house.documents("855")]
    house.acknowledge()

    assert (["awaited"], ["overdue"]) == (early, late)
    assert 1 == len(house.events("acknowledgement.overdue"))
    assert ["accepted"] == [one.acknowledgement for one in house.documents("855")]


def test_a_refused_delivery_is_a_dead_letter_that_one_command_revives(house: House) -> None:
    """Another file under the name we use: refused for good, said why, sent again when it is gone."""
    box = house.folder / "data" / "acme" / "out"
    box.mkdir(parents=True, exist_ok=True)
    blocking = box / "acme-855-000000002.edi"
    blocking.write_bytes(b"something else")
    house.take(interchange(order("PO-1", LAMPS)))
    (failed,) = house.documents("855")
    blocking.unlink()
    resend(house.gateway.services, house.gateway.store, failed.id, actor="kim")
    house.work()

    assert "failed" == failed.delivery
    assert failed.reason.startswith("transport.refused")
    assert ["sent"] == [one.delivery for one in house.documents("855")]
    assert blocking.exists()


def test_a_document_that_left_can_be_sent_again_as_it_was(house: House) -> None:
    """The same bytes under the same name."""
    house.take(interchange(order("PO-1", LAMPS)))
    before = house.outbox()
    for file in (house.folder / "data" / "acme" / "out").iterdir():
        file.unlink()
    (response,) = house.documents("855")
    resend(house.gateway.services, house.gateway.store, response.id, actor="kim")
    house.work()

    assert {response.file_name: before[response.file_name]} == house.outbox()


def test_what_arrived_cannot_be_resent(house: House) -> None:
    """Only what we send can be sent again."""
    house.take(interchange(order("PO-1", LAMPS)))
    (received,) = house.documents("850")

    with pytest.raises(Conflict):
        resend(house.gateway.services, house.gateway.store, received.id, actor="kim")


def test_control_numbers_have_no_gaps(house: House) -> None:
    """Every interchange we send has the next number."""
    for at in range(3):
        house.take(interchange(order(f"PO-{at}", LAMPS), number=101 + at))
    house.ship()

    numbers = [int(one.interchange_control_number) for one in house.documents(direction="out")]
    assert list(range(1, 13)) == sorted(numbers)


def test_text_that_holds_our_delimiters_is_sent_without_them(house: House) -> None:
    """A buyer with other delimiters may describe an item with ours."""
    content = (
        interchange(order("PO-1", LAMPS))
        .replace("~\nCTT", "~\nPID*F****LAMP > 5 V~\nCTT")
        .replace("SE*8*", "SE*9*")
    )
    house.take(content.replace("*>~\n", "*:~\n", 1))

    (response,) = house.sent("855")
    assert isinstance(response, OrderResponse)
    assert ["LAMP   5 V"] == [one.text for line in response.lines for one in line.descriptions]


def test_a_number_that_holds_our_delimiters_is_held_until_issued_anew(house: House) -> None:
    """Nothing half-right leaves, no control number is lost; mended, the document leaves under new numbers."""
    content = interchange(order("PO>1", LAMPS)).replace("*>~\n", "*:~\n", 1)
    house.take(content)
    (held,) = house.documents("855")
    delimiters = {"element": "*", "component": ":", "segment": "~"}
    profile = {
        "them": {"qualifier": "12", "id": "5555551234", "group_id": "ACME"},
        "us": {"id": "OURCO"},
        "delimiters": delimiters,
    }
    write_profile(house.folder, "acme", x12=profile)
    mended = rebuilt(house)
    made = reissue(mended.gateway.services, mended.gateway.store, held.id, actor="kim")
    mended.work()
    after = {one.id: one.delivery for one in mended.documents("855")}
    numbers = [one.interchange_control_number for one in mended.documents(direction="out")]
    mended.gateway.engine.dispose()

    assert ("held", "x12.delimiter-in-data") == (held.delivery, held.reason)
    assert {held.id: "abandoned", made.id: "sent"} == after
    assert ["", "000000001", "000000002"] == sorted(numbers)


def test_what_left_can_be_issued_anew_under_new_numbers(house: House) -> None:
    """The first stays sent; the second has a number of its own."""
    house.take(interchange(order("PO-1", LAMPS)))
    (first,) = house.documents("855")
    reissue(house.gateway.services, house.gateway.store, first.id, actor="kim")
    house.work()

    one, other = house.documents("855")
    assert ("sent", "sent") == (one.delivery, other.delivery)
    assert one.interchange_control_number < other.interchange_control_number
    assert one.canonical == other.canonical


def test_only_what_was_written_here_can_be_issued_anew(house: House) -> None:
    """What arrived is the partner's."""
    house.take(interchange(order("PO-1", LAMPS)))
    (received,) = house.documents("850")

    with pytest.raises(Conflict):
        reissue(house.gateway.services, house.gateway.store, received.id, actor="kim")


def test_a_997_that_comes_while_the_delivery_is_written_down_is_kept(house: House) -> None:
    """A fast partner answers before we have noted that it was reached: neither note wipes out the other."""
    house.take(interchange(order("PO-1", LAMPS)))
    (response,) = house.documents("855")
    services, store = house.gateway.services, house.gateway.store
    ack = FunctionalAck(
        functional_group="PR",
        group_control_number=response.group_control_number,
        verdict="accepted",
        included=1,
        received=1,
        accepted=1,
    )

    def answer() -> None:
        with store.begin() as work:
            match(services, work, "acme", ack=ack, document=response.id)
            work.commit()

    meanwhile = Thread(target=answer)
    interrupted = replace(services, clock=Interrupted(house.clock, meanwhile))
    delivering = Delivering(
        services=interrupted, transport_for=house.gateway.effects["deliver"].transport_for
    )
    job = Job(
        id="j",
        kind="deliver",
        ref=response.id,
        dedupe="",
        lane="",
        attempts=0,
        run_at=house.clock.now(),
        partner="acme",
    )
    with store.begin() as work:
        delivering.conclude(work, job, None)
        work.commit()
    meanwhile.join()

    (response,) = house.documents("855")
    assert ("sent", 2, "accepted") == (response.delivery, response.attempts, response.acknowledgement)


@dataclass
class Interrupted:
    """A clock at whose first look something else happens, or begins to wait for us."""

    clock: FixedClock
    meanwhile: Thread
    begun: bool = False

    def now(self) -> datetime:
        """Return the time, after the interruption."""
        if not self.begun:
            self.begun = True
            self.meanwhile.start()
            self.meanwhile.join(LONG_ENOUGH_S)
        return self.clock.now()


def test_what_a_partner_acknowledges_has_reached_it(house: House) -> None:
    """The connection broke off after the bytes had left, and the next try was refused: the 997 tells the truth."""
    box = house.folder / "data" / "acme" / "out"
    box.mkdir(parents=True, exist_ok=True)
    (box / "acme-855-000000002.edi").write_bytes(b"something else")
    house.take(interchange(order("PO-1", LAMPS)))
    (failed,) = house.documents("855")
    with house.gateway.store.read() as work:
        content = work.documents.content(failed.id)
    (box / "acme-855-000000002.edi").write_bytes(content)
    house.acknowledge()

    (response,) = house.documents("855")
    assert ("failed", "sent", "accepted") == (failed.delivery, response.delivery, response.acknowledgement)
    assert response.sent_at == house.clock.now()


def test_a_repeat_that_is_refused_does_not_undo_the_delivery(house: House) -> None:
    """A partner who has our answer may refuse to take it twice; it has it all the same."""
    content = interchange(order("PO-1", LAMPS))
    house.take(content)
    house.acknowledge()
    for file in (house.folder / "data" / "acme" / "out").glob("*997*"):
        file.write_bytes(b"something else")
    house.take(content)

    assert ["sent"] == [one.delivery for one in house.documents("997", "out")]
    assert 1 == len(house.events("document.undeliverable"))


def test_what_a_partners_map_leaves_out_is_not_sent_and_said(house: House) -> None:
    """A partner who wants no shipped totals gets an invoice without them, at once."""
    write_map(house.folder, "acme/810", {"extends": "base/x12/004010/810", "remove": ["ISS"]})
    frugal = rebuilt(house)
    frugal.take(interchange(order("PO-1", LAMPS)))
    frugal.ship()
    (invoice,) = frugal.documents("810")
    frugal.gateway.engine.dispose()

    assert "sent" == invoice.delivery
    assert [("map.not-carried", "shipped")] == [(one.code, one.path) for one in invoice.findings]
    assert not any(b"ISS*" in content for content in frugal.outbox().values())


def test_a_value_the_partners_map_cannot_write_is_held(house: House) -> None:
    """The order is decided all the same; the answer waits for a map that can say it."""
    narrow = {"extends": "base/x12/004010/855", "change": {"BAK/BAK02": {"codes": {"AT": "accepted"}}}}
    write_map(house.folder, "acme/855", narrow)
    narrowed = rebuilt(house)
    narrowed.take(interchange(order("PO-1", LAMPS)))
    (response,) = narrowed.documents("855")
    state = narrowed.order("PO-1").state
    narrowed.gateway.engine.dispose()

    assert ("held", "map.cannot-write", "confirmed") == (response.delivery, response.reason, state)
