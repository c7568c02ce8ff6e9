"""Who may come in: partners to post, operators to look and to act, and no page of a stranger in their name."""

import binascii
import hmac
from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

import structlog
from fastapi import Depends, HTTPException, Request

from gateway.application.records import UNKNOWN_PARTNER
from gateway.bootstrap import Gateway
from gateway.errors import ConfigurationFault, Refused

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_FETCHES = frozenset({"same-origin", "none"})
UNNAMED_OPERATOR = "operator"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a caller showed: a user and a secret, or a secret alone."""

    user: str
    secret: str


def gateway_of(request: Request) -> Gateway:
    """Return the gateway this application stands in front of."""
    gateway: Gateway = request.app.state.gateway
    return gateway


Here = Annotated[Gateway, Depends(gateway_of)]


def same_origin(request: Request) -> None:
    """Refuse what a page of another site asks to be changed; programs send neither header and may."""
    if request.method in SAFE_METHODS:
        return
    fetched = request.headers.get("sec-fetch-site")
    if fetched in OWN_FETCHES:
        return
    origin = request.headers.get("origin")
    if fetched is None and origin in (None, f"{request.url.scheme}://{request.headers.get('host', '')}"):
        return
    raise Refused("this was asked for by a page of another site")


def operator(request: Request, gateway: Here) -> str:
    """Return who operates, by the name given; without a password set, only this machine may."""
    password = gateway.settings.operator_password.get_secret_value()
    if not password:
        if request.url.hostname not in LOOPBACK:
            raise Refused("no operator password is set, so this answers under a loopback address only")
        return UNNAMED_OPERATOR
    shown = shown_by(request)
    if shown is None or not same(shown.secret, password):
        raise unauthorized("operators")
    return shown.user or UNNAMED_OPERATOR


Operator = Annotated[str, Depends(operator)]


def sender(request: Request, gateway: Here) -> str:
    """Return the partner who posts; nobody in particular where posting is open and no credentials are shown."""
    if gateway.settings.open_edi and not request.headers.get("authorization"):
        return UNKNOWN_PARTNER
    shown = shown_by(request)
    partner = _partner_of(gateway, shown) if shown else UNKNOWN_PARTNER
    if partner == UNKNOWN_PARTNER:
        raise unauthorized("partners")
    return partner


Sender = Annotated[str, Depends(sender)]


def shown_by(request: Request) -> Shown | None:
    """Return the credentials of a request, None where there are none that can be read."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and rest.strip():
        return Shown(user="", secret=rest.strip())
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, secret = b64decode(rest.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Shown(user=user, secret=secret) if colon else None


def same(one: str, other: str) -> bool:
    """Return whether two secrets are equal, in a time that tells nothing of either."""
    return hmac.compare_digest(sha256(one.encode()).digest(), sha256(other.encode()).digest())


def unauthorized(realm: str) -> HTTPException:
    """Return the answer to somebody we do not know."""
    challenge = {"WWW-Authenticate": f'Basic realm="{realm}", charset="UTF-8"'}
    return HTTPException(401, "user or password is wrong or missing", headers=challenge)


def _partner_of(gateway: Gateway, shown: Shown) -> str:
    found = UNKNOWN_PARTNER
    for profile in gateway.services.directory.all():
        account = profile.account
        if account is None or shown.user not in ("", account.user):
            continue
        try:
            password = gateway.secrets.get(account.password)
        except ConfigurationFault as fault:
            log.warning("partner.password-missing", partner=profile.code, reason=str(fault))
            continue
        if password and same(shown.secret, password):
            found = profile.code
    return found
