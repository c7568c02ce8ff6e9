"""The API as it describes itself: whatever fits the description, or nearly does, is answered and never with a fault of ours."""

import time
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from starlette.exceptions import HTTPException

from gateway.entrypoints.api.app import create_app
from gateway.entrypoints.api.errors import CODES, as_plain, problem_of
from tests.house import LAMPS, House, interchange, order

SECONDS = 10.0


@schemathesis.serializer(
    "application/edi-x12", "image/png", "image/jpeg", "text/csv", "application/octet-stream"
)
def as_bytes(context: object, value: Any) -> bytes:
    """Bytes go as they are."""
    del context
    return value if isinstance(value, bytes) else str(value).encode()


CASES = 3


def test_nothing_that_is_asked_ends_in_a_fault_of_ours(house: House) -> None:
    """Every operation a few times, as far as ten seconds go: no 5xx, and what goes wrong is problem+json with a code."""
    house.take(interchange(order("PO-1", LAMPS)))
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(house.gateway))
    faults: dict[str, Any] = {}
    tried = set()
    ends = time.monotonic() + SECONDS
    for found in schema.get_all_operations():
        operation = found.ok()
        if time.monotonic() > ends:
            break
        tried.add(operation.label)

        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            derandomize=True,
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            answer = case.call(headers={"Host": "127.0.0.1"})
            if answer.status_code >= 500 and answer.status_code != 503:
                faults[case.operation.label] = (
                    answer.status_code,
                    case.path_parameters,
                    case.query,
                    case.body,
                )

        ask()

    assert {} == faults
    assert len(tried) > 20


def test_every_body_and_answer_comes_with_an_example_that_fits(house: House) -> None:
    """Each operation says what it does; each example is one its own shape takes; what goes wrong has one shape."""
    described = create_app(house.gateway).openapi()
    parts = {"components": described["components"]}
    unlike, silent, count = [], [], 0
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            if not (one.get("description") or one.get("summary")):
                silent.append(f"{method} {path}")
            for where, content in contents_of(one):
                count += 1
                told = jsonschema_rs.Draft202012Validator({**content["schema"], **parts})
                if not content["schema"] or not told.is_valid(content["example"]):
                    unlike.append(f"{method} {path} {where}")

    assert ([], []) == (silent, unlike)
    assert count > 150
    assert "422" not in described["paths"]["/api/v1/users"]["post"]["responses"]


def contents_of(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what goes in, what comes out, and what goes wrong."""
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"body {media}", content
    for status, answer in operation["responses"].items():
        for media, content in answer.get("content", {}).items():
            if status.startswith("2"):
                yield f"{status} {media}", content
            else:
                assert ("default", "application/problem+json") == (status, media)


@pytest.mark.parametrize(
    "kind", [one for one in (*CODES, 418, 403) if one != 401], ids=lambda status: f"status-{status}"
)
def test_every_problem_says_where_by_which_rule_and_what_to_do(kind: int) -> None:
    """Whatever status the framework decides on."""
    told = as_plain(problem_of(HTTPException(kind, "so it is")), "/api/v1/orders")

    assert all(told[key] for key in ("code", "detail", "location", "rule", "fix", "instance"))


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing reach for the network or a terminal."""
    monkeypatch.setenv("NO_COLOR", "1")
