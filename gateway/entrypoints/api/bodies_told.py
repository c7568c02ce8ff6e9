"""Bodies that are read by hand, as the description of the API tells them."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

BYTES = {"type": "string", "format": "binary"}


def json_body(kind: type[BaseModel], *, others: Sequence[str] = ()) -> dict[str, Any]:
    """Return a JSON body of a shape, and others that are taken as bytes."""
    shape = kind.model_json_schema()
    parts = shape.pop("$defs", {})
    told: dict[str, Any] = {"application/json": {"schema": _inlined(shape, parts)}}
    return _body(told | {media: {"schema": dict(BYTES)} for media in others})


def bytes_body(*media: str) -> dict[str, Any]:
    """Return a body of bytes of one of some kinds."""
    return _body({one: {"schema": dict(BYTES)} for one in media})


def _body(content: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": content}}


def _inlined(shape: Any, parts: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Return a schema with the parts it points to in their place."""
    if isinstance(shape, list):
        return [_inlined(one, parts) for one in shape]
    if not isinstance(shape, dict):
        return shape
    if "$ref" in shape:
        return _inlined(parts[shape["$ref"].rpartition("/")[2]], parts)
    return {key: _inlined(one, parts) for key, one in shape.items()}
