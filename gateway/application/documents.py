"""The one table of document types: a key that maps name, what it is in the domain, its set, and its label."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.application.records import DocumentRecord
from gateway.domain.application_advices import ApplicationAdvice
from gateway.domain.credit_debit_adjustments import CreditDebitAdjustment
from gateway.domain.functional_acks import FunctionalAck
from gateway.domain.inventory_advices import InventoryAdvice
from gateway.domain.invoices import Invoice
from gateway.domain.order_changes import OrderChange, OrderChangeResponse
from gateway.domain.order_responses import OrderResponse
from gateway.domain.orders import PurchaseOrder
from gateway.domain.price_catalogues import PriceCatalogue
from gateway.domain.quotes import Quote, RequestForQuotation
from gateway.domain.remittances import RemittanceAdvice
from gateway.domain.returns import ReturnRequest
from gateway.domain.shipments import ShipmentNotice
from gateway.domain.warehouse_orders import WarehouseOrder, WarehouseShipment
from gateway.profiles.cxml import message_of


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
        "order_change": DocumentType(kind=OrderChange, set_id="860", label="Order change"),
        "order_change_response": DocumentType(
            kind=OrderChangeResponse, set_id="865", label="Order change response"
        ),
        "request_for_quotation": DocumentType(
            kind=RequestForQuotation, set_id="840", label="Request for quotation"
        ),
        "quote": DocumentType(kind=Quote, set_id="843", label="Quote"),
        "warehouse_order": DocumentType(kind=WarehouseOrder, set_id="940", label="Warehouse order"),
        "warehouse_shipment": DocumentType(kind=WarehouseShipment, set_id="945", label="Warehouse shipment"),
        "return_request": DocumentType(kind=ReturnRequest, set_id="180", label="Return request"),
        "inventory_advice": DocumentType(kind=InventoryAdvice, set_id="846", label="Inventory advice"),
        "price_catalogue": DocumentType(kind=PriceCatalogue, set_id="832", label="Price catalogue"),
        "remittance_advice": DocumentType(kind=RemittanceAdvice, set_id="820", label="Remittance advice"),
        "adjustment": DocumentType(
            kind=CreditDebitAdjustment, set_id="812", label="Credit or debit adjustment"
        ),
        "application_advice": DocumentType(kind=ApplicationAdvice, set_id="824", label="Application advice"),
        "functional_ack": DocumentType(kind=FunctionalAck, set_id="997", label="Functional acknowledgement"),
    }
)

CLASSES: Mapping[str, type] = MappingProxyType({key: document.kind for key, document in DOCUMENTS.items()})
"""The classes by key, as the library of maps wants them."""


def name_of(record: DocumentRecord) -> str:
    """Return what a document is called where it was exchanged: its message of cXML, or its transaction set."""
    return message_of(record.map_name) or record.set_id


def label_of(set_id: str) -> str:
    """Return what people call a transaction set; its number where we have no word for it."""
    return next((one.label for one in DOCUMENTS.values() if one.set_id == set_id), set_id)
