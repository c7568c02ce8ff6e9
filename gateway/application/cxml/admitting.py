"""Admitting: who posted, whether they proved it, and whether they may come from where they come.

Everybody who may not in is told the same, after the same work: who is known here is nobody's business.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

from gateway.application.cxml import secrets
from gateway.application.cxml.certificates import is_one_of
from gateway.application.cxml.surroundings import Cxml, agreed_with
from gateway.application.ports import UnitOfWork
from gateway.cxml.credentials import Signed, is_proved, same
from gateway.cxml.envelopes import Credential, Envelope
from gateway.errors import ConfigurationFault
from gateway.profiles.cxml import CxmlLogin
from gateway.profiles.profile import Profile

REFUSAL = "The sender is not known here, or was not proved."
TURNED_AWAY = "cxml.turned-away"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A request as it came over HTTP: its body and type, from where, and the login HTTP carried, if it did."""

    content_type: str
    body: bytes = field(repr=False)
    remote: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    certificate: str = ""
    """The SHA-256 of the certificate the client showed to whoever ends TLS in front of us."""
    base: str = ""
    """Where others reach us; nothing where nobody said it but the request itself."""
    role: str = ""
    """The role whose address it came to; nothing for the address of all of them."""
    headers: tuple[tuple[str, str], ...] = ()
    """Header lines of HTTP, without what lets somebody in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Who stands at the door, and what speaks against letting them in; nobody known is one of the reasons."""

    profile: Profile | None
    why: str = ""


def admission(cxml: Cxml, work: UnitOfWork, envelope: Envelope, posted: Posted) -> Admission:
    """Return who a request is from, and why they may not in if they may not."""
    profile = _named(cxml, envelope)
    if profile is None:
        return Admission(profile=None, why="nobody goes by these credentials")
    return Admission(profile=profile, why="; ".join(_objections(cxml, work, profile, envelope, posted)))


def turn_away(cxml: Cxml, work: UnitOfWork, asked: Admission, envelope: Envelope, posted: Posted) -> None:
    """Write down that somebody was not let in."""
    cxml.services.note(
        work,
        TURNED_AWAY,
        posted.remote or "somewhere",
        partner=asked.profile.code if asked.profile else "",
        claimed=[f"{one.domain}:{one.identity}"[:LONGEST_NAME] for one in envelope.senders[:3]],
        why=asked.why,
    )


def names_of(credentials: tuple[Credential, ...]) -> list[tuple[str, str]]:
    """Return domain and identity of each."""
    return [(one.domain, one.identity) for one in credentials]


def _named(cxml: Cxml, envelope: Envelope) -> Profile | None:
    """Return who is meant: by who it is from, else by who sent it."""
    directory = cxml.services.directory
    return directory.find_cxml(names_of(envelope.senders)) or directory.find_cxml(names_of(envelope.proofs))


def _objections(
    cxml: Cxml, work: UnitOfWork, profile: Profile, envelope: Envelope, posted: Posted
) -> Iterator[str]:
    """Yield why somebody may not in; every question is asked, so that each answer takes as long as any other."""
    accept = agreed_with(profile).accept
    proved = False
    by_certificate = is_one_of(posted.certificate, accept.certificates)
    for credential in envelope.proofs:
        proved |= _is_proved(cxml, work, profile, envelope, credential)
        proved |= by_certificate and _shows_nothing_else(profile, credential)
    if not proved:
        yield "the sender was not proved"
    if accept.networks and not _is_within(profile, posted.remote):
        yield "it came from another network"
    if accept.login is not None and not _is_login(cxml, accept.login, posted):
        yield "HTTP carried no good login"


def _is_proved(
    cxml: Cxml, work: UnitOfWork, profile: Profile, envelope: Envelope, credential: Credential
) -> bool:
    agreed = agreed_with(profile)
    ours = (credential.domain.lower(), credential.identity) in agreed.senders
    if credential.mac is None or not agreed.accept.mac:
        return secrets.is_known(cxml, work, profile, credential.secret) and ours
    found, at = False, cxml.services.clock.now()
    for known in secrets.named(cxml, profile):
        for one in envelope.senders:
            signed = Signed(
                from_domain=one.domain,
                from_identity=one.identity,
                sender_domain=credential.domain,
                sender_identity=credential.identity,
            )
            found |= is_proved(credential.mac, known, signed, at=at)
    return found and ours


def _shows_nothing_else(profile: Profile, credential: Credential) -> bool:
    """Return whether a sender of ours leaves its proof to its certificate: a wrong secret beside it is wrong."""
    ours = (credential.domain.lower(), credential.identity) in agreed_with(profile).senders
    return ours and credential.mac is None and not credential.secret


def _is_within(profile: Profile, remote: str) -> bool:
    try:
        address = ip_address(remote.partition("%")[0])
    except ValueError:
        return False
    return any(address in one for one in agreed_with(profile).accept.allowed)


def _is_login(cxml: Cxml, login: CxmlLogin, posted: Posted) -> bool:
    try:
        password = cxml.secrets.get(login.password)
    except ConfigurationFault:
        return False
    return same(posted.password, password) and same(posted.user, login.user) and bool(password)
