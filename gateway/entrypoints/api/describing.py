"""The API as it describes itself: examples of every body and answer, and one shape for all that goes wrong."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from gateway.entrypoints.api.errors import CODES, Problem, as_plain
from gateway.entrypoints.api.examples import example

PROBLEM = "Problem"
PROBLEM_JSON = "application/problem+json"
JSON = "application/json"
BINARY = {"type": "string", "format": "binary"}
METHODS = frozenset({"get", "put", "post", "patch", "delete"})
MEDIA = {
    "pdf": "application/pdf",
    "png": "image/png",
    "bundle": "application/zip",
    "raw": "application/edi-x12",
}
"""What an answer is that is no JSON, by the end of its address; bytes of any other kind are just bytes."""


def describe(app: FastAPI) -> None:
    """Let an application describe itself with examples and problems; made once, when somebody first asks."""
    made: Callable[[], dict[str, Any]] = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = told(made())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign] # the framework's own way to say it


def told(described: dict[str, Any]) -> dict[str, Any]:
    """Return a description with what the framework does not know."""
    shapes = described["components"]["schemas"]
    for gone in ("HTTPValidationError", "ValidationError"):
        shapes.pop(gone, None)
    shapes[PROBLEM] = _problem_shape()
    for path, operation in _operations(described):
        _with_problems(operation)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            content.setdefault("example", example(content.get("schema", {}), shapes))
        for status, answer in operation["responses"].items():
            if status.startswith("2") and status != "204":
                _with_example(path, answer, shapes)
    return described


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        yield from ((path, one) for method, one in methods.items() if method in METHODS)


def _with_problems(operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)
    problem = {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}
    operation["responses"]["default"] = {
        "description": "What went wrong.",
        "content": {PROBLEM_JSON: problem},
    }


def _with_example(path: str, answer: dict[str, Any], shapes: dict[str, Any]) -> None:
    content = answer.get("content", {})
    if not content or not any(one.get("schema") for one in content.values()):
        last = path.rpartition("/")[2].rpartition(".")[2].rpartition("-")[2]
        answer["content"] = {MEDIA.get(last, "application/octet-stream"): {"schema": dict(BINARY)}}
    for content in answer["content"].values():
        content.setdefault("example", example(content.get("schema", {}), shapes))


def _problem_shape() -> dict[str, Any]:
    texts = ("type", "title", "detail", "instance", "code", "rule", "fix")
    place = {
        "type": "object",
        "description": "Where: `at` in the request, or `file`, `line` and `column` of the configuration.",
        "additionalProperties": True,
    }
    large = HTTPStatus(413)
    shown = as_plain(
        Problem(status=large, code=CODES[large], detail="a body may have 52428800 bytes and no more"), "/edi"
    )
    return {
        "title": PROBLEM,
        "type": "object",
        "description": "What went wrong with a request (RFC 9457): `code` is stable, `fix` says what to do.",
        "required": [*texts, "status", "location", "errors"],
        "properties": {
            **{name: {"type": "string"} for name in texts},
            "status": {"type": "integer"},
            "location": place,
            "errors": {"type": "array", "items": place},
        },
        "examples": [shown],
    }
