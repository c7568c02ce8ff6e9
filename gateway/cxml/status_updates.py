"""StatusUpdateRequest: what became of a document that was answered with 201, or of an order."""

from dataclasses import dataclass
from typing import Any

from gateway.cxml.envelopes import read_status, write_status
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.shapes import Both, Fields, Shape, Value
from gateway.cxml.statuses import Status
from gateway.cxml.terms import EXTRINSICS
from gateway.domain.references import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdate:
    """How it stands with the document of a payloadID; `kind` and `document` say more where the sender does."""

    status: Status
    payload_id: str = ""
    kind: str = ""
    document: str = ""
    references: tuple[Reference, ...] = ()


def _read_status(node: Node, into: Fields, reading: Reading) -> None:
    into["status"] = read_status(node, reading)


def _write_status(value: StatusUpdate, element: Element, writing: Writing) -> None:
    write_status(value.status, element, writing)


def _read_document(node: Node, into: Fields, _: Reading) -> None:
    for name in ("DocumentStatus", "PaymentStatus", "SourcingStatus", "InvoiceStatus"):
        for one in node.all(name):
            into["kind"] = one.get("type") or one.get("action") or name
            info = one.first("DocumentInfo")
            into["document"] = "" if info is None else info.get("documentID")
            one.forget(*one.children, *(f"@{name}" for name in one.element.attrib))
            one.text  # noqa: B018 - words for people


def _write_document(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a status update
    if value.kind:
        status = writing.put(element, "DocumentStatus", type=value.kind)
        if value.document:
            writing.put(status, "DocumentInfo", documentID=value.document, documentType="OrderRequest")


UPDATE = Shape(
    StatusUpdate,
    (
        Value("DocumentReference/@payloadID", "payload_id"),
        Both(_read_status, _write_status),
        Both(_read_document, _write_document),
        EXTRINSICS,
    ),
)
