"""The example of an environment, written from the settings themselves."""

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from gateway.settings import Settings

HEAD = """# Settings of the gateway. Copy this to .env and change what should be other than it is.
# A line that is commented out shows what holds without it.
"""
TO_BE_SET = ("operator_password", "gs1_company_prefix")
WIDTH = 100


def render() -> str:
    """Return the whole file."""
    return "\n".join((HEAD, *("\n".join(_lines(*field)) + "\n" for field in Settings.model_fields.items())))


def _lines(name: str, field: FieldInfo) -> Iterator[str]:
    yield from (f"# {line}" for line in wrap(str(field.description), WIDTH))
    assigned = f"GATEWAY_{name.upper()}={_default(field)}"
    yield assigned if name in TO_BE_SET else f"# {assigned}"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value is PydanticUndefined:
        return ""
    if isinstance(value, str | Path | int) and not isinstance(value, bool):
        return str(value)
    return json.dumps(value) if isinstance(value, bool | dict) else ""
