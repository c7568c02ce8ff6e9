"""Every message that must be refused, by the name of what is wrong with it; the sender gets a modifier, never a crash."""

import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher as Encryption
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM

from gateway.as2.agreements import Compression, Held, Layer, Pinned, ReceiptRequest, Use, Window
from gateway.as2.algorithms import OIDS, Cipher, Digest, KeyTransport, Signature, digest_of
from gateway.as2.arrivals import read_arrival
from gateway.as2.ber import (
    EXPLICIT,
    IN_PLACE,
    NULL,
    OCTETS,
    SEQUENCE,
    SET,
    Walker,
    element,
    identifier,
    integer,
)
from gateway.as2.certificates import Certificate, PublicKey
from gateway.as2.cms import AUTH_ENVELOPED, COMPRESSED, DATA, ENVELOPED, MGF1, SIGNED, ZLIB
from gateway.as2.cms_making import algorithm, content_info, recipient, signature_algorithm
from gateway.as2.composing import Composed
from gateway.as2.compressing import compress, decompress
from gateway.as2.encrypting import decrypt, encrypt
from gateway.as2.limits import STANDARD, Limits
from gateway.as2.mime import multipart, part
from gateway.as2.opening import Opened, Rejected, open_message, refuse
from gateway.as2.receipts import Route, make_receipt, plan_receipt
from gateway.as2.refusals import Modifier, Refused
from tests.unit.as2.hostile import (
    attribute,
    content_type_attribute,
    digest_attribute,
    multipart_signed,
    signed_data,
    signed_message,
    signer,
    with_body,
    with_lines,
    wrapped,
)
from tests.unit.as2.trading import (
    ASKED,
    AT,
    CHANCE,
    DAY,
    EVERYTHING,
    ORDER,
    PAYLOAD,
    THEM,
    US,
    accepting,
    opened,
    pair,
    received,
    sending,
    sent,
)

INNER = part((("Content-Type", "application/edi-x12"),), ORDER)
PKCS7 = "application/pkcs7-mime; smime-type=enveloped-data"
SIGNED_ONLY = accepting(layers=frozenset({Layer.SIGNED}))
OUR_PAIR = pair("us")
TWO = (content_type_attribute(), digest_attribute(INNER))


def refused(message: Composed, agreement=THEM, **changed) -> tuple[Modifier, str]:  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003 - passed on as they are
    """Return what a message is refused with: what its sender is told, and what is logged."""
    outcome = received(message, agreement, **changed)
    assert isinstance(outcome, Rejected), outcome
    return outcome.refusal.modifier, outcome.refusal.reason


# 1. who signed


def test_a_signature_without_signers_is_refused() -> None:
    """Zero signers verify nothing."""
    assert Modifier.AUTHENTICATION_FAILED is refused(signed_message(sent(), INNER), SIGNED_ONLY)[0]


def test_a_signer_who_is_not_pinned_is_refused() -> None:
    """Whatever certificate comes along in the message."""
    message = sent(replace(US, keys=(Held(pair=pair("outsider")),)))

    assert (Modifier.AUTHENTICATION_FAILED, "Nobody signed whose certificate is pinned.") == refused(message)


def test_a_certificate_with_the_name_and_number_of_a_pinned_one_is_no_other() -> None:
    """The signature has to hold with the pinned key."""
    imposter = replace(
        pair("outsider").certificate, issuer=OUR_PAIR.certificate.issuer, serial=OUR_PAIR.certificate.serial
    )
    forged = object.__new__(type(OUR_PAIR))
    object.__setattr__(forged, "certificate", imposter)
    object.__setattr__(forged, "secret", pair("outsider").secret)
    message = sent(replace(US, keys=(Held(pair=forged),)))

    assert (Modifier.AUTHENTICATION_FAILED, "The signature does not hold.") == refused(message)


@pytest.mark.parametrize("days", [-31, 31], ids=["not yet valid", "expired"])
def test_a_certificate_that_is_not_valid_now_is_refused(days: int) -> None:
    """Though it is pinned."""
    at = AT + timedelta(days=days)
    long = pair("peer long", from_at=AT - 90 * DAY, until_at=AT + 90 * DAY)
    theirs = replace(THEM, keys=(Held(pair=long),))
    ours = replace(US, certificates=(Pinned(certificate=long.certificate),))
    message = sent(ours)

    assert (Modifier.AUTHENTICATION_FAILED, "The certificate of the signer is not valid now.") == refused(
        message, theirs, at=at
    )


@pytest.mark.parametrize(
    "window",
    [Window(until_at=AT - DAY), Window(from_at=AT + DAY), Window(uses=frozenset({Use.ENCRYPTION}))],
    ids=["no longer", "not yet", "for encryption only"],
)
def test_a_certificate_outside_its_agreed_window_is_refused(window: Window) -> None:
    """A valid certificate is not an agreed one."""
    theirs = replace(THEM, certificates=(Pinned(certificate=OUR_PAIR.certificate, window=window),))

    assert Modifier.AUTHENTICATION_FAILED is refused(sent(), theirs)[0]


def test_any_of_several_certificates_may_have_signed() -> None:
    """Rollover: old and new hold side by side."""
    new = pair("us new")
    theirs = replace(THEM, certificates=(*THEM.certificates, Pinned(certificate=new.certificate)))

    for held in (OUR_PAIR, new):
        outcome = opened(sent(replace(US, keys=(Held(pair=held),))), theirs)
        assert outcome.verified is not None
        assert held.certificate == outcome.verified.certificate


def test_one_good_signature_among_others_is_enough() -> None:
    """The first signer is a stranger, the second is pinned."""
    message = signed_message(sent(), INNER, signer(pair("outsider"), *TWO), signer(OUR_PAIR, *TWO))

    assert ORDER == opened(message, SIGNED_ONLY).payloads[0].content


def test_too_many_signatures_are_refused() -> None:
    """Each costs a verification."""
    message = signed_message(sent(), INNER, *[signer(OUR_PAIR, *TWO)] * 9)

    assert (Modifier.AUTHENTICATION_FAILED, "The signature cannot be read.") == refused(message, SIGNED_ONLY)


# 2. the parts of a signed message


@pytest.mark.parametrize("count", [1, 3])
def test_signed_messages_of_other_than_two_parts_are_refused(count: int) -> None:
    """Which of them would be the signed one?"""
    kind, _ = multipart_signed(INNER, b"")
    boundary = kind.rpartition("boundary=")[2].strip('"')
    message = with_body(sent(), kind, multipart(boundary, *[INNER] * count))

    assert Modifier.AUTHENTICATION_FAILED is refused(message, SIGNED_ONLY)[0]


@pytest.mark.parametrize("place", ["before", "after"])
def test_content_outside_the_signed_parts_is_refused(place: str) -> None:
    """A preamble or an epilogue is seen by some readers and not by others."""
    message = sent(sending(cipher=None))
    body = b"ISA*evil~\r\n" + message.body if place == "before" else message.body + b"ISA*evil~\r\n"

    assert (
        Modifier.UNEXPECTED_PROCESSING_ERROR,
        "Something stands outside the parts of a multipart.",
    ) == refused(replace(message, body=body), SIGNED_ONLY)


def test_a_second_part_that_is_no_signature_is_refused() -> None:
    """The second part says what it is."""
    kind, _ = multipart_signed(INNER, b"")
    boundary = kind.rpartition("boundary=")[2].strip('"')

    assert (
        Modifier.AUTHENTICATION_FAILED
        is refused(with_body(sent(), kind, multipart(boundary, INNER, INNER)), SIGNED_ONLY)[0]
    )


def test_only_what_was_verified_is_used() -> None:
    """A signature moved to other content fails; the content it was made for is not looked for elsewhere."""
    other = part((("Content-Type", "application/edi-x12"),), b"ISA*evil~")
    message = with_body(sent(), *multipart_signed(other, signed_data(signer(OUR_PAIR, *TWO))))

    assert (Modifier.INTEGRITY_CHECK_FAILED, "The content is not what was signed.") == refused(
        message, SIGNED_ONLY
    )


def test_content_inside_the_signature_is_refused() -> None:
    """Detached means detached: two contents, one signature, is a trick."""
    inside = element(EXPLICIT, element(OCTETS, INNER))
    message = with_body(sent(), *multipart_signed(INNER, signed_data(signer(OUR_PAIR, *TWO), inside=inside)))

    assert Modifier.AUTHENTICATION_FAILED is refused(message, SIGNED_ONLY)[0]


def test_a_signature_of_content_of_another_kind_is_refused() -> None:
    """What is signed is data."""
    message = with_body(sent(), *multipart_signed(INNER, signed_data(signer(OUR_PAIR, *TWO), content=SIGNED)))

    assert (Modifier.AUTHENTICATION_FAILED, "The signature is of content of another kind.") == refused(
        message, SIGNED_ONLY
    )


def test_a_signature_that_is_something_else_is_refused() -> None:
    """CMS of another type in place of SignedData."""
    message = with_body(sent(), *multipart_signed(INNER, signed_data(signer(OUR_PAIR, *TWO), kind=ENVELOPED)))

    assert Modifier.AUTHENTICATION_FAILED is refused(message, SIGNED_ONLY)[0]


# 3. signed attributes


@pytest.mark.parametrize("attributes", [TWO[:1], TWO[1:]], ids=["no message-digest", "no content-type"])
def test_signed_attributes_that_lack_one_that_must_be_there_are_refused(
    attributes: tuple[bytes, ...],
) -> None:
    """Else a signature of something else would do."""
    message = signed_message(sent(), INNER, signer(OUR_PAIR, *attributes))

    assert (Modifier.AUTHENTICATION_FAILED, "The signed attributes lack the type or the digest.") == refused(
        message, SIGNED_ONLY
    )


@pytest.mark.parametrize(
    "attributes",
    [
        (*TWO, digest_attribute(ORDER)),
        (TWO[0], attribute("1.2.840.113549.1.9.4")),
        (TWO[0], attribute("1.2.840.113549.1.9.4", element(OCTETS, b"1"), element(OCTETS, b"2"))),
    ],
    ids=["twice", "without a value", "with two values"],
)
def test_signed_attributes_that_can_be_read_in_two_ways_are_refused(attributes: tuple[bytes, ...]) -> None:
    """Each attribute once, with one value."""
    message = signed_message(sent(), INNER, signer(OUR_PAIR, *attributes))

    assert (Modifier.AUTHENTICATION_FAILED, "The signature cannot be read.") == refused(message, SIGNED_ONLY)


def test_a_signed_content_type_that_differs_is_refused() -> None:
    """The attribute says what the shell says."""
    message = signed_message(sent(), INNER, signer(OUR_PAIR, content_type_attribute(SIGNED), TWO[1]))

    assert Modifier.AUTHENTICATION_FAILED is refused(message, SIGNED_ONLY)[0]


def test_a_digest_that_differs_from_the_content_is_refused() -> None:
    """Altered on the way."""
    message = sent(sending(cipher=None))

    assert (
        Modifier.INTEGRITY_CHECK_FAILED
        is refused(replace(message, body=message.body.replace(b"ST*850", b"ST*860")), SIGNED_ONLY)[0]
    )


def test_a_signature_that_does_not_hold_is_refused() -> None:
    """The attributes are right, the signature is not theirs."""
    message = signed_message(sent(), INNER, signer(OUR_PAIR, *TWO, signature=lambda _: b"\1" * 256))

    assert (Modifier.AUTHENTICATION_FAILED, "The signature does not hold.") == refused(message, SIGNED_ONLY)


def test_a_signature_without_attributes_holds_for_the_content() -> None:
    """CMS allows it, and some peers send it."""
    message = signed_message(sent(), INNER, signer(OUR_PAIR, content=INNER))

    assert ORDER == opened(message, SIGNED_ONLY).payloads[0].content


def test_a_signature_without_attributes_of_other_content_is_refused() -> None:
    """It holds for that content only."""
    message = signed_message(sent(), INNER, signer(OUR_PAIR, content=b"other"))

    assert Modifier.AUTHENTICATION_FAILED is refused(message, SIGNED_ONLY)[0]


def test_attributes_passed_off_as_content_are_refused() -> None:
    """The signature of another message, stripped of its attributes, which become the content."""
    attributes = element(SET, *TWO)
    raw = attributes.replace(b"\r", b"")
    message = signed_message(sent(), raw, signer(OUR_PAIR, content=raw))

    assert (Modifier.AUTHENTICATION_FAILED, "The signature does not hold.") == refused(message, SIGNED_ONLY)


# 4. algorithms


def test_sha_1_is_refused_unless_agreed() -> None:
    """Read from partners who opted in, from nobody else."""
    attributes = (
        TWO[0],
        attribute("1.2.840.113549.1.9.4", element(OCTETS, digest_of(Digest.SHA1, INNER))),
    )
    message = signed_message(sent(), INNER, signer(OUR_PAIR, *attributes, digest_oid="1.3.14.3.2.26"))

    assert Modifier.INSUFFICIENT_MESSAGE_SECURITY is refused(message, SIGNED_ONLY)[0]
    assert ORDER == opened(message, EVERYTHING).payloads[0].content


@pytest.mark.parametrize("oid", ["1.2.840.113549.2.5", "1.2.3.4"], ids=["MD5", "unknown"])
def test_md5_and_unknown_digests_are_always_refused(oid: str) -> None:
    """There is no opting in."""
    message = signed_message(sent(), INNER, signer(OUR_PAIR, *TWO, digest_oid=oid))

    assert Modifier.INSUFFICIENT_MESSAGE_SECURITY is refused(message, EVERYTHING)[0]


def test_a_signature_algorithm_that_is_not_agreed_is_refused() -> None:
    """An agreement may allow PSS only."""
    theirs = accepting(signatures=frozenset({Signature.RSA_PSS}))

    assert Modifier.INSUFFICIENT_MESSAGE_SECURITY is refused(sent(), theirs)[0]
    assert ORDER == opened(sent(sending(pss=True)), theirs).payloads[0].content


@pytest.mark.parametrize(
    "how",
    [
        algorithm("1.2.840.113549.1.1.13", NULL),
        algorithm("1.2.840.113549.1.1.10", element(SEQUENCE)),
        algorithm("1.2.840.113549.1.1.10", NULL),
        signature_algorithm(Signature.RSA_PSS, Digest.SHA512),
        algorithm(
            "1.2.840.113549.1.1.10",
            element(
                SEQUENCE,
                element(EXPLICIT, algorithm(OIDS[Digest.SHA256], NULL)),
                element(EXPLICIT | 1, algorithm("1.2.3", NULL)),
            ),
        ),
        algorithm(
            "1.2.840.113549.1.1.10",
            element(
                SEQUENCE,
                element(EXPLICIT, algorithm(OIDS[Digest.SHA256], NULL)),
                element(EXPLICIT | 1, algorithm(MGF1, algorithm(OIDS[Digest.SHA256], NULL))),
                element(EXPLICIT | 2, integer(4096)),
            ),
        ),
    ],
    ids=[
        "another digest",
        "PSS with SHA-1 by silence",
        "PSS without parameters",
        "PSS with another digest",
        "another mask",
        "a salt too long",
    ],
)
def test_algorithms_that_contradict_each_other_are_refused(how: bytes) -> None:
    """What the signature says twice it says the same."""
    message = signed_message(sent(), INNER, signer(OUR_PAIR, *TWO, how=how))

    assert (
        Modifier.AUTHENTICATION_FAILED,
        "The algorithms of the signature contradict each other.",
    ) == refused(message, SIGNED_ONLY)


@pytest.mark.parametrize("kind", ["ec signature, rsa key", "rsa signature, ec key"])
def test_a_signature_of_another_kind_of_key_is_refused(kind: str) -> None:
    """The pinned certificate says which key it is."""
    if kind.startswith("ec"):
        message = signed_message(
            sent(), INNER, signer(OUR_PAIR, *TWO, how=signature_algorithm(Signature.ECDSA, Digest.SHA256))
        )
        theirs = SIGNED_ONLY
    else:
        certificate = pair("us", "ec").certificate
        named = element(SEQUENCE, certificate.issuer, integer(certificate.serial))
        message = signed_message(sent(), INNER, signer(OUR_PAIR, *TWO, name=named))
        theirs = replace(SIGNED_ONLY, certificates=(Pinned(certificate=certificate),))

    assert (Modifier.AUTHENTICATION_FAILED, "The signature does not hold.") == refused(message, theirs)


@pytest.mark.parametrize("cipher", [Cipher.AES_128_CBC, Cipher.AES_256_GCM], ids=str)
def test_a_cipher_that_is_not_agreed_is_refused(cipher: Cipher) -> None:
    """Nothing is decrypted then."""
    assert (
        Modifier.INSUFFICIENT_MESSAGE_SECURITY
        is refused(sent(sending(cipher=cipher)), accepting(ciphers=frozenset({Cipher.AES_192_CBC})))[0]
    )


def test_triple_des_is_refused_unless_agreed() -> None:
    """And an unknown cipher always."""
    message = sent()
    oid, other = identifier(OIDS[Cipher.AES_256_CBC]), identifier(OIDS[Cipher.TRIPLE_DES])
    for instead in (other, identifier("1.2.3.4.5.6.7.8.9")):
        body = envelope(how=element(SEQUENCE, instead, element(OCTETS, bytes(8))))
        assert oid != instead
        assert Modifier.INSUFFICIENT_MESSAGE_SECURITY is refused(with_body(message, PKCS7, body))[0]


# 5. layers


def test_a_message_that_is_not_encrypted_as_agreed_is_refused() -> None:
    """Signed is not enough; its sender is known all the same and gets a signed answer."""
    outcome = received(sent(sending(cipher=None)))

    assert isinstance(outcome, Rejected)
    assert (Modifier.INSUFFICIENT_MESSAGE_SECURITY, "The message is not encrypted, as was agreed.") == (
        outcome.refusal.modifier,
        outcome.refusal.reason,
    )
    assert ((Layer.SIGNED,), True) == (outcome.layers, outcome.authenticated)


def test_a_message_that_is_not_signed_as_agreed_is_refused() -> None:
    """Anybody can encrypt to us."""
    assert "The message is not signed, as was agreed." == refused(sent(sending(digest=None)))[1]


@pytest.mark.parametrize("compression", [Compression.NONE, Compression.BEFORE_SIGNING], ids=str)
def test_neither_clear_nor_compressed_bodies_count_as_encrypted_or_signed(compression: Compression) -> None:
    """What the header calls it decides nothing: the layers that were really removed do."""
    message = sent(sending(cipher=None, digest=None, compression=compression))
    message = with_lines(message, content_type=PKCS7) if message.layers else message

    assert Modifier.INSUFFICIENT_MESSAGE_SECURITY is refused(message)[0]
    assert ORDER == opened(message, EVERYTHING).payloads[0].content


def test_clear_content_that_claims_to_be_encrypted_is_refused() -> None:
    """The header says enveloped-data, the bytes are an order."""
    assert Modifier.DECRYPTION_FAILED is refused(with_body(sent(), PKCS7, ORDER))[0]


def test_content_signed_inside_one_blob_is_refused() -> None:
    """AS2 signs with multipart/signed."""
    message = with_body(
        sent(), "application/pkcs7-mime; smime-type=signed-data", signed_data(signer(OUR_PAIR, *TWO))
    )

    assert Modifier.UNSUPPORTED_FORMAT is refused(message, EVERYTHING)[0]


# 6. layers twice, nesting


def test_each_layer_is_there_once_at_most() -> None:
    """Encrypted twice, signed twice, compressed twice."""
    for twice, ours in (
        (Layer.ENCRYPTED, sending(digest=None)),
        (Layer.SIGNED, sending(cipher=None)),
        (Layer.COMPRESSED, sending(cipher=None, digest=None, compression=Compression.BEFORE_SIGNING)),
    ):
        inner = wrapped(sent(ours))
        outer = {
            Layer.ENCRYPTED: lambda raw: (PKCS7, sealed(raw)),
            Layer.SIGNED: lambda raw: multipart_signed(
                raw, signed_data(signer(OUR_PAIR, content_type_attribute(), digest_attribute(raw)))
            ),
            Layer.COMPRESSED: lambda raw: (
                "application/pkcs7-mime; smime-type=compressed-data",
                compress(raw),
            ),
        }[twice](inner)

        assert (Modifier.UNEXPECTED_PROCESSING_ERROR, f"A message is {twice} once.") == refused(
            with_body(sent(), *outer), EVERYTHING
        )


def test_encryption_is_the_outermost_layer() -> None:
    """A signature over a ciphertext does not say who wrote the text."""
    inner = wrapped(sent(sending(digest=None)))
    message = with_body(sent(), "application/pkcs7-mime; smime-type=compressed-data", compress(inner))

    assert "Encryption is the outermost layer." == refused(message, EVERYTHING)[1]


def test_multiparts_nested_too_deeply_are_refused() -> None:
    """Attachments in attachments in attachments."""
    raw, kind = INNER, "application/edi-x12"
    for depth in range(4):
        kind, raw = (
            f'multipart/mixed; boundary="b{depth}"',
            multipart(f"b{depth}", part((("Content-Type", kind),), raw)),
        )

    assert "Multiparts are nested too deeply." == refused(with_body(sent(), kind, raw), EVERYTHING)[1]


def test_too_many_attachments_are_refused() -> None:
    """A part costs little to write."""
    message = with_body(sent(), 'multipart/related; boundary="b"', multipart("b", *[INNER] * 65))

    assert "A multipart is not ended, or has too many parts." == refused(message, EVERYTHING)[1]


def test_too_many_attachments_in_attachments_are_refused() -> None:
    """However they are spread."""
    inner = part((("Content-Type", 'multipart/mixed; boundary="i"'),), multipart("i", *[INNER] * 40))
    message = with_body(sent(), 'multipart/related; boundary="b"', multipart("b", inner, inner))

    assert "There are too many attachments." == refused(message, EVERYTHING)[1]


def test_too_many_lines_that_look_like_a_boundary_are_refused() -> None:
    """Each costs a look; nobody's content has them."""
    body = multipart("b", b"\r\n--bx" * 2000)

    assert (
        "Too many lines look like a boundary."
        == refused(with_body(sent(), 'multipart/related; boundary="b"', body), EVERYTHING)[1]
    )


# 7. sizes


def test_a_body_over_the_limit_is_refused() -> None:
    """Before anything in it is looked at."""
    message = sent()
    outcome = open_message(message.headers, message.body, THEM, at=AT, chance=CHANCE, limits=Limits(body=100))

    assert isinstance(outcome, Rejected)
    assert ("The message is larger than we take.", ()) == (outcome.refusal.reason, outcome.layers)


def test_content_that_unpacks_beyond_the_limit_is_refused() -> None:
    """One byte too many."""
    message = sent(sending(compression=Compression.BEFORE_SIGNING))
    size = len(
        part(
            (
                ("Content-Type", "application/edi-x12"),
                ("Content-Transfer-Encoding", "binary"),
                ("Content-Disposition", 'attachment; filename="order 1.edi"'),
            ),
            ORDER,
        )
    )
    outcomes = [
        open_message(
            message.headers, message.body, THEM, at=AT, chance=CHANCE, limits=Limits(decompressed=limit)
        )
        for limit in (size, size - 1)
    ]

    assert isinstance(outcomes[0], Opened)
    assert isinstance(outcomes[1], Rejected)
    assert (Modifier.DECOMPRESSION_FAILED, True) == (outcomes[1].refusal.modifier, outcomes[1].authenticated)


@pytest.mark.parametrize(
    "packed",
    [
        zlib.compress(INNER)[:-6],
        zlib.compress(INNER) + b"more",
        b"no zlib",
        b"",
    ],
    ids=["cut off", "goes on", "not zlib", "nothing"],
)
def test_compressed_content_that_is_broken_is_refused(packed: bytes) -> None:
    """Nothing that came out before the break is used."""
    assert Modifier.DECOMPRESSION_FAILED is refused(compressed(packed), EVERYTHING)[0]


def test_other_ways_to_compress_are_refused() -> None:
    """The standard knows zlib only."""
    assert (
        Modifier.DECOMPRESSION_FAILED is refused(compressed(zlib.compress(INNER), how="1.2.3"), EVERYTHING)[0]
    )


# 8. BER


DEEP = b"\x30\x80" + identifier(COMPRESSED) + b"\xa0\x80" * 4000


@pytest.mark.parametrize(
    ("damage", "modifier"),
    [
        (lambda body: body[:-1], Modifier.DECRYPTION_FAILED),
        (lambda body: body + b"\0", Modifier.DECRYPTION_FAILED),
        (lambda body: body[:2] + b"\xff\xff" + body[4:], Modifier.DECRYPTION_FAILED),
        (lambda _: b"\x30\x80" * 4000, Modifier.DECRYPTION_FAILED),
        (lambda _: DEEP, Modifier.DECOMPRESSION_FAILED),
        (lambda _: b"", Modifier.DECRYPTION_FAILED),
    ],
    ids=[
        "cut off",
        "followed by something",
        "longer than the bytes",
        "too deep",
        "too deep inside",
        "nothing",
    ],
)
def test_broken_ber_is_refused(damage: Callable[[bytes], bytes], modifier: Modifier) -> None:
    """Depth, lengths, ends."""
    message = sent()

    assert modifier is refused(replace(message, body=damage(message.body)))[0]


def compressed(packed: bytes, how: str = ZLIB) -> Composed:
    """Return a message that says it is compressed."""
    inside = element(SEQUENCE, identifier(DATA), element(EXPLICIT, element(OCTETS, packed)))
    body = content_info(COMPRESSED, element(SEQUENCE, integer(0), algorithm(how), inside))
    return with_body(sent(), PKCS7, body)


def test_content_in_too_many_chunks_is_refused() -> None:
    """A chunk of one byte costs us more than its sender."""
    message = sent(sending(cipher=None, digest=None, compression=Compression.BEFORE_SIGNING))
    chunks = element(EXPLICIT, element(OCTETS | 0x20, *[element(OCTETS, b"x")] * 1000))
    body = content_info(
        COMPRESSED,
        element(SEQUENCE, integer(0), algorithm(ZLIB), element(SEQUENCE, identifier(DATA), chunks)),
    )
    outcome = open_message(
        message.headers, body, EVERYTHING, at=AT, chance=CHANCE, limits=Limits(asn1_elements=1000)
    )

    assert isinstance(outcome, Rejected)
    assert Modifier.DECOMPRESSION_FAILED is outcome.refusal.modifier


# 9. decryption


def sealed(raw: bytes, *certificates: Certificate, cipher: Cipher = Cipher.AES_256_CBC) -> bytes:
    """Return content encrypted to the peer, or to others."""
    return encrypt(
        raw,
        certificates or (pair("peer").certificate,),
        cipher,
        transport=KeyTransport.RSA,
        by_key_identifier=False,
        chance=CHANCE,
    )


def envelope(
    *,
    how: bytes | None = None,
    key: bytes | None = None,
    content: bytes = bytes(32),
    recipients: tuple[bytes, ...] | None = None,
    tag: bytes | None = None,
) -> bytes:
    """Return an envelope that says what one likes."""
    wrapped_key = pair("peer").certificate.public_key
    to = recipients or (
        recipient(
            pair("peer").certificate,
            KeyTransport.RSA,
            key=key or encrypted_key(wrapped_key, bytes(32)),
            by_key_identifier=False,
        ),
    )
    said = how or algorithm(OIDS[Cipher.AES_256_CBC], element(OCTETS, bytes(16)))
    inside = element(SEQUENCE, identifier(DATA), said, element(IN_PLACE, content))
    ending = b"" if tag is None else element(OCTETS, tag)
    return content_info(
        ENVELOPED if tag is None else AUTH_ENVELOPED,
        element(SEQUENCE, integer(0), element(SET, *to), inside, ending),
    )


def encrypted_key(public: PublicKey, key: bytes) -> bytes:
    """Return a key encrypted the old way."""
    assert isinstance(public, RSAPublicKey)
    return public.encrypt(key, PKCS1v15())


def gcm(nonce: bytes = bytes(12), length: int | None = 16) -> bytes:
    """Return the cipher GCM with its parameters."""
    said = element(SEQUENCE, element(OCTETS, nonce), b"" if length is None else integer(length))
    return algorithm(OIDS[Cipher.AES_256_GCM], said)


def undecryptable() -> dict[str, bytes]:
    """Return every way in which a message cannot be decrypted."""
    public = pair("peer").certificate.public_key
    good = sealed(INNER)
    oaep = recipient(
        pair("peer").certificate,
        KeyTransport.OAEP_SHA256,
        key=encrypted_key(public, bytes(32)),
        by_key_identifier=False,
    )
    return {
        "not for us": sealed(INNER, pair("outsider").certificate),
        "a key too short": envelope(key=encrypted_key(public, bytes(16))),
        "a key too long": envelope(key=encrypted_key(public, bytes(33))),
        "a key that does not come out": envelope(key=b"\1" * 256),
        "a key of wrong size": envelope(key=b"\1" * 20),
        "a key wrapped another way than said": envelope(recipients=(oaep,)),
        "wrong padding": envelope(),
        "half a block": envelope(content=bytes(17)),
        "no content": envelope(content=b""),
        "no start": envelope(how=algorithm(OIDS[Cipher.AES_256_CBC], NULL)),
        "a start too short": envelope(how=algorithm(OIDS[Cipher.AES_256_CBC], element(OCTETS, b"1"))),
        "altered": good[:-1] + bytes((good[-1] ^ 1,)),
        "a tag too short": envelope(how=gcm(length=4), tag=bytes(4)),
        "a tag of another length than said": envelope(how=gcm(), tag=bytes(12)),
        "a tag shorter than is said by silence": envelope(how=gcm(length=None), tag=bytes(16)),
        "a wrong tag": envelope(how=gcm(), tag=bytes(16)),
        "a nonce of no length": envelope(how=gcm(nonce=b""), tag=bytes(16)),
        "GCM in an envelope without a tag": envelope(how=gcm()),
        "CBC in an envelope with a tag": envelope(tag=bytes(16)),
        "no parameters at all": envelope(how=algorithm(OIDS[Cipher.AES_256_GCM]), tag=bytes(12)),
        "too many recipients": sealed(INNER, *[pair("peer").certificate] * 65),
        "garbage inside": sealed(b"garbage without any header line"),
        "header lines without a type": sealed(b"Subject: what\r\n\r\nis it"),
        "two types": sealed(b"Content-Type: a/b\r\nContent-Type: c/d\r\n\r\nwhich"),
    }


@pytest.mark.parametrize("way", undecryptable())
def test_every_failure_to_decrypt_looks_the_same(way: str) -> None:
    """Who alters ciphertexts learns nothing from our answers."""
    body = undecryptable()[way]
    outcome = received(with_body(sent(), PKCS7, body))

    assert isinstance(outcome, Rejected)
    assert (Modifier.DECRYPTION_FAILED, (), False) == (
        outcome.refusal.modifier,
        outcome.layers,
        outcome.authenticated,
    )


@pytest.mark.parametrize("transport", KeyTransport, ids=str)
def test_a_way_to_transport_keys_that_is_not_agreed_is_refused(transport: KeyTransport) -> None:
    """In the same words as everything else."""
    theirs = accepting(key_transports=frozenset(KeyTransport) - {transport})

    assert Modifier.DECRYPTION_FAILED is refused(sent(sending(transport=transport)), theirs)[0]


def test_a_recipient_with_a_label_or_an_unknown_transport_is_refused() -> None:
    """OAEP with a label, with another mask, and an algorithm nobody knows."""
    mask = element(EXPLICIT | 1, algorithm("1.2.3", NULL))
    label = element(EXPLICIT | 2, algorithm("1.2.840.113549.1.1.9", element(OCTETS, b"label")))
    for how in (
        algorithm("1.2.840.113549.1.1.7", element(SEQUENCE, label)),
        algorithm("1.2.840.113549.1.1.7", element(SEQUENCE, mask)),
        algorithm("1.2.3.4", NULL),
    ):
        certificate = pair("peer").certificate
        name = element(SEQUENCE, certificate.issuer, integer(certificate.serial))
        to = element(SEQUENCE, integer(0), name, how, element(OCTETS, bytes(256)))
        assert Modifier.DECRYPTION_FAILED is refused(with_body(sent(), PKCS7, envelope(recipients=(to,))))[0]


def test_recipients_of_other_kinds_are_passed_over() -> None:
    """Somebody with an elliptic curve key, say, is none of our business."""
    good = recipient(pair("peer").certificate, KeyTransport.RSA, key=bytes(256), by_key_identifier=False)
    body = envelope(recipients=(element(EXPLICIT | 1, integer(3)), good))

    assert Modifier.DECRYPTION_FAILED is refused(with_body(sent(), PKCS7, body))[0]


def test_any_of_several_keys_decrypts() -> None:
    """Rollover: the old key still reads what was encrypted before the partner changed, even past its certificate's end."""
    old = pair("peer old", from_at=AT - 90 * DAY, until_at=AT - 30 * DAY)
    theirs = replace(THEM, keys=(Held(pair=pair("peer")), Held(pair=old)))
    for held in (pair("peer"), old):
        body = sealed(wrapped(sent(sending(cipher=None))), held.certificate)
        assert held.certificate == opened(with_body(sent(), PKCS7, body), theirs).decrypted_with


def test_a_key_whose_window_ended_decrypts_no_more() -> None:
    """What is agreed ends when it ends."""
    theirs = replace(THEM, keys=(Held(pair=pair("peer"), window=Window(until_at=AT - DAY)),))

    assert Modifier.DECRYPTION_FAILED is refused(sent(), theirs)[0]


def test_a_key_of_an_elliptic_curve_decrypts_nothing() -> None:
    """It signs only."""
    theirs = replace(THEM, keys=(Held(pair=pair("peer", "ec")),))
    to = recipient(pair("peer", "ec").certificate, KeyTransport.RSA, key=bytes(256), by_key_identifier=False)

    assert (
        Modifier.DECRYPTION_FAILED is refused(with_body(sent(), PKCS7, envelope(recipients=(to,))), theirs)[0]
    )


def test_what_else_stands_in_an_envelope_is_passed_over_or_authenticated() -> None:
    """Certificates of the originator, attributes; those of GCM are covered by its tag."""
    key, nonce = bytes(32), bytes(12)
    attributes = element(EXPLICIT | 1, content_type_attribute())
    sealing = Encryption(AES(key), GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(element(SET, content_type_attribute()))
    sealed_content = sealing.update(INNER) + sealing.finalize()
    certificate = pair("peer").certificate
    wrapped_key = encrypted_key(certificate.public_key, key)
    to = element(SET, recipient(certificate, KeyTransport.RSA, key=wrapped_key, by_key_identifier=False))
    inside = element(SEQUENCE, identifier(DATA), gcm(nonce), element(IN_PLACE, sealed_content))
    other = element(EXPLICIT | 2, content_type_attribute())
    origin = element(EXPLICIT, element(EXPLICIT, certificate.der))
    for attached, expected in (
        (attributes, Opened),
        (element(EXPLICIT | 1, content_type_attribute(SIGNED)), Rejected),
    ):
        pieces = (integer(0), origin, to, inside, attached, element(OCTETS, sealing.tag), other)
        outcome = received(
            with_body(sent(), PKCS7, content_info(AUTH_ENVELOPED, element(SEQUENCE, *pieces))), EVERYTHING
        )
        assert isinstance(outcome, expected)


def test_each_reader_refuses_what_is_not_its_own() -> None:
    """Compressed content is not decrypted, encrypted content not unpacked."""
    with pytest.raises(Refused):
        decompress(sealed(INNER), STANDARD)
    with pytest.raises(Refused):
        decrypt(compress(INNER), (pair("peer"),), accepting=THEM.accepting, limits=STANDARD, chance=CHANCE)


def test_attributes_that_are_not_signed_are_passed_over() -> None:
    """A time stamp, say."""
    signing = signer(OUR_PAIR, *TWO)
    walker = Walker(signing)
    walker.enter(SEQUENCE)
    pieces = []
    while not walker.ended:
        pieces.append(walker.skip())
    stamped = element(SEQUENCE, *pieces, element(EXPLICIT | 1, content_type_attribute()))

    assert ORDER == opened(signed_message(sent(), INNER, stamped), SIGNED_ONLY).payloads[0].content


# 10. names and ids


@pytest.mark.parametrize(
    ("lines", "modifier"),
    [
        ({"as2_from": None}, Modifier.UNKNOWN_TRADING_RELATIONSHIP),
        ({"as2_to": None}, Modifier.UNKNOWN_TRADING_RELATIONSHIP),
        ({"as2_from": "Us"}, Modifier.UNKNOWN_TRADING_RELATIONSHIP),
        ({"as2_to": "stranger"}, Modifier.UNKNOWN_TRADING_RELATIONSHIP),
        ({"as2_from": "peer"}, Modifier.SENDER_EQUALS_RECEIVER),
        ({"message_id": None}, Modifier.INVALID_MESSAGE_ID),
        ({"message_id": "<a b@us>"}, Modifier.INVALID_MESSAGE_ID),
        ({"message_id": "<\xe9@us>"}, Modifier.INVALID_MESSAGE_ID),
        ({"message_id": "<" + "x" * 998}, Modifier.INVALID_MESSAGE_ID),
        ({"message_id": "<a\x07@us>"}, Modifier.UNEXPECTED_PROCESSING_ERROR),
        ({"subject": "x" * 40_000}, Modifier.UNEXPECTED_PROCESSING_ERROR),
        ({f"x_{number}": "y" for number in range(200)}, Modifier.UNEXPECTED_PROCESSING_ERROR),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_names_and_ids_that_are_not_in_order_are_refused(
    lines: dict[str, str | None], modifier: Modifier
) -> None:
    """With a receipt that says so, unsigned and in place."""
    outcome = received(with_lines(sent(), **lines))

    assert isinstance(outcome, Rejected)
    assert modifier is outcome.refusal.modifier
    receipt = make_receipt(outcome, THEM, message_id="<r@p>", at=AT, chance=CHANCE)
    if outcome.arrival.asked:
        assert receipt is not None
        assert (Route.SYNC, False, modifier.disposition) == (
            receipt.plan.route,
            receipt.plan.signed,
            receipt.disposition,
        )
    else:
        assert receipt is None


def test_a_header_line_that_stands_twice_is_refused() -> None:
    """Which of two senders would it be?"""
    message = sent()
    twice = replace(message, headers=(*message.headers, ("AS2-From", "other")))

    assert (Modifier.UNEXPECTED_PROCESSING_ERROR, "The header as2-from stands there twice.") == refused(twice)


def test_a_message_nothing_is_agreed_about_is_refused() -> None:
    """No agreement is given."""
    assert Modifier.UNKNOWN_TRADING_RELATIONSHIP is refused(sent(), None)[0]


# 11. replay


def test_a_message_may_be_refused_after_it_opened_well() -> None:
    """The same id with other content: whoever remembers ids says so, and the sender is told signed."""
    rejected = refuse(
        opened(sent()),
        Modifier.UNEXPECTED_PROCESSING_ERROR,
        "This Message-ID came before with other content.",
    )
    receipt = make_receipt(rejected, THEM, message_id="<r@p>", at=AT, chance=CHANCE)

    assert receipt is not None
    assert (True, "processed/error: unexpected-processing-error") == (
        receipt.plan.signed,
        receipt.disposition,
    )
    assert (Layer.ENCRYPTED, Layer.SIGNED) == rejected.layers


def test_the_same_content_under_a_new_id_has_the_same_check() -> None:
    """So whoever remembers payloads can tell a repeat from news."""
    first, second = opened(sent()), opened(sent(message_id="<2@us.example>"))

    assert first.payloads == second.payloads
    assert first.mics == second.mics
    assert first.arrival.message_id != second.arrival.message_id


# 12. file names: see test_mime, and test_taking for what is kept


# 13. to 15. receipts that are asked for


@pytest.mark.parametrize(
    "url",
    [
        "https://us.example:8443/mdn",
        "http://us.example/mdn",
        "https://us.example.evil/mdn",
        "https://us.example@evil.example/mdn",
        "https://evil.example/us.example",
        "https://us.example\\@evil.example/",
        "https://us.example /",
        "file:///etc/passwd",
        "//us.example/mdn",
        "https://[::1/mdn",
        "https://us.example:99999/",
        "https://us.example:port/",
        "https://ünsere.example/",
        "",
    ],
)
def test_a_receipt_url_that_is_not_on_record_is_never_used(url: str) -> None:
    """The sender is answered in place, signed, and the note says why."""
    theirs = accepting(receipt_urls=("https://us.example/as2",))
    plan = plan_receipt(opened(with_lines(sent(), receipt_delivery_option=url), theirs), theirs)

    assert (Route.SYNC, None, True) == (plan.route, plan.url, plan.signed)
    assert "The URL asked for is not on the record of the partner." == plan.note


def test_a_record_that_is_no_url_allows_none() -> None:
    """A mistake in the record opens nothing."""
    theirs = accepting(receipt_urls=("us.example",))
    ours = sending(receipt=replace(ASKED, url="https://us.example/"))

    assert Route.SYNC is plan_receipt(opened(sent(ours), theirs), theirs).route


def test_an_unauthenticated_sender_makes_us_neither_connect_nor_sign() -> None:
    """A stranger, and somebody who only claims to be the partner."""
    ours = sending(receipt=replace(ASKED, url="https://us.example/mdn"))
    theirs = accepting(receipt_urls=("https://us.example/",))
    forged = sent(replace(ours, keys=(Held(pair=pair("outsider")),)))
    unsigned = sent(replace(ours, sending=replace(ours.sending, digest=None)))
    for outcome, agreement in (
        (received(forged, theirs), theirs),
        (received(forged, None), None),
        (received(unsigned, EVERYTHING), EVERYTHING),
    ):
        receipt = make_receipt(outcome, agreement, message_id="<r@p>", at=AT, chance=CHANCE)
        assert receipt is not None
        assert (Route.SYNC, None, False) == (receipt.plan.route, receipt.plan.url, receipt.plan.signed)
        assert dict(receipt.headers)["Content-Type"].startswith("multipart/report")


def test_a_sender_known_by_its_connection_is_answered_as_asked() -> None:
    """A client certificate or a password says who it is as well as a signature does."""
    outcome = opened(sent(sending(digest=None)), EVERYTHING)

    assert plan_receipt(outcome, EVERYTHING, known=True).signed


def test_the_answer_to_a_stranger_bears_the_names_it_used() -> None:
    """As far as they are names."""
    outcome = received(with_lines(sent(), as2_from="b\xf6se", as2_to=None), None)
    receipt = make_receipt(outcome, None, message_id="<r@p>", at=AT, chance=CHANCE)

    assert receipt is not None
    assert ("unknown", "bse") == (dict(receipt.headers)["AS2-From"], dict(receipt.headers)["AS2-To"])
    assert b"Original-Message-ID: <1@us.example>\r\n" in receipt.body


def test_an_allowed_digest_is_never_passed_over_for_a_weaker_one() -> None:
    """Lists are read from left to right through what is agreed."""

    def options(digests: str) -> str:
        return f"signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, {digests}"

    for digests, agreement, expected in (
        ("sha512, sha1", EVERYTHING, (Digest.SHA512, "sha512")),
        ("md5, sha1, sha-384", THEM, (Digest.SHA384, "sha-384")),
        ("sha1, sha256", EVERYTHING, (Digest.SHA1, "sha1")),
        ("md5", THEM, (Digest.SHA256, "sha-256")),
        ("", THEM, (Digest.SHA256, "sha-256")),
    ):
        message = with_lines(sent(), disposition_notification_options=options(digests))
        plan = plan_receipt(opened(message, agreement), agreement)
        assert expected == (plan.digest, plan.spelled)


def test_a_receipt_is_never_signed_with_sha_1() -> None:
    """A partner who opted in gets its check in SHA-1; the signature is made with SHA-256."""
    options = "signed-receipt-protocol=required, pkcs7-signature; signed-receipt-micalg=required, sha1"
    message = with_lines(sent(), disposition_notification_options=options)
    receipt = make_receipt(opened(message, EVERYTHING), EVERYTHING, message_id="<r@p>", at=AT, chance=CHANCE)

    assert receipt is not None
    assert "micalg=sha-256" in dict(receipt.headers)["Content-Type"]
    assert b", sha1\r\n" in receipt.body


def test_a_digest_that_is_required_and_not_agreed_fails_the_message() -> None:
    """In the words of RFC 4130, signed, because the sender is known."""
    options = "signed-receipt-protocol=required, pkcs7-signature; signed-receipt-micalg=required, md5, sha1"
    outcome = received(with_lines(sent(), disposition_notification_options=options))
    receipt = make_receipt(outcome, THEM, message_id="<r@p>", at=AT, chance=CHANCE)

    assert receipt is not None
    assert ("failed/failure: unsupported MIC-algorithms", True) == (receipt.disposition, receipt.plan.signed)


def test_a_receipt_format_that_is_required_and_unknown_fails_the_message() -> None:
    """PGP, say."""
    options = "signed-receipt-protocol=required, pgp-signature; signed-receipt-micalg=optional, sha256"

    assert (
        Modifier.UNSUPPORTED_FORMAT
        is refused(with_lines(sent(), disposition_notification_options=options))[0]
    )


def test_what_is_asked_for_without_options_is_an_unsigned_receipt() -> None:
    """Disposition-Notification-To alone."""
    asked = read_arrival(
        (("Disposition-Notification-To", "x"), ("AS2-From", "a"), ("AS2-To", "b"), ("Message-ID", "<1>"))
    ).asked

    assert asked is not None
    assert (False, (), None) == (asked.signed, asked.digests, asked.url)


def test_transfer_encodings_nobody_uses_are_refused() -> None:
    """And base64 that is none."""
    message = sent(sending(cipher=None, digest=None))
    for encoding, modifier in (
        ("x-uuencode", Modifier.UNSUPPORTED_FORMAT),
        ("base64", Modifier.UNEXPECTED_PROCESSING_ERROR),
    ):
        assert modifier is refused(with_lines(message, content_transfer_encoding=encoding), EVERYTHING)[0]


def test_quoted_printable_is_read() -> None:
    """Some mail library made it."""
    message = with_lines(
        with_body(sent(), "text/plain", b"a=3Db=\r\nc"), content_transfer_encoding="quoted-printable"
    )

    assert b"a=bc" == opened(message, EVERYTHING).payloads[0].content


def test_a_receipt_request_names_an_address_and_safe_digests() -> None:
    """What we send is agreed before, not on the way."""
    assert ReceiptRequest(notify="x").digests == (Digest.SHA256,)
    assert PAYLOAD.content == ORDER
