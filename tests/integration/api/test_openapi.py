"""The API as it describes itself: whatever fits the description, or nearly does, is answered and never with a fault of ours."""

import time
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, Verbosity, given, settings

from gateway.entrypoints.api.app import create_app
from tests.house import LAMPS, House, interchange, order

SECONDS = 10.0
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


def test_the_description_names_what_bodies_look_like(client: TestClient) -> None:
    """Every operation says what it does, and bodies of what people make come with an example."""
    described = client.get("/api/v1/openapi.json").json()
    silent = [
        f"{method} {path}"
        for path, methods in described["paths"].items()
        for method, one in methods.items()
        if path.startswith("/api/") and not one.get("description") and not one.get("summary")
    ]

    assert [] == silent
    for shape in ("NewUser", "NewToken", "NewEndpoint"):
        assert described["components"]["schemas"][shape]["examples"]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing reach for the network or a terminal."""
    monkeypatch.setenv("NO_COLOR", "1")
