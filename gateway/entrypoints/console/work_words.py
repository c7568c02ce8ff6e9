"""What the jobs of the queue are about, in words for those who see that one waits or was given up."""

from collections.abc import Mapping
from types import MappingProxyType

from gateway.entrypoints.console.languages import say

WORK: Mapping[str, str] = MappingProxyType(
    {
        "accounts": "Look at accounts again",
        "alerts": "Watch for alerts",
        "as2-again": "Send an AS2 message again",
        "as2-due": "Look whether an AS2 receipt came",
        "as2-receipt": "Give an AS2 receipt",
        "backorders": "Share supply out",
        "certificates": "Watch certificates",
        "change": "Work a change into its order",
        "change-later": "Try a change again",
        "cxml-status": "Tell a buyer by cXML what became of a document",
        "deliver": "Deliver a document",
        "fill": "Promise what waits of an item",
        "hold-quote": "Hold stock for a quote",
        "interchange": "Read an interchange",
        "mail-alerts": "Tell of alerts by e-mail",
        "mail-quote": "Send a quote by e-mail",
        "order": "Decide about an order",
        "poll": "Look for files of a partner",
        "price-catalogue": "Read a price catalogue",
        "price-request": "Price a request for quotation",
        "process": "Read a transmission",
        "promise": "Promise a large order",
        "quotes": "Watch quotes run out",
        "read-request": "Read a request for quotation",
        "recall": "Ask the warehouse for goods back",
        "release": "Ask the warehouse to ship",
        "remittance": "Book a remittance advice",
        "reservations": "End reservations",
        "seal": "Seal the audit trail",
        "second-opinion": "Ask another reader",
        "send-quote": "Give a quote to the buyer",
        "ship": "Write shipment notice and invoice",
        "shipments": "Look for shipments of the warehouse",
        "stock-advice": "Tell a partner what it can have",
        "stock-report": "Take in a stock report",
        "supply-recall": "Ask for goods back that are gone",
        "supply-shorts": "Take what is gone",
        "tally": "Count for the measures",
        "tell": "Tell a partner of promises that moved",
        "warehouse-shipment": "Take in a shipment of the warehouse",
        "watch": "Watch deadlines",
        "webhook": "Send a message to a webhook",
    }
)
"""What the job of each kind does."""


def work(kind: str) -> str:
    """Return what a job of a kind does, in the language that is spoken; its name where nobody said."""
    return say(WORK[kind]) if kind in WORK else kind
