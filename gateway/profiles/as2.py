"""What is agreed with a partner on AS2: names, certificates, what we send, what we accept, how receipts travel."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, model_validator

from gateway.as2.agreements import (
    Accepting,
    Agreement,
    Compression,
    Held,
    Layer,
    Pinned,
    ReceiptRequest,
    Sending,
    TransferEncoding,
    Use,
    Window,
)
from gateway.as2.algorithms import SAFE_CIPHERS, SAFE_DIGESTS, Cipher, Digest, KeyTransport
from gateway.as2.certificates import load_certificate
from gateway.as2.receipts import same_origin
from gateway.errors import ConfigurationFault
from gateway.profiles.values import Duration, Name, SecretName, Spec, Text

NONE = "none"
Legacy = Literal["sha-1", "3des"]
SafeDigest = Literal["sha-256", "sha-384", "sha-512"]
SafeCipher = Literal["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "aes-128-gcm", "aes-192-gcm", "aes-256-gcm"]


def _pem(text: str) -> str:
    try:
        load_certificate(text.encode())
    except ConfigurationFault as fault:
        raise ValueError(f"should be a certificate between BEGIN and END: {fault}") from None
    return text


def _address(text: str) -> str:
    if not same_origin(text, text):
        raise ValueError("should be https://host/path, without a name or password in it")
    return text


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


Pem = Annotated[str, AfterValidator(_pem)]
Address = Annotated[str, AfterValidator(_address)]
As2Name = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,128}$")]
_INSTANT = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}", "examples": ["2026-03-02T09:00:00Z"]}
Instant = Annotated[datetime, AfterValidator(_aware), WithJsonSchema(_INSTANT)]


class As2Certificate(Spec):
    """A certificate of the partner, as text between BEGIN and END, and the time for which it is agreed.

    Two whose times overlap are a rollover: either verifies, and we encrypt to the one agreed last.
    """

    pem: Pem
    from_at: Annotated[Instant | None, Field(alias="from")] = None
    until_at: Annotated[Instant | None, Field(alias="until")] = None
    uses: Annotated[tuple[Use, ...], Field(min_length=1)] = tuple(Use)

    def pinned(self) -> Pinned:
        """Return it as the codec knows it."""
        window = Window(from_at=self.from_at, until_at=self.until_at, uses=frozenset(self.uses))
        return Pinned(certificate=load_certificate(self.pem.encode()), window=window)


class As2Login(Spec):
    """What the partner shows when it connects: a user and the name of the secret that is the password."""

    user: Text
    password: SecretName


class As2Send(Spec):
    """How we write. `none` leaves a layer out; `base64` is for the few who read nothing else.

    `new_id_on_resend` gives a message that a person sends again a Message-ID of its own, for partners who take the
    same one for what they have; what is tried again by itself always keeps it.
    """

    sign: SafeDigest | Literal["none"] = "sha-256"
    pss: bool = False
    encrypt: SafeCipher | Literal["none"] = "aes-256-cbc"
    key_transport: KeyTransport = KeyTransport.RSA
    by_key_identifier: bool = False
    copy_to_us: bool = False
    compress: Compression = Compression.NONE
    transfer_encoding: TransferEncoding = TransferEncoding.BINARY
    content_type: Annotated[str, StringConstraints(pattern=r"^[!-.0-~]+/[!-:<-~]+$")] = "application/edi-x12"
    subject: Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,200}$")] = "AS2 message"
    new_id_on_resend: bool = False


class As2Receipt(Spec):
    """The receipt we ask for: in answer (`sync`), later to our `url` (`async`), or none.

    Its check is asked for with one of `digests`, the best first; the one we sign with where none is named.
    One that comes later is waited for as long as `within` says; then the same bytes are sent again, `resends` times.
    """

    mode: Literal["sync", "async", "none"] = "sync"
    signed: bool = True
    digests: tuple[SafeDigest, ...] = ()
    dashes: bool = True
    notify: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")] = "as2@localhost"
    url: Address | None = None
    within: Duration = timedelta(hours=2)
    resends: Annotated[int, Field(ge=0, le=20)] = 3

    @model_validator(mode="after")
    def _must_have_an_address(self) -> "As2Receipt":
        if (self.mode == "async") != (self.url is not None):
            raise ValueError(
                "`url` is where receipts come to later: it goes with `mode: async`, and with it only"
            )
        return self


class As2Accept(Spec):
    """What we take. `layers` must be around every message; `legacy` opts in to what is read and never written.

    Receipts go to `receipt_urls` (scheme, host and port count) and to no other. A partner who has a `login` or
    `client_certificates` must show one of each kind that is named. Content that came before is not worked on again
    for as long as `same_content_within` says, whatever Message-ID it comes under.
    """

    layers: tuple[Layer, ...] = (Layer.ENCRYPTED, Layer.SIGNED)
    legacy: tuple[Legacy, ...] = ()
    receipt_urls: tuple[Address, ...] = ()
    login: As2Login | None = None
    client_certificates: tuple[Pem, ...] = ()
    same_content_within: Duration = timedelta(days=30)


class As2(Spec):
    """What is agreed on AS2: `us` and `them` as they stand in AS2-From and AS2-To, capitals and blanks included.

    `identity` names which of our own keys are used; the partner's certificates stand here or are imported with
    `gateway cert import`.
    """

    us: As2Name
    them: As2Name
    identity: Name = "default"
    certificates: tuple[As2Certificate, ...] = ()
    send: As2Send = Field(default_factory=As2Send)
    receipt: As2Receipt = Field(default_factory=As2Receipt)
    accept: As2Accept = Field(default_factory=As2Accept)

    def agreement(self, keys: tuple[Held, ...], imported: tuple[Pinned, ...] = ()) -> Agreement:
        """Return the agreement the codec works by, with our keys and what was imported beside this file."""
        known: dict[tuple[str, Window], Pinned] = {}
        for pinned in (*(one.pinned() for one in self.certificates), *imported):
            known.setdefault((pinned.certificate.fingerprint, pinned.window), pinned)
        return Agreement(
            ours=self.us,
            theirs=self.them,
            keys=keys,
            certificates=tuple(known.values()),
            sending=self._sending(),
            accepting=self._accepting(),
        )

    def _sending(self) -> Sending:
        send = self.send
        return Sending(
            digest=None if send.sign == NONE else Digest(send.sign),
            pss=send.pss,
            cipher=None if send.encrypt == NONE else Cipher(send.encrypt),
            key_transport=send.key_transport,
            by_key_identifier=send.by_key_identifier,
            copy_to_us=send.copy_to_us,
            compression=send.compress,
            transfer_encoding=send.transfer_encoding,
            receipt=self._receipt(),
        )

    def _receipt(self) -> ReceiptRequest | None:
        asked = self.receipt
        if asked.mode == NONE:
            return None
        return ReceiptRequest(
            notify=asked.notify,
            signed=asked.signed,
            digests=tuple(Digest(one) for one in asked.digests or (self._signed_with(),)),
            url=asked.url,
            dashes=asked.dashes,
        )

    def _signed_with(self) -> str:
        return Digest.SHA256 if self.send.sign == NONE else self.send.sign

    def _accepting(self) -> Accepting:
        legacy = self.accept.legacy
        return Accepting(
            layers=frozenset(self.accept.layers),
            digests=SAFE_DIGESTS | ({Digest.SHA1} if "sha-1" in legacy else set()),
            ciphers=SAFE_CIPHERS | ({Cipher.TRIPLE_DES} if "3des" in legacy else set()),
            receipt_urls=self.accept.receipt_urls,
        )
