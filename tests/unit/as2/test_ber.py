"""BER: read in one pass whatever its form, refused where it is not what it says."""

import time
import tracemalloc
import zlib

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher as Encryption
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st

from gateway.as2.agreements import Accepting, Compression, Pinned
from gateway.as2.algorithms import Cipher, Digest, KeyTransport
from gateway.as2.ber import (
    EXPLICIT,
    IN_PLACE,
    OCTETS,
    SEQUENCE,
    Malformed,
    Walker,
    dotted,
    element,
    identifier,
    integer,
    small,
)
from gateway.as2.cms import COMPRESSED, DATA, ENVELOPED, ZLIB, kind_of
from gateway.as2.cms_making import algorithm
from gateway.as2.encrypting import decrypt, encrypt
from gateway.as2.limits import MEGABYTE, STANDARD, Limits
from gateway.as2.opening import Rejected, open_message
from gateway.as2.refusals import Modifier
from gateway.as2.signing import sign, verify
from tests.unit.as2.hostile import with_body
from tests.unit.as2.trading import AT, CHANCE, EVERYTHING, THEM, pair, sending, sent

END = b"\0\0"
CHUNK = 1000


def open_ended(tag: int, *contents: bytes) -> bytes:
    """Return an element of indefinite length."""
    return b"".join((bytes((tag, 0x80)), *contents, END))


def loosened(data: bytes, levels: int = 6) -> bytes:
    """Return DER as BER with indefinite lengths, the way BouncyCastle writes its shells."""
    walker, made = Walker(data), []
    while not walker.ended:
        tag = walker.peek() or 0
        whole = walker.skip()
        inside = Walker(whole)
        if tag & 0x20 and levels and tag != 0x31:
            inside.enter(tag)
            rest = bytes(whole[len(whole) - inside._bounds[-1] + inside._at :])
            made.append(open_ended(tag, loosened(rest, levels - 1)))
        else:
            made.append(bytes(whole))
    return b"".join(made)


def chunked_envelope(content: bytes, *, size: int = CHUNK) -> bytes:
    """Return content encrypted to the peer, in chunks, as a stream writes it."""
    der = encrypt(
        b"",
        (pair("peer").certificate,),
        Cipher.AES_256_CBC,
        transport=KeyTransport.RSA,
        by_key_identifier=False,
        chance=bytes,
    )
    walker = Walker(der)
    for tag in (SEQUENCE, EXPLICIT, SEQUENCE):
        if tag == EXPLICIT:
            walker.identifier()
        walker.enter(tag)
    walker.integer()
    recipients = bytes(walker.skip())
    sealed = _sealed(content)
    chunks = [element(OCTETS, sealed[at : at + size]) for at in range(0, len(sealed), size)]
    inside = open_ended(
        SEQUENCE,
        identifier(DATA),
        algorithm("2.16.840.1.101.3.4.1.42", element(OCTETS, bytes(16))),
        open_ended(IN_PLACE | 0x20, *chunks),
    )
    return open_ended(
        SEQUENCE,
        identifier(ENVELOPED),
        open_ended(EXPLICIT, open_ended(SEQUENCE, integer(0), recipients, inside)),
    )


def _sealed(content: bytes) -> bytes:
    encryptor = Encryption(AES(bytes(32)), CBC(bytes(16))).encryptor()
    missing = 16 - len(content) % 16
    return encryptor.update(content) + encryptor.update(bytes((missing,)) * missing)


def opened_envelope(data: bytes, limits: Limits = STANDARD) -> bytes:
    """Return what the peer finds in an envelope."""
    return bytes(
        decrypt(data, (pair("peer"),), accepting=THEM.accepting, limits=limits, chance=CHANCE).content
    )


def test_an_envelope_in_chunks_is_read() -> None:
    """Indefinite lengths all around, content in chunks of 1000 bytes."""
    content = CHANCE(10_007)

    assert content == opened_envelope(chunked_envelope(content))


def test_ten_megabytes_in_chunks_are_read_in_linear_time() -> None:
    """Twice the content takes about twice the time, and 10 MB are far from 2 seconds."""
    taken = {}
    for megabytes in (5, 10):
        data = chunked_envelope(CHANCE(megabytes * 1_000_000))
        began = time.process_time()
        opened_envelope(data)
        taken[megabytes] = time.process_time() - began

    assert taken[10] < 2
    assert taken[10] < 6 * taken[5]


def test_a_signature_of_indefinite_length_is_read() -> None:
    """The whole of SignedData, written by a stream."""
    content = b"Content-Type: a/b\r\n\r\nx"
    data = loosened(sign(content, pair("us"), Digest.SHA256, pss=False, at=AT))

    assert data.startswith(b"\x30\x80")
    assert (
        Digest.SHA256
        is verify(
            memoryview(content),
            data,
            (Pinned(certificate=pair("us").certificate),),
            accepting=Accepting(),
            at=AT,
            limits=STANDARD,
        ).digest
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x04\x05abc",
        b"\x04\x84\xff\xff\xff\xff",
        b"\x04\x86\0\0\0\0\0\1a",
        b"\x04\x82\x01",
        b"\x04\x80abc\0\0",
        b"\x1f\x81\x01\x00",
        b"\x30\x80\x04\x01a",
        b"\x30\x80\x04\x05abc\0\0",
        b"\x30\x80\x30\x80\x04\x00\0\0",
        b"\0\0",
    ],
    ids=bytes.hex,
)
def test_broken_elements_are_refused(data: bytes) -> None:
    """Lengths beyond the bytes or beyond what holds them, tags of several bytes, ends that do not come."""
    with pytest.raises(Malformed):
        Walker(data).skip()


def test_nesting_is_counted() -> None:
    """32 levels are gone into and 33 are not; of those that say how long they are, none has to be gone into."""
    data = definite = b""
    for _ in range(32):
        data, definite = open_ended(SEQUENCE, data), element(SEQUENCE, definite)

    assert data == Walker(data).skip()
    with pytest.raises(Malformed, match="too deeply"):
        Walker(open_ended(SEQUENCE, data)).skip()
    walker = Walker(element(SEQUENCE, definite))
    for _ in range(32):
        walker.enter(SEQUENCE)
    with pytest.raises(Malformed, match="too deeply"):
        walker.enter(SEQUENCE)


def test_elements_are_counted() -> None:
    """As many as the limit allows, and not one more."""
    data = open_ended(SEQUENCE, *[integer(1)] * 9)

    assert data == Walker(data, elements=10).skip()
    with pytest.raises(Malformed, match="too many"):
        Walker(data, elements=9).skip()


@pytest.mark.parametrize(
    "whole", [element(SEQUENCE, integer(1), bytes(100)), open_ended(SEQUENCE, *[integer(1)] * 40)]
)
def test_what_is_large_is_not_skipped(whole: bytes) -> None:
    """Content is read where it is expected; everything else is small."""
    with pytest.raises(Malformed, match="too large"):
        Walker(whole, Limits(signature=100)).skip()


def test_an_element_may_not_be_longer_than_what_holds_it() -> None:
    """The inner length is held to the outer one."""
    for inner in (b"\x04\x05", b"\x30\x80\x04\x05"):
        walker = Walker(element(SEQUENCE, inner) + bytes(9))
        walker.enter(SEQUENCE)
        with pytest.raises(Malformed, match="longer than what holds it"):
            walker.skip()


def test_only_what_is_expected_is_gone_into() -> None:
    """A walker says no rather than read something as something else."""
    with pytest.raises(Malformed):
        Walker(integer(1)).enter(SEQUENCE)
    with pytest.raises(Malformed):
        Walker(integer(1)).primitive(OCTETS)
    with pytest.raises(Malformed):
        Walker(integer(1)).octets(OCTETS)
    with pytest.raises(Malformed):
        Walker(element(OCTETS | 0x20, element(OCTETS | 0x20, element(OCTETS, b"x")))).octets(OCTETS)
    with pytest.raises(Malformed, match="too large"):
        small(bytes(300_000), STANDARD)


def test_what_is_left_over_is_refused() -> None:
    """Inside an element, and after the last one."""
    walker = Walker(element(SEQUENCE, integer(1)) + b"x")
    walker.enter(SEQUENCE)
    with pytest.raises(Malformed):
        walker.leave()
    with pytest.raises(Malformed):
        walker.finish()
    assert 1 == walker.integer()
    walker.leave()
    with pytest.raises(Malformed):
        walker.finish()


@pytest.mark.parametrize(
    "name", ["1.2.840.113549.1.7.2", "2.16.840.1.101.3.4.1.46", "2.5.29.14", "0.9.2342.19200300", "2.999.3"]
)
def test_identifiers_are_written_and_read(name: str) -> None:
    """Their names have dots, their bytes have seven bits."""
    assert name == Walker(identifier(name)).identifier()


@pytest.mark.parametrize("content", [b"", b"\x86", b"\x86\x80", b"\x01" * 33], ids=bytes.hex)
def test_identifiers_that_are_cut_off_or_endless_are_refused(content: bytes) -> None:
    """Ours have twelve bytes at most."""
    with pytest.raises(Malformed):
        dotted(content)


@given(st.integers(-(2**80), 2**160))
def test_whole_numbers_are_written_and_read(number: int) -> None:
    """Serial numbers have up to 160 bits."""
    assert number == Walker(integer(number)).integer()


@given(st.binary(max_size=70_000))
def test_octets_are_written_and_read(octets: bytes) -> None:
    """Short and long lengths."""
    assert octets == bytes(Walker(element(OCTETS, octets)).octets(OCTETS))


@given(st.binary(max_size=300))
def test_any_bytes_are_walked_or_refused(data: bytes) -> None:
    """Never another exception, never a place outside the bytes."""
    walker = Walker(data)
    try:
        assert len(walker.skip()) <= len(data)
    except Malformed:
        assert kind_of(data) is None or kind_of(data)


def most_memory(message, limits: Limits) -> tuple[Modifier, int]:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a message
    """Return what a message is refused with, and the most memory that took beyond what was there before."""
    tracemalloc.start()
    outcome = open_message(message.headers, message.body, EVERYTHING, at=AT, chance=CHANCE, limits=limits)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(outcome, Rejected)
    return outcome.refusal.modifier, most


def test_a_zlib_bomb_stays_within_its_limit() -> None:
    """A gigabyte in one megabyte: refused, with less than three times the limit in hand."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(16 * MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = head + block * 64
    inside = element(EXPLICIT, element(OCTETS, packed))
    body = element(
        SEQUENCE,
        identifier(COMPRESSED),
        element(
            EXPLICIT,
            element(SEQUENCE, integer(0), algorithm(ZLIB), element(SEQUENCE, identifier(DATA), inside)),
        ),
    )
    message = with_body(sent(), "application/pkcs7-mime; smime-type=compressed-data", body)
    limit = 8 * MEGABYTE
    modifier, most = most_memory(message, Limits(decompressed=limit))

    assert Modifier.DECOMPRESSION_FAILED is modifier
    assert most < 3 * limit


@pytest.mark.parametrize(
    "bomb",
    [
        b"\x30\x80" * MEGABYTE,
        element(
            SEQUENCE,
            identifier(ENVELOPED),
            element(EXPLICIT, element(SEQUENCE, integer(0), element(0x31, b"\x30\x00" * MEGABYTE))),
        ),
        element(SEQUENCE, identifier(COMPRESSED), element(EXPLICIT, b"\x04\x00" * MEGABYTE)),
        b"\x30\x85\xff\xff\xff\xff\xff" + bytes(MEGABYTE),
    ],
    ids=["nested without end", "a million recipients", "a million nothings", "a length of a terabyte"],
)
def test_a_ber_bomb_stays_within_its_limit(bomb: bytes) -> None:
    """Two megabytes of tags are refused with next to nothing in hand, quickly."""
    message = with_body(sent(sending(compression=Compression.NONE)), "application/pkcs7-mime", bomb)
    _, most = most_memory(message, STANDARD)
    began = time.process_time()
    open_message(message.headers, message.body, EVERYTHING, at=AT, chance=CHANCE)

    assert most < MEGABYTE
    assert time.process_time() - began < 5
