"""The words for states, each with a tone; a tone never stands without its word."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.entrypoints.console.languages import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A state as people call it; `tone` is `good`, `busy`, `warn`, `bad` or `calm`."""

    english: str
    tone: str

    @property
    def text(self) -> str:
        """Return the word in the language that is spoken."""
        return say(self.english)

    @property
    def mark(self) -> str:
        """Return the sign that stands before the word, for eyes that do not tell the colours apart."""
        return MARKS[self.tone]


MARKS: Mapping[str, str] = MappingProxyType({"good": "✓", "busy": "…", "warn": "!", "bad": "✗", "calm": "·"})


def _words(**words: tuple[str, str]) -> Mapping[str, Word]:
    found = {name.replace("_", "-"): Word(english=text, tone=tone) for name, (text, tone) in words.items()}
    return MappingProxyType(found)


STATES: Mapping[str, Mapping[str, Word]] = MappingProxyType(
    {
        "order": _words(
            received=("received", "busy"),
            held=("held", "warn"),
            confirmed=("confirmed", "good"),
            shipping=("shipping", "busy"),
            closed=("closed", "good"),
            rejected=("rejected", "bad"),
            cancelled=("cancelled", "calm"),
        ),
        "line": _words(
            promised=("promised", "good"),
            backordered=("backordered", "warn"),
            partial=("in parts", "warn"),
            held=("held", "warn"),
            rejected=("rejected", "bad"),
            cancelled=("cancelled", "calm"),
        ),
        "validation": _words(
            accepted=("accepted", "good"),
            accepted_with_errors=("accepted with errors", "warn"),
            rejected=("rejected", "bad"),
            held=("held", "warn"),
            duplicate=("duplicate", "warn"),
        ),
        "delivery": _words(
            none=("not sent by us", "calm"),
            ready=("waiting to leave", "busy"),
            sent=("sent", "good"),
            failed=("failed", "bad"),
            held=("held", "warn"),
            abandoned=("given up", "bad"),
        ),
        "acknowledgement": _words(
            none=("none due", "calm"),
            awaited=("awaited", "busy"),
            overdue=("overdue", "bad"),
            accepted=("accepted", "good"),
            accepted_with_errors=("accepted with errors", "warn"),
            rejected=("rejected", "bad"),
        ),
        "request": _words(
            received=("received", "busy"),
            reading=("being read", "busy"),
            held=("not readable", "bad"),
            review=("in review", "warn"),
            priced=("waits for approval", "warn"),
            approved=("approved", "busy"),
            sent=("answered", "good"),
            accepted=("taken", "good"),
            declined=("declined", "calm"),
            expired=("run out", "calm"),
            revised=("taken back", "warn"),
        ),
        "request-line": _words(
            matched=("matched", "good"),
            open=("waits for you", "warn"),
            skipped=("nothing offered", "calm"),
        ),
        "quote": _words(
            priced=("waits for approval", "warn"),
            approved=("approved", "busy"),
            sent=("with the buyer", "good"),
            accepted=("taken", "good"),
            declined=("declined", "calm"),
            expired=("run out", "calm"),
            revised=("taken back", "calm"),
        ),
        "shipment": _words(
            reported=("being noticed", "busy"),
            held=("held", "warn"),
            noticed=("noticed", "good"),
            invoiced=("noticed and billed", "good"),
            discarded=("put aside", "calm"),
        ),
        "visit": _words(
            waiting=("nobody came yet", "calm"),
            open=("shopping", "busy"),
            returned=("went back with a cart", "good"),
            cancelled=("left without a cart", "calm"),
            replaced=("replaced by another", "calm"),
            expired=("nobody came back", "calm"),
        ),
        "transmission": _words(
            received=("received", "busy"),
            processed=("processed", "good"),
            failed=("not readable", "bad"),
            sent=("sent", "good"),
        ),
        "interchange": _words(
            open=("being read", "busy"),
            read=("read", "good"),
            held=("held", "warn"),
            duplicate=("duplicate", "warn"),
            refused=("refused", "bad"),
        ),
        "expectation": _words(
            awaited=("awaited", "busy"),
            at_risk=("at risk", "warn"),
            overdue=("overdue", "bad"),
            met=("met", "good"),
            refused=("refused", "bad"),
            withdrawn=("not needed any more", "calm"),
        ),
        "alert": _words(
            open=("nobody has it", "bad"),
            acknowledged=("somebody has it", "busy"),
            snoozed=("put off", "calm"),
            cleared=("over", "good"),
        ),
        "grave": _words(warn=("look at it", "warn"), bad=("grave", "bad")),
        "user": _words(active=("may come in", "good"), disabled=("may not come in", "calm")),
        "hook": _words(
            active=("told", "good"),
            off=("switched off", "calm"),
            waiting=("waiting to leave", "busy"),
            delivered=("delivered", "good"),
            failed=("given up", "bad"),
        ),
        "check": _words(good=("right", "good"), warn=("look at it", "warn"), bad=("wrong", "bad")),
        "severity": _words(
            error=("error", "bad"),
            warning=("warning", "warn"),
            info=("note", "calm"),
        ),
    }
)
"""What the states of each axis are called."""
