"""What the partner sends is kept before it is answered, once, whatever comes how often."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest

from gateway.application.as2.answers import Posted
from gateway.application.as2.records import As2Arrival
from gateway.application.as2.taking import take
from gateway.as2.agreements import Held, ReceiptRequest
from gateway.as2.composing import Composed, Payload, compose
from gateway.as2.receipt_reading import Outcome, check_receipt
from gateway.errors import ConfigurationFault
from tests.as2_house import hand, keep_key, message, pinned
from tests.databases import KINDS, fresh
from tests.house import LAMPS, House, interchange, later, order
from tests.integration.as2.conftest import Building
from tests.unit.as2.trading import ASKED, AT, CHANCE, THEM, pair, sending

ORDER = interchange(order("PO-1", LAMPS)).encode()
OTHER = interchange(order("PO-2", LAMPS), number=102).encode()


def arrivals(house: House) -> list[As2Arrival]:
    """Return what is remembered of messages that came."""
    with house.gateway.store.read() as work:
        return list(work.as2_inbox.recent(100))


def kept(house: House) -> int:
    """Return how many documents were kept as transmissions."""
    with house.gateway.store.read() as work:
        return len(work.transmissions.recent(100))


def test_an_order_goes_all_the_way_and_its_receipt_is_in_order(building: Building) -> None:
    """Kept, opened, kept as it was sent, answered, worked on."""
    house, composed = building(), message(ORDER)
    answer = hand(house, composed)
    house.work()

    verdict = check_receipt(answer.lines, answer.body, composed.sent, THEM, at=AT)
    assert (200, Outcome.DELIVERED, ()) == (answer.status, verdict.outcome, verdict.faults)
    assert "confirmed" == house.order("PO-1").state
    (arrival,) = arrivals(house)
    with house.gateway.store.read() as work:
        (transmission,) = arrival.transmissions
        assert composed.body == work.as2_inbox.body(arrival.id)
        assert ORDER == work.transmissions.content(transmission)
        assert "order.edi" == work.transmissions.get(transmission).name
    assert ("accepted", ("encrypted", "signed")) == (arrival.state, arrival.layers)
    assert pair("peer").certificate.fingerprint == arrival.signer
    assert pair("us").certificate.fingerprint == arrival.decrypted_with


def test_the_same_message_again_gets_the_same_receipt(building: Building) -> None:
    """Byte by byte, and nothing is worked on twice."""
    house, composed = building(), message(ORDER)
    first, again = hand(house, composed), hand(house, composed)

    assert first == again
    assert (1, 1) == (len(arrivals(house)), kept(house))


@pytest.mark.parametrize("ids", [1, 6], ids=["under one id", "under six"])
@pytest.mark.parametrize("kind", KINDS)
def test_six_at_once_are_one(
    building: Building, kind: str, ids: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One does the work; the others wait for its receipt, or get one of their own where they have ids of their own."""
    house = building(fresh(kind, tmp_path_factory.mktemp("db")))
    made = [message(ORDER, f"<{number}@peer.example>") for number in range(ids)]
    pause = Event()

    def asked(composed: Composed) -> bytes:
        posted = Posted(lines=composed.headers, body=composed.body, remote="192.0.2.1")
        while (answer := take(house.gateway.as2, posted)) is None:
            pause.wait(0.02)
        return answer.body

    with ThreadPoolExecutor(6) as six:
        receipts = set(six.map(asked, made * (6 // ids)))

    assert ids == len(receipts)
    assert all(b"; processed\r\n" in one for one in receipts)
    assert (ids, 1) == (len(arrivals(house)), kept(house))


def test_the_same_content_under_a_new_id_is_not_worked_on_twice(building: Building) -> None:
    """Partners resend under new ids: it is answered, and told of, and that is all."""
    house = building()
    hand(house, message(ORDER))
    answer = hand(house, message(ORDER, "<2@peer.example>"))

    assert b"processed\r\n" in answer.body
    assert (2, 1) == (len(arrivals(house)), kept(house))
    assert 1 == len(house.events("as2.repeated"))


def test_the_same_content_is_taken_again_after_so_long(building: Building) -> None:
    """Two equal files a month apart are two files."""
    house = building(accept={"same_content_within": "5d"})
    hand(house, message(ORDER))
    later(house, days=6)
    hand(house, message(ORDER, "<2@peer.example>"))

    assert 2 == kept(house)


def test_an_id_that_came_before_with_other_content_is_refused(building: Building) -> None:
    """Replay: what was accepted stays as it was."""
    house = building()
    hand(house, message(ORDER))
    answer = hand(house, message(OTHER))

    assert b"processed/error: unexpected-processing-error" in answer.body
    assert (1, 1) == (kept(house), len(house.events("as2.id-used-again")))


def test_the_same_content_wrapped_anew_under_its_id_is_a_repeat(building: Building) -> None:
    """Other dice around the same documents: a good receipt, and nothing is worked on twice."""
    house = building()
    hand(house, message(ORDER))
    again = message(ORDER)
    answer = hand(house, again)

    assert Outcome.DELIVERED is check_receipt(answer.lines, answer.body, again.sent, THEM, at=AT).outcome
    assert 1 == kept(house)
    renamed = message(ORDER, name="other.edi")
    answer = hand(house, renamed)
    assert Outcome.DELIVERED is check_receipt(answer.lines, answer.body, renamed.sent, THEM, at=AT).outcome
    assert 1 == kept(house)


def test_an_attempt_under_a_known_id_that_cannot_be_read_changes_nothing(building: Building) -> None:
    """Whoever guesses an id learns nothing and spoils nothing."""
    house, composed = building(), message(ORDER)
    first = hand(house, composed)
    forged = hand(house, replace(composed, body=b"junk"))

    assert b"decryption-failed" in forged.body or b"error" in forged.body
    assert first == hand(house, composed)


def test_a_message_that_was_refused_may_come_again(building: Building) -> None:
    """The partner mends it and sends it under the same id."""
    house = building()
    stranger = replace(THEM, keys=(Held(pair=pair("outsider")),), sending=sending(agreement=THEM).sending)
    refused = hand(house, message(ORDER, agreement=stranger))
    answer = hand(house, message(ORDER))

    assert b"authentication-failed" in refused.body
    assert b"pkcs7-signature" not in refused.body
    assert 200 == answer.status
    assert ("accepted", 2) == (arrivals(house)[0].state, arrivals(house)[0].attempts)
    assert 1 == kept(house)


def test_whoever_died_over_a_message_is_replaced(building: Building) -> None:
    """While somebody works on it others wait; after a while the next takes over, and the first can write nothing."""
    house, composed = building(), message(ORDER)
    gateway = house.gateway
    posted = Posted(lines=composed.headers, body=composed.body, remote="192.0.2.1")
    hand(house, composed)
    (done,) = arrivals(house)
    dead = replace(
        done,
        id=gateway.services.ids.new(),
        message_id="<2@peer.example>",
        state="received",
        token="dead",
        held_until_at=house.clock.now() + house.gateway.as2.lease,
    )
    with gateway.store.begin() as work:
        assert work.as2_inbox.claim(dead, composed.body) is None
        work.commit()
    other = message(OTHER, "<2@peer.example>")
    posted = Posted(lines=other.headers, body=other.body, remote="192.0.2.1")

    assert take(gateway.as2, posted) is None
    later(house, minutes=2)
    assert 200 == hand(house, other).status
    with gateway.store.begin() as work:
        assert not work.as2_inbox.finish(dead)
    assert 2 == kept(house)


def test_several_attachments_are_several_documents(building: Building) -> None:
    """Each is kept by itself, under its own name."""
    house = building()
    payloads = (
        Payload(content=ORDER, content_type="application/edi-x12", filename="a.edi"),
        Payload(content=OTHER, content_type="application/edi-x12", filename="ü b.edi"),
    )
    ours = sending(agreement=THEM)
    composed = compose(payloads, ours, message_id="<1@peer.example>", at=AT, chance=CHANCE)
    hand(house, composed)
    house.work()

    with house.gateway.store.read() as work:
        names = {one.name for one in work.transmissions.recent(10)}
    assert {"a.edi", "ü b.edi"} == names
    assert ("confirmed", "confirmed") == (house.order("PO-1").state, house.order("PO-2").state)


@pytest.mark.parametrize(
    ("sent", "kept_as"),
    [("../../etc/passwd", "passwd"), ("C:\\temp\\a.edi", "a.edi"), ("con.edi", "_con.edi"), ("..", "")],
)
def test_a_file_name_is_never_a_path(building: Building, sent: str, kept_as: str) -> None:
    """What is left of it is a name to show."""
    house = building()
    hand(house, message(ORDER, name=sent))

    with house.gateway.store.read() as work:
        assert [kept_as] == [one.name for one in work.transmissions.recent(10)]


def test_a_message_that_asks_for_no_receipt_is_just_taken(building: Building) -> None:
    """200 without a word; one that is refused gets an error, so that its sender stops."""
    house = building()
    silent = sending(agreement=THEM, receipt=None)
    answer = hand(house, message(ORDER, agreement=silent))
    again = hand(house, message(ORDER, agreement=silent))
    clear = hand(house, message(OTHER, "<2@p>", agreement=sending(agreement=THEM, receipt=None, cipher=None)))

    assert (200, b"", 200) == (answer.status, answer.body, again.status)
    assert (400, b"insufficient-message-security\r\n") == (clear.status, clear.body)
    junk = replace(message(OTHER, agreement=silent), body=b"junk")
    assert 409 == hand(house, junk).status


def test_without_a_key_of_ours_nothing_is_answered(building: Building) -> None:
    """It is ours to mend: the partner tries again later."""
    house = building(identity="other")

    with pytest.raises(ConfigurationFault, match="gateway cert new --identity other"):
        hand(house, message(ORDER))
    keep_key(house, pair("us"), "other")
    assert 200 == hand(house, message(ORDER)).status


def test_a_rollover_of_theirs_reads_old_and_new(building: Building) -> None:
    """Two certificates whose windows overlap; one whose window is over verifies nothing."""
    house = building(
        certificates=[
            *pinned("peer"),
            *pinned("peer new"),
            *pinned("peer old", until="2026-03-01T00:00:00Z", **{"from": "2026-01-01"}),
        ]
    )
    answers = []
    for number, name in enumerate(("peer", "peer new", "peer old")):
        content = interchange(order(f"PO-{number}", LAMPS), number=200 + number).encode()
        ours = replace(sending(agreement=THEM), keys=(Held(pair=pair(name)),))
        answers.append(
            b"processed\r\n" in hand(house, message(content, f"<{number}@p>", agreement=ours)).body
        )

    assert [True, True, False] == answers


def test_receipts_that_come_by_themselves_are_given_by_the_job_queue(building: Building) -> None:
    """204 at once; the receipt goes to the address on the record, as often as it takes."""
    url = "http://127.0.0.1:9/as2"
    house = building(accept={"receipt_urls": [url]})
    asked = sending(agreement=THEM, receipt=ReceiptRequest(notify=ASKED.notify, url=f"{url}/here"))
    composed = message(ORDER, agreement=asked)
    answer = hand(house, composed)

    assert (204, b"") == (answer.status, answer.body)
    (arrival,) = arrivals(house)
    house.work()
    with house.gateway.store.read() as work:
        receipt = work.as2_inbox.receipt(arrival.id)
        assert receipt is not None
        assert ("waiting", f"{url}/here") == (receipt.state, receipt.url)
    for _ in range(12):
        later(house, hours=2)
        house.work()
    with house.gateway.store.read() as work:
        given = work.as2_inbox.receipt(arrival.id)
    assert given is not None
    assert "failed" == given.state
    assert [arrival.id] == house.events("as2.receipt-undeliverable")
    assert 204 == hand(house, composed).status
    with house.gateway.store.read() as work:
        waiting = work.as2_inbox.receipt(arrival.id)
        assert waiting is not None
        assert "waiting" == waiting.state


def test_refused_messages_cannot_fill_the_disk(building: Building) -> None:
    """Of many that were refused, the bytes of the newest are kept, and what became of each."""
    house = building()
    hand(house, replace(message(ORDER, "<0@p>"), body=b"junk"))
    with house.gateway.store.begin() as work:
        work.as2_inbox.forget_refused("acme", keep=0)
        work.commit()
    (arrival,) = arrivals(house)
    with house.gateway.store.read() as work:
        assert b"" == work.as2_inbox.body(arrival.id)
    assert ("refused", timedelta(0)) == (arrival.state, arrival.at - house.clock.now())
