"""POST /as2: a partner hands us a message or a receipt; what is answered has been committed before."""

import asyncio
from hashlib import sha256
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from gateway.application.as2.answers import Answer, Posted
from gateway.application.as2.records import Lines
from gateway.application.as2.taking import take
from gateway.as2.arrivals import read_arrival
from gateway.as2.certificates import load_certificate
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here, same, shown_by, unauthorized
from gateway.entrypoints.api.errors import RETRY_AFTER_S
from gateway.entrypoints.api.limiting import RETRY_AFTER_S as PATIENCE_S
from gateway.entrypoints.as2.spooling import spooled
from gateway.errors import ConfigurationFault
from gateway.profiles.as2 import As2Accept
from gateway.profiles.profile import Profile

if TYPE_CHECKING:
    from gateway.entrypoints.api.limiting import Limiter

CLIENT_CERTIFICATE = "gateway.client_certificate"
"""Where the server puts the certificate a client showed, as DER, into the scope of its requests."""
OF_A_STRANGER = 1024 * 1024
BUSY_S = 20.0
LOOK_AGAIN_S = 0.05
DOUBTED = "too many messages from here do not show who sends them: wait a minute"

router = APIRouter(tags=["exchange"])
log = structlog.get_logger(__name__)


@router.post("/as2", responses={200: {"content": {"multipart/report": {}}}})
async def post(request: Request, gateway: Here) -> Response:
    """Take an AS2 message or receipt; the answer carries the receipt that was asked for."""
    lines = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
    arrival = read_arrival(lines, gateway.as2.limits)
    profile = gateway.services.directory.find_as2(arrival.sender, arrival.recipient)
    known = profile is not None and _must_be_shown(request, gateway, profile)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(415, "send the bytes as they are, without a content encoding")
    limiter: Limiter = request.app.state.limiter
    # Who sends again and again what does not open is not looked at for a while: nobody learns from our answers.
    if profile is not None and not known and limiter.spent(request, f"as2 {profile.code}"):
        raise HTTPException(429, DOUBTED, headers={"Retry-After": PATIENCE_S})
    # Nothing of what a stranger sends is looked at, so little of it is taken.
    most = gateway.settings.max_body_bytes
    body = await spooled(request, most if profile else min(most, OF_A_STRANGER))
    remote = request.client.host if request.client else ""
    posted = Posted(lines=lines, body=body if profile else b"", remote=remote, known=known)
    if profile is None:
        log.warning(
            "as2.stranger", remote=remote, sender=arrival.sender[:64], recipient=arrival.recipient[:64]
        )
    answer = await _taken(gateway, posted)
    if profile is not None and answer.doubted:
        limiter.failed(request, f"as2 {profile.code}")
    return _as_response(answer)


async def _taken(gateway: Gateway, posted: Posted) -> Answer:
    """Take what was posted; while somebody else works on the same message, wait for what comes of it."""
    until = asyncio.get_running_loop().time() + BUSY_S
    while True:
        answer = await run_in_threadpool(take, gateway.as2, posted)
        if answer is not None:
            return answer
        if asyncio.get_running_loop().time() > until:
            raise HTTPException(
                503, "this message is being worked on", headers={"Retry-After": RETRY_AFTER_S}
            )
        await asyncio.sleep(LOOK_AGAIN_S)


def _must_be_shown(request: Request, gateway: Gateway, profile: Profile) -> bool:
    """Return whether the connection showed whose it is; raises HTTPException where it should have and did not."""
    agreed = profile.as2.accept if profile.as2 else As2Accept()
    known = False
    if agreed.login is not None:
        shown = shown_by(request)
        try:
            password = gateway.secrets.get(agreed.login.password)
        except ConfigurationFault as fault:
            log.warning("partner.password-missing", partner=profile.code, reason=str(fault))
            raise unauthorized("as2") from fault
        if shown is None or shown.user != agreed.login.user or not same(shown.secret, password):
            raise unauthorized("as2")
        known = True
    if agreed.client_certificates:
        der = request.scope.get(CLIENT_CERTIFICATE)
        if der is None or sha256(der).hexdigest() not in {
            _fingerprint(one) for one in agreed.client_certificates
        }:
            raise HTTPException(403, "show the client certificate that was agreed")
        known = True
    return known


def _fingerprint(pem: str) -> str:
    return load_certificate(pem.encode()).fingerprint


def _as_response(answer: Answer) -> Response:
    response = Response(content=answer.body, status_code=answer.status)
    for name, value in _of_the_wire(answer.lines):
        response.headers[name] = value
    return response


def _of_the_wire(lines: Lines) -> Lines:
    return tuple((name, value) for name, value in lines if name.lower() != "content-length")
