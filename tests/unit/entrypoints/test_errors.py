"""One table turns what goes wrong into answers."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from structlog.testing import capture_logs

from gateway import errors
from gateway.entrypoints.api.errors import STATUSES, as_json, problem_of
from gateway.errors import GatewayError
from gateway.profiles.loading import ProfileFault

OURS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, GatewayError)]


@pytest.mark.parametrize("kind", OURS)
def test_every_error_of_ours_has_a_status(kind: type[GatewayError]) -> None:
    """Its own code goes with it; what is for us to mend says nothing to the caller and all to the log."""
    until = {"until": datetime(2026, 3, 1, tzinfo=UTC)} if kind is errors.NotYet else {}
    with capture_logs() as logged:
        problem = problem_of(kind("where the trouble is", **until))

    assert problem.code == kind.code
    assert problem.status >= HTTPStatus.BAD_REQUEST
    told = "where the trouble is" in problem.detail
    assert told == (problem.status < HTTPStatus.INTERNAL_SERVER_ERROR)
    assert bool(logged) != told


def test_no_line_of_the_table_is_about_something_else() -> None:
    """The table knows only our errors."""
    assert set(STATUSES) <= set(OURS)


def test_an_error_without_a_line_is_answered_as_what_it_is_a_kind_of() -> None:
    """A fault of a profile is a fault of the configuration."""
    with capture_logs():
        assert problem_of(ProfileFault(())).status == HTTPStatus.INTERNAL_SERVER_ERROR


def test_what_may_be_better_later_says_when() -> None:
    """503 comes with Retry-After."""
    with capture_logs():
        answer = as_json(problem_of(errors.StorageUnavailable("gone")))

    assert (503, "10") == (answer.status_code, answer.headers["retry-after"])


def test_headers_of_the_framework_stay() -> None:
    """The challenge of a 401 reaches the caller."""
    problem = problem_of(HTTPException(401, "who?", headers={"WWW-Authenticate": "Basic"}))

    assert ("http.unauthorized", {"WWW-Authenticate": "Basic"}) == (problem.code, dict(problem.headers))
    assert problem_of(HTTPException(418)).code == "http"


def test_faults_of_a_request_are_listed_by_place() -> None:
    """Each with its message."""
    fault = {"loc": ("query", "limit"), "msg": "too many", "type": "x"}
    problem = problem_of(RequestValidationError([fault]))

    assert ("query.limit: too many", [{"at": "query.limit", "message": "too many"}]) == (
        problem.detail,
        list(problem.errors),
    )
