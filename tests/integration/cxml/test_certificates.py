"""A client's certificate, as the proxy tells it, opens the door like a shared secret does."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest

from gateway.application.cxml.certificates import fingerprint
from tests.cxml_house import SECRET, office, request
from tests.fakes.clocks import FixedClock

PROFILE = "<ProfileRequest/>"
CERTIFICATE = b"\x30\x82 as good as a certificate" * 9
DIGEST = sha256(CERTIFICATE).hexdigest()
BODY = b64encode(CERTIFICATE).decode()
PEM = f"-----BEGIN CERTIFICATE-----\n{BODY[:64]}\n{BODY[64:]}\n-----END CERTIFICATE-----\n"
COLONS = ":".join(DIGEST[at : at + 2] for at in range(0, 64, 2)).upper()


@pytest.mark.parametrize(
    "told",
    [PEM, quote(PEM), BODY, f":{BODY}:", DIGEST, COLONS],
    ids=["pem", "escaped", "base64", "rfc 9440", "digest", "colons"],
)
def test_a_certificate_is_known_however_it_is_told(told: str) -> None:
    assert fingerprint(told) == DIGEST


@pytest.mark.parametrize("told", ["", "no certificate!", "-----BEGIN CERTIFICATE-----"])
def test_what_is_no_certificate_is_none(told: str) -> None:
    assert fingerprint(told) == ""


def test_a_certificate_proves_the_sender(tmp_path: Path, database_url: str, clock: FixedClock) -> None:
    """Of whoever shows no secret; a wrong secret, another's certificate or another's name beside it open nothing."""
    agreed = {"accept": {"certificates": [COLONS], "secrets": ["secret:hooli-cxml"]}}
    with office(tmp_path / "house", database_url, clock, client_certificate_header="X-Client-Cert") as opened:
        opened.agree(cxml=opened.cxml(**agreed))
        shown, other = {"X-Client-Cert": quote(PEM)}, {"X-Client-Cert": "ab" * 32}

        def tried(secret: str = "", who: tuple[str, str] = ("DUNS", "987654321"), **headers: str) -> str:
            return opened.status(request(PROFILE, secret=secret, who=who), **headers)

        assert tried(**shown) == "200"
        assert tried(SECRET) == tried(SECRET, **other) == tried(SECRET, **shown) == "200"
        assert [tried("wrong", **shown), tried(**other), tried()] == ["401"] * 3
        stranger = request(PROFILE, secret="").replace(
            '<Sender><Credential domain="DUNS"><Identity>987654321',
            '<Sender><Credential domain="DUNS"><Identity>000000000',
        )
        assert opened.status(stranger, **shown) == "401"
        opened.agree()
        assert tried(**shown) == "401"


def test_a_header_nobody_agreed_on_proves_nothing(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    """Anybody can send one."""
    with office(tmp_path / "house", database_url, clock) as opened:
        opened.agree(cxml=opened.cxml(accept={"certificates": [DIGEST]}))

        assert opened.status(request(PROFILE, secret=""), **{"X-Client-Cert": quote(PEM)}) == "401"
