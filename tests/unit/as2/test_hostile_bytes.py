"""Any bytes at all give a value: opened, rejected, a verdict; never an exception."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gateway.as2.agreements import Compression
from gateway.as2.arrivals import Arrival, read_arrival
from gateway.as2.composing import Composed
from gateway.as2.headers import read_field
from gateway.as2.limits import Limits
from gateway.as2.opening import Opened, Rejected, open_message
from gateway.as2.receipt_reading import Outcome, Verdict, check_receipt, is_receipt, original_message_id
from gateway.as2.receipts import make_receipt, same_origin
from tests.unit.as2.hostile import with_body
from tests.unit.as2.trading import AT, CHANCE, EVERYTHING, ORDER, THEM, US, opened, sending, sent

LIMITS = Limits(body=1_000_000, decompressed=1_000_000)
MESSAGES = [
    sent(sending(cipher=None)),
    sent(),
    sent(sending(cipher=None, compression=Compression.AFTER_SIGNING)),
    sent(sending(cipher=None, digest=None, compression=Compression.BEFORE_SIGNING)),
]
RECEIPT = make_receipt(opened(MESSAGES[1]), THEM, message_id="<r@peer>", at=AT, chance=CHANCE)
KINDS = st.sampled_from(
    [
        "application/pkcs7-mime",
        "application/pkcs7-mime; smime-type=compressed-data",
        'multipart/signed; boundary="b"',
        'multipart/related; boundary="b"',
        'multipart/report; boundary="b"',
        "text/plain",
        "",
    ]
)
BYTES = st.binary(max_size=200) | st.lists(
    st.sampled_from(
        [
            b"--b",
            b"--b--",
            b"\r\n",
            b"\n",
            b"Content-Type: multipart/signed; boundary=b",
            b"Content-Type: application/pkcs7-signature",
            b"\x30\x80",
            b"\0\0",
            b"x",
            b": ",
        ]
    ),
    max_size=30,
).map(b"".join)


def read(message: Composed) -> Opened | Rejected:
    """Return what becomes of a message, with a receipt whatever it is."""
    outcome = open_message(message.headers, message.body, EVERYTHING, at=AT, chance=CHANCE, limits=LIMITS)
    assert isinstance(outcome, Opened | Rejected)
    make_receipt(outcome, EVERYTHING, message_id="<r@peer>", at=AT, chance=CHANCE)
    return outcome


@given(kind=KINDS, body=BYTES)
def test_any_body_of_any_kind_gives_a_value(kind: str, body: bytes) -> None:
    """Under every content type that is looked into."""
    message = with_body(MESSAGES[0], kind, body)
    read(message)
    verdict = check_receipt(message.headers, body, MESSAGES[0].sent, US, at=AT)

    assert isinstance(verdict, Verdict)
    assert Outcome.DELIVERED is not verdict.outcome
    assert is_receipt(message.headers, body) in {True, False}
    assert original_message_id(message.headers, body) is None


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    which=st.sampled_from(MESSAGES), at=st.integers(0, 10_000), flip=st.integers(1, 255), cut=st.booleans()
)
def test_a_message_with_a_byte_altered_gives_a_value(
    which: Composed, at: int, flip: int, *, cut: bool
) -> None:
    """At any place, and cut off there; whatever still opens holds what was sent, unless nothing protects it."""
    place = at % len(which.body)
    body = (
        which.body[:place]
        if cut
        else which.body[:place] + bytes((which.body[place] ^ flip,)) + which.body[place + 1 :]
    )
    outcome = read(replace(which, body=body))

    signed = isinstance(outcome, Opened) and outcome.authenticated
    assert not signed or outcome.payloads[0].content == ORDER


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_receipt_with_a_byte_altered_gives_a_value(at: int, flip: int) -> None:
    """It is delivered only if what is signed is as it was."""
    assert RECEIPT is not None
    place = at % len(RECEIPT.body)
    body = RECEIPT.body[:place] + bytes((RECEIPT.body[place] ^ flip,)) + RECEIPT.body[place + 1 :]
    verdict = check_receipt(RECEIPT.headers, body, MESSAGES[1].sent, US, at=AT)

    assert Outcome.DELIVERED is not verdict.outcome or verdict.mic == MESSAGES[1].sent.mics[0]


LINE = st.tuples(
    st.sampled_from(
        [
            "AS2-From",
            "AS2-To",
            "Message-ID",
            "Content-Type",
            "Disposition-Notification-To",
            "Disposition-Notification-Options",
            "Receipt-Delivery-Option",
            "X",
        ]
    ),
    st.text(st.characters(max_codepoint=255), max_size=60),
)


@given(lines=st.lists(LINE, max_size=12), body=st.binary(max_size=40))
def test_any_header_lines_give_a_value(lines: list[tuple[str, str]], body: bytes) -> None:
    """Twice, empty, with anything in them."""
    assert isinstance(read_arrival(lines), Arrival)
    outcome = open_message(lines, body, EVERYTHING, at=AT, chance=CHANCE)
    make_receipt(outcome, EVERYTHING, message_id="<r@peer>", at=AT, chance=CHANCE)

    assert isinstance(outcome, Rejected | Opened)
    assert isinstance(check_receipt(lines, body, MESSAGES[0].sent, US, at=AT), Verdict)


@example(text="a; b*0*=utf-8''%C3%A4; b*1=\"%\"; c*=latin-1'de'%E4; d*=nosuch''%E4; e*=x")
@given(text=st.text(max_size=200))
def test_any_text_is_taken_apart(text: str) -> None:
    """A value with parameters, continued and encoded ones too."""
    field = read_field(text)

    assert field.word == field.value.lower()


@given(asked=st.text(max_size=60), agreed=st.text(max_size=60))
def test_any_texts_are_compared_as_urls(asked: str, agreed: str) -> None:
    """And are the same in no case but one."""
    assert not same_origin(asked, agreed) or asked.lower().startswith("http")


@pytest.mark.parametrize("message", MESSAGES, ids=["signed", "sealed", "compressed after", "compressed"])
def test_the_messages_above_are_in_order(message: Composed) -> None:
    """Else the tests above show nothing."""
    assert isinstance(read(message), Opened)
