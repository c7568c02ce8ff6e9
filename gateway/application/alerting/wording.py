"""What alerts are called, in a line."""

from collections.abc import Mapping
from types import MappingProxyType

from gateway.application.ports.alerts import AlertRecord

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "deadline-at-risk": "A deadline is at risk",
        "deadline-missed": "A deadline is missed",
        "refused-by-partner": "A partner refused something of ours",
        "partner-out-of-reach": "A partner cannot be reached",
        "partner-silent": "A partner has fallen silent",
        "waiting-too-long": "Something waits too long for a person",
        "work-given-up": "Work was given up",
        "work-too-old": "Work waits for too long",
        "certificate-ending": "A certificate ends",
        "machine": "The machine needs somebody",
    }
)
"""What each condition is called."""
ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "order": "order",
        "request": "request",
        "quote": "quote",
        "shipment": "shipment",
        "document": "document",
        "interchange": "interchange",
        "receipt": "receipt",
        "acknowledgement": "acknowledgement",
        "answer": "answer",
        "disk": "disk",
        "audit": "audit",
    }
)
"""What it may be about, by its key; any other key is a name of work, or the number of a certificate."""
ENDS = "{subject} ends on {day}"
"""What is said of a certificate."""


def sentence(one: AlertRecord) -> str:
    """Return what an alert is about in a line, in English: the condition, what it is about, whose, and how many."""
    about = "" if one.kind == "certificate-ending" else one.key
    named = ", ".join(part for part in (about, one.partner) if part)
    count = f" ({one.count})" if one.count > 1 else ""
    return f"{WORDS[one.kind]}{f': {named}' if named else ''}{count}"
