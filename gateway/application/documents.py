"""The one table of document types: a key that maps name, what it is in the domain, its set, and its label."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.domain.functional_acks import FunctionalAck
from gateway.domain.invoices import Invoice
from gateway.domain.order_responses import OrderResponse
from gateway.domain.orders import PurchaseOrder
from gateway.domain.shipments import ShipmentNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """One line of the table; `set_id` is the X12 set that usually carries the document."""

    kind: type
    set_id: str
    label: str


DOCUMENTS: Mapping[str, DocumentType] = MappingProxyType(
    {
        "purchase_order": DocumentType(kind=PurchaseOrder, set_id="850", label="Purchase order"),
        "order_response": DocumentType(kind=OrderResponse, set_id="855", label="Order response"),
        "shipment_notice": DocumentType(kind=ShipmentNotice, set_id="856", label="Shipment notice"),
        "invoice": DocumentType(kind=Invoice, set_id="810", label="Invoice"),
        "functional_ack": DocumentType(kind=FunctionalAck, set_id="997", label="Functional acknowledgement"),
    }
)

CLASSES: Mapping[str, type] = MappingProxyType({key: document.kind for key, document in DOCUMENTS.items()})
"""The classes by key, as the library of maps wants them."""


def label_of(set_id: str) -> str:
    """Return what people call a transaction set; its number where we have no word for it."""
    return next((one.label for one in DOCUMENTS.values() if one.set_id == set_id), set_id)
