"""What a profile says of AS2, and what the codec works by."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from gateway.adapters.transports import SETTINGS
from gateway.as2.agreements import Accepting, Layer, Pinned, Use
from gateway.as2.algorithms import Cipher, Digest
from gateway.profiles.as2 import As2
from gateway.profiles.directory import Directory
from gateway.profiles.loading import ProfileFault
from tests.unit.as2.trading import DAY, pair
from tests.unit.profiles.examples import KINDS, SMALL, written

NAMES = {"us": "OURCO", "them": "Partner AS2"}
PEM = pair("peer").certificate.pem
URL = "https://us.example/as2"


def agreed(**said: Any) -> As2:
    """Return what is agreed beside the names."""
    return As2.model_validate({**NAMES, **said})


def test_what_is_left_out_is_safe() -> None:
    """Signed, encrypted, receipted by a signed receipt; and the same is asked of the partner."""
    agreement = agreed().agreement(())
    sending = agreement.sending

    assert ("OURCO", "Partner AS2") == (agreement.ours, agreement.theirs)
    assert (Digest.SHA256, Cipher.AES_256_CBC) == (sending.digest, sending.cipher)
    assert sending.receipt is not None
    assert (True, (Digest.SHA256,)) == (sending.receipt.signed, sending.receipt.digests)
    assert Accepting() == agreement.accepting


def test_a_receipt_is_asked_for_with_the_digest_we_sign_with() -> None:
    """Unless others are named; where we do not sign, with one everybody has."""

    def digests(**said: Any) -> tuple[Digest, ...]:
        receipt = agreed(**said).agreement(()).sending.receipt
        assert receipt is not None
        return receipt.digests

    assert (Digest.SHA512,) == digests(send={"sign": "sha-512"})
    assert (Digest.SHA256,) == digests(send={"sign": "none"})
    assert (Digest.SHA384, Digest.SHA256) == digests(receipt={"digests": ["sha-384", "sha-256"]})


def test_layers_can_be_left_out_and_old_algorithms_let_in() -> None:
    """By name, and read only."""
    agreement = agreed(
        send={"sign": "none", "encrypt": "none"},
        receipt={"mode": "none"},
        accept={"layers": ["signed"], "legacy": ["sha-1", "3des"]},
    ).agreement(())

    assert (None, None, None) == (
        agreement.sending.digest,
        agreement.sending.cipher,
        agreement.sending.receipt,
    )
    assert {Layer.SIGNED} == agreement.accepting.layers
    assert Digest.SHA1 in agreement.accepting.digests
    assert Cipher.TRIPLE_DES in agreement.accepting.ciphers


def test_certificates_have_windows_and_uses_and_stand_once() -> None:
    """Those imported are added; one that stands in both places counts once."""
    window = {"from": "2026-03-01", "until": "2026-04-01T00:00:00+02:00", "uses": ["signing"]}
    said = agreed(certificates=[{"pem": PEM}, {"pem": PEM, **window}])
    imported = (Pinned(certificate=pair("peer").certificate), Pinned(certificate=pair("us").certificate))
    pinned = said.agreement((), imported).certificates

    assert [None, frozenset({Use.SIGNING}), None] == [
        one.window.uses if one.window.from_at else None for one in pinned
    ]
    ends = pinned[1].window.until_at
    assert ends is not None
    assert (pinned[1].window.from_at, ends.utcoffset()) != (None, None)
    assert pair("us").certificate == pinned[2].certificate
    assert pinned[1].usable(Use.SIGNING, ends - DAY)
    assert not pinned[1].usable(Use.ENCRYPTION, ends - DAY)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"certificates": [{"pem": "no certificate"}]}, "between BEGIN and END"),
        ({"certificates": [{"pem": pair("weak", "weak").certificate.pem}]}, "1024 bits"),
        ({"receipt": {"mode": "async"}}, "goes with `mode: async`"),
        ({"receipt": {"mode": "sync", "url": URL}}, "goes with `mode: async`"),
        ({"receipt": {"mode": "async", "url": "ftp://us.example"}}, "should be https://host/path"),
        ({"accept": {"receipt_urls": ["https://name:word@them.example"]}}, "should be https://host/path"),
        ({"send": {"sign": "sha-1"}}, "sha-256"),
        ({"send": {"encrypt": "des-ede3-cbc"}}, "aes-128-cbc"),
        ({"us": "a name that is no ASCII: ü"}, "pattern"),
    ],
    ids=["pem", "weak", "no url", "url", "ftp", "user", "sha-1", "3des", "name"],
)
def test_what_cannot_be_agreed_is_said(said: dict[str, Any], why: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ValidationError) as fault:
        agreed(**said)

    assert why in str(fault.value)


def test_an_address_for_receipts_goes_with_receipts_that_come_later() -> None:
    """And is asked for as it stands."""
    receipt = agreed(receipt={"mode": "async", "url": URL}).agreement(()).sending.receipt

    assert receipt is not None
    assert URL == receipt.url


def test_two_partners_cannot_have_the_same_names(tmp_path: Path) -> None:
    """Who would it be from? The same name towards another of ours is another."""
    small = yaml.safe_load(SMALL)
    small["x12"]["them"]["id"] = "00777"
    written(tmp_path, SMALL + yaml.safe_dump({"as2": NAMES}))
    written(tmp_path, yaml.safe_dump({**small, "as2": NAMES}), "other.yaml")

    with pytest.raises(ProfileFault, match="as2: has the same names as"):
        Directory([tmp_path], KINDS)
    written(tmp_path, yaml.safe_dump({**small, "as2": {**NAMES, "us": "OTHER"}}), "other.yaml")
    directory = Directory([tmp_path], KINDS)
    assert directory.find_as2("Partner AS2", "OTHER") is directory.get("other")
    assert directory.find_as2("partner as2", "OTHER") is None


def test_a_way_over_as2_needs_what_is_agreed(tmp_path: Path) -> None:
    """Names and certificates, under `as2`."""
    small = yaml.safe_load(SMALL)
    small["transport"] = {"kind": "as2", "url": "https://them.example/as2"}
    written(tmp_path, yaml.safe_dump(small))

    with pytest.raises(ProfileFault, match="what is agreed stands under `as2`"):
        Directory([tmp_path], SETTINGS)
