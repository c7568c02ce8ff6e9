"""What one side composes the other opens, and the receipt of it is what the first waits for."""

from dataclasses import replace
from itertools import product

import pytest

from gateway.as2.agreements import Compression, Held, Layer, Pinned, ReceiptRequest, Sending, TransferEncoding
from gateway.as2.algorithms import SAFE_CIPHERS, SAFE_DIGESTS, Cipher, Digest, KeyTransport, Signature
from gateway.as2.composing import Payload, compose
from gateway.as2.mics import mic_of
from gateway.as2.opening import Received
from gateway.as2.receipt_reading import Outcome, Verdict, check_receipt, is_receipt, original_message_id
from gateway.as2.receipts import Route, make_receipt
from gateway.as2.signing import Variant
from tests.unit.as2.trading import (
    ASKED,
    AT,
    CHANCE,
    EVERYTHING,
    ORDER,
    PAYLOAD,
    THEM,
    US,
    accepting,
    between,
    opened,
    pair,
    sending,
    sent,
)

CIPHERS = sorted(SAFE_CIPHERS)
DIGESTS = sorted(SAFE_DIGESTS)
TRANSPORTS = list(KeyTransport)


def answered(message, agreement=THEM, ours=US, **changed) -> Verdict:  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003 - passed on as they are
    """Return what we make of the receipt the partner makes of a message."""
    receipt = make_receipt(
        opened(message, agreement), agreement, message_id="<r1@peer.example>", at=AT, chance=CHANCE, **changed
    )
    assert receipt is not None
    return check_receipt(receipt.headers, receipt.body, message.sent, ours, at=AT)


@pytest.mark.parametrize("compression", Compression, ids=str)
@pytest.mark.parametrize("cipher", CIPHERS, ids=str)
def test_every_combination_of_algorithms_arrives_and_is_acknowledged(
    cipher: Cipher, compression: Compression
) -> None:
    """Ciphers x digests x compression x key transport x PSS: the payload unaltered, the receipt in order."""
    for digest, transport, pss in product(DIGESTS, TRANSPORTS, (False, True)):
        ours = sending(
            digest=digest,
            cipher=cipher,
            transport=transport,
            compression=compression,
            pss=pss,
            receipt=replace(ASKED, digests=(digest,)),
        )
        message = sent(ours)
        outcome = opened(message)
        verdict = answered(message, ours=ours)

        assert [ORDER] == [one.content for one in outcome.payloads]
        assert message.layers == outcome.layers
        assert (Outcome.DELIVERED, ()) == (verdict.outcome, verdict.faults)
        assert verdict.verified is not None
        assert digest is verdict.verified.digest
        assert outcome.verified is not None
        assert (Signature.RSA_PSS if pss else Signature.RSA) is outcome.verified.signature


@pytest.mark.parametrize("compression", Compression, ids=str)
@pytest.mark.parametrize("cipher", [None, Cipher.AES_128_CBC], ids=str)
@pytest.mark.parametrize("digest", [None, Digest.SHA384], ids=str)
@pytest.mark.parametrize("encoding", TransferEncoding, ids=str)
def test_every_set_of_layers_arrives(
    cipher: Cipher | None, digest: Digest | None, compression: Compression, encoding: TransferEncoding
) -> None:
    """The check both sides take is over the same bytes, whichever layers there are."""
    ours = sending(cipher=cipher, digest=digest, compression=compression)
    ours = replace(ours, sending=replace(ours.sending, transfer_encoding=encoding))
    message = sent(ours)
    outcome = opened(message, EVERYTHING)
    expected = {
        Layer.ENCRYPTED: cipher,
        Layer.SIGNED: digest,
        Layer.COMPRESSED: compression is not Compression.NONE,
    }

    assert {layer for layer, wanted in expected.items() if wanted} == set(outcome.layers)
    assert (
        Received(
            content=ORDER,
            content_type="application/edi-x12",
            filename="order 1.edi",
            filename_as_sent="order 1.edi",
        ),
    ) == outcome.payloads
    assert set(message.sent.mics) <= set(outcome.mics)
    assert Outcome.DELIVERED is answered(message, EVERYTHING, ours, known=True).outcome


def test_the_order_of_compression_is_seen_in_the_layers() -> None:
    """Before signing it is the innermost, after signing it stands between."""
    before = opened(sent(sending(compression=Compression.BEFORE_SIGNING)))
    after = opened(sent(sending(compression=Compression.AFTER_SIGNING)))

    assert (Layer.ENCRYPTED, Layer.SIGNED, Layer.COMPRESSED) == before.layers
    assert (Layer.ENCRYPTED, Layer.COMPRESSED, Layer.SIGNED) == after.layers


def test_a_plain_message_is_checked_without_its_headers() -> None:
    """On the way headers change; what is neither signed nor encrypted nor compressed is checked by its content alone."""
    message = sent(sending(cipher=None, digest=None))

    assert (mic_of(Digest.SHA256, ORDER),) == message.sent.mics == opened(message, EVERYTHING).mics


def test_an_elliptic_curve_key_signs() -> None:
    """P-256 for the signature, RSA for the key of the content."""
    ours = replace(US, keys=(Held(pair=pair("us", "ec")),))
    theirs = replace(THEM, certificates=(Pinned(certificate=pair("us", "ec").certificate),))
    outcome = opened(sent(ours), theirs)

    assert outcome.verified is not None
    assert (Signature.ECDSA, "ec-256") == (outcome.verified.signature, outcome.verified.certificate.key)


def test_a_message_can_be_read_by_its_sender_too() -> None:
    """A copy for the originator is one more recipient."""
    ours = replace(US, sending=replace(US.sending, copy_to_us=True))
    message = sent(ours)
    mirror = replace(between("peer", "us"), keys=US.keys)

    assert ORDER == opened(message).payloads[0].content == opened(message, mirror).payloads[0].content


def test_a_recipient_may_be_named_by_the_identifier_of_its_key() -> None:
    """Some stacks know certificates by nothing else."""
    ours = replace(US, sending=replace(US.sending, by_key_identifier=True))

    assert ORDER == opened(sent(ours)).payloads[0].content


def test_several_documents_travel_as_attachments() -> None:
    """RFC 6362: each with its type, its name and its bytes."""
    drawing = Payload(content=b"%PDF-1.7\n\r\x00", content_type="application/pdf", filename="Maß Größe.pdf")
    outcome = opened(sent(US, PAYLOAD, drawing))

    assert [(ORDER, "order 1.edi"), (drawing.content, "Maß Größe.pdf")] == [
        (one.content, one.filename) for one in outcome.payloads
    ]
    assert ("multiple-attachments",) == outcome.arrival.features


@pytest.mark.parametrize(
    "content",
    [b"", b"\r\n", b"\n", b"no break", b"a\nb\n", b"a\rb\r", bytes(range(256)), b"--=_", b"\r\n" * 3],
    ids=repr,
)
def test_payloads_are_never_altered(content: bytes) -> None:
    """Line breaks, their absence, and every octet there is."""
    for compression in Compression:
        message = sent(sending(compression=compression), Payload(content=content, content_type="text/plain"))

        assert content == opened(message).payloads[0].content


def test_the_same_call_with_the_same_dice_gives_the_same_headers_and_layers() -> None:
    """Compose is called once and its bytes are kept; RSA itself throws dice, so the bytes of two calls differ."""
    one, two = sent(), sent()

    assert one.body != two.body
    assert one.headers == two.headers
    assert one.sent == two.sent


def test_names_with_spaces_and_quotes_travel_in_quotes() -> None:
    """And are the same names when they arrive."""
    message = sent(replace(US, ours='Our "big" \\ house', theirs="The Peer"))
    outcome = opened(message, replace(THEM, theirs='Our "big" \\ house', ours="The Peer"))

    assert ('Our "big" \\ house', "The Peer") == (outcome.arrival.sender, outcome.arrival.recipient)
    assert ("AS2-From", '"Our \\"big\\" \\\\ house"') in message.headers


def test_an_async_receipt_goes_to_the_url_on_record() -> None:
    """Scheme, host and port are on the partner's record; the path is the partner's affair."""
    asked = replace(ASKED, url="https://us.example/as2/mdn?x=1")
    ours, theirs = sending(receipt=asked), accepting(receipt_urls=("https://us.example:443/",))
    receipt = make_receipt(opened(sent(ours), theirs), theirs, message_id="<r@p>", at=AT, chance=CHANCE)

    assert receipt is not None
    assert (Route.ASYNC, asked.url, True) == (receipt.plan.route, receipt.plan.url, receipt.plan.signed)
    assert is_receipt(receipt.headers, receipt.body)
    assert (
        "<1@us.example>" == original_message_id(receipt.headers, receipt.body) == receipt.original_message_id
    )


def test_no_receipt_is_made_where_none_was_asked_for() -> None:
    """Silence is what was agreed then."""
    message = sent(sending(receipt=None))

    assert make_receipt(opened(message), THEM, message_id="<r@p>", at=AT, chance=CHANCE) is None
    assert not message.sent.receipt_asked


def test_an_unsigned_receipt_is_made_where_that_was_asked_for() -> None:
    """And counts as delivered, because it was not asked to be signed."""
    ours = sending(receipt=ReceiptRequest(notify="edi@ours.example", signed=False))
    verdict = answered(sent(ours), ours=ours)

    assert (Outcome.DELIVERED, None) == (verdict.outcome, verdict.verified)


def test_digests_are_asked_for_without_dashes_where_a_peer_needs_it() -> None:
    """And the receipt answers in the spelling it was asked in."""
    ours = sending(
        receipt=replace(ASKED, digests=(Digest.SHA512, Digest.SHA256), dashes=False, required=False)
    )
    message = sent(ours)
    receipt = make_receipt(opened(message), THEM, message_id="<r@p>", at=AT, chance=CHANCE)

    assert receipt is not None
    assert (
        "Disposition-Notification-Options",
        "signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, sha512, sha256",
    ) in message.headers
    assert b", sha512\r\n" in receipt.body
    assert (
        Outcome.DELIVERED is check_receipt(receipt.headers, receipt.body, message.sent, ours, at=AT).outcome
    )


def test_a_warning_beside_processed_is_delivered_all_the_same() -> None:
    """A partner may remark on something and have the message."""
    verdict = answered(sent(), warning="duplicate-document")

    assert (Outcome.DELIVERED, "duplicate-document") == (verdict.outcome, verdict.note)


def test_the_raw_bytes_are_what_is_verified_first() -> None:
    """Nothing is put into another form unless the bytes as they came do not hold."""
    outcome = opened(sent())

    assert outcome.verified is not None
    assert (Variant.AS_RECEIVED,) == outcome.verified.attempts


def test_what_is_sent_is_dated_and_named() -> None:
    """The header lines AS2 1.3 asks for."""
    message = compose((PAYLOAD,), US, message_id="<2@us>", at=AT, chance=CHANCE, subject="Orders of March")

    assert {
        "Message-ID": "<2@us>",
        "Date": "Mon, 02 Mar 2026 12:00:00 GMT",
        "Subject": "Orders of March",
        "MIME-Version": "1.0",
        "AS2-Version": "1.3",
        "AS2-Product": "b2b-order-gateway:1",
        "EDIINT-Features": "multiple-attachments",
        "AS2-From": "us",
        "AS2-To": "peer",
        "Disposition-Notification-To": "edi@ours.example",
    }.items() <= dict(message.headers).items()


def test_a_sending_without_a_request_expects_the_digest_it_signs_with() -> None:
    """There is nothing else a receipt could use."""
    assert (Digest.SHA384,) == tuple(
        one.digest for one in sent(sending(digest=Digest.SHA384, receipt=None)).sent.mics
    )
    assert Sending().receipt is None
