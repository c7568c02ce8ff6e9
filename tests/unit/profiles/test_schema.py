"""The JSON Schema that editors are given."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML

from gateway.profiles.alerting import HouseFile
from gateway.profiles.schema import house_schema, schema
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


EDITOR = YAML(typ="safe")
"""Reads YAML 1.2, as editors do: `off` is a word there."""
HOUSE = jsonschema_rs.Draft202012Validator(house_schema())
TOLD = Path(__file__).parents[3] / "docs" / "how-to" / "be-told-of-what-needs-you.md"


def test_what_the_page_says_of_the_house_is_right_by_its_schema() -> None:
    """So is a file that says nothing."""
    (said,) = re.findall(
        r"^In `gateway\.yaml`.*?```yaml\n(.*?)```", TOLD.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )

    assert HOUSE.is_valid(EDITOR.load(said))
    assert HOUSE.is_valid({})
    assert set(HouseFile.model_fields) == set(house_schema()["properties"])


@pytest.mark.parametrize(
    "said",
    [
        "alert: {}",
        "alerts: {of: [machine]}",
        "alerts: {off: [disk]}",
        "alerts: {waiting_after: 4 hours}",
        "alerts: {mail: {outbox: out}}",
        "alerts: {mail: {outbox: out, us: a@b.example, them: []}}",
    ],
)
def test_an_editor_marks_what_the_house_may_not_say(said: str) -> None:
    """A key or a condition nobody knows, a length of time in words, letters to nobody."""
    assert not HOUSE.is_valid(EDITOR.load(said))
