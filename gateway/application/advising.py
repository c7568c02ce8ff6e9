"""Advising: a partner's 824 says whether what we sent was taken once it could be read; a refusal opens it again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gateway.application.acknowledging import REJECTED, Said, conclude
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.domain.application_advices import AdviceError, AdvisedItem, ApplicationAdvice
from gateway.x12.controls import GROUP_OF_SET

VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "accepted": "accepted",
        "accepted-with-changes": "accepted-with-errors",
        "accepted-with-errors": "accepted-with-errors",
        "partly": REJECTED,
        REJECTED: REJECTED,
    }
)
"""What an outcome amounts to for what we sent: a document taken in part only has to be looked at by a person."""
GRAVITY = tuple(dict.fromkeys(VERDICTS.values()))

KNOWN_BY: Mapping[str, str] = MappingProxyType(
    {
        "invoice": "810",
        "shipment": "856",
        "bill-of-lading": "856",
        "purchase-order": "855",
        "customer-order": "855",
        "vendor-order": "855",
    }
)
"""The document meant by a number of a kind, where several of ours go by it."""

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "duplicate": "came twice",
        "data-missing": "something is missing",
        "out-of-range": "beyond its range",
        "date-wrong": "the date is wrong",
        "totals-differ": "the totals do not agree",
        "not-matching": "does not match what the partner has",
        "combination-wrong": "does not go together",
        "other-reason": "another reason",
        "data-wrong": "the data is wrong",
        "mutually-agreed": "as agreed",
    }
)
NOT_OURS = frozenset({"functional_ack", "interchange_ack"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """A document of ours and everything one advice says of it."""

    record: DocumentRecord
    items: tuple[AdvisedItem, ...]


def advise(
    services: Services, work: UnitOfWork, partner: str, *, advice: ApplicationAdvice, document: str
) -> bool:
    """Close or open again what an advice judges; return whether a person need not look at it.

    Several items about one document count by the gravest. What is about nothing of ours, or could be about
    several documents, changes nothing.
    """
    known: dict[str, Advised] = {}
    settled = True
    for item in advice.items:
        record = _judged(work, partner, item)
        if record is None:
            settled = settled and item.outcome == "accepted"
            services.note(
                work,
                "advice.unmatched",
                document,
                partner=partner,
                reference=item.reference,
                outcome=item.outcome,
            )
            continue
        before = known[record.id].items if record.id in known else ()
        known[record.id] = Advised(record=record, items=(*before, item))
    for one in known.values():
        verdict = max((VERDICTS[item.outcome] for item in one.items), key=GRAVITY.index)
        reason = f"application advice {advice.number}: {'; '.join(map(_in_words, one.items))}"
        conclude(services, work, one.record, Said(verdict=verdict, reason=reason, by=document, set_id="824"))
    return settled


def _judged(work: UnitOfWork, partner: str, item: AdvisedItem) -> DocumentRecord | None:
    """Return the document of ours that is meant: by control numbers, else by the number it goes by."""
    by_numbers = list(_by_control_numbers(work, partner, item))
    found = [
        one
        for one in by_numbers or _by_reference(work, partner, item)
        if one.direction == "out" and one.kind not in NOT_OURS and one.delivery != "abandoned"
    ]
    if item.set_id:
        found = [one for one in found if one.set_id == item.set_id]
    if len({one.set_id for one in found}) > 1:
        found = [one for one in found if one.set_id == KNOWN_BY.get(item.reference_kind)]
    if not found:
        return None
    latest = max(found, key=lambda one: (one.created_at, one.id))
    return work.documents.get(latest.id, lock=True)


def _by_control_numbers(work: UnitOfWork, partner: str, item: AdvisedItem) -> Iterator[DocumentRecord]:
    group = GROUP_OF_SET.get(item.set_id, "")
    if not (group and item.group_control_number and item.control_number):
        return
    number = item.group_control_number.lstrip("0") or "0"
    for one in work.documents.sent_in_group(partner, group, number):
        if one.control_number.lstrip("0") == item.control_number.lstrip("0"):
            yield one


def _by_reference(work: UnitOfWork, partner: str, item: AdvisedItem) -> Sequence[DocumentRecord]:
    order = work.orders.find(partner, item.reference)
    of_order = work.documents.of_order(order.id) if order else ()
    return (*work.documents.sent_about(partner, item.reference), *of_order)


def _in_words(item: AdvisedItem) -> str:
    said = f"{item.reference} {item.verdict.replace('-', ' ')}"
    errors = ", ".join(map(_error, item.errors))
    reasons = ", ".join(
        f"{one.agency} {code.code_list} {code.code}".strip() for one in item.reasons for code in one.codes
    )
    return ": ".join(filter(None, (said, ", ".join(filter(None, (errors, reasons))))))


def _error(error: AdviceError) -> str:
    element = f"{error.element:02d}" if error.segment and error.element else ""
    where = f" (segment {error.position})" if error.position else ""
    place = f"{error.segment}{element}{where}" if error.segment else ""
    seen = f'"{error.value}"' if error.value else ""
    meaning = MEANINGS.get(error.code, f"fault {error.code.removeprefix('x12:')}")
    instead = f'taken as "{error.instead}"' if error.instead else ""
    texts = (meaning, instead, error.text, *(one.text for one in error.remarks))
    return " ".join(filter(None, (place, seen, ", ".join(filter(None, texts)))))
