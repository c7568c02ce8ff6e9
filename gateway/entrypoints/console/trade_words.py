"""What the words of our maps are called for people: roles of parties, kinds of dates and references, of orders.

Maps may name more than stand here; a word without a line is shown as the map has it.
"""

from gateway.entrypoints.console.languages import say

ROLES = (
    "Bank", "Bill and ship to", "Bill to", "Buyer", "Carrier", "Consignee", "Customer", "Invoice issuer",
    "Manufacturer", "Mark for", "Ordered by", "Payee", "Payer", "Remit to", "Seller", "Ship from", "Ship to",
    "Sold to", "Store", "Supplier", "Ultimate recipient", "Vendor", "Warehouse",
)  # fmt: skip
DATES = (
    "Available", "Cancel after", "Cancel if not delivered", "Cancel if not shipped", "Deliver not after",
    "Deliver not before", "Delivered", "Delivery estimated", "Delivery requested", "Document", "Effective", "End",
    "Expiry", "Invoice", "Pickup requested", "Promised delivery", "Promised ship", "Purchase order", "Required by",
    "Scheduled delivery", "Scheduled ship", "Ship no later", "Ship not before", "Ship requested", "Shipped", "Start",
)  # fmt: skip
REFERENCES = (
    "Account", "Agreement", "Associated orders", "Batch", "Bill of lading", "Buyer id", "Carrier reference",
    "Contract", "Customer order", "Customer reference", "Department", "Division", "Internal order",
    "Internal vendor", "Letters or notes", "Line item", "Lot", "Merchandise type", "Mutually agreed",
    "Packing list", "Product group", "Production code", "Promotion", "Quote", "Return authorisation", "Seal",
    "Serial", "Shipment", "System", "Tracking", "Vendor id", "Vendor order", "Work order",
)  # fmt: skip
IDENTIFIERS = (
    "Brand", "Buyer item", "Buyer part", "Colour", "Description", "Ean", "Gtin", "Manufacturer part", "Sku", "Upc",
    "Vendor item", "Vendor part",
)  # fmt: skip
TAXES = (
    "All taxes",
    "Goods and services",
    "Sales and use",
    "State and local sales",
    "State sales",
    "Value added",
)
ORDERS = (
    "blanket", "blanket estimate", "cancellation", "change", "confirmation", "consigned", "drop ship", "duplicate",
    "emergency", "information copy", "new order", "original", "re order", "reissue", "release", "replacement",
    "rush", "sample", "stand alone",
)  # fmt: skip
STATES = ("live", "testing", "paused", "draft", "added", "changed", "removed", "passed", "failed", "skipped")
"""States of a partner, what became of a file, and how a scenario came out."""

DETAILS = (
    "advised", "after", "again", "amount", "arrives", "arrives on", "asked", "asked for", "at desk",
    "attempt", "attribute", "authenticated", "back", "before", "belongs to", "by", "carrier", "changed",
    "changed on", "claimed", "columns", "content type", "control number", "count", "currency", "days",
    "disagreements", "discount", "disposition", "document", "documents", "done", "due at", "due first",
    "ends", "error", "events", "failed", "faults", "files", "findings", "first", "function",
    "functional group", "git sha", "group", "identity", "interchange control number", "invoice", "item",
    "key", "kind", "language", "layers", "leaves", "leaves on", "left", "letters", "line", "lines",
    "location", "matched", "message", "message id", "missing", "modifier", "name", "needs", "new", "notices",
    "number", "of", "older than", "on", "open", "operation", "order number", "outcome", "owner", "passed",
    "payload id", "payloads", "plan", "promises", "quantity", "quote", "reached", "reason", "reference",
    "remark", "remote", "request", "revision", "roles", "rows", "rule", "said", "said in", "scenario",
    "scopes", "secret", "seen", "sequence", "set id", "settled", "severity", "sha256", "shipment", "signer",
    "signs from", "since", "size", "sku", "source", "state", "status", "stood", "subject", "text", "texts",
    "them", "title", "told", "total", "transmission", "transport", "unchanged", "unit", "until", "until on",
    "url", "user", "valid until", "validation", "value", "verdict", "waivers", "way", "webhooks", "why",
    "woken",
)  # fmt: skip
"""What events tell beside what happened."""
TOLD_DETAILS = frozenset(
    {"validation", "verdict", "before", "key", "state", "outcome", "reason", "why", "said", "status"}
)
"""Those of them that are told in words of ours."""
ASKED = (
    "line", "part", "buyer part", "supplier part", "manufacturer", "manufacturer part", "gtin", "description",
    "specification", "quantity", "unit", "pack", "price basis", "target price", "currency", "needed on", "note",
)  # fmt: skip
"""What a buyer's columns hold."""
WAYS = ("session", "token", "password", "loopback", "supply token", "awaited", "none")
"""How somebody came in; and what an acknowledgement was before."""


def named(word: str) -> str:
    """Return what a word of a map is called: `ship-to` is Ship to."""
    return say(word.replace("-", " ").capitalize())
