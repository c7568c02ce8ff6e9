"""The door: who comes in, whether they may do what they ask, and no page of a stranger in their name.

`guard` stands before every route and looks up what the route needs (`needs.py`). Routes that take partners' posts
look at partners' accounts instead, with `Sender`.
"""

import binascii
import hmac
from base64 import b64decode
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, cast

import structlog
from fastapi import Depends, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from gateway.application.acting import ADDRESS
from gateway.application.people import sessions, tokens
from gateway.application.people.callers import EVERYTHING, NOBODY, Caller
from gateway.application.people.discreet import DiscreetStore, sees_consumers
from gateway.application.people.own import OwnDirectory, OwnStore
from gateway.application.people.reading import note_read
from gateway.application.people.sessions import Lasting, Whence
from gateway.application.records import UNKNOWN_PARTNER
from gateway.bootstrap import Gateway
from gateway.domain.users import May
from gateway.entrypoints.api.needs import Need, need_of
from gateway.errors import ConfigurationFault, Refused
from gateway.settings import Settings

if TYPE_CHECKING:
    from gateway.adapters.db.work import DbStore
    from gateway.entrypoints.api.limiting import Limiter

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_FETCHES = frozenset({"same-origin", "none"})
UNNAMED_OPERATOR = "operator"
FROM_ELSEWHERE = "/shop/oci"
"""Where pages of others are meant to post to: it shows who comes by a user and a password of its own."""
SUPPLIER = Caller(name="api", may=frozenset({May.SUPPLY}), way="supply-token")
COOKIE, SECURE_COOKIE = "gateway-session", "__Host-gateway-session"
LONGEST_NAME, LONGEST_REASON = 64, 500

log = structlog.get_logger(__name__)


class SignInFirst(HTTPException):
    """A person with a browser has to sign in: they are shown where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a caller showed: a user and a secret, or a secret alone."""

    user: str
    secret: str


def whole_gateway(request: Request) -> Gateway:
    """Return the gateway this application stands in front of, with everybody's records."""
    gateway: Gateway = request.app.state.gateway
    return gateway


def caller_here(request: Request) -> Caller:
    """Return who is calling, as the guard found; nobody where the route asks for nobody."""
    found: Caller = getattr(request.state, "caller", NOBODY)
    return found


def gateway_of(request: Request) -> Gateway:
    """Return the gateway as the caller gets to see it: people of partners see their own partner's records in it, and who consumers are only who needs it."""
    gateway = whole_gateway(request)
    caller = caller_here(request)
    partner = caller.partner
    if caller.name and not sees_consumers(caller):
        discreet = DiscreetStore(gateway.store, shows_bytes=May.PAYLOAD in caller.may)
        return replace(gateway, store=cast("DbStore", discreet))
    if not partner:
        return gateway
    services = replace(gateway.services, directory=OwnDirectory(gateway.services.directory, partner))
    return replace(gateway, services=services, store=cast("DbStore", OwnStore(gateway.store, partner)))


Here = Annotated[Gateway, Depends(gateway_of)]
Whole = Annotated[Gateway, Depends(whole_gateway)]


def same_origin(request: Request) -> None:
    """Refuse what a page of another site asks to be changed; programs send neither header and may."""
    if request.method in SAFE_METHODS or request.url.path == FROM_ELSEWHERE:
        return
    fetched = request.headers.get("sec-fetch-site")
    if fetched in OWN_FETCHES:
        return
    origin = request.headers.get("origin")
    if fetched is None and origin in (None, f"{request.url.scheme}://{request.headers.get('host', '')}"):
        return
    raise Refused("this was asked for by a page of another site")


async def guard(request: Request) -> None:
    """Let in whoever may do what the route needs, and remember who they are and where they are."""
    ADDRESS.set(whence(request).address)
    need = need_of(request.method, request.scope["route"].path)
    if need.may is not None:
        request.state.caller = await run_in_threadpool(let_in, request, need)


def let_in(request: Request, need: Need) -> Caller:
    """Return who is calling, if they may do what is needed."""
    caller = known(request)
    if caller is None:
        raise stranger(request)
    must_be_allowed(caller, need)
    return caller


def known(request: Request) -> Caller | None:
    """Return who is calling, None where nobody we know is; raises Refused where this machine only is answered."""
    gateway = whole_gateway(request)
    shown = shown_by(request)
    if shown is not None:
        return _by_credentials(request, gateway, shown)
    token = request.cookies.get(cookie_of(request))
    if token:
        return sessions.resume(gateway.services, gateway.store, token, lasting=lasting_of(gateway.settings))
    return _this_machine(request, gateway)


def operator(request: Request) -> str:
    """Return who operates, by name: the guard has let them in."""
    caller = caller_here(request)
    if not caller.name:
        raise unauthorized("operators")
    return caller.name


Operator = Annotated[str, Depends(operator)]
Calling = Annotated[Caller, Depends(caller_here)]


def sender(request: Request, gateway: Whole) -> str:
    """Return the partner who posts; nobody in particular where posting is open and no credentials are shown."""
    if gateway.settings.open_edi and not request.headers.get("authorization"):
        return UNKNOWN_PARTNER
    shown = shown_by(request)
    if shown is None:
        raise unauthorized("partners")
    limiter: Limiter = request.app.state.limiter
    limiter.check(request, shown.user)
    partner = _partner_of(gateway, shown)
    if partner == UNKNOWN_PARTNER:
        limiter.failed(request, shown.user)
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


def stranger(request: Request) -> HTTPException:
    """Return the answer to somebody we do not know: to a person where to sign in, to a program a challenge."""
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page and request.method == "GET" and not request.headers.get("authorization"):
        return SignInFirst(401, "sign in first")
    return unauthorized("operators")


def cookie_of(request: Request) -> str:
    """Return what the cookie of a session is called: over TLS by the name browsers keep from being meddled with."""
    return SECURE_COOKIE if request.url.scheme == "https" else COOKIE


def lasting_of(settings: Settings) -> Lasting:
    """Return how long a session lasts."""
    return Lasting(
        whole=timedelta(hours=settings.session_h), idle=timedelta(minutes=settings.session_idle_min)
    )


def whence(request: Request) -> Whence:
    """Return from where somebody comes in, and with what."""
    address = request.client.host if request.client else ""
    return Whence(address=address, agent=request.headers.get("user-agent", ""))


def note_payload(request: Request, ref: str, partner: str, *, way: str) -> None:
    """Write down, before anything is shown, that the caller sees bytes as they were exchanged; `X-Reason` says why."""
    gateway, caller = whole_gateway(request), caller_here(request)
    note_read(
        gateway.services,
        gateway.store,
        ref,
        partner=partner,
        actor=caller.name,
        reason=request.headers.get("x-reason", "")[:LONGEST_REASON],
        way=way,
    )


def built_in(user: str) -> Caller:
    """Return the operator the settings make: somebody who may everything, by the name they give themselves."""
    name = user.strip()[:LONGEST_NAME] or UNNAMED_OPERATOR
    return Caller(name=name, may=EVERYTHING, way="password")


def _by_credentials(request: Request, gateway: Gateway, shown: Shown) -> Caller | None:
    limiter: Limiter = request.app.state.limiter
    limiter.check(request, shown.user)
    found = _of_secret(gateway, shown)
    if found is None:
        limiter.failed(request, shown.user)
    return found


def _of_secret(gateway: Gateway, shown: Shown) -> Caller | None:
    password = gateway.settings.operator_password.get_secret_value()
    if password and same(shown.secret, password):
        return built_in(shown.user)
    supply = gateway.settings.supply_token.get_secret_value()
    if supply and same(shown.secret, supply):
        return SUPPLIER
    return tokens.let_in(gateway.services, gateway.store, shown.secret)


def _this_machine(request: Request, gateway: Gateway) -> Caller | None:
    """Return the operator of a gateway nobody has made a password or a user for, to this machine only."""
    if gateway.settings.operator_password.get_secret_value():
        return None
    with gateway.store.read() as work:
        if work.people.anybody():
            return None
    if request.url.hostname not in LOOPBACK:
        raise Refused("no operator password is set, so this answers under a loopback address only")
    return Caller(name=UNNAMED_OPERATOR, may=EVERYTHING, way="loopback")


def must_be_allowed(caller: Caller, need: Need) -> None:
    """Refuse a caller who may not what is needed."""
    if need.may is not None and need.may not in caller.may:
        raise Refused(f"{caller.name} may not: this needs {need.may}{_where(need)}")
    if caller.partner and not need.own:
        raise Refused("people of partners have no part in this")


def _where(need: Need) -> str:
    return f" ({need.why})" if need.why else ""


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
