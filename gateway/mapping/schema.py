"""The JSON Schema of a map file, so that an editor can complete and check one while it is written."""

from typing import Any

from pydantic import TypeAdapter

from gateway.mapping.spec import MapSpec, OverlaySpec

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SCALARS = ["string", "number", "boolean"]
"""What an editor takes a scalar for; the gateway reads every one as text, so that `max: 10` needs no quotes."""


def schema() -> dict[str, Any]:
    """Return the schema of the files under `mappings/`: whole maps, and maps that extend another."""
    made = TypeAdapter(MapSpec | OverlaySpec).json_schema()
    return {"$schema": DRAFT, **_written(made), "title": "Map of a transaction set"}


def _written(node: Any) -> Any:  # noqa: ANN401 - a schema is JSON
    """Return a part of the schema with scalars as files have them."""
    if isinstance(node, list):
        return [_written(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "string" and "enum" not in node and "const" not in node:
        node = node | {"type": SCALARS}
    return {key: _written(value) for key, value in node.items()}
