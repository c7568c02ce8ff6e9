"""What we send is sealed once and delivered only by a receipt that is all it should be."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event

import pytest

from gateway.adapters.transports import Surroundings, open_transport
from gateway.application import expecting
from gateway.application.as2.answers import Posted
from gateway.application.as2.proving import evidence_of
from gateway.application.as2.records import As2Evidence, As2Sealed
from gateway.application.as2.sealing import Sealing
from gateway.application.as2.taking import take
from gateway.as2.agreements import Agreement, Held, ReceiptRequest
from gateway.as2.opening import Opened, Rejected, open_message, refuse
from gateway.as2.receipts import make_receipt
from gateway.as2.refusals import Modifier
from gateway.errors import NotFound, TransportError, TransportRefused, TransportUnavailable
from tests.as2_house import hand, message, pinned
from tests.fakes.as2_peer import As2Peer, Reply, Taken, as2_peer, changed, hangs_up, saying
from tests.fakes.secrets import KnownSecrets
from tests.house import LAMPS, House, interchange, later, order
from tests.integration.as2.conftest import Building
from tests.unit.as2.test_refused_receipts import receipt_of, report, reported, signed_by_partner
from tests.unit.as2.trading import ASKED, AT, CHANCE, THEM, pair, sending

CONTENT = b"ISA*00*~\r\nthe document\xff\0"
URL = "http://127.0.0.1:9/as2"
KEY = "<1@ourco>"


@pytest.fixture
def peer() -> Iterator[As2Peer]:
    """A partner at the other end."""
    with as2_peer(read_timeout="1s") as opened_peer:
        yield opened_peer


def leave(house: House, peer: As2Peer, content: bytes = CONTENT, key: str = KEY) -> TransportError | None:
    """Deliver a document; return what went wrong."""
    surroundings = Surroundings(
        files=house.folder,
        clock=house.clock,
        secrets=KnownSecrets(**peer.secrets),
        pause=lambda _: None,
        partner="acme",
        as2=Sealing(as2=house.gateway.as2),
    )
    try:
        open_transport("as2", peer.settings, surroundings).leave("855.edi", content, message_id=key)
    except TransportError as error:
        return error
    return None


def sealed(house: House) -> As2Sealed:
    """Return the last message that was sealed."""
    with house.gateway.store.read() as work:
        return work.as2_outbox.recent(1)[0]


def evidence(house: House) -> list[As2Evidence]:
    """Return the receipts that came for it."""
    with house.gateway.store.read() as work:
        return list(work.as2_outbox.evidence(sealed(house).id))


def later_receipt(house: House, reply: Reply) -> int:
    """Let a receipt come on its own connection; return the status of our answer."""
    _, lines, body = reply
    answer = take(house.gateway.as2, Posted(lines=lines, body=body, remote="192.0.2.1"))
    assert answer is not None
    return answer.status


def test_what_is_receipted_is_delivered_and_proved(building: Building, peer: As2Peer) -> None:
    """The bytes that were sent, the receipt, the checks and the certificates are kept."""
    house = building()

    assert leave(house, peer) is None
    assert [CONTENT] == peer.delivered()
    (kept,) = evidence(house)
    message = sealed(house)
    with house.gateway.store.read() as work:
        assert peer.taken[0].body == work.as2_outbox.body(message.id)
    assert ("delivered", 1, "855.edi") == (message.state, message.attempts, message.name)
    assert str(message.sent.mics[0]) == kept.mic
    assert pair("us").certificate.fingerprint == message.signer
    assert pair("peer").certificate.fingerprint == message.encrypted_to == kept.signer
    assert "multiple-attachments" == peer.taken[0]["EDIINT-Features"]
    assert peer.taken[0]["AS2-Product"].startswith("b2b-order-gateway:")


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        (saying(500), TransportUnavailable),
        (saying(503), TransportUnavailable),
        (saying(408), TransportUnavailable),
        (saying(425), TransportUnavailable),
        (saying(429), TransportUnavailable),
        (saying(200), TransportUnavailable),
        (hangs_up, TransportUnavailable),
        (saying(400), TransportRefused),
        (saying(302), TransportRefused),
        (lambda _: (200, (("Content-Type", "text/html"),), b"<p>Welcome</p>"), TransportUnavailable),
        (lambda _: (200, (("Content-Type", "multipart/report"),), b"x" * 2_000_000), TransportUnavailable),
    ],
    ids=[
        "500",
        "503",
        "408",
        "425",
        "429",
        "no receipt",
        "hangs up",
        "400",
        "elsewhere",
        "a page",
        "too much",
    ],
)
def test_a_partner_who_fails_gets_the_same_bytes_again(
    building: Building,
    peer: As2Peer,
    behaviour: Callable[[Taken], Reply | None],
    failure: type[TransportError],
) -> None:
    """The same Message-ID too, so that the partner can tell; then its receipt counts."""
    house = building()
    honest, peer.behave = peer.behave, behaviour

    assert isinstance(leave(house, peer), failure)
    peer.behave = honest
    assert leave(house, peer) is None
    first, *_, last = peer.taken
    assert (first.body, first["Message-ID"]) == (last.body, last["Message-ID"])
    assert [CONTENT] == peer.delivered()
    assert "delivered" == sealed(house).state


def test_a_partner_who_stalls_is_not_waited_for(building: Building) -> None:
    """Bounded in time, and worth another try."""
    house = building()
    with as2_peer(read_timeout="1s", deadline="2s") as peer:
        peer.goes_on = Event()

        assert isinstance(leave(house, peer), TransportUnavailable)


def _bad_receipts() -> dict[str, Callable[[Taken], Reply]]:
    def unsigned(taken: Taken) -> Reply:
        outcome = opened_again(taken)
        stranger = replace(THEM, certificates=(), theirs="somebody")
        receipt = make_receipt(outcome, stranger, message_id="<r@p>", at=AT, chance=CHANCE)
        return changed(receipt)

    def by_somebody_else(taken: Taken) -> Reply:
        outsider = replace(THEM, keys=(Held(pair=pair("outsider")),))
        return changed(make_receipt(opened_again(taken), outsider, message_id="<r@p>", at=AT, chance=CHANCE))

    def of_another(_: Taken) -> Reply:
        return changed(receipt_of())

    def altered(taken: Taken) -> Reply:
        assert taken.receipt is not None
        return changed(taken.receipt, body=taken.receipt.body.replace(b"processed", b"Processed"))

    def without_check(taken: Taken) -> Reply:
        lines, body = signed_by_partner(_report(taken, None))
        return 200, lines, body

    def with_another_check(taken: Taken) -> Reply:
        lines, body = signed_by_partner(
            _report(taken, "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=, sha-256")
        )
        return 200, lines, body

    return {
        one.__name__: one
        for one in (unsigned, by_somebody_else, of_another, altered, without_check, with_another_check)
    }


def opened_again(taken: Taken, agreement: Agreement = THEM) -> Opened | Rejected:
    """Return what the partner makes of a message."""
    return open_message(taken.headers, taken.body, agreement, at=AT, chance=CHANCE)


def _report(taken: Taken, mic: str | None) -> bytes:
    return reported(report(Original_Message_ID=taken["Message-ID"], Received_Content_MIC=mic))


@pytest.mark.parametrize("kind", sorted(_bad_receipts()))
def test_a_receipt_that_is_not_in_order_never_counts(building: Building, peer: As2Peer, kind: str) -> None:
    """It is kept as evidence, a person is told, and nothing is tried again by itself."""
    house = building()
    peer.behave = _bad_receipts()[kind]
    failure = leave(house, peer)

    assert isinstance(failure, TransportRefused)
    assert "not in order" in str(failure)
    (kept,) = evidence(house)
    assert ("bad", True, "bad") == (kept.outcome, kept.counted, sealed(house).state)
    assert [sealed(house).id] == house.events("as2.receipt-bad")


@pytest.mark.parametrize(
    ("modifier", "failure"),
    [
        (Modifier.DECRYPTION_FAILED, TransportRefused),
        (Modifier.UNEXPECTED_PROCESSING_ERROR, TransportUnavailable),
    ],
    ids=["final", "passing"],
)
def test_a_signed_no_is_final_unless_it_may_pass(
    building: Building, peer: As2Peer, modifier: Modifier, failure: type[TransportError]
) -> None:
    """Only an unexpected error of theirs is worth another try by itself; a person may try either."""
    house = building()
    honest = peer.behave

    def no(taken: Taken) -> Reply:
        outcome = opened_again(taken)
        assert isinstance(outcome, Opened)
        refused = refuse(outcome, modifier, "a test")
        return changed(make_receipt(refused, THEM, message_id="<no@p>", at=AT, chance=CHANCE))

    peer.behave = no
    said = leave(house, peer)
    assert type(said) is failure
    assert ("negative", [True]) == (sealed(house).state, [one.counted for one in evidence(house)])
    assert [sealed(house).id] == house.events("as2.negative")
    peer.behave = honest
    assert leave(house, peer) is None
    assert "delivered" == sealed(house).state


def test_a_delivered_message_that_goes_again_stays_delivered(building: Building, peer: As2Peer) -> None:
    """A person resends, and the second receipt is bad: what was proved stays proved."""
    house = building()
    leave(house, peer)
    peer.behave = _bad_receipts()["altered"]

    assert leave(house, peer) is None
    assert "delivered" == sealed(house).state
    assert [True, False] == [one.counted for one in evidence(house)]


def test_a_resend_may_have_an_id_of_its_own(building: Building, peer: As2Peer) -> None:
    """For partners who take the same id for what they have."""
    house = building(send={"new_id_on_resend": "true"})
    leave(house, peer)
    leave(house, peer)

    assert [KEY, "<2.1@ourco>"] == [one["Message-ID"] for one in peer.taken]


def test_a_message_without_receipt_is_delivered_once_it_is_taken(building: Building, peer: As2Peer) -> None:
    """Where none is asked for, 2xx has to do."""
    house = building(receipt={"mode": "none"})

    assert leave(house, peer) is None
    assert "delivered" == sealed(house).state


ASYNC = {"mode": "async", "url": "https://us.example/as2", "within": "1h", "resends": "1"}


def test_a_receipt_that_comes_later_settles_what_was_sent(building: Building, peer: As2Peer) -> None:
    """Awaited until then; the second one and one about nothing change nothing."""
    house = building(receipt=ASYNC)
    peer.behave = saying(202)

    assert leave(house, peer) is None
    assert "awaited" == sealed(house).state
    (taken,) = peer.taken
    outcome = opened_again(taken)
    agreed = replace(THEM, accepting=replace(THEM.accepting, receipt_urls=("https://us.example",)))
    receipt = make_receipt(outcome, agreed, message_id="<r@p>", at=AT, chance=CHANCE)
    assert 200 == later_receipt(house, _bad_receipts()["altered"](replace(taken, receipt=receipt)))
    assert "awaited" == sealed(house).state
    assert 200 == later_receipt(house, changed(receipt))
    assert "delivered" == sealed(house).state
    assert 200 == later_receipt(house, changed(receipt))
    assert [False, True, False] == [one.counted for one in evidence(house)]
    assert 404 == later_receipt(house, changed(receipt_of()))
    later(house, hours=3)
    house.work()
    assert 1 == len(peer.taken)


def test_a_receipt_that_is_awaited_stands_on_the_ledger(building: Building, peer: As2Peer) -> None:
    """A person is warned before it is late; once it came nobody waits any more."""
    house = building(receipt=ASYNC)
    peer.behave = saying(202)
    leave(house, peer)
    later(house, minutes=50)
    house.ask("watch")
    with house.gateway.store.read() as work:
        (before,) = expecting.standing(work, 10)
    receipt = make_receipt(opened_again(peer.taken[0]), THEM, message_id="<r@p>", at=AT, chance=CHANCE)
    later_receipt(house, changed(receipt))
    with house.gateway.store.read() as work:
        after = expecting.standing(work, 10)

    assert (expecting.RECEIPT, "at-risk", ()) == (before.kind, before.state, tuple(after))
    assert [sealed(house).id] == house.events("deadline.at-risk")


def test_a_receipt_that_never_comes_is_asked_for_again_and_then_given_up(
    building: Building, peer: As2Peer
) -> None:
    """The same bytes once more, then a person; what comes after that is evidence and no more."""
    house = building(receipt=ASYNC, transport={"kind": "as2", "url": peer.settings.url})
    peer.behave = saying(202)
    leave(house, peer)
    for _ in range(2):
        later(house, hours=2)
        house.work()

    assert 2 == len(peer.taken)
    assert peer.taken[0].body == peer.taken[1].body
    assert "overdue" == sealed(house).state
    assert [sealed(house).id] == house.events("as2.receipt-overdue")
    receipt = make_receipt(opened_again(peer.taken[0]), THEM, message_id="<r@p>", at=AT, chance=CHANCE)
    assert 200 == later_receipt(house, changed(receipt))
    assert "overdue" == sealed(house).state


def test_a_partner_out_of_reach_while_its_receipt_is_awaited_is_given_up(
    building: Building, peer: As2Peer
) -> None:
    """The same bytes cannot be handed over again: a person is told, and what was sent is no longer awaited."""
    house = building(receipt=ASYNC, transport={"kind": "as2", "url": peer.settings.url})
    peer.behave = saying(202)
    leave(house, peer)
    peer.behave = saying(400)
    later(house, hours=2)
    house.work()

    assert ("overdue", 2) == (sealed(house).state, len(peer.taken))
    assert [sealed(house).id] == house.events("as2.receipt-overdue")


def test_what_was_sent_is_written_out_with_its_receipts(building: Building, peer: As2Peer) -> None:
    """Header lines and bytes, as they crossed the wire; of what is not there nothing."""
    house = building()
    leave(house, peer)
    with house.gateway.store.read() as work:
        files = dict(evidence_of(work, sealed(house).id))
        with pytest.raises(NotFound):
            dict(evidence_of(work, "nothing"))

    assert peer.taken[0].body == files["message.body"]
    assert f"Message-ID: {KEY}".encode() in files["message.headers"]
    assert peer.taken[0].receipt is not None
    assert peer.taken[0].receipt.body == files["receipt-1.body"]


def test_receipts_that_decide_nothing_are_not_hoarded(building: Building, peer: As2Peer) -> None:
    """Anybody can send them."""
    house = building()
    leave(house, peer)
    receipt = _bad_receipts()["altered"](peer.taken[0])
    for _ in range(25):
        later_receipt(house, receipt)

    assert 20 == len(evidence(house))


def test_an_order_is_answered_over_as2_and_a_late_no_fails_the_document(
    building: Building, peer: As2Peer
) -> None:
    """The whole way: an 855 leaves by AS2, is awaited, and is refused by its receipt."""
    house = building(
        receipt=ASYNC, certificates=pinned("peer"), transport={"kind": "as2", "url": peer.settings.url}
    )
    peer.behave = saying(202)
    house.take(interchange(order("PO-1", LAMPS)))

    answers = {one.set_id: one for one in house.documents(direction="out")}
    assert "sent" == answers["855"].delivery
    for taken in peer.taken:
        refusing = replace(
            THEM, certificates=(replace(THEM.certificates[0], certificate=pair("outsider").certificate),)
        )
        outcome = opened_again(taken, refusing)
        receipt = make_receipt(outcome, refusing, message_id="<r@p>", at=AT, chance=CHANCE, known=True)
        assert 200 == later_receipt(house, changed(receipt))
    failed = {one.set_id: one for one in house.documents(direction="out")}["855"]
    assert ("failed", True) == (failed.delivery, "authentication-failed" in failed.reason)
    assert failed.id in house.events("document.receipt-failed")


def test_what_we_show_goes_to_the_partner(building: Building) -> None:
    """A name and a password, where they were agreed on."""
    house = building()
    auth = {"kind": "basic", "user": "us", "password": "secret:acme"}
    with as2_peer(auth=auth) as peer:
        peer.secrets = {"acme": "sesame"}
        leave(house, peer)

        assert "Basic dXM6c2VzYW1l" == peer.taken[0]["Authorization"]


def test_a_receipt_is_posted_to_the_partner(building: Building, peer: As2Peer) -> None:
    """And counts as given once it is taken; what we show to log in stays with the partner's own host."""
    house = building(
        accept={"receipt_urls": [peer.settings.url]}, transport={"kind": "as2", "url": peer.settings.url}
    )
    asked = sending(agreement=THEM, receipt=ReceiptRequest(notify=ASKED.notify, url=peer.settings.url))
    hand(house, message(b"not X12", agreement=asked))
    house.work()

    (taken,) = peer.taken
    assert b"; processed\r\n" in taken.body
    with house.gateway.store.read() as work:
        receipt = work.as2_inbox.receipt(work.as2_inbox.recent(1)[0].id)
    assert receipt is not None
    assert ("sent", house.clock.now()) == (receipt.state, receipt.sent_at)
