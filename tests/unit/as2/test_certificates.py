"""Certificates and keys: every form they come in, and what is not taken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from gateway.as2.agreements import (
    Agreement,
    Held,
    Pinned,
    ReceiptRequest,
    Sending,
    Use,
    Window,
)
from gateway.as2.algorithms import Cipher, Digest, read_digest
from gateway.as2.ber import SEQUENCE, Walker, element
from gateway.as2.certificates import Certificate, KeyPair, load_certificate, load_key_pair
from gateway.as2.composing import Payload, compose
from gateway.errors import ConfigurationFault
from tests.unit.as2.trading import AT, CHANCE, DAY, PAYLOAD, THEM, US, certified, opened, pair, secret, sent

PEM = certified("us").public_bytes(Encoding.PEM)
DER = certified("us").public_bytes(Encoding.DER)
KEY = secret("us").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    "data", [PEM, DER, b"Subject: us\n" + PEM], ids=["PEM", "DER", "PEM with words before"]
)
def test_a_certificate_is_read_in_every_form(data: bytes) -> None:
    """And says the same in each."""
    certificate = load_certificate(data)

    assert certified("us").fingerprint(hashes.SHA256()).hex() == certificate.fingerprint
    assert ("CN=us", "rsa-2048", AT - 30 * DAY, AT + 30 * DAY) == (
        certificate.subject,
        certificate.key,
        certificate.valid_from_at,
        certificate.valid_until_at,
    )
    assert (PEM.decode(), certified("us").issuer.public_bytes()) == (certificate.pem, certificate.issuer)


def test_a_certificate_is_valid_from_its_first_to_its_last_instant() -> None:
    """And neither before nor after."""
    certificate = load_certificate(DER)
    moments = [AT - 31 * DAY, AT - 30 * DAY, AT, AT + 30 * DAY, AT + 31 * DAY]

    assert [False, True, True, True, False] == [certificate.valid(at) for at in moments]


def test_a_certificate_without_a_key_identifier_gets_the_one_others_would_compute() -> None:
    """So a signer can be named by it all the same."""
    bare = load_certificate(certified("us", identified=False).public_bytes(Encoding.DER))

    assert bare.key_identifier == load_certificate(DER).key_identifier


@pytest.mark.parametrize(
    "data",
    [b"", b"what", b"-----BEGIN CERTIFICATE-----\nwhat\n", KEY],
    ids=["nothing", "words", "broken", "a key"],
)
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    """With words an operator understands."""
    with pytest.raises(ConfigurationFault, match=r"no X\.509 certificate"):
        load_certificate(data)


def test_short_keys_are_refused_unless_agreed() -> None:
    """A partner may have nothing better yet."""
    weak = certified("us", "weak").public_bytes(Encoding.DER)

    with pytest.raises(ConfigurationFault, match="1024 bits; 2048 are the least"):
        load_certificate(weak)
    assert "rsa-1024" == load_certificate(weak, weak=True).key


def named(key: rsa.RSAPublicKey | ed25519.Ed25519PublicKey, signer: rsa.RSAPrivateKey) -> x509.Certificate:
    """Return a certificate of any key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key)
    builder = builder.serial_number(1).not_valid_before(AT).not_valid_after(AT + DAY)
    return builder.sign(signer, hashes.SHA256())


def test_keys_of_other_kinds_are_refused() -> None:
    """Ed25519 is no key of AS2; neither is a curve nobody knows."""
    other, signer = ed25519.Ed25519PrivateKey.generate(), secret("us")
    assert isinstance(signer, rsa.RSAPrivateKey)
    certificate = named(other.public_key(), signer)
    key = other.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    der = certificate.public_bytes(Encoding.DER)
    strange = der.replace(bytes.fromhex("06032b6570"), bytes.fromhex("06032b6f70"))

    for data in (der, strange):
        with pytest.raises(ConfigurationFault):
            load_certificate(data)
    with pytest.raises(ConfigurationFault, match="RSA or elliptic curve"):
        load_key_pair(key, DER)


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER], ids=["PEM", "DER"])
@pytest.mark.parametrize("password", [None, b"secret"], ids=["open", "locked"])
def test_a_key_is_read_with_its_certificate(encoding: Encoding, password: bytes | None) -> None:
    """In either form, with or without a password."""
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    key = secret("us").private_bytes(encoding, PrivateFormat.PKCS8, locked)

    assert load_certificate(DER) == load_key_pair(key, PEM, password=password).certificate


def test_a_key_and_its_certificate_may_stand_in_one_file() -> None:
    """PEM one after the other, or PKCS #12."""
    packed = pkcs12.serialize_key_and_certificates(
        b"us", secret("us"), certified("us"), None, BestAvailableEncryption(b"secret")
    )

    assert load_certificate(DER) == load_key_pair(KEY + PEM).certificate
    assert load_certificate(DER) == load_key_pair(packed, password=b"secret").certificate


def test_what_is_no_key_is_refused() -> None:
    """Broken, locked, or of somebody else."""
    locked = secret("us").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    alone = pkcs12.serialize_key_and_certificates(b"us", secret("us"), None, None, NoEncryption())
    for key, certificate, password in (
        (b"-----BEGIN what", PEM, None),
        (b"what", PEM, None),
        (locked, PEM, None),
        (locked, PEM, b"wrong"),
        (b"what", None, None),
        (alone, None, None),
        (secret("peer").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), PEM, None),
    ):
        with pytest.raises(ConfigurationFault):
            load_key_pair(key, certificate, password=password)


def test_private_keys_are_never_shown() -> None:
    """Neither in a log of the pair nor of the agreement."""
    assert "secret" not in repr(pair("us"))
    assert "KeyPair" not in repr(US)


def windowed(*windows: Window) -> tuple[Agreement, list[Certificate]]:
    """Return an agreement with a certificate and a key for each window, and the certificates."""
    pairs: list[KeyPair] = [pair(f"rolling {number}") for number in range(len(windows))]
    agreement = replace(
        US,
        keys=tuple(Held(pair=one, window=window) for one, window in zip(pairs, windows, strict=True)),
        certificates=tuple(
            Pinned(certificate=one.certificate, window=window)
            for one, window in zip(pairs, windows, strict=True)
        ),
    )
    return agreement, [one.certificate for one in pairs]


def test_the_newest_of_the_windows_that_hold_is_used() -> None:
    """Rollover by calendar: who encrypts and signs takes the certificate agreed last."""
    agreement, (old, new, later) = windowed(
        Window(from_at=AT - 10 * DAY), Window(from_at=AT - DAY), Window(from_at=AT + DAY)
    )
    for at, expected in ((AT - 5 * DAY, old), (AT, new), (AT + 2 * DAY, later)):
        assert expected == agreement.encryption_certificate(at)
        assert expected == agreement.signing_key(at).certificate


def test_a_certificate_is_used_for_what_it_is_agreed_for() -> None:
    """One to sign with, another to encrypt to."""
    agreement, (signing, encrypting) = windowed(
        Window(uses=frozenset({Use.SIGNING})), Window(uses=frozenset({Use.ENCRYPTION}))
    )

    assert signing == agreement.signing_key(AT).certificate
    assert encrypting == agreement.encryption_certificate(AT)
    assert (encrypting,) == tuple(one.certificate for one in agreement.decryption_keys(AT))


def test_nothing_is_written_without_a_valid_certificate() -> None:
    """An operator has to act before anything else can happen."""
    agreement, _ = windowed(Window(until_at=AT - DAY))

    with pytest.raises(ConfigurationFault, match="to sign with"):
        agreement.signing_key(AT)
    with pytest.raises(ConfigurationFault, match="to encrypt to"):
        agreement.encryption_certificate(AT)
    with pytest.raises(ConfigurationFault, match="to sign with"):
        US.signing_key(AT + timedelta(days=400))


def test_an_elliptic_curve_certificate_is_not_encrypted_to() -> None:
    """Key agreement is not spoken here; the partner needs an RSA certificate for that."""
    ours = replace(US, certificates=(Pinned(certificate=pair("peer", "ec").certificate),))

    with pytest.raises(ConfigurationFault, match="Only an RSA certificate"):
        sent(ours)


@pytest.mark.parametrize(
    "make",
    [
        lambda: replace(US, ours=""),
        lambda: replace(US, theirs="x" * 129),
        lambda: replace(US, theirs="pêer"),
        lambda: replace(US, product="x\r\ny"),
        lambda: Sending(digest=Digest.SHA1),
        lambda: Sending(cipher=Cipher.TRIPLE_DES),
        lambda: ReceiptRequest(notify="a\r\nb"),
        lambda: ReceiptRequest(notify="a", digests=()),
        lambda: ReceiptRequest(notify="a", digests=(Digest.SHA1,)),
        lambda: sent(US, message_id="<a b>"),
        lambda: sent(US, message_id="x" * 256),
        lambda: sent(US, Payload(content=b"", content_type="no type")),
        lambda: sent(US, Payload(content=b"", content_type="a/b\r\nX: y")),
        lambda: compose((), US, message_id="<1>", at=AT, chance=CHANCE),
        lambda: compose((PAYLOAD,), US, message_id="<1>", at=AT, chance=CHANCE, subject="a\nb"),
    ],
)
def test_agreements_and_messages_that_cannot_be_written_are_refused(make) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - makes one
    """Names, weak algorithms, header lines that would be two."""
    with pytest.raises(ConfigurationFault):
        make()


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("sha256", Digest.SHA256),
        ("SHA-256", Digest.SHA256),
        ("sha_512", Digest.SHA512),
        ("rsa-sha384", Digest.SHA384),
        ("sha2-256", Digest.SHA256),
        ("sha1", Digest.SHA1),
        ("sha-1", Digest.SHA1),
        ("md5", None),
        ("", None),
        ("sha2256x", None),
    ],
)
def test_digests_are_known_by_every_spelling(name: str, digest: Digest | None) -> None:
    """The names of 25 years of products."""
    assert digest is read_digest(name)


def test_a_signature_is_dated_in_years_to_come() -> None:
    """After 2049 the standard has another form of time."""
    far = AT.replace(year=2051)
    lasting = pair("us lasting", from_at=AT, until_at=far + DAY)
    theirs_lasting = pair("peer lasting", from_at=AT, until_at=far + DAY)
    ours = replace(
        US, keys=(Held(pair=lasting),), certificates=(Pinned(certificate=theirs_lasting.certificate),)
    )
    theirs = replace(
        THEM, keys=(Held(pair=theirs_lasting),), certificates=(Pinned(certificate=lasting.certificate),)
    )
    message = compose((PAYLOAD,), ours, message_id="<1@us>", at=far, chance=CHANCE)

    assert PAYLOAD.content == opened(message, theirs, at=far).payloads[0].content


def test_a_curve_that_is_too_short_is_refused() -> None:
    """P-256 is the least."""
    key = ec.generate_private_key(ec.SECP224R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    certificate = (
        builder.serial_number(1).not_valid_before(AT).not_valid_after(AT + DAY).sign(key, hashes.SHA256())
    )

    with pytest.raises(ConfigurationFault, match="224 bits; 256 are the least"):
        load_certificate(certificate.public_bytes(Encoding.DER))


def test_a_certificate_of_the_first_version_is_read() -> None:
    """Old partners have old certificates: no version, no extensions."""
    walker = Walker(certified("us").tbs_certificate_bytes)
    walker.enter(SEQUENCE)
    _version, *kept = [walker.skip() for _ in range(7)]
    outer = Walker(DER)
    outer.enter(SEQUENCE)
    outer.skip()
    old = load_certificate(element(SEQUENCE, element(SEQUENCE, *kept), outer.skip(), outer.skip()))

    assert (load_certificate(DER).issuer, "rsa-2048") == (old.issuer, old.key)
