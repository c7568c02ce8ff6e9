"""How people call what became of AS2 messages, and whose a certificate is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.entrypoints.console.languages import mark
from gateway.entrypoints.console.state_words import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words of the page about a transport: states of messages and of receipts, sources of certificates."""

    message: Mapping[str, Word]
    receipt: Mapping[str, Word]
    source: Mapping[str, Word]


SAID = Said(
    message=MappingProxyType(
        {
            "received": Word(english=mark("being worked on"), tone="busy"),
            "accepted": Word(english=mark("accepted"), tone="good"),
            "refused": Word(english=mark("refused"), tone="bad"),
            "sealed": Word(english=mark("not taken by the partner yet"), tone="busy"),
            "awaited": Word(english=mark("receipt awaited"), tone="busy"),
            "delivered": Word(english=mark("delivered"), tone="good"),
            "negative": Word(english=mark("refused by the partner"), tone="bad"),
            "bad": Word(english=mark("receipt not in order"), tone="bad"),
            "overdue": Word(english=mark("no receipt came"), tone="bad"),
        }
    ),
    receipt=MappingProxyType(
        {
            "answered": Word(english=mark("given in the answer"), tone="good"),
            "waiting": Word(english=mark("waiting to leave"), tone="busy"),
            "sent": Word(english=mark("sent"), tone="good"),
            "failed": Word(english=mark("could not be given"), tone="bad"),
            "delivered": Word(english=mark("says it has the message"), tone="good"),
            "negative": Word(english=mark("says it refused the message"), tone="bad"),
            "bad": Word(english=mark("not in order"), tone="bad"),
        }
    ),
    source=MappingProxyType(
        {
            "ours": Word(english=mark("ours"), tone="calm"),
            "imported": Word(english=mark("theirs, imported"), tone="calm"),
            "profile": Word(english=mark("theirs, by the profile"), tone="calm"),
            "": Word(english=mark("on no record any more"), tone="warn"),
        }
    ),
)
"""Each state a message and a receipt can be in, each source."""
