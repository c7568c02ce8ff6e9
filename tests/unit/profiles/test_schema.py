"""The JSON Schema that editors are given."""

import json
from collections.abc import Iterator
from typing import Any

from gateway.profiles.schema import schema
from tests.unit.profiles.examples import KINDS


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def test_the_schema_is_json_and_every_reference_leads_somewhere() -> None:
    """An editor never stumbles over it."""
    made: dict[str, Any] = json.loads(json.dumps(schema(KINDS)))

    references = set(_references(made))
    assert references
    assert set() == {one for one in references if one.removeprefix("#/$defs/") not in made["$defs"]}


def test_a_transport_is_one_of_the_kinds() -> None:
    """Each kind brings its own keys, and no others are allowed."""
    (pigeon,) = schema(KINDS)["properties"]["transport"]["oneOf"]

    assert pigeon["properties"]["kind"] == {"const": "pigeon"}
    assert pigeon["required"] == ["kind", "loft"]
    assert pigeon["additionalProperties"] is False


def test_secrets_are_names_in_the_schema_too() -> None:
    """An editor marks a secret that was typed in."""
    (pigeon,) = schema(KINDS)["properties"]["transport"]["oneOf"]

    (name, _) = pigeon["properties"]["seed"]["anyOf"]
    assert name["pattern"].startswith("^secret:")


def test_keys_have_the_names_files_use() -> None:
    """Not the names code uses."""
    contact = schema(KINDS)["$defs"]["ContactPoint"]

    assert "for" in contact["properties"]
