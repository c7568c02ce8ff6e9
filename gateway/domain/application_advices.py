"""Application advices: what became of documents after they could be read, item by item.

A functional acknowledgement says that a document could be read; an advice says whether what it asks was taken.
"""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from gateway.domain.parties import Contact, Party
from gateway.domain.references import Reference, Remark, TradeDate

REJECTED = "rejected"
WITH_CHANGES = "accepted-with-changes"
VERDICTS = ("accepted", WITH_CHANGES, "accepted-with-errors", "partly", REJECTED)
"""How far an item was taken; a part of a document or several documents have the verdict behind what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceError:
    """One thing the application found wrong: a word for it, a sentence, and the place it is about.

    `value` is what was received, `instead` what was taken for it.
    """

    code: str
    text: str = ""
    segment: str = ""
    position: int | None = None
    element: int | None = None
    data_element: str = ""
    value: str = ""
    instead: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisedAmount:
    """An amount the advice speaks of."""

    kind: str
    amount: Decimal | None = None
    sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisedQuantity:
    """A quantity the advice speaks of."""

    kind: str
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryCode:
    """A reason by the code of a list that others keep."""

    code_list: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryReasons:
    """Reasons by the lists of one agency."""

    agency: str
    codes: tuple[IndustryCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisedItem:
    """What became of one document, or of a part of one.

    It is known by `reference`, a number of a kind, and where the sender is exact by the control numbers of the
    set it came in.
    """

    verdict: str
    reference_kind: str
    reference: str
    sender: str = ""
    receiver: str = ""
    on: date | None = None
    at_time: time | None = None
    group_control_number: str = ""
    control_number: str = ""
    set_id: str = ""
    version: str = ""
    purpose: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[TradeDate, ...] = ()
    contacts: tuple[Contact, ...] = ()
    amounts: tuple[AdvisedAmount, ...] = ()
    quantities: tuple[AdvisedQuantity, ...] = ()
    errors: tuple[AdviceError, ...] = ()
    reasons: tuple[IndustryReasons, ...] = ()

    @property
    def outcome(self) -> str:
        """Return how far it was taken, one of `VERDICTS`; what nobody has a word for counts as rejected."""
        return next(
            (one for one in sorted(VERDICTS, key=len, reverse=True) if self.verdict.endswith(one)), REJECTED
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAdvice:
    """What became of documents that could be read."""

    purpose: str
    number: str
    advised_on: date | None = None
    advised_at_time: time | None = None
    zone: str = ""
    original: str = ""
    kind: str = ""
    parties: tuple[Party, ...] = ()
    items: tuple[AdvisedItem, ...] = ()
