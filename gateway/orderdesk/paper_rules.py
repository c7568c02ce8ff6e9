"""Rules about what an order says besides goods: contracts, charges, terms, freight, and words for people."""

from collections.abc import Iterator, Sequence
from datetime import date

from gateway.domain.conditions import Paper
from gateway.domain.quantities import plain
from gateway.domain.references import Note, Reference
from gateway.domain.terms import Adjustment, PaymentTerms, Routing, SalesRequirement
from gateway.orderdesk.cases import Case
from gateway.orderdesk.hits import Found
from gateway.orderdesk.vocabulary import PAPERS, SUBSTITUTION_ALLOWED


def has_unknown_charges(case: Case) -> Iterator[Found]:
    """Yield a hit for each allowance or charge of a kind that was not agreed, where any was."""
    agreed = case.agreement.conditions.charges
    if not agreed:
        return
    yield from (Found(path="adjustments", value_seen=code) for code in _codes(case.order.adjustments, agreed))
    for line in case.lines:
        for code in _codes(line.line.adjustments, agreed):
            yield Found(line=line.number, path=f"{line.path}.adjustments", value_seen=code)


def has_other_terms(case: Case) -> Iterator[Found]:
    """Yield a hit where none of the agreed terms of payment says what the order says, as far as it says anything."""
    agreed = case.agreement.terms
    for terms in case.order.terms if agreed else ():
        if not any(_agrees(terms, one) for one in agreed):
            yield Found(path="terms", value_seen=_said(terms), value=_said(agreed[0]))


def has_other_freight(case: Case) -> Iterator[Found]:
    """Yield a hit where somebody else than agreed is to pay the freight."""
    agreed = case.agreement.conditions.freight_paid_by
    for one in case.order.freight if agreed else ():
        if one.paid_by not in agreed:
            yield Found(path="freight", value_seen=one.paid_by, value=agreed[0])


def names_no_valid_paper(case: Case) -> Iterator[Found]:
    """Yield a hit for each contract or quote an order or a line names that was not agreed or is not valid then."""
    order, papers = case.order, case.agreement.conditions.papers
    on = order.ordered_on or case.today
    if not papers:
        return
    quotes = {one.number for one in case.agreement.quotes or ()}
    named: list[tuple[int | None, str, str]] = [(None, "contract", order.contract)]
    named += [
        (None, "references", paper) for paper in _papers_in(order.references) if paper != order.contract
    ]
    for line in case.lines:
        named += [(line.number, f"{line.path}.references", one) for one in _papers_in(line.line.references)]
    for number, path, paper in named:
        code = _wrong(paper, papers, on) if paper and paper not in quotes else ""
        if code:
            yield Found(line=number, path=path, value_seen=paper, code=code)


def allows_substitutes_in_vain(case: Case) -> Iterator[Found]:
    """Yield a hit where the buyer would take something else, and we agreed to send nothing else."""
    if case.agreement.backorders.substitute:
        return
    if _allows(case.order.requirements):
        yield Found(path="requirements")
    for line in case.lines:
        own = line.line.item_requirement
        if _allows(line.line.requirements) or (own is not None and _allows((own,))):
            yield Found(line=line.number, path=f"{line.path}.requirements")


def wants_another_carrier(case: Case) -> Iterator[Found]:
    """Yield a hit for each carrier that was not agreed, where any was."""
    agreed = case.agreement.conditions.carriers
    if not agreed:
        return
    yield from (Found(path="routing", value_seen=one) for one in _carriers(case.order.routing, agreed))
    for line in case.lines:
        for one in _carriers(line.line.routing, agreed):
            yield Found(line=line.number, path=f"{line.path}.routing", value_seen=one)


def has_words_for_people(case: Case) -> Iterator[Found]:
    """Yield a hit where the order, and each line that, says something only people can read."""
    words = _words(case.order.messages, case.order.notes)
    if words:
        yield Found(path="messages", value_seen=words)
    for line in case.lines:
        words = _words(line.line.messages, line.line.notes)
        if words:
            yield Found(line=line.number, path=f"{line.path}.messages", value_seen=words)


def _codes(adjustments: Sequence[Adjustment], agreed: Sequence[str]) -> Iterator[str]:
    for one in adjustments:
        code = one.code or one.agency_code
        if code not in agreed:
            yield code


def _agrees(asked: PaymentTerms, agreed: PaymentTerms) -> bool:
    pairs = (
        (asked.net_days, agreed.net_days),
        (asked.discount_percent, agreed.discount_percent),
        (asked.discount_days, agreed.discount_days),
    )
    return all(one is None or one == (other or 0) for one, other in pairs)


def _said(terms: PaymentTerms) -> str:
    within = "" if terms.discount_days is None else f" in {terms.discount_days} days"
    early = f"{plain(terms.discount_percent)} %{within}, " if terms.discount_percent else ""
    return f"{early}net {'not said' if terms.net_days is None else f'{terms.net_days} days'}"


def _papers_in(references: Sequence[Reference]) -> Iterator[str]:
    return (one.value for one in references if one.kind in PAPERS)


def _wrong(number: str, papers: Sequence[Paper], on: date) -> str:
    known = [one for one in papers if one.number == number]
    if not known:
        return "order.contract-unknown"
    return "" if any(_is_valid(one, on) for one in known) else "order.contract-expired"


def _is_valid(paper: Paper, on: date) -> bool:
    return (paper.valid_from_on or date.min) <= on <= (paper.valid_until_on or date.max)


def _allows(requirements: Sequence[SalesRequirement]) -> bool:
    return any({one.kind, one.substitution} & SUBSTITUTION_ALLOWED for one in requirements)


def _carriers(routing: Sequence[Routing], agreed: Sequence[str]) -> Iterator[str]:
    return (one.carrier for one in routing if one.carrier and one.carrier not in agreed)


def _words(messages: Sequence[str], notes: Sequence[Note]) -> str:
    texts = (text for note in notes for text in (note.title, *note.texts))
    return next((text for text in (*messages, *texts) if text.strip()), "")
