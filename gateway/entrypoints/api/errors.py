"""What goes wrong, as answers: one table from our errors to statuses, one shape (RFC 9457)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from gateway.errors import (
    ConfigurationFault,
    Conflict,
    GatewayError,
    NotFound,
    NotYet,
    Refused,
    StorageUnavailable,
    TransportError,
    TransportUnavailable,
)

STATUSES: Mapping[type[GatewayError], HTTPStatus] = MappingProxyType(
    {
        NotFound: HTTPStatus.NOT_FOUND,
        Conflict: HTTPStatus.CONFLICT,
        Refused: HTTPStatus.FORBIDDEN,
        ConfigurationFault: HTTPStatus.INTERNAL_SERVER_ERROR,
        TransportUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
        TransportError: HTTPStatus.BAD_GATEWAY,
        NotYet: HTTPStatus.SERVICE_UNAVAILABLE,
        StorageUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
        GatewayError: HTTPStatus.INTERNAL_SERVER_ERROR,
    }
)
"""An error is answered with the status of its nearest class in this table."""

CODES: Mapping[int, str] = MappingProxyType(
    {
        400: "http.bad-request",
        401: "http.unauthorized",
        404: "http.not-found",
        405: "http.method-not-allowed",
        409: "http.conflict",
        412: "http.changed-meanwhile",
        413: "http.too-large",
        415: "http.unsupported-encoding",
        422: "http.unprocessable",
        428: "http.precondition-required",
        429: "http.too-many-requests",
    }
)
"""What the statuses are called that are decided here, before any of our errors could arise."""

FIXES: Mapping[str, str] = MappingProxyType(
    {
        "configuration": "mend what `errors` names by file, line and column; `dry_run=true` says what is left",
        "conflict": "look at it again as it is now, and ask for what its state allows",
        "not-found": "look for it in the list it belongs to: the address, or a name in it, is not known",
        "map-undecided": "name the map you mean",
        "http": "read `detail`; /api/v1/openapi.json says what is taken",
        "http.bad-request": "mend what `detail` names; /api/v1/openapi.json says what is taken",
        "http.not-found": "look the address up in /api/v1/openapi.json",
        "http.method-not-allowed": "look up in /api/v1/openapi.json what this address takes",
        "http.conflict": "wait until what was asked before is done, and ask again",
        "http.changed-meanwhile": "read the file again, and send its ETag in If-Match",
        "http.precondition-required": "read the file first, and send its ETag in If-Match",
        "http.unsupported-encoding": "send the bytes as they are, without Content-Encoding",
        "http.unprocessable": "mend what `detail` names; /api/v1/openapi.json says what is taken",
        "transport": "try the way to the partner: gateway circuits list says since when it fails",
        "transport.unavailable": "ask again after as long as Retry-After says",
        "transport.refused": "ask the partner why it refuses us; the log holds what it said",
        "not-yet": "ask again after as long as Retry-After says",
        "workers.lost": "start the process again: one of its workers ended, and the log says why",
        "gateway": "ask whoever runs the gateway: the log says what failed; it may be tried again",
        "http.unauthorized": "sign in at /login, or show a token: Authorization: Bearer gwt_...",
        "http.too-many-requests": "wait for as long as Retry-After says",
        "http.too-large": "send less at once",
        "refused": "ask an admin for the role or the scope this needs; docs/reference/roles.md lists them",
        "request.invalid": "mend what `errors` names; /api/v1/openapi.json says what is taken",
        "storage.unavailable": "ask again after as long as Retry-After says",
    }
)
"""What the caller can do about it, by code; what has no line of its own is told as its kind is."""

PAGE = "docs/reference/api.md#problems"
RULES: Mapping[str, str] = MappingProxyType(
    {
        "configuration": "docs/reference/partner-profile.md",
        "refused": "docs/reference/roles.md",
        "http.unauthorized": "docs/reference/api.md#coming-in",
        "http.changed-meanwhile": "docs/reference/api.md#writing-files",
        "http.precondition-required": "docs/reference/api.md#writing-files",
        "request.invalid": "/api/v1/openapi.json",
        "http.not-found": "/api/v1/openapi.json",
        "http.method-not-allowed": "/api/v1/openapi.json",
        "http.unprocessable": "/api/v1/openapi.json",
    }
)
"""Where it is written down that this is not done, by code; of all others on the page of the API."""
_PLACE = re.compile(
    r"(?P<file>(?:\S*/)?[\w.-]+\.(?:yaml|yml|csv)):(?P<line>\d+):(?:(?P<column>\d+):)? ?(?P<message>.*)"
)

RETRY_AFTER_S = "10"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong with a request; `code` is stable, `detail` is a sentence for a person."""

    status: HTTPStatus
    code: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[Mapping[str, Any]] = ()

    @property
    def fix(self) -> str:
        """Return what the caller can do about it."""
        return FIXES.get(self.code) or FIXES.get(self.code.partition(".")[0]) or FIXES["gateway"]

    @property
    def rule(self) -> str:
        """Return where it is written down that this is not done."""
        return RULES.get(self.code) or RULES.get(self.code.partition(".")[0]) or PAGE

    @property
    def title(self) -> str:
        """Return what the status is called."""
        return self.status.phrase


class FaultyFiles(HTTPException):
    """Files that were asked to be written are wrong: nothing was; every fault is named with its place."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY.value, "; ".join(faults))
        self.faults = tuple(faults)


def place_of(fault: str) -> dict[str, Any]:
    """Return a fault of a file, `file:line:column: what`, in parts; one without a place has its words only."""
    found = _PLACE.match(fault)
    if found is None:
        return {"at": "", "message": fault}
    line, column = int(found["line"]), int(found["column"] or 1)
    at = f"{found['file']}:{line}:{column}"
    return {"at": at, "file": found["file"], "line": line, "column": column, "message": found["message"]}


def problem_of(error: Exception) -> Problem:
    """Return an error as a problem; what is ours to mend goes to the log, not to the caller."""
    if isinstance(error, GatewayError):
        return _of_ours(error)
    if isinstance(error, FaultyFiles):
        return Problem(
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            code="configuration",
            detail=str(error.detail),
            errors=[place_of(one) for one in error.faults],
        )
    if isinstance(error, RequestValidationError):
        faults = [
            {"at": ".".join(map(str, one["loc"])), "message": str(one["msg"])} for one in error.errors()
        ]
        detail = "; ".join(f"{one['at']}: {one['message']}" for one in faults)
        return Problem(
            status=HTTPStatus.UNPROCESSABLE_ENTITY, code="request.invalid", detail=detail, errors=faults
        )
    if isinstance(error, HTTPException):
        return Problem(
            status=HTTPStatus(error.status_code),
            code=CODES.get(error.status_code, "http"),
            detail=str(error.detail),
            headers=error.headers or {},
        )
    log.error("request.failed", exc_info=error)
    return _ours_to_mend(HTTPStatus.INTERNAL_SERVER_ERROR, "gateway")


def as_json(problem: Problem, *, asked: str = "") -> JSONResponse:
    """Return a problem as problem+json; `asked` is the address that was asked for."""
    return JSONResponse(
        as_plain(problem, asked),
        status_code=problem.status,
        headers=dict(problem.headers),
        media_type="application/problem+json",
    )


def as_plain(problem: Problem, asked: str) -> dict[str, Any]:
    """Return a problem as RFC 9457 writes it, with ours: code, location, rule and fix, whatever went wrong."""
    first = problem.errors[0] if problem.errors else {"at": asked}
    return {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status.value,
        "detail": problem.detail,
        "instance": asked,
        "code": problem.code,
        "location": {key: value for key, value in first.items() if key != "message"},
        "rule": problem.rule,
        "fix": problem.fix,
        "errors": list(problem.errors),
    }


def _of_ours(error: GatewayError) -> Problem:
    status = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Problem(status=status, code=error.code, detail=str(error))
    log.error("request.failed", code=error.code, reason=str(error))
    return _ours_to_mend(status, error.code)


def _ours_to_mend(status: HTTPStatus, code: str) -> Problem:
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        detail = "Not now; try again in a moment."
        return Problem(status=status, code=code, detail=detail, headers={"Retry-After": RETRY_AFTER_S})
    return Problem(status=status, code=code, detail="Something failed on our side; the log says what.")
