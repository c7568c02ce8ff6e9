"""What goes wrong, as answers: one table from our errors to statuses, one shape (RFC 9457)."""

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
        413: "http.too-large",
        415: "http.unsupported-encoding",
        422: "http.unprocessable",
        429: "http.too-many-requests",
    }
)
"""What the statuses are called that are decided here, before any of our errors could arise."""

FIXES: Mapping[str, str] = MappingProxyType(
    {
        "http.unauthorized": "sign in at /login, or show a token: Authorization: Bearer gwt_...",
        "http.too-many-requests": "wait for as long as Retry-After says",
        "http.too-large": "send less at once",
        "refused": "ask an admin for the role or the scope this needs; docs/reference/roles.md lists them",
        "request.invalid": "mend what `errors` names; /api/v1/openapi.json says what is taken",
        "storage.unavailable": "ask again after as long as Retry-After says",
    }
)
"""What the caller can do about it, by code; other problems say it in `detail`."""

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
    def title(self) -> str:
        """Return what the status is called."""
        return self.status.phrase


def problem_of(error: Exception) -> Problem:
    """Return an error as a problem; what is ours to mend goes to the log, not to the caller."""
    if isinstance(error, GatewayError):
        return _of_ours(error)
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


def as_json(problem: Problem) -> JSONResponse:
    """Return a problem as problem+json."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status.value,
        "detail": problem.detail,
        "code": problem.code,
    }
    if problem.code in FIXES:
        content["fix"] = FIXES[problem.code]
    if problem.errors:
        content["errors"] = list(problem.errors)
        content["location"] = problem.errors[0]["at"]
    return JSONResponse(
        content,
        status_code=problem.status,
        headers=dict(problem.headers),
        media_type="application/problem+json",
    )


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
