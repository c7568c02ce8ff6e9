"""AS2 between us and libas2, which nobody here wrote and which shares no code with us; bytes only, no wire.

GATEWAY_AS2_PEERS names a folder in which `libas2/` is a folder of node with libas2 0.8.2, pkijs 2.1.90, asn1js 2.0.26,
nodemailer 6.4.11 and @peculiar/webcrypto 1.1.3. Without it these tests are skipped, and say so.
"""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateway.as2.agreements import Agreement, Held, Layer, Pinned, TransferEncoding
from gateway.as2.algorithms import Cipher, KeyTransport
from gateway.as2.composing import Composed, Payload
from gateway.as2.opening import Opened, open_message
from gateway.as2.receipt_reading import Outcome, Verdict, check_receipt
from gateway.as2.signing import Variant
from tests.unit.as2.trading import AT, CHANCE, EVERYTHING, US, pair, sending, sent

HERE = Path(__file__).parent
PEERS = Path(os.environ.get("GATEWAY_AS2_PEERS", "/nowhere"))
ORDER = b"ISA*00*~\r\nGS*PO~\r\nST*850~\r\n"
PAYLOAD = Payload(content=ORDER, content_type="application/edi-x12", filename="order.edi")
# peers ask the clock of the machine, so these certificates hold for as long as anybody runs this
US_PAIR, PEER_PAIR = (pair(f"{name} for years", until_at=AT.replace(year=2099)) for name in ("us", "peer"))
FOR_YEARS = replace(US, keys=(Held(pair=US_PAIR),), certificates=(Pinned(certificate=PEER_PAIR.certificate),))
OURS = replace(FOR_YEARS, accepting=EVERYTHING.accepting)
COMMAND = ("node", "--security-revert=CVE-2023-46809", str(HERE / "libas2_peer.js"))


def libas2(**asked: object) -> dict[str, Any]:
    """Return what the peer says, or skip the test where there is none."""
    if not (PEERS / "libas2").is_dir():
        pytest.skip("libas2 is not in the folder GATEWAY_AS2_PEERS names: interoperation is not tested")
    key = PEER_PAIR.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    crt = PEER_PAIR.certificate.pem
    said = {
        "peer_key": key,
        "peer_crt": crt,
        "us_crt": US_PAIR.certificate.pem,
    } | asked
    environment = os.environ | {"LIBAS2": str(PEERS / "libas2" / "node_modules" / "libas2")}
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


@pytest.mark.parametrize("transport", [KeyTransport.RSA, KeyTransport.OAEP_SHA1], ids=str)
@pytest.mark.parametrize("cipher", [Cipher.AES_128_CBC, Cipher.AES_192_CBC, Cipher.AES_256_CBC], ids=str)
def test_libas2_reads_what_we_send_in_base64(cipher: Cipher, transport: KeyTransport) -> None:
    """It reads nothing else, and signs its receipt over one line break less than it sends."""
    ours = sending(cipher=cipher, transport=transport, agreement=FOR_YEARS)
    ours = replace(ours, sending=replace(ours.sending, transfer_encoding=TransferEncoding.BASE64))
    verdict = answered(sent(ours, PAYLOAD), ours)

    assert (Outcome.DELIVERED, ()) == (verdict.outcome, verdict.faults)
    assert verdict.verified is not None
    assert Variant.WITHOUT_LAST_BREAK is verdict.verified.attempts[-1]


@pytest.mark.parametrize("digest", ["SHA-256", "SHA-512", "SHA-1"])
def test_we_read_what_libas2_sends(digest: str) -> None:
    """Encrypted with OAEP, as it always does."""
    outcome = opened(libas2(action="send", digest=digest, cipher="aes256-CBC", content=ORDER.hex()))

    assert ((Layer.ENCRYPTED, Layer.SIGNED), ORDER) == (outcome.layers, outcome.payloads[0].content)
