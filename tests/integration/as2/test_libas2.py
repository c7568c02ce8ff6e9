"""AS2 between us and libas2, which nobody here wrote and which shares no code with us; bytes only, no wire."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateway.as2.agreements import Agreement, Held, Layer, Pinned, TransferEncoding
from gateway.as2.algorithms import Cipher, KeyTransport
from gateway.as2.composing import Composed, Payload
from gateway.as2.opening import Opened, open_message
from gateway.as2.receipt_reading import Outcome, Verdict, check_receipt
from gateway.as2.signing import Variant
from tests import interop
from tests.fakes import as2_installed
from tests.unit.as2.trading import AT, CHANCE, EVERYTHING, US, pair, sending, sent

HERE = Path(__file__).parent
ORDER = b"ISA*00*~\r\nGS*PO~\r\nST*850~\r\n"
PAYLOAD = Payload(content=ORDER, content_type="application/edi-x12", filename="order.edi")
# peers ask the clock of the machine, so these certificates hold for as long as anybody runs this
US_PAIR, PEER_PAIR = (pair(f"{name} for years", until_at=AT.replace(year=2099)) for name in ("us", "peer"))
FOR_YEARS = replace(US, keys=(Held(pair=US_PAIR),), certificates=(Pinned(certificate=PEER_PAIR.certificate),))
OURS = replace(FOR_YEARS, accepting=EVERYTHING.accepting)
COMMAND = (*as2_installed.NODE, str(HERE / "libas2_peer.js"))


def libas2(**asked: object) -> dict[str, Any]:
    """Return what the peer says."""
    key = PEER_PAIR.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    crt = PEER_PAIR.certificate.pem
    said = {
        "peer_key": key,
        "peer_crt": crt,
        "us_crt": US_PAIR.certificate.pem,
    } | asked
    environment = os.environ | {"LIBAS2": str(as2_installed.libas2())}
    ran = subprocess.run(
        COMMAND, input=json.dumps(said), capture_output=True, text=True, check=False, env=environment
    )
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])  # node warns of its flag above it
    return answer


def answered(message: Composed, agreement: Agreement) -> Verdict:
    """Return what we make of the receipt the peer makes of a message."""
    said = libas2(action="answer", headers=message.headers, body=message.body.hex())
    headers = tuple((line, value) for line, value in said["headers"])
    return check_receipt(headers, bytes.fromhex(said["body"]), message.sent, agreement, at=AT)


def opened(said: dict[str, Any]) -> Opened:
    """Return what the peer sent, opened."""
    headers = tuple((line, value) for line, value in said["headers"])
    outcome = open_message(headers, bytes.fromhex(said["body"]), OURS, at=AT, chance=CHANCE)
    assert isinstance(outcome, Opened), outcome
    return outcome


def test_libas2_and_we_understand_each_other() -> None:
    """What we send in base64 it reads, and what it sends, with OAEP as it always does, we read.

    It signs its receipt over one line break less than it sends.
    """
    results: dict[tuple[str, str], str] = {}
    for cipher in (Cipher.AES_128_CBC, Cipher.AES_192_CBC, Cipher.AES_256_CBC):
        for transport in (KeyTransport.RSA, KeyTransport.OAEP_SHA1):
            ours = sending(cipher=cipher, transport=transport, agreement=FOR_YEARS)
            ours = replace(ours, sending=replace(ours.sending, transfer_encoding=TransferEncoding.BASE64))
            verdict = answered(sent(ours, PAYLOAD), ours)
            assert verdict.verified is not None
            assert Variant.WITHOUT_LAST_BREAK is verdict.verified.attempts[-1]
            delivered = verdict.outcome is Outcome.DELIVERED
            results["we send", f"{cipher}, {transport}"] = "ok" if delivered else f"fails: {verdict.faults}"
    for digest in ("SHA-256", "SHA-512", "SHA-1"):
        outcome = opened(libas2(action="send", digest=digest, cipher="aes256-CBC", content=ORDER.hex()))
        same = ((Layer.ENCRYPTED, Layer.SIGNED), ORDER) == (outcome.layers, outcome.payloads[0].content)
        results["it sends", f"aes-256-cbc, {digest}"] = "ok" if same else "taken, and altered by it"

    interop.hold("libas2", results)
