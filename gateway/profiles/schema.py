"""The JSON Schemas of a profile and of what the house says, so that an editor can complete and check either while it is written."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from gateway.profiles.alerting import HouseFile
from gateway.profiles.profile import ProfileFile

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(transport_kinds: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """Return the schema of the files under `partners/`, for these kinds of transport."""
    made = ProfileFile.model_json_schema()
    kinds = [_transport(name, settings, made["$defs"]) for name, settings in transport_kinds.items()]
    made["properties"]["transport"] = {"oneOf": kinds}
    return {"$schema": DRAFT, **made, "title": "Partner profile"}


def house_schema() -> dict[str, Any]:
    """Return the schema of `gateway.yaml`."""
    return {"$schema": DRAFT, **HouseFile.model_json_schema(), "title": "The house"}


def _transport(name: str, settings: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    # Two kinds may each have a part of the same name: theirs are kept apart by the kind.
    made = settings.model_json_schema(ref_template=f"#/$defs/{name}.{{model}}")
    parts = made.pop("$defs", {})
    definitions.update({f"{name}.{part}": found for part, found in parts.items()})
    made["properties"] = {"kind": {"const": name}, **made["properties"]}
    made["required"] = ["kind", *made.get("required", ())]
    return made
