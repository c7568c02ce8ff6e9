"""Everything that must be refused, posted to the real address: the sender is told so, nothing is kept, nothing goes out."""

import asyncio
import resource
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest
from fastapi import HTTPException, Request
from fastapi.testclient import TestClient

from gateway.as2.agreements import Compression, Held, Layer, ReceiptRequest
from gateway.as2.algorithms import Cipher, KeyTransport
from gateway.as2.ber import EXPLICIT, OCTETS, SEQUENCE, element, identifier, integer
from gateway.as2.cms import COMPRESSED, DATA, ZLIB
from gateway.as2.cms_making import algorithm, content_info
from gateway.as2.composing import Composed
from gateway.as2.encrypting import encrypt
from gateway.as2.mime import multipart, part
from gateway.entrypoints.api.limiting import TRIES
from gateway.entrypoints.as2.server import create_app
from gateway.entrypoints.as2.spooling import Patience, spooled
from tests.as2_house import as2_house
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House
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
from tests.unit.as2.trading import ASKED, CHANCE, ORDER, PAYLOAD, US, pair, sending, sent

INNER = part((("Content-Type", "application/edi-x12"),), ORDER)
TWO = (content_type_attribute(), digest_attribute(INNER))
OURS = pair("us")
MEGABYTE = 1024 * 1024
AGREED_URL = "http://127.0.0.1:9/as2"


def compressed(packed: bytes) -> bytes:
    """Return CompressedData around what one likes."""
    inside = element(SEQUENCE, identifier(DATA), element(EXPLICIT, element(OCTETS, packed)))
    return content_info(COMPRESSED, element(SEQUENCE, integer(0), algorithm(ZLIB), inside))


@cache
def bomb() -> bytes:
    """Return what unpacks to more than we take, and is a thousandth of that."""
    packer = zlib.compressobj(1)
    zeros = bytes(MEGABYTE)
    return b"".join([*(packer.compress(zeros) for _ in range(160)), packer.flush()])


def properly_signed(raw: bytes) -> Composed:
    """Return a message whose signature holds, around whatever."""
    return signed_as(raw, signer(OURS, content_type_attribute(), digest_attribute(raw)))


def with_last_byte_altered(message: Composed) -> Composed:
    """Return a message one bit of whose last byte is another."""
    return replace(message, body=message.body[:-1] + bytes([message.body[-1] ^ 1]))


def with_more_before(message: Composed) -> Composed:
    """Return a message with something before its first part."""
    return replace(message, body=b"ISA*evil~\r\n" + message.body)


def triple_des() -> bytes:
    """Return content that was encrypted the way of yesterday."""
    return encrypt(
        INNER,
        [pair("peer").certificate],
        Cipher.TRIPLE_DES,
        transport=KeyTransport.RSA,
        by_key_identifier=False,
        chance=CHANCE,
    )


def nested(depth: int) -> bytes:
    """Return multiparts in multiparts."""
    raw = INNER
    for level in range(depth):
        boundary = f"b{level}"
        raw = part(
            (("Content-Type", f'multipart/mixed; boundary="{boundary}"'),), multipart(boundary, raw, INNER)
        )
    return raw


def encrypted(body: bytes) -> Composed:
    """Return a message that says it is encrypted."""
    return with_body(sent(), "application/pkcs7-mime; smime-type=enveloped-data", body)


def signed_as(raw: bytes, *signers: bytes) -> Composed:
    """Return a message that is signed so and not encrypted."""
    return signed_message(sent(), raw, *signers)


def deep_ber() -> bytes:
    """Return shells in shells."""
    data = b""
    for _ in range(200):
        data = element(SEQUENCE, data)
    return data


ENCRYPTED_CASES: dict[str, tuple[Callable[[], Composed], bytes]] = {
    "4 3DES where nobody opted in": (lambda: encrypted(triple_des()), b"insufficient-message-security"),
    "5 clear and unsigned": (
        lambda: sent(sending(cipher=None, digest=None)),
        b"insufficient-message-security",
    ),
    "5 signed, not encrypted": (lambda: sent(sending(cipher=None)), b"insufficient-message-security"),
    "5 encrypted, not signed": (lambda: sent(sending(digest=None)), b"insufficient-message-security"),
    "5 compressed is not encrypted": (
        lambda: sent(sending(cipher=None, compression=Compression.AFTER_SIGNING)),
        b"insufficient-message-security",
    ),
    "6 encrypted inside signed": (lambda: properly_signed(wrapped(sent())), b"unexpected-processing-error"),
    "8 BER too deep": (lambda: encrypted(deep_ber()), b"decryption-failed"),
    "8 BER longer than the message": (
        lambda: encrypted(b"\x30\x84\x7f\xff\xff\xff\x06"),
        b"decryption-failed",
    ),
    "8 BER cut off": (lambda: encrypted(sent().body[:-40]), b"decryption-failed"),
    "8 BER and more behind it": (lambda: encrypted(sent().body + b"\0more"), b"decryption-failed"),
    "9 encrypted for somebody else": (
        lambda: sent(
            replace(US, certificates=(replace(US.certificates[0], certificate=pair("outsider").certificate),))
        ),
        b"decryption-failed",
    ),
    "9 an altered ciphertext": (lambda: with_last_byte_altered(sent()), b"error"),
    "10 names nobody agreed on": (
        lambda: with_lines(sent(), as2_from="stranger"),
        b"unknown-trading-relationship",
    ),
    "10 no AS2-From": (lambda: with_lines(sent(), as2_from=None), b"unknown-trading-relationship"),
    "10 blanks in the Message-ID": (lambda: with_lines(sent(), message_id="<1 2@us>"), b"invalid-message-id"),
}
SIGNED_CASES: dict[str, tuple[Callable[[], Composed], bytes]] = {
    "1 zero signers": (lambda: signed_as(INNER), b"authentication-failed"),
    "1 a signer who is not pinned": (
        lambda: sent(replace(sending(cipher=None), keys=(Held(pair=pair("outsider")),))),
        b"authentication-failed",
    ),
    "2 one part": (lambda: with_body(sent(), *_parts(1)), b"authentication-failed"),
    "2 three parts": (lambda: with_body(sent(), *_parts(3)), b"authentication-failed"),
    "2 content outside the signed part": (
        lambda: with_more_before(sent(sending(cipher=None))),
        b"unexpected-processing-error",
    ),
    "2 a signature moved to other content": (
        lambda: signed_as(part((("Content-Type", "application/edi-x12"),), b"ISA*evil~"), signer(OURS, *TWO)),
        b"integrity-check-failed",
    ),
    "3 no message-digest": (lambda: signed_as(INNER, signer(OURS, TWO[0])), b"authentication-failed"),
    "3 no content-type": (lambda: signed_as(INNER, signer(OURS, TWO[1])), b"authentication-failed"),
    "3 a digest that differs": (
        lambda: signed_as(INNER.replace(b"ST*850", b"ST*860"), signer(OURS, *TWO)),
        b"integrity-check-failed",
    ),
    "4 MD5": (
        lambda: signed_as(INNER, signer(OURS, *TWO, digest_oid="1.2.840.113549.2.5")),
        b"insufficient-message-security",
    ),
    "4 SHA-1 where nobody opted in": (
        lambda: signed_as(
            INNER,
            signer(
                OURS,
                TWO[0],
                attribute("1.2.840.113549.1.9.4", element(OCTETS, b"1" * 20)),
                digest_oid="1.3.14.3.2.26",
            ),
        ),
        b"insufficient-message-security",
    ),
    "6 signed twice": (
        lambda: properly_signed(wrapped(sent(sending(cipher=None)))),
        b"unexpected-processing-error",
    ),
    "6 multiparts nested too deeply": (lambda: properly_signed(nested(6)), b"unexpected-processing-error"),
    "7 a decompression bomb": (
        lambda: with_body(sent(), "application/pkcs7-mime; smime-type=compressed-data", compressed(bomb())),
        b"decompression-failed",
    ),
}


def _parts(count: int) -> tuple[str, bytes]:
    kind, _ = multipart_signed(INNER, signed_data())
    boundary = kind.rpartition("boundary=")[2].strip('"')
    return kind, multipart(boundary, *[INNER] * count)


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, House]]:
    """Two gateways: one takes encrypted and signed messages only, the other signed ones."""
    made = {}
    for name, layers in (("encrypted", ["encrypted", "signed"]), ("signed", ["signed"])):
        folder = tmp_path_factory.mktemp(name)
        accept = {"layers": layers, "receipt_urls": [AGREED_URL]}
        made[name] = as2_house(
            folder / "house", fresh("sqlite", folder), FixedClock(), ours="peer", theirs="us", accept=accept
        )
    yield made
    for house in made.values():
        house.gateway.engine.dispose()


def posted(house: House, message: Composed) -> tuple[int, bytes]:
    """Post a message to the address; return status and body of the answer."""
    client = TestClient(create_app(house.gateway), raise_server_exceptions=False)
    answer = client.post("/as2", content=message.body, headers=list(message.headers))
    return answer.status_code, answer.content


def kept(house: House) -> tuple[int, int, int]:
    """Return how many documents were kept, were accepted, and how much work waits."""
    with house.gateway.store.read() as work:
        accepted = [one for one in work.as2_inbox.recent(500) if one.state == "accepted"]
        return len(work.transmissions.recent(500)), len(accepted), work.jobs.waiting()


@pytest.mark.parametrize(
    ("layers", "case"),
    [*(("encrypted", one) for one in ENCRYPTED_CASES), *(("signed", one) for one in SIGNED_CASES)],
)
def test_what_must_be_refused_is_refused(houses: dict[str, House], layers: str, case: str) -> None:
    """A receipt says why in the standard's words, unsigned to whoever did not show who they are; nothing is kept."""
    house = houses[layers]
    make, said = (ENCRYPTED_CASES if layers == "encrypted" else SIGNED_CASES)[case]
    before = kept(house)
    status, body = posted(house, make())

    assert (200, True) == (status, said in body), body
    assert b"; processed\r\n" not in body
    assert before == kept(house)


def test_a_bomb_costs_little_memory(houses: dict[str, House]) -> None:
    """It is unpacked up to the limit and no further."""
    message, _ = SIGNED_CASES["7 a decompression bomb"]
    made = message()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    posted(houses["signed"], made)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 250 * 1024


def test_a_body_over_the_cap_is_refused_while_it_is_read(houses: dict[str, House]) -> None:
    """Whether its length was declared or not; a stranger may send even less."""
    house = houses["signed"]
    small = house.gateway.settings.model_copy(update={"max_body_bytes": 1000})
    app = create_app(replace(house.gateway, settings=small))
    client = TestClient(app, raise_server_exceptions=False)
    headers = list(sent().headers)
    pieces = (b"x" * 100 for _ in range(100))

    assert 413 == client.post("/as2", content=b"x" * 1001, headers=headers).status_code
    assert 413 == client.post("/as2", content=pieces, headers=headers).status_code
    stranger = list(with_lines(sent(), as2_from="stranger").headers)
    usual = TestClient(create_app(house.gateway), raise_server_exceptions=False)
    assert 413 == usual.post("/as2", content=b"x" * (MEGABYTE + 1), headers=stranger).status_code


def test_a_body_that_comes_too_slowly_is_given_up() -> None:
    """A connection is not held open by a byte now and then."""

    async def never() -> dict[str, object]:
        await asyncio.sleep(60)
        return {}

    scope = {"type": "http", "method": "POST", "path": "/as2", "headers": [], "query_string": b""}
    request = Request(scope, never)

    with pytest.raises(HTTPException) as slow:
        asyncio.run(spooled(request, 1000, Patience(piece_s=0.01, whole_s=1)))
    assert 408 == slow.value.status_code
    with pytest.raises(HTTPException) as slow:
        asyncio.run(spooled(request, 1000, Patience(piece_s=1, whole_s=0.01)))
    assert 408 == slow.value.status_code


def test_header_lines_beyond_the_limit_are_refused(houses: dict[str, House]) -> None:
    """Too many, or too long: nothing is kept, and nobody crashes."""
    house = houses["encrypted"]
    before = kept(house)
    many = replace(sent(), headers=(*sent().headers, *(("X-More", str(one)) for one in range(300))))
    long = with_lines(sent(), x_long="y" * 40_000)

    assert (400, 400) == (posted(house, many)[0], posted(house, long)[0])
    assert before == kept(house)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:10/as2",
        "https://127.0.0.1:9/as2",
        "http://127.0.0.1:9@evil.example/as2",
        "file:///etc/passwd",
    ],
)
def test_a_receipt_goes_to_no_url_that_is_not_on_the_record(houses: dict[str, House], url: str) -> None:
    """It comes back on the connection, and nothing is sent anywhere."""
    house = houses["signed"]
    asked = sending(cipher=None, receipt=ReceiptRequest(notify=ASKED.notify, url=url))
    message = sent(asked, replace(PAYLOAD, content=url.encode()), message_id=f"<{abs(hash(url))}@us>")
    status, body = posted(house, message)

    assert (200, True) == (status, b"; processed\r\n" in body)
    with house.gateway.store.read() as work:
        receipt = work.as2_inbox.receipt(work.as2_inbox.recent(1)[0].id)
        assert receipt is not None
        assert ("answered", "") == (receipt.state, receipt.url)


@pytest.mark.parametrize("who", ["a stranger", "somebody in the partner's name"])
def test_nobody_unknown_makes_us_connect_or_sign(houses: dict[str, House], who: str) -> None:
    """Answered unsigned and in place, though the address is on the record."""
    house = houses["encrypted"]
    asked = sending(receipt=ReceiptRequest(notify=ASKED.notify, url=AGREED_URL))
    forged = replace(asked, keys=(Held(pair=pair("outsider")),))
    message = with_lines(sent(asked), as2_from="stranger") if who == "a stranger" else sent(forged)
    before = kept(house)
    status, body = posted(house, message)

    assert (200, False) == (status, b"pkcs7-signature" in body)
    assert before == kept(house)


def test_who_guesses_again_and_again_is_not_looked_at_for_a_while(houses: dict[str, House]) -> None:
    """So many messages that do not open, from one address in one partner's name; then whatever comes is put off."""
    client = TestClient(create_app(houses["encrypted"].gateway), raise_server_exceptions=False)
    guess, honest = with_last_byte_altered(sent()), sent(message_id="<honest@us>")

    def posted_here(message: Composed) -> tuple[int, str]:
        answer = client.post("/as2", content=message.body, headers=list(message.headers))
        return answer.status_code, answer.headers.get("retry-after", "")

    answers = [posted_here(guess) for _ in range(TRIES + 1)]

    assert [(200, "")] * TRIES + [(429, "60")] == answers
    assert (429, "60") == posted_here(honest)
    assert 200 == posted(houses["encrypted"], honest)[0]


def test_a_stranger_who_asks_for_nothing_gets_an_error(houses: dict[str, House]) -> None:
    """404 where nothing is agreed, 400 where the names are missing."""
    silent = sent(sending(receipt=None))
    house = houses["encrypted"]

    assert 404 == posted(house, with_lines(silent, as2_from="stranger"))[0]
    assert 400 == posted(house, with_lines(silent, as2_from=None))[0]
    assert 415 == posted(house, with_lines(silent, content_encoding="gzip"))[0]


def test_the_digest_of_a_receipt_is_never_a_weaker_one_further_down_the_list(
    houses: dict[str, House],
) -> None:
    """The list is read from left to right, through what is allowed."""
    options = (
        "signed-receipt-protocol=required, pkcs7-signature; signed-receipt-micalg=required, sha1, sha512, md5"
    )
    made = sent(sending(cipher=None), replace(PAYLOAD, content=b"mic"), message_id="<mic@us>")
    _, body = posted(houses["signed"], with_lines(made, disposition_notification_options=options))

    assert b", sha512\r\n" in body


def test_the_layers_are_said_as_they_were_removed(houses: dict[str, House]) -> None:
    """What is kept of a message says which layers were around it."""
    made = sent(
        sending(compression=Compression.BEFORE_SIGNING),
        replace(PAYLOAD, content=b"layers"),
        message_id="<layers@us>",
    )
    assert 200 == posted(houses["encrypted"], made)[0]
    with houses["encrypted"].gateway.store.read() as work:
        (arrival,) = [one for one in work.as2_inbox.recent(500) if one.message_id == "<layers@us>"]
    assert (Layer.ENCRYPTED, Layer.SIGNED, Layer.COMPRESSED) == arrival.layers
