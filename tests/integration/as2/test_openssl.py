"""CMS between us and `openssl cms`, both ways: what one writes the other reads, over every algorithm both know."""

import subprocess
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from shutil import which

import pytest
from asn1crypto import cms as second_opinion
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateway.as2.agreements import Accepting, Pinned
from gateway.as2.algorithms import SAFE_CIPHERS, SAFE_DIGESTS, Cipher, Digest, KeyTransport, Signature
from gateway.as2.certificates import KeyPair
from gateway.as2.encrypting import decrypt, encrypt
from gateway.as2.limits import STANDARD
from gateway.as2.refusals import Refused
from gateway.as2.signing import Variant, sign, verify
from tests import interop
from tests.unit.as2.trading import AT, CHANCE, pair

pytestmark = pytest.mark.skipif(which("openssl") is None, reason="the program openssl is not installed")

CONTENT = b"Content-Type: application/edi-x12\r\n\r\nISA*00*~\nno break\x00\xff at the end" * 50
EVERYTHING = Accepting(digests=frozenset(Digest), ciphers=frozenset(Cipher))
PADDINGS = {
    KeyTransport.RSA: (),
    KeyTransport.OAEP_SHA1: ("-keyopt", "rsa_padding_mode:oaep"),
    KeyTransport.OAEP_SHA256: ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"),
}
NEVER_WRITTEN = {Cipher.TRIPLE_DES}
READ = [one for one in Cipher if one not in {Cipher.AES_128_GCM, Cipher.AES_192_GCM}]


class Files:
    """The keys and contents openssl works on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = self.put("content.bin", CONTENT)

    def put(self, name: str, data: bytes) -> str:
        """Keep bytes under a name, return where."""
        file = self.folder / name
        file.write_bytes(data)
        return str(file)

    def of(self, owner: KeyPair) -> tuple[str, str]:
        """Return where the certificate and the key of somebody are."""
        name = owner.certificate.fingerprint[:8]
        key = owner.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self.put(f"{name}.crt", owner.certificate.pem.encode()), self.put(f"{name}.key", key)

    def cms(self, *arguments: str) -> bytes:
        """Run openssl cms; return what it wrote."""
        out = self.folder / "out.bin"
        out.unlink(missing_ok=True)
        ran = subprocess.run(
            ["openssl", "cms", *arguments, "-binary", "-out", str(out)],  # noqa: S607 - openssl as found
            capture_output=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr.decode()
        return out.read_bytes()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A folder for openssl."""
    return Files(tmp_path)


def said(read: Callable[[], None]) -> str:
    """Return what came of one reading what the other wrote."""
    try:
        read()
    except (AssertionError, Refused) as failure:
        return f"fails: {failure}"
    return "ok"


def test_each_decrypts_what_the_other_encrypts(files: Files) -> None:
    """Every cipher and padding both know; definite and indefinite lengths, recipients named both ways."""
    results = {
        ("it encrypts", f"{cipher}, {transport}"): said(partial(_we_decrypt, files, cipher, transport))
        for cipher, transport in product(READ, PADDINGS)
    }
    for cipher, transport in product(sorted(SAFE_CIPHERS), KeyTransport):
        results["we encrypt", f"{cipher}, {transport}"] = said(
            partial(_openssl_decrypts, files, cipher, transport)
        )

    interop.hold("openssl cms, encrypted", results)


def _we_decrypt(files: Files, cipher: Cipher, transport: KeyTransport) -> None:
    certificate, _ = files.of(pair("peer"))
    for form, named in product(("DER", "BER"), ("by number", "by key identifier")):
        options = [f"-{cipher}", *(["-stream"] if form == "BER" else []), "-recip", certificate]
        options += [*(["-keyid"] if named == "by key identifier" else []), *PADDINGS[transport]]
        data = files.cms("-encrypt", "-in", files.content, "-outform", "DER", *options)
        found = decrypt(data, (pair("peer"),), accepting=EVERYTHING, limits=STANDARD, chance=CHANCE)

        assert (CONTENT, pair("peer").certificate) == (bytes(found.content), found.certificate)
        assert (b"\x30\x80" == data[:2]) == (form == "BER")


def _openssl_decrypts(files: Files, cipher: Cipher, transport: KeyTransport) -> None:
    """Let it read as the second of two recipients."""
    certificates = (pair("outsider").certificate, pair("peer").certificate)
    certificate, key = files.of(pair("peer"))
    for by_key_identifier in (False, True):
        data = encrypt(
            CONTENT,
            certificates,
            cipher,
            transport=transport,
            by_key_identifier=by_key_identifier,
            chance=CHANCE,
        )

        assert CONTENT == files.cms(
            "-decrypt", "-inform", "DER", "-in", files.put("e.der", data), "-inkey", key, "-recip", certificate
        )  # fmt: skip


def test_each_verifies_what_the_other_signs(files: Files) -> None:
    """Every digest with every kind of key; what it signs, with and without attributes, signers named both ways."""
    signatures = (Signature.RSA, Signature.RSA_PSS, Signature.ECDSA)
    results = {
        ("it signs", f"{how}, {digest}"): said(partial(_we_verify, files, digest, how))
        for how, digest in product(signatures, Digest)
    }
    for how, digest in product(signatures, sorted(SAFE_DIGESTS)):
        results["we sign", f"{how}, {digest}"] = said(partial(_openssl_verifies, files, digest, how))

    interop.hold("openssl cms, signed", results)


def _we_verify(files: Files, digest: Digest, how: Signature) -> None:
    owner = pair("us", "ec" if how is Signature.ECDSA else "rsa")
    certificate, key = files.of(owner)
    padding = ("-keyopt", "rsa_padding_mode:pss") if how is Signature.RSA_PSS else ()
    for options in ((), ("-noattr",), ("-keyid",), ("-nocerts",)):
        data = files.cms(
            "-sign", "-in", files.content, "-md", digest.replace("-", ""), "-outform", "DER",
            "-signer", certificate, "-inkey", key, *padding, *options,
        )  # fmt: skip
        verified = verify(
            memoryview(CONTENT),
            data,
            (Pinned(certificate=owner.certificate),),
            accepting=EVERYTHING,
            at=AT,
            limits=STANDARD,
        )

        assert (how, digest, (Variant.AS_RECEIVED,)) == (
            verified.signature,
            verified.digest,
            verified.attempts,
        )


def _openssl_verifies(files: Files, digest: Digest, how: Signature) -> None:
    owner = pair("us", "ec" if how is Signature.ECDSA else "rsa")
    data = sign(CONTENT, owner, digest, pss=how is Signature.RSA_PSS, at=AT)
    certificate, _ = files.of(owner)
    verified = files.cms(
        "-verify", "-inform", "DER", "-in", files.put("s.der", data), "-content", files.content, "-CAfile", certificate,
        "-purpose", "any", "-no_check_time",
    )  # fmt: skip

    assert CONTENT == verified


def test_openssl_refuses_our_signature_of_something_else(files: Files) -> None:
    """The tests above can fail."""
    data = sign(b"something else", pair("us"), Digest.SHA256, pss=False, at=AT)
    certificate, _ = files.of(pair("us"))

    with pytest.raises(AssertionError, match="failure"):
        files.cms(
            "-verify", "-inform", "DER", "-in", files.put("s.der", data), "-content", files.content, "-CAfile", certificate,
            "-purpose", "any", "-no_check_time",
        )  # fmt: skip


@pytest.mark.parametrize("by_key_identifier", [False, True], ids=["by number", "by key identifier"])
@pytest.mark.parametrize("cipher", [Cipher.AES_256_CBC, Cipher.AES_256_GCM], ids=str)
def test_another_reader_sees_the_same_in_what_we_encrypt(cipher: Cipher, *, by_key_identifier: bool) -> None:
    """Strict DER, and every field where the standard has it."""
    data = encrypt(
        CONTENT, (pair("peer").certificate,), cipher,
        transport=KeyTransport.OAEP_SHA256, by_key_identifier=by_key_identifier, chance=CHANCE,
    )  # fmt: skip
    info = second_opinion.ContentInfo.load(data, strict=True)
    content = info["content"]
    inside = content["auth_encrypted_content_info" if cipher.authenticated else "encrypted_content_info"]
    (to,) = content["recipient_infos"]

    assert ("authenticated_enveloped_data" if cipher.authenticated else "enveloped_data") == info[
        "content_type"
    ].native
    assert (
        cipher.replace("-", "").replace("aes256", "aes256_")
        == inside["content_encryption_algorithm"]["algorithm"].native
    )
    assert (
        "sha256" == to.chosen["key_encryption_algorithm"]["parameters"]["hash_algorithm"]["algorithm"].native
    )
    assert ("v2" if by_key_identifier else "v0") == to.chosen["version"].native
    assert info.dump(force=True) == data


def test_another_reader_sees_the_same_in_what_we_sign() -> None:
    """The signed attributes, in the order of DER."""
    data = sign(CONTENT, pair("us"), Digest.SHA384, pss=True, at=AT)
    info = second_opinion.ContentInfo.load(data, strict=True)
    (signer,) = info["content"]["signer_infos"]
    attributes = {one["type"].native: one["values"].native for one in signer["signed_attrs"]}

    assert {"content_type": ["data"], "signing_time": [AT]}.items() <= attributes.items()
    assert "sha384" == signer["signature_algorithm"].hash_algo
    assert 48 == signer["signature_algorithm"]["parameters"]["salt_length"].native
    assert info.dump(force=True) == data


def test_a_rollover_is_read_from_both_certificates(files: Files) -> None:
    """Two keys of ours, two certificates of theirs, all at once."""
    keys = (pair("peer"), pair("peer new"))
    pinned = tuple(Pinned(certificate=pair(name).certificate) for name in ("us", "us new"))
    for name, held in zip(("us", "us new"), keys, strict=True):
        certificate, key = files.of(pair(name))
        signed = files.cms(
            "-sign", "-in", files.content, "-outform", "DER", "-signer", certificate, "-inkey", key
        )
        sealed = files.cms(
            "-encrypt", "-in", files.content, "-outform", "DER", "-aes-256-cbc", "-recip", files.of(held)[0]
        )

        assert (
            pair(name).certificate
            == verify(
                memoryview(CONTENT), signed, pinned, accepting=EVERYTHING, at=AT, limits=STANDARD
            ).certificate
        )
        assert (
            held.certificate
            == decrypt(sealed, keys, accepting=EVERYTHING, limits=STANDARD, chance=CHANCE).certificate
        )


def test_what_is_never_written_is_read_only() -> None:
    """3DES stands in the matrix of what openssl writes, and not in ours."""
    assert NEVER_WRITTEN == set(Cipher) - SAFE_CIPHERS
