"""The words of orders that decisions depend on; maps translate them from and to codes."""

DELIVERY_REQUESTED = "delivery-requested"
SHIP_REQUESTED = "ship-requested"
SHIP_NOT_BEFORE = "ship-not-before"
SHIP_NO_LATER = "ship-no-later"
DELIVER_NOT_BEFORE = "deliver-not-before"
DELIVER_NOT_AFTER = "deliver-not-after"
CANCEL_AFTER = ("cancel-after", "cancel-if-not-shipped", "cancel-if-not-delivered")

SHIP_COMPLETE = frozenset({"ship-complete"})
CANCEL_THE_REST = frozenset({"ship-partial-cancel", "no-backorder"})
KEEP_THE_REST = frozenset({"ship-partial-backorder", "backorder"})
SUBSTITUTION_ALLOWED = frozenset(
    {"substitution-allowed", "ship-partial-substitute", "any-binding", "equivalent-item", "alternate-item"}
)
SUBSTITUTION_FORBIDDEN = frozenset({"no-substitution"})

PER_EACH = frozenset(
    {"per-each", "contract-per-each", "catalogue-per-each", "wholesale-per-each", "quoted-per-each"}
)
PRICE_FOR = {"per-hundred": 100, "per-thousand": 1000}

SHIP_TO = "ship-to"
BILL_TO = "bill-to"
BILL_AND_SHIP_TO = "bill-and-ship-to"

BUYERS_NAMES = frozenset({"buyer-item", "buyer-part", "buyer-catalogue", "purchaser-item", "order-line"})
DROP_SHIP = "drop-ship"
ORIGINAL = "original"
DUPLICATE = "duplicate"
PAPERS = frozenset({"contract", "x12:PR", "x12:Q1"})
QUOTE_KINDS = ("x12:Q1", "x12:PR", "quote", "price-quote")
"""The kinds of references by which an order names a quote, our own first."""
DRAWN_FROM = PAPERS | {"x12:BO"}
TOTAL = "total"
ALLOWANCE, CHARGE = "allowance", "charge"

ACCEPTED = "item-accepted"
BACKORDERED = "item-backordered"
PARTIAL = "partial-backordered"
RESCHEDULED = "date-rescheduled"
QUANTITY_CHANGED = "quantity-changed"
PRICE_CHANGED = "price-changed"
SUBSTITUTED = "substituted"
CHANGED = "item-changed"
SCHEDULE_PENDING = "accepted-schedule-pending"
ON_HOLD = "on-hold"
DELETED = "deleted"
AVAILABLE = "available"
SHIPPED_ALREADY, RELEASED_ALREADY = "accepted-and-shipped", "accepted-and-released"
DELIVERY_PROMISES = frozenset({"promised-delivery", "scheduled-delivery"})
REJECTED = "rejected"
REJECTED_BECAUSE = {
    "order.item-unknown": "rejected-item-unknown",
    "order.unit-unknown": "rejected-unit",
    "order.item-discontinued": "rejected-unavailable",
    "order.item-not-agreed": "rejected-not-on-contract",
}

SHIPPED = "shipped"
DELIVERY_ESTIMATED = "delivery-estimated"
SHIPMENT_TREE = "shipment-order-packaging-item"
ITEM_TREE = "shipment-order-item"
LOT, SERIAL = "lot", "serial"
SSCC, BARE_SSCC = "sscc", "sscc-without-identifier"
TRACKING = "tracking"
SCAC = "scac"
GROSS = "gross"
NOT_INVOICED = frozenset(
    {"bill-back", "vendor-check", "credit-account", "paid-by-vendor", "optional", "information-only"}
)
