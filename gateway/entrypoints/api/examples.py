"""Examples of what goes in and comes out, made from the shapes themselves, with the words of the trade."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

SAID: Mapping[str, Any] = MappingProxyType(
    {
        "account": "northwind",
        "acknowledgement": "accepted",
        "acknowledgement_due_at": "2026-03-03T09:00:00Z",
        "actor": "ann",
        "address": "192.0.2.7",
        "against": "",
        "allowed_by": "",
        "amount": "150.00",
        "at": "2026-03-02T09:00:00Z",
        "authorization": "",
        "base": "base/x12/004010/850",
        "base_unit": "EA",
        "by": "ann",
        "category": "39111527",
        "channel": "sftp",
        "code": "corner",
        "column": 1,
        "content": "",
        "control_number": "0001",
        "currency": "USD",
        "cursor": "",
        "decided_by": "ann",
        "delivery": "sent",
        "detail": {},
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "direction": "in",
        "document": "01987654-3210-7abc-8def-0123456789ab",
        "documents": ["850"],
        "each": "12",
        "endpoint": "01987654-3210-7abc-8def-0123456789ab",
        "event": "order.held",
        "events": ["order.*"],
        "extends": "base/x12/004010/850",
        "file": "partners/northwind.yaml",
        "file_name": "855-000000042.edi",
        "files": {
            "partners/northwind.yaml": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        },
        "fix": "ask the partner for the price, or agree on one",
        "git_sha": "4f2a9c1e",
        "given_by": "ann",
        "group": "NORTHWIND",
        "group_control_number": "42",
        "id": "01987654-3210-7abc-8def-0123456789ab",
        "interchange_control_number": "000000042",
        "kind": "purchase_order",
        "key": "x12.them.group_id",
        "language": "en",
        "location": "MAIN",
        "made_by": "ann",
        "map": "northwind/850",
        "map_name": "northwind/850",
        "message": "Unit price is missing.",
        "name": "NORTHWIND Stores",
        "next": "",
        "number": "PO-1001",
        "order": "01987654-3210-7abc-8def-0123456789ab",
        "partner": "northwind",
        "partners": ["northwind"],
        "password": "a long sentence of your own",
        "patch": "",
        "path": "partners/northwind.yaml",
        "price": "9.25",
        "profile": "name: NORTHWIND Stores\nstate: testing\n",
        "qualifier": "08",
        "quantity": 24,
        "reason": "agreed by telephone",
        "ref": "01987654-3210-7abc-8def-0123456789ab",
        "reference": "PO-1001",
        "refs": ["01987654-3210-7abc-8def-0123456789ab"],
        "release": "",
        "revision": "01987654-3210-7abc-8def-0123456789ab",
        "rule": "price.below-agreed",
        "samples": {"order.edi": "ISA*00*          *00*          *08*925411         *ZZ*OURCO          *..."},
        "scenario": "read",
        "secret": "whsec_c2hvd24gdGhpcyBvbmNl",
        "segment": "PO1",
        "set": {"x12.them.group_id": "NORTHWIND2"},
        "set_id": "850",
        "since": "30d",
        "sku": "LAMP",
        "state": "live",
        "template": "orders-only",
        "text": "name: NORTHWIND Stores\nstate: testing\n",
        "title": "Purchase order",
        "to": "production",
        "token": "gwt_shown_this_once",
        "total": "222.00",
        "transaction_set": "850",
        "transmission": "01987654-3210-7abc-8def-0123456789ab",
        "transport": {"kind": "folder", "inbox": "corner/in", "outbox": "corner/out"},
        "unit": "EA",
        "url": "https://erp.example/hooks",
        "user": "ann",
        "validation": "accepted",
        "version": "004010",
        "waiver": "price.below-agreed:1",
        "what": "order.held",
    }
)
"""What a field holds in an example, by its name; what has no line here is made from its type."""

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "date-time": "2026-03-02T09:00:00Z",
        "date": "2026-03-09",
        "uuid": "01987654-3210-7abc-8def-0123456789ab",
        "binary": "ISA*00*          *00*          *08*925411         *ZZ*OURCO          *...",
    }
)
DEEPEST = 8


def example(shape: Mapping[str, Any], shapes: Mapping[str, Any], *, name: str = "", depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    """Return an example of a JSON Schema: its own where it has one, else one made of its parts."""
    if "$ref" in shape:
        return example(shapes[shape["$ref"].rpartition("/")[2]], shapes, name=name, depth=depth)
    if shape.get("examples"):
        return shape["examples"][0]
    if "const" in shape or "enum" in shape:
        return shape.get("const", shape.get("enum", [None])[0])
    if "anyOf" in shape or "allOf" in shape:
        ways = [one for one in shape.get("anyOf") or shape["allOf"] if one.get("type") != "null"]
        return example(ways[0] if ways else {"type": "null"}, shapes, name=name, depth=depth)
    return _of_type(shape, shapes, name, depth)


def _of_type(shape: Mapping[str, Any], shapes: Mapping[str, Any], name: str, depth: int) -> Any:  # noqa: ANN401 - JSON
    kind = shape.get("type", "object" if "properties" in shape else "")
    known = SAID.get(name)
    if _fits(known, kind, shape):
        return known
    if kind == "object":
        return _of_object(shape, shapes, depth)
    if kind == "array":
        item = shape.get("items", {})
        singular = name.removesuffix("s")
        return [] if depth > DEEPEST else [example(item, shapes, name=singular, depth=depth + 1)]
    plain: Mapping[str, Any] = {
        "string": FORMATS.get(shape.get("format", ""), shape.get("default", "text")),
        "integer": shape.get("default", max(1, shape.get("minimum", 1))),
        "number": shape.get("default", 1),
        "boolean": shape.get("default", False),
    }
    return plain.get(kind, {} if not kind else None)


def _of_object(shape: Mapping[str, Any], shapes: Mapping[str, Any], depth: int) -> dict[str, Any]:
    properties = shape.get("properties", {})
    if properties and depth <= DEEPEST:
        return {key: example(one, shapes, name=key, depth=depth + 1) for key, one in properties.items()}
    more = shape.get("additionalProperties")
    if isinstance(more, Mapping) and more:
        return {"1": example(more, shapes, depth=depth + 1)}
    return {}


def _fits(value: Any, kind: str, shape: Mapping[str, Any]) -> bool:  # noqa: ANN401 - JSON
    """Return whether a word for a field is one its type takes; a day and an instant have a form of their own."""
    kinds = {"string": str, "integer": int, "object": dict, "array": list}
    if value is None or not isinstance(value, kinds.get(kind, ())) or isinstance(value, bool):
        return False
    if kind == "string":
        known = shape.get("format") in (None, "uri") or value == FORMATS.get(shape["format"])
        return known and len(str(value)) <= shape.get("maxLength", DEEPEST * len(str(value)))
    if kind == "array":
        return bool(shape.get("items", {}).get("type") == "string")
    properties = shape.get("properties")
    return kind != "object" or not properties
