"""An order's chain as a strip of steps: 850, 997, 855, 856, 810."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.application.chains import Chain
from gateway.application.documents import name_of
from gateway.application.records import DocumentRecord
from gateway.entrypoints.console.languages import mark
from gateway.entrypoints.console.state_words import Word
from gateway.entrypoints.console.words import label_of, word_of

STEPS = ("850", "997", "855", "856", "810")
ALIKE = {"999": "997", "accepted": "850"}
NOTHING_TO_SHIP = frozenset({"rejected", "cancelled"})
NOT_YET = Word(english=mark("not yet"), tone="calm")
NOT_DUE = Word(english=mark("not due"), tone="calm")
GRAVITY = ("bad", "warn", "busy", "calm", "good")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One kind of document of the chain: the gravest word over all of that kind; `name` is what it is called."""

    set_id: str
    name: str
    label: str
    direction: str
    word: Word
    documents: tuple[DocumentRecord, ...]


def steps_of(chain: Chain) -> tuple[Step, ...]:
    """Return the steps of an order's chain in their order."""
    return tuple(_steps(chain))


def word_of_document(document: DocumentRecord) -> Word:
    """Return the one word that says how far a document has come."""
    if document.direction == "in":
        return word_of("validation", document.validation)
    if document.delivery != "sent":
        return word_of("delivery", document.delivery)
    if document.acknowledgement == "none":
        return word_of("delivery", "sent")
    return word_of("acknowledgement", document.acknowledgement)


def _steps(chain: Chain) -> Iterator[Step]:
    for set_id in _due(chain):
        direction = "in" if set_id == STEPS[0] else "out"
        documents = tuple(
            one
            for one in chain.documents
            if ALIKE.get(one.set_id, one.set_id) == set_id and one.direction == direction
        )
        yield Step(
            set_id=set_id,
            name=name_of(documents[0]) if documents else set_id,
            label=label_of(set_id),
            direction=direction,
            word=_gravest(documents) or _absent(chain, set_id),
            documents=documents,
        )


def _due(chain: Chain) -> Iterator[str]:
    """Yield the kinds of documents a chain is made of: what came as cXML was answered at once, by no 997."""
    at_once = any(one.direction == "in" and name_of(one) != one.set_id for one in chain.documents)
    there = {ALIKE.get(one.set_id, one.set_id) for one in chain.documents}
    return (one for one in STEPS if one in there or not (at_once and one == "997"))


def _gravest(documents: Sequence[DocumentRecord]) -> Word | None:
    words = [word_of_document(one) for one in documents]
    return min(words, key=lambda word: GRAVITY.index(word.tone), default=None)


def _absent(chain: Chain, set_id: str) -> Word:
    return NOT_DUE if chain.order.state in NOTHING_TO_SHIP and set_id in {"856", "810"} else NOT_YET
