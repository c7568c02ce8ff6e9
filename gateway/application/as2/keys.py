"""Keys and certificates: made, imported, listed, rolled over; private keys leave the vault for memory only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from gateway.application.as2.records import ImportedCertificate, OwnKey
from gateway.application.ports import Store, UnitOfWork, Vault
from gateway.application.services import Services
from gateway.as2.agreements import Held, Pinned, Use, Window
from gateway.as2.certificates import Certificate, KeyPair, load_certificate, load_key_pair
from gateway.as2.certifying import KeyKind, make_pair, written
from gateway.errors import ConfigurationFault, Conflict

SIGNING = frozenset({Use.SIGNING})
ENCRYPTION = frozenset({Use.ENCRYPTION})
_SECRET = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
EARLY = timedelta(hours=1)
"""A new certificate is valid from a little before now: partners' clocks differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A certificate that is in use or was: whose, for what, from when until when; `source` says where it stands."""

    source: str
    owner: str
    certificate: Certificate
    uses: tuple[str, ...]
    from_at: datetime | None = None
    until_at: datetime | None = None

    def ends_at(self) -> datetime:
        """Return when it can no longer be used, by its own dates or by what is agreed."""
        return min(self.certificate.valid_until_at, self.until_at or self.certificate.valid_until_at)


def held_by(vault: Vault, own: OwnKey) -> tuple[Held, Held]:
    """Return a key pair of ours as the codec holds it: it signs from one instant on, and decrypts until another."""
    pair = _opened(vault, own.fingerprint, own.certificate, own.sealed)  # type: ignore[arg-type] # vaults are hashed by what they are
    return (
        Held(pair=pair, window=Window(from_at=own.signs_from_at, uses=SIGNING)),
        Held(pair=pair, window=Window(until_at=own.decrypts_until_at, uses=ENCRYPTION)),
    )


@lru_cache(maxsize=256)
def _opened(vault: Vault, fingerprint: str, certificate: str, sealed: bytes) -> KeyPair:
    return load_key_pair(vault.open(f"key:{fingerprint}", sealed), certificate.encode())


def pinned_by(imported: ImportedCertificate) -> Pinned:
    """Return an imported certificate as the codec knows it."""
    window = Window(
        from_at=imported.from_at,
        until_at=imported.until_at,
        uses=frozenset(Use(one) for one in imported.uses),
    )
    return Pinned(certificate=load_certificate(imported.certificate.encode()), window=window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a new key is to be."""

    identity: str = "default"
    subject: str = "b2b-order-gateway"
    kind: KeyKind = KeyKind.RSA_3072
    lasts: timedelta = timedelta(days=1095)


def make(services: Services, store: Store, vault: Vault, making: Making, *, actor: str) -> OwnKey:
    """Make the first key of an identity, sealed; raises Conflict where it has one, which is for `rotate`."""
    now = services.clock.now()
    with store.begin() as work:
        if any(_signs(one, now) for one in work.keyring.own(making.identity)):
            raise Conflict(f"{making.identity} has a key; `gateway cert rotate` puts another in its place")
        key = _new(vault, making, now=now, signs_from_at=now)
        _add(services, work, key, what="certificate.made", actor=actor)
        work.commit()
    return key


def rotate(
    services: Services,
    store: Store,
    vault: Vault,
    making: Making,
    *,
    switch_in: timedelta,
    keep: timedelta,
    actor: str,
) -> OwnKey:
    """Make a key that decrypts from now on and signs once partners had time to pin it; the old ones decrypt until later."""
    now = services.clock.now()
    with store.begin() as work:
        older = work.keyring.own(making.identity)
        if not older:
            raise Conflict(f"{making.identity} has no key yet; `gateway cert new` makes one")
        switch_at = now + switch_in
        for one in older:
            until_at = min(one.decrypts_until_at or switch_at + keep, switch_at + keep)
            work.keyring.add_own(replace(one, decrypts_until_at=until_at))
        key = _new(vault, making, now=now, signs_from_at=switch_at)
        _add(services, work, key, what="certificate.rotated", actor=actor)
        work.commit()
    return key


def take_over(
    services: Services,
    store: Store,
    vault: Vault,
    data: bytes,
    *,
    identity: str,
    password: bytes | None,
    actor: str,
) -> OwnKey:
    """Import a key pair of ours that was made elsewhere: a PEM file with both, or PKCS #12; raises ConfigurationFault."""
    pair = load_key_pair(data, password=password)
    now = services.clock.now()
    key = _sealed(vault, pair, identity=identity, now=now, signs_from_at=now)
    with store.begin() as work:
        _add(services, work, key, what="certificate.imported", actor=actor)
        work.commit()
    return key


def pin(
    services: Services,
    store: Store,
    data: bytes,
    *,
    partner: str,
    window: Window,
    actor: str,
) -> ImportedCertificate:
    """Import a partner's certificate, beside those of the profile; raises NotFound and ConfigurationFault."""
    if services.directory.get(partner).as2 is None:
        raise ConfigurationFault(f"{partner}.yaml says nothing of AS2: it needs a part `as2`")
    certificate = load_certificate(data)
    imported = ImportedCertificate(
        partner=partner,
        fingerprint=certificate.fingerprint,
        certificate=certificate.pem,
        uses=tuple(sorted(window.uses)),
        from_at=window.from_at,
        until_at=window.until_at,
        imported_at=services.clock.now(),
    )
    with store.begin() as work:
        work.keyring.add_imported(imported)
        services.note(
            work,
            "certificate.imported",
            certificate.fingerprint,
            partner=partner,
            actor=actor,
            subject=certificate.subject,
            valid_until=certificate.valid_until_at.isoformat(),
        )
        work.commit()
    return imported


def seal_secret(store: Store, vault: Vault, name: str, clear: bytes) -> None:
    """Keep a secret sealed under a name, in place of an older one; raises ConfigurationFault for what is no name or no text."""
    if not _SECRET.fullmatch(name):
        raise ConfigurationFault(
            "the name of a secret is small letters, digits, dots, dashes and underscores"
        )
    try:
        text = clear.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise ConfigurationFault("a secret is text in UTF-8") from error
    if not text:
        raise ConfigurationFault("a secret is not empty")
    with store.begin() as work:
        work.keyring.put_secret(name, vault.seal(f"secret:{name}", text.encode()))
        work.commit()


def listed(services: Services, work: UnitOfWork) -> tuple[Listed, ...]:
    """Return every certificate there is, those that end first first."""
    return tuple(sorted(_every(services, work), key=Listed.ends_at))


def _every(services: Services, work: UnitOfWork) -> Iterator[Listed]:
    for own in work.keyring.own():
        yield Listed(
            source="ours",
            owner=own.identity,
            certificate=load_certificate(own.certificate.encode()),
            uses=tuple(sorted(Use)),
            from_at=own.signs_from_at,
            until_at=own.decrypts_until_at,
        )
    for imported in work.keyring.imported():
        yield _of_partner("imported", imported.partner, pinned_by(imported))
    for profile in services.directory.all():
        for one in profile.as2.certificates if profile.as2 else ():
            yield _of_partner("profile", profile.code, one.pinned())


def _of_partner(source: str, partner: str, pinned: Pinned) -> Listed:
    return Listed(
        source=source,
        owner=partner,
        certificate=pinned.certificate,
        uses=tuple(sorted(pinned.window.uses)),
        from_at=pinned.window.from_at,
        until_at=pinned.window.until_at,
    )


def _signs(own: OwnKey, now: datetime) -> bool:
    return load_certificate(own.certificate.encode()).valid(now)


def _new(vault: Vault, making: Making, *, now: datetime, signs_from_at: datetime) -> OwnKey:
    pair = make_pair(making.subject, making.kind, from_at=now - EARLY, until_at=now + making.lasts)
    return _sealed(vault, pair, identity=making.identity, now=now, signs_from_at=signs_from_at)


def _sealed(vault: Vault, pair: KeyPair, *, identity: str, now: datetime, signs_from_at: datetime) -> OwnKey:
    fingerprint = pair.certificate.fingerprint
    return OwnKey(
        fingerprint=fingerprint,
        identity=identity,
        certificate=pair.certificate.pem,
        sealed=vault.seal(f"key:{fingerprint}", written(pair)),
        signs_from_at=signs_from_at,
        made_at=now,
    )


def _add(services: Services, work: UnitOfWork, key: OwnKey, *, what: str, actor: str) -> None:
    certificate = load_certificate(key.certificate.encode())
    work.keyring.add_own(key)
    services.note(
        work,
        what,
        key.fingerprint,
        actor=actor,
        identity=key.identity,
        subject=certificate.subject,
        valid_until=certificate.valid_until_at.isoformat(),
        signs_from=key.signs_from_at.isoformat(),
    )
