"""POST /cxml, and an address for each role below it: a partner's system hands us a document of cXML.

What is answered with a status has been committed before.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from gateway.application.cxml.admitting import Posted
from gateway.application.cxml.answers import Answer
from gateway.application.cxml.certificates import fingerprint
from gateway.application.cxml.profiling import PATH, ROLES
from gateway.application.cxml.taking import respond, take
from gateway.as2.headers import without_secrets
from gateway.bootstrap import Gateway
from gateway.cxml.limits import LIMITS
from gateway.cxml.statuses import BAD_REQUEST, INTERNAL, NOT_ACCEPTABLE, TEMPORARY, Status, status
from gateway.entrypoints.api.access import Here, shown_by
from gateway.entrypoints.api.errors import problem_of
from gateway.entrypoints.api.public import address_of
from gateway.entrypoints.as2.spooling import spooled
from gateway.errors import GatewayError

MEDIA_TYPE = "text/xml"
NAME = "cxml"
TOO_MANY, TOO_LARGE, OURS = 429, 413, 500
MOST_LINES, LONGEST_LINE = 64, 1000

router = APIRouter(tags=["exchange"])
log = structlog.get_logger(__name__)


async def post(request: Request, gateway: Here) -> Response:
    """Take a document of cXML; the answer carries its status."""
    return await _post(request, gateway, role="")


def _address_of(role: str) -> Callable[[Request, Here], Awaitable[Response]]:
    """Return what takes the documents of one role."""

    async def post_role(request: Request, gateway: Here) -> Response:
        """Take a document of cXML of one role; the answer carries its status."""
        return await _post(request, gateway, role=role)

    return post_role


ANSWERED: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {}}}}
router.post(PATH, responses=ANSWERED)(post)
for _role in ROLES.values():
    router.post(f"{PATH}/{_role}", responses=ANSWERED, name=f"post_{_role}")(_address_of(_role))


async def _post(request: Request, gateway: Gateway, *, role: str) -> Response:
    try:
        request.app.state.limiter.check(request, NAME)
        body = await spooled(request, min(gateway.settings.max_body_bytes, LIMITS.body_bytes))
        answer = await run_in_threadpool(take, gateway.cxml, _posted(request, gateway, body, role))
    except (HTTPException, GatewayError) as error:
        return _failed(gateway, error)
    if not answer.known:
        request.app.state.limiter.failed(request, NAME)
    return _as_response(answer)


def _posted(request: Request, gateway: Gateway, body: bytes, role: str) -> Posted:
    shown = shown_by(request)
    return Posted(
        content_type=request.headers.get("content-type", ""),
        body=body,
        remote=request.client.host if request.client else "",
        user=shown.user if shown else "",
        password=shown.secret if shown else "",
        certificate=_certificate(request, gateway.settings.client_certificate_header),
        base=address_of(request, gateway.settings),
        role=role,
        headers=_lines(request),
    )


def _lines(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the header lines that are kept: without a login, no more and no longer than anybody looks at."""
    lines = ((name, value[:LONGEST_LINE]) for name, value in request.headers.items())
    return without_secrets(tuple(lines)[:MOST_LINES])


def _certificate(request: Request, header: str) -> str:
    """Return which certificate the client showed, where a proxy tells it."""
    return fingerprint(request.headers.get(header, "")) if header else ""


def _failed(gateway: Gateway, error: HTTPException | GatewayError) -> Response:
    """Say as cXML what went wrong on our side, or with the request before it could be read."""
    problem = problem_of(error)
    http = max(problem.status, OURS) if isinstance(error, GatewayError) else problem.status
    if http >= OURS:
        log.error("cxml.failed", reason=str(error))
    elif http == TOO_MANY:
        log.warning("cxml.not-looked-at", reason=problem.detail)
    said = _status_of(http, problem.detail)
    return _as_response(Answer(body=respond(gateway.cxml, said), http=http))


def _status_of(http: int, detail: str) -> Status:
    if http == TOO_MANY:
        return status(TEMPORARY, "Too many requests from here were refused: wait a minute.")
    if http >= OURS:
        return status(INTERNAL, "This could not be worked on; it was not kept. Send it again later.")
    return status(NOT_ACCEPTABLE if http == TOO_LARGE else BAD_REQUEST, detail)


def _as_response(answer: Answer) -> Response:
    return Response(content=answer.body, status_code=answer.http, media_type=f"{MEDIA_TYPE}; charset=UTF-8")
