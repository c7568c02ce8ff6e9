"""Every receipt that must never count as delivered, and what becomes of each."""

from base64 import b64encode
from dataclasses import replace

import pytest

from gateway.as2.agreements import Held
from gateway.as2.algorithms import Digest, digest_of
from gateway.as2.ber import OCTETS, element
from gateway.as2.composing import Composed, Lines
from gateway.as2.mime import multipart, part
from gateway.as2.receipt_reading import (
    Fault,
    Outcome,
    Verdict,
    check_receipt,
    is_receipt,
    original_message_id,
)
from gateway.as2.receipts import Receipt, make_receipt
from gateway.as2.signing import sign
from tests.unit.as2.hostile import attribute, content_type_attribute, multipart_signed, signed_data, signer
from tests.unit.as2.trading import (
    ASKED,
    AT,
    CHANCE,
    THEM,
    US,
    accepting,
    opened,
    pair,
    received,
    sending,
    sent,
)

MESSAGE = sent()
PARTNER = pair("peer")


def receipt_of(message: Composed = MESSAGE, agreement=THEM) -> Receipt:  # type: ignore[no-untyped-def]  # noqa: ANN001 - an agreement
    """Return the receipt in order of a message."""
    receipt = make_receipt(opened(message), agreement, message_id="<r1@peer.example>", at=AT, chance=CHANCE)
    assert receipt is not None
    return receipt


def report(**changed: str | None) -> bytes:
    """Return the fields of a notification in order, some of them changed or, where none is given, gone."""
    mic = MESSAGE.sent.mics[0]
    fields: dict[str, str | None] = {
        "Final-Recipient": "rfc822; peer",
        "Original-Message-ID": "<1@us.example>",
        "Disposition": "automatic-action/MDN-sent-automatically; processed",
        "Received-Content-MIC": f"{mic.value}, sha-256",
    }
    fields |= {name.replace("_", "-"): value for name, value in changed.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    return part((("Content-Type", "message/disposition-notification"),), lines.encode())


def reported(*parts: bytes) -> bytes:
    """Return a report of some parts."""
    people = part((("Content-Type", "text/plain"),), b"Thank you.")
    return part(
        (("Content-Type", 'multipart/report; report-type=disposition-notification; boundary="r"'),),
        multipart("r", people, *parts),
    )


def signed_by_partner(raw: bytes, digest: Digest = Digest.SHA256) -> tuple[Lines, bytes]:
    """Return a report signed in order."""
    kind, body = multipart_signed(raw, sign(raw, PARTNER, digest, pss=False, at=AT))
    return (("AS2-From", "peer"), ("AS2-To", "us"), ("Content-Type", kind)), body


def judged(lines: Lines, body: bytes, message: Composed = MESSAGE, agreement=US) -> Verdict:  # type: ignore[no-untyped-def]  # noqa: ANN001 - an agreement
    """Return what we make of a receipt."""
    return check_receipt(lines, body, message.sent, agreement, at=AT)


def faults(**changed: str | None) -> tuple[Outcome, tuple[Fault, ...]]:
    """Return what we make of a receipt that is signed in order and says something else."""
    verdict = judged(*signed_by_partner(reported(report(**changed))))
    return verdict.outcome, verdict.faults


def test_the_receipt_in_order_is_delivered() -> None:
    """The one all the others here differ from."""
    assert (Outcome.DELIVERED, ()) == faults()


# 16. the signature


def test_an_unsigned_receipt_is_not_delivered_where_a_signed_one_was_asked_for() -> None:
    """Anybody could have written it."""
    head, _, body = reported(report()).partition(b"\r\n\r\n")
    kind = head.decode().partition(": ")[2]
    verdict = judged((("AS2-From", "peer"), ("AS2-To", "us"), ("Content-Type", kind)), body)

    assert (Outcome.BAD, (Fault.UNSIGNED,)) == (verdict.outcome, verdict.faults)


def test_an_unsigned_no_is_not_a_no_either() -> None:
    """It is kept as evidence; what was sent stays unanswered."""
    outcome = received(sent(replace(US, keys=(Held(pair=pair("outsider")),))))
    receipt = make_receipt(outcome, THEM, message_id="<r@p>", at=AT, chance=CHANCE)

    assert receipt is not None
    verdict = judged(receipt.headers, receipt.body)
    assert (Outcome.BAD, (Fault.UNSIGNED, Fault.DISPOSITION)) == (verdict.outcome, verdict.faults)


def test_a_receipt_with_zero_signers_is_not_delivered() -> None:
    """A signature nobody made."""
    kind, body = multipart_signed(reported(report()), signed_data())

    assert (Fault.SIGNATURE,) == judged((("Content-Type", kind),), body).faults


def test_a_receipt_signed_by_somebody_else_is_not_delivered() -> None:
    """A certificate that is not pinned for this partner."""
    receipt = receipt_of(agreement=replace(THEM, keys=(Held(pair=pair("outsider")),)))
    verdict = judged(receipt.headers, receipt.body)

    assert (Outcome.BAD, (Fault.SIGNATURE,), None) == (verdict.outcome, verdict.faults, verdict.verified)


# 17. and 18. the check


def test_a_receipt_without_a_check_is_not_delivered() -> None:
    """It says processed, and not of what."""
    assert (Outcome.BAD, (Fault.NO_MIC,)) == faults(Received_Content_MIC=None)


def test_a_plain_message_needs_no_check_in_its_receipt() -> None:
    """Neither signed nor encrypted: a check is welcome and, if there, must be right."""
    plain = sent(sending(cipher=None, digest=None))
    verdicts = [
        judged(*signed_by_partner(reported(report(Received_Content_MIC=value))), plain)
        for value in (None, str(plain.sent.mics[0]), str(MESSAGE.sent.mics[0]), "what")
    ]

    assert [(), (), (Fault.MIC_DIFFERS,), (Fault.NO_MIC,)] == [one.faults for one in verdicts]


def test_a_check_that_differs_is_not_delivered() -> None:
    """The partner got something else."""
    assert (Outcome.BAD, (Fault.MIC_DIFFERS,)) == faults(
        Received_Content_MIC=f"{b64encode(bytes(32)).decode()}, sha-256"
    )


@pytest.mark.parametrize(("name", "size"), [("sha1", 20), ("sha-512", 64)])
def test_a_check_with_a_digest_nobody_asked_for_is_not_delivered(name: str, size: int) -> None:
    """Weaker or stronger: it is not the one we can compare."""
    assert (Fault.MIC_ALGORITHM,) == faults(
        Received_Content_MIC=f"{b64encode(bytes(size)).decode()}, {name}"
    )[1]


@pytest.mark.parametrize("mic", ["", "AAAA, sha-256", "===, sha-256", "AAAA", "AAAA, md5", "\xe9, sha-256"])
def test_a_check_that_cannot_be_read_is_not_delivered(mic: str) -> None:
    """Whatever it is, it is not ours."""
    assert Outcome.BAD is faults(Received_Content_MIC=mic)[0]


@pytest.mark.parametrize(
    "spelled", ["{},sha256", "{} , SHA-256", "{}, sha-256", "{}, rsa-sha256", "{}, sha2-256"]
)
def test_every_spelling_of_a_check_is_read(spelled: str) -> None:
    """Partners write it as they like."""
    assert (Outcome.DELIVERED, ()) == faults(Received_Content_MIC=spelled.format(MESSAGE.sent.mics[0].value))


# 19. algorithms


def test_a_receipt_signed_with_an_algorithm_that_is_not_agreed_is_not_delivered() -> None:
    """SHA-1 without opting in."""
    raw = reported(report())
    attributes = (
        content_type_attribute(),
        attribute("1.2.840.113549.1.9.4", element(OCTETS, digest_of(Digest.SHA1, raw))),
    )
    kind, body = multipart_signed(raw, signed_data(signer(PARTNER, *attributes, digest_oid="1.3.14.3.2.26")))
    lines = (("Content-Type", kind),)

    assert (Fault.SIGNATURE,) == judged(lines, body).faults
    assert () == judged(lines, body, agreement=accepting(US, digests=frozenset(Digest))).faults


# 20. the shape


def extra_part_around() -> tuple[Lines, bytes]:
    """A signed report beside another part."""
    lines, body = signed_by_partner(reported(report()))
    inner = part((lines[2],), body)
    return (("Content-Type", 'multipart/mixed; boundary="x"'),), multipart("x", inner, reported(report()))


def third_part() -> tuple[Lines, bytes]:
    """A signed message of three parts."""
    kind, _ = multipart_signed(reported(report()), b"")
    boundary = kind.rpartition("boundary=")[2].strip('"')
    return (("Content-Type", kind),), multipart(boundary, *[reported(report())] * 3)


SHAPES = {
    "not signed over the report": lambda: signed_by_partner(
        part((("Content-Type", "text/plain"),), b"processed")
    ),
    "extra parts around": extra_part_around,
    "three parts": third_part,
    "two notifications": lambda: signed_by_partner(reported(report(), report())),
    "no notification": lambda: signed_by_partner(reported()),
    "many parts": lambda: signed_by_partner(
        reported(report(), *[part((("Content-Type", "text/plain"),), b"")] * 2)
    ),
    "a multipart inside": lambda: signed_by_partner(
        reported(report(), part((("Content-Type", 'multipart/mixed; boundary="y"'),), b""))
    ),
    "a notification that is no header lines": lambda: signed_by_partner(
        reported(part((("Content-Type", "message/disposition-notification"),), b"what\r\n"))
    ),
    "two dispositions": lambda: signed_by_partner(
        reported(report() + b"Disposition: automatic-action/MDN-sent-automatically; processed\r\n")
    ),
    "no disposition": lambda: signed_by_partner(reported(report(Disposition=None))),
    "a disposition that says nothing": lambda: signed_by_partner(reported(report(Disposition="processed"))),
    "no type": lambda: ((), b"processed"),
    "too large": lambda: ((("Content-Type", 'multipart/report; boundary="r"'),), b"x" * 1_100_000),
    "something outside the parts": lambda: (signed_by_partner(reported(report()))[0], b"processed"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_has_not_the_shape_of_a_receipt_is_none(shape: str) -> None:
    """One report, inside the verified bytes, with nothing around it."""
    verdict = judged(*SHAPES[shape]())

    assert (Outcome.BAD, (Fault.NOT_A_RECEIPT,)) == (verdict.outcome, verdict.faults)
    assert verdict.note


def test_a_report_outside_the_verified_bytes_is_not_looked_at() -> None:
    """The signature holds for a text, the report stands after the signature."""
    raw = part((("Content-Type", "text/plain"),), b"processed")
    lines, body = signed_by_partner(raw)
    verdict = judged(lines, body + reported(report()))

    assert (Fault.NOT_A_RECEIPT,) == verdict.faults


def test_the_header_lines_of_the_message_may_come_back_as_a_third_part() -> None:
    """RFC 3798 has room for them."""
    third = part((("Content-Type", "text/rfc822-headers"),), b"Message-ID: <1@us.example>\r\n")

    assert () == judged(*signed_by_partner(reported(report(), third))).faults


def test_a_report_may_begin_with_a_line_for_people() -> None:
    """As many programs write it; all of it is inside the verified bytes."""
    introduced = reported(report()).replace(
        b"\r\n\r\n--r", b"\r\n\r\nThis is a multi-part message.\r\n--r", 1
    )

    assert (Outcome.DELIVERED, ()) == (
        (verdict := judged(*signed_by_partner(introduced))).outcome,
        verdict.faults,
    )


def test_a_report_may_be_written_in_base64() -> None:
    """Some gateways encode everything."""
    notification = report().partition(b"\r\n\r\n")[2]
    headers = (("Content-Type", "message/disposition-notification"), ("Content-Transfer-Encoding", "base64"))

    assert () == judged(*signed_by_partner(reported(part(headers, b64encode(notification))))).faults


# 21. which message, which partner


@pytest.mark.parametrize("said", [None, "<2@us.example>", "1@us.example", "<1@US.example>"])
def test_a_receipt_of_another_message_is_not_delivered(said: str | None) -> None:
    """Byte for byte the id that was sent."""
    assert (Outcome.BAD, (Fault.ORIGINAL_MESSAGE_ID,)) == faults(Original_Message_ID=said)


@pytest.mark.parametrize(
    "fields",
    [
        {"Final_Recipient": "rfc822; other"},
        {"Final_Recipient": "rfc822; Peer"},
        {"Original_Recipient": "rfc822; other"},
        {"Final_Recipient": None},
    ],
    ids=repr,
)
def test_a_receipt_of_another_recipient_is_not_delivered(fields: dict[str, str | None]) -> None:
    """Whom we sent to is who received."""
    assert (Outcome.BAD, (Fault.PARTNER,)) == faults(**fields)


@pytest.mark.parametrize("recipient", ["rfc822;peer", 'rfc822; "peer"', "peer"])
def test_a_recipient_is_read_however_it_is_written(recipient: str) -> None:
    """With quotes, without a space, without its type."""
    assert (Outcome.DELIVERED, ()) == faults(Final_Recipient=recipient)


@pytest.mark.parametrize("lines", [(("AS2-From", "other"),), (("AS2-To", "other"),)], ids=repr)
def test_a_receipt_from_or_to_another_partner_is_not_delivered(lines: Lines) -> None:
    """The header lines say who answers whom."""
    (*_, kind), body = signed_by_partner(reported(report()))

    assert (Fault.PARTNER,) == judged((*lines, kind), body).faults


def test_a_synchronous_receipt_may_come_without_names() -> None:
    """It came back on the connection we made."""
    (*_, kind), body = signed_by_partner(reported(report()))

    assert () == judged((kind,), body).faults


# 22. what it says


@pytest.mark.parametrize(
    "said",
    [
        "processed/error: authentication-failed",
        "processed/Error: unexpected-processing-error",
        "processed/failure: unsupported format",
        "processed/error",
        "processed/warning, error: x",
        "failed/Failure: unsupported MIC-algorithms",
        "failed",
        "displayed",
        "deleted",
        "processed/superseded",
    ],
)
def test_every_disposition_but_processed_is_negative(said: str) -> None:
    """It is signed and in order, and it says no."""
    changed = {
        "Disposition": f"automatic-action/MDN-sent-automatically; {said}",
        "Received_Content_MIC": None,
    }

    assert (Outcome.NEGATIVE, ()) == faults(**changed)


@pytest.mark.parametrize(
    "said", ["processed", "Processed", "processed/warning: duplicate-document", "processed/Warning"]
)
def test_processed_without_more_than_a_warning_is_delivered(said: str) -> None:
    """In any case of letters."""
    assert (Outcome.DELIVERED, ()) == faults(Disposition=f"manual-action/MDN-sent-manually; {said}")


def test_a_no_about_another_message_is_bad() -> None:
    """It says nothing about this one."""
    changed = {
        "Disposition": "automatic-action/MDN-sent-automatically; failed",
        "Original_Message_ID": "<2@us>",
    }

    assert (Outcome.BAD, (Fault.ORIGINAL_MESSAGE_ID, Fault.DISPOSITION)) == faults(**changed)


# telling receipts from messages


def test_a_receipt_is_told_from_a_message() -> None:
    """By its first layer, before anything is verified."""
    receipt = receipt_of()
    signed = sent(sending(cipher=None))
    unsigned = part((), b"")

    assert is_receipt(receipt.headers, receipt.body)
    assert is_receipt((("Content-Type", "multipart/report; boundary=x"),), unsigned)
    assert not is_receipt(MESSAGE.headers, MESSAGE.body)
    assert not is_receipt(signed.headers, signed.body)
    assert not is_receipt((("Content-Type", "multipart/signed; boundary=x"),), b"nothing")
    assert not is_receipt((("Content-Type", "multipart/signed; boundary=x"),), b"x" * 1_100_000)


def test_the_message_a_receipt_is_about_is_found_before_it_is_verified() -> None:
    """To look up what was sent; none where the receipt is none."""
    receipt = receipt_of()

    assert "<1@us.example>" == original_message_id(receipt.headers, receipt.body)
    assert original_message_id(MESSAGE.headers, MESSAGE.body) is None


def test_the_request_that_was_sent_is_the_one_that_is_checked() -> None:
    """A message that asked for SHA-512 does not take SHA-256."""
    ours = sending(receipt=replace(ASKED, digests=(Digest.SHA512,)))
    message = sent(ours)

    assert (Fault.MIC_ALGORITHM,) == judged(*signed_by_partner(reported(report())), message).faults
