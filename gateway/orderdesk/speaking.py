"""Speaking: for a word that a partner has no code for stands what comes nearest, and a sentence says what that loses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from gateway.domain.agreements import Dialect
from gateway.domain.findings import KINDS
from gateway.domain.order_responses import LineAnswer
from gateway.domain.references import Note
from gateway.orderdesk.vocabulary import (
    ACCEPTED,
    BACKORDERED,
    CHANGED,
    DELETED,
    PARTIAL,
    PRICE_CHANGED,
    QUANTITY_CHANGED,
    REJECTED,
    REJECTED_BECAUSE,
    RELEASED_ALREADY,
    RESCHEDULED,
    SCHEDULE_PENDING,
    SHIPPED_ALREADY,
    SUBSTITUTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """What may stand for a word, the nearest first; `loses` is what it leaves unsaid, as a sentence."""

    words: tuple[str, ...]
    loses: str = ""


GONE = "Nothing of this line will be delivered."
STATUSES: Mapping[str, StandIn] = MappingProxyType(
    {
        PRICE_CHANGED: StandIn(words=(CHANGED, ACCEPTED)),
        QUANTITY_CHANGED: StandIn(words=(CHANGED, ACCEPTED)),
        RESCHEDULED: StandIn(words=(CHANGED, ACCEPTED)),
        SUBSTITUTED: StandIn(words=(CHANGED, ACCEPTED)),
        CHANGED: StandIn(words=(ACCEPTED,)),
        PARTIAL: StandIn(
            words=(QUANTITY_CHANGED, CHANGED, ACCEPTED), loses="The rest of this line is backordered."
        ),
        BACKORDERED: StandIn(words=(SCHEDULE_PENDING,), loses="This is backordered."),
        DELETED: StandIn(words=(REJECTED,), loses=GONE),
        REJECTED: StandIn(words=(DELETED,), loses="This line is rejected."),
        SHIPPED_ALREADY: StandIn(words=(ACCEPTED,), loses="What has been shipped cannot change any more."),
        RELEASED_ALREADY: StandIn(words=(ACCEPTED,), loses="What is being picked cannot change any more."),
    }
    | {
        word: StandIn(words=(REJECTED, DELETED), loses=KINDS[code].message)
        for code, word in REJECTED_BECAUSE.items()
    }
)
"""What stands for a status; where nothing is said to be lost, quantity, day, price or item beside it tell it."""

HEADS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accepted": ("without-detail", "with-detail"),
        "without-detail": ("accepted", "with-detail"),
        "exceptions-only": ("with-changes",),
        "rejected": ("rejected-with-detail",),
        "rejected-with-detail": ("rejected",),
        "rejected-exceptions-only": ("rejected-with-detail", "rejected"),
    }
)
"""What stands for what is said of the whole."""

REASONS = frozenset(REJECTED_BECAUSE.values())
WITHOUT_LINES = frozenset({"accepted", "without-detail", "rejected", "none"})
WITH_EXCEPTIONS = frozenset({"exceptions-only", "rejected-exceptions-only"})


Line = TypeVar("Line")


def say(word: str, dialect: Dialect) -> str:
    """Return the status that is written for a word; the word itself where nothing can stand for it."""
    if _is_known(word, dialect):
        return word
    instead = STATUSES.get(word, StandIn(words=())).words
    return next((one for one in instead if _is_known(one, dialect)), word)


def head(word: str, dialect: Dialect) -> str:
    """Return what is written of the whole."""
    if not dialect.kinds or word in dialect.kinds:
        return word
    return next((one for one in HEADS.get(word, ()) if one in dialect.kinds), word)


def spoken(meant: Iterable[LineAnswer], dialect: Dialect) -> tuple[LineAnswer, ...]:
    """Return answers in words the partner has codes for."""
    return tuple(replace(one, status=say(one.status, dialect)) for one in meant)


def lost(meant: Iterable[LineAnswer], dialect: Dialect, *, reject: str = "") -> tuple[str, ...]:
    """Return as sentences what the answers leave unsaid; `reject` is the code of why a line is rejected."""
    texts = []
    for one in meant:
        said = say(one.status, dialect)
        if said != one.status:
            texts.append(STATUSES[one.status].loses)
        elif said == REJECTED and reject in KINDS:
            texts.append(KINDS[reject].message)
    return tuple(dict.fromkeys(filter(None, texts)))


def noted(texts: Sequence[str]) -> tuple[Note, ...]:
    """Return sentences as a note for people, none for none."""
    return (Note(kind="mutually-agreed", reference="REASON", texts=tuple(texts)),) if texts else ()


def told(kind: str, lines: Iterable[tuple[Line, bool]]) -> tuple[Line, ...]:
    """Return the lines that an answer of a kind goes into, from lines and whether they are as ordered."""
    if kind in WITHOUT_LINES:
        return ()
    return tuple(line for line, as_ordered in lines if not (as_ordered and kind in WITH_EXCEPTIONS))


def _is_known(word: str, dialect: Dialect) -> bool:
    if word in REASONS and not dialect.r_codes:
        return False
    return not dialect.statuses or word in dialect.statuses
