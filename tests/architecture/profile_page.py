"""The reference page of profiles, written from the schema that checks them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.adapters.transports import SETTINGS
from gateway.profiles.schema import schema

Schema = Mapping[str, Any]

HEAD = """# A partner's profile

`partners/CODE.yaml` says everything that is agreed with one partner; the file's name is the partner's code. `gateway config
validate` checks it, by file and line, together with the maps it names; `gateway config schema > profile.schema.json` gives an
editor what it needs to complete and check one while it is written (`# yaml-language-server: $schema=profile.schema.json`).

The least that works, for a partner who leaves orders in a folder:

```yaml
name: Corner Shop
state: testing                       # draft, testing, live, paused
x12:
  them: {qualifier: "12", id: "5555550100", group_id: CORNER}   # ISA05, ISA06, GS02 of what they send
  us: {qualifier: ZZ, id: OURCO}                                # ISA07, ISA08, GS03
  usage: T                                                      # ISA15: T while testing, P in earnest
transport: {kind: folder, inbox: corner/in, outbox: corner/out, create: true}
documents:
  - {receive: "850", map: base/x12/004010/850}
  - {send: "855", map: base/x12/004010/855, acknowledgement_due: 24h}
orders:
  any_ship_to: true                  # else an order to a place that is not under `locations` is held
  identifiers: [vendor-item, buyer-item, upc]
```

- A partner is found by all four of `them` and `us` as they stand in ISA05 to ISA08; interchanges of anybody else are held.
- While the state is `draft` or `paused` what comes is kept and nothing is sent.
- Every scalar is text; quotes matter only where YAML would want something else. A duration is `30m`, `24h`, `2d`, `1d12h`.
- A password or key is never written down here: `secret:name` names it, and [the settings](../how-to/operate.md#settings) say
  where it is looked up.
- Lists of words, such as `identifiers` and `kinds`, are the words that the maps give to codes; the guide of a map lists them.

In the tables below a key without a value in the last column must be given.
"""
ABOUT = {
    "": "The file",
    "X12": "x12",
    "Identity": "x12: them, us",
    "Characters": "x12: delimiters",
    "Acknowledge": "x12: acknowledge",
    "Duplicates": "x12: duplicates",
    "ControlNumbers": "x12: control_numbers",
    "Series": "x12: control_numbers: interchange, group",
    "Receive": "documents: what we receive",
    "Send": "documents: what we send",
    "Location": "locations: by the partner's code",
    "Orders": "orders",
    "Dialect": "dialect",
    "ContactPoint": "contacts",
}
"""Where a part stands in the file, in the order in which somebody writes one; others come after these by name."""
_WORDS = re.compile(r"(?<!^)(?=[A-Z])")
_SECONDS = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def render() -> str:
    """Return the page."""
    whole = schema(SETTINGS)
    parts = {"": whole, **{name: one for name, one in whole["$defs"].items() if one.get("properties")}}
    kinds = {one["properties"]["kind"]["const"]: one for one in whole["properties"]["transport"]["oneOf"]}
    order = [*ABOUT, *sorted(name for name in parts if name not in ABOUT and "." not in name)]
    within = sorted(name for name in parts if "." in name)
    lines = [HEAD]
    for name in order:
        lines += _part(_title(name), parts[name])
    for kind in sorted(kinds):
        lines += _part(f"transport: {{kind: {kind}}}", kinds[kind], passed_over={"kind"})
        for name in within:
            if name.startswith(f"{kind}."):
                lines += _part(_title(name), parts[name])
    return "\n".join(lines).rstrip() + "\n"


def _title(name: str) -> str:
    kind, _, part = name.rpartition(".")
    return ABOUT.get(name) or (f"transport {kind}: " if kind else "") + _WORDS.sub(" ", part).lower()


def _part(title: str, part: Schema, passed_over: frozenset[str] | set[str] = frozenset()) -> Iterator[str]:
    yield f"## {title}\n"
    if said := part.get("description", ""):
        yield said + "\n"
    keys = {name: one for name, one in part["properties"].items() if name not in passed_over}
    if not keys:
        return
    yield "| key | holds | where it is left out |"
    yield "| --- | --- | --- |"
    for name, one in keys.items():
        if title == "The file" and name == "transport":
            yield "| `transport` | one of the kinds of transport at the end of this page |  |"
            continue
        left_out = "" if name in part.get("required", ()) else _default(one)
        yield f"| `{name}` | {_holds(one)} | {left_out} |"
    yield ""


def _holds(one: Schema) -> str:
    if "const" in one or "enum" in one:
        return ", ".join(f"`{value}`" for value in one.get("enum", (one.get("const"),)))
    if "$ref" in one:
        return _reference(one["$ref"])
    for several in ("anyOf", "oneOf"):
        if several in one:
            others = [other for other in one[several] if other.get("type") != "null"]
            if any(other.get("type") == "number" for other in others):
                others = others[:1]  # a decimal may also be written as text, which says nothing more
            return " or ".join(dict.fromkeys(map(_holds, others)))
    if one.get("type") == "array":
        return f"a list: {_holds(one['items'])}"
    return f"by key: {_holds(_values(one))}" if one.get("type") == "object" else _scalar(one)


def _values(one: Schema) -> Schema:
    patterns: Mapping[str, Schema] = one.get("patternProperties", {})
    given = one.get("additionalProperties")
    return next(iter(patterns.values()), given if isinstance(given, Mapping) else {"type": "string"})


def _scalar(one: Schema) -> str:
    if examples := one.get("examples"):
        return "such as " + ", ".join(f"`{example}`" for example in examples)
    if one.get("format") == "date":
        return "a day, `2026-12-24`"
    lowest, highest = one.get("minimum"), one.get("maximum")
    if one.get("type") in {"integer", "number"}:
        bounds = (
            f", {lowest:,.0f} to {highest:,.0f}"
            if highest is not None and lowest is not None
            else f", {lowest:,.0f} or more"
            if lowest
            else ""
        )
        return ("a whole number" if one["type"] == "integer" else "a number") + bounds
    return "`true`, `false`" if one.get("type") == "boolean" else "text"


def _reference(target: str) -> str:
    name = target.rpartition("/")[2]
    if name == "Severity":
        return "`error`, `warning`, `info`"
    title = _title(name)
    anchor = re.sub(r"[^a-z0-9_ -]", "", title.lower()).replace(" ", "-")
    return f"[{title}](#{anchor})"


def _default(one: Schema) -> str:
    if "default" not in one:
        return "what its own keys say" if "$ref" in one else "nothing"
    value = one["default"]
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return "`[" + ", ".join(value) + "]`"
    if isinstance(value, str) and value.startswith("P") and (found := _SECONDS.fullmatch(value)):
        return (
            "`"
            + "".join(f"{part}{unit}" for part, unit in zip(found.groups(), "dhms", strict=True) if part)
            + "`"
        )
    return "a space" if value == " " else f"`{value}`"
