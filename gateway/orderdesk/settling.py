"""What becomes of one line: the price that stands and the facts of its outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from gateway.domain.order_responses import Change, LineOutcome, Shortfall
from gateway.domain.quantities import plain
from gateway.orderdesk.cases import Case, CaseLine
from gateway.orderdesk.decisions import DecidedLine, PriceDecision, Result
from gateway.orderdesk.promising import Promised
from gateway.orderdesk.rules import CHANGE, HOLD, REJECT

PACKS = "V24"
PACK_MULTIPLE = "order.pack-multiple"
PRICES = ("V28", "V29", "V30", "V31", "D3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules say of one line, or of the order: actions by rule, and the first reason to stop."""

    actions: Mapping[str, str] = field(default_factory=dict)
    reject: str = ""
    hold: str = ""


def verdicts_of(case: Case, results: Sequence[Result]) -> dict[int | None, Verdict]:
    """Return the verdict on each line by its number, and on the order under None."""
    said: dict[int | None, list[Result]] = {None: []} | {line.number: [] for line in case.lines}
    for result in results:
        said[result.line].append(result)
    return {
        number: Verdict(
            actions={one.rule: one.action for one in ones},
            reject=next((one.finding.code for one in ones if one.action == REJECT), ""),
            hold=next((one.finding.code for one in ones if one.action == HOLD), ""),
        )
        for number, ones in said.items()
    }


def rounded_off(line: CaseLine, verdict: Verdict) -> int:
    """Return how many base units fall away because only whole packs are sold."""
    if verdict.actions.get(PACKS) != CHANGE or line.sold is None or line.asked is None:
        return 0
    return line.asked % line.sold.pack


def settled(
    line: CaseLine, verdict: Verdict, *, order_reject: str, promised: Sequence[Promised]
) -> DecidedLine:
    """Return the decided line."""
    price = _price(line.price, verdict)
    base = line.line.unit if line.sold is None else line.sold.base_unit
    return DecidedLine(
        line=line.number,
        number=line.line.number,
        sku="" if line.sold is None else line.sold.sku,
        unit=line.unit or line.line.unit,
        base_unit=base,
        each=line.each or Fraction(1),
        per=line.per,
        asked=line.asked or 0,
        wanted_on=tuple(on for part in promised for on in part.need.days()),
        price=price,
        identifiers=line.line.identifiers,
        limits=tuple(limit for part in promised for limit in part.limits),
        outcome=_outcome(line, verdict, order_reject=order_reject, price=price, promised=promised),
    )


def _price(price: PriceDecision | None, verdict: Verdict) -> PriceDecision | None:
    if price is None:
        return None
    actions = [verdict.actions[rule] for rule in PRICES if rule in verdict.actions]
    if HOLD in actions or REJECT in actions:
        return replace(price, outcome="hold", holds=None)
    if not actions:
        return price
    ours = CHANGE in actions or price.buyers is None
    return replace(price, outcome="ours" if ours else "buyers", holds=price.ours if ours else price.buyers)


def _outcome(
    line: CaseLine,
    verdict: Verdict,
    *,
    order_reject: str,
    price: PriceDecision | None,
    promised: Sequence[Promised],
) -> LineOutcome:
    reject = order_reject or verdict.reject
    if reject or verdict.hold:
        return LineOutcome(line=line.number, reject=reject, hold="" if reject else verdict.hold)
    cancelled = [one for part in promised for one in part.cancelled]
    fallen = rounded_off(line, verdict)
    if fallen:
        cancelled.append(Shortfall(quantity=fallen, reason=PACK_MULTIPLE))
    return LineOutcome(
        line=line.number,
        accepted=tuple(one for part in promised for one in part.accepted),
        backordered=tuple(one for part in promised for one in part.backordered),
        cancelled=tuple(cancelled),
        price=_price_change(price),
        item=_item_change(line),
        unit=None if line.line.unit else Change(asked="", holds=line.unit),
    )


def _price_change(price: PriceDecision | None) -> Change | None:
    if price is None or price.holds is None or price.holds == price.buyers:
        return None
    return Change(asked=_text(price.buyers), holds=plain(price.holds))


def _item_change(line: CaseLine) -> Change | None:
    if line.item is None or line.sold is None or line.item.sku == line.sold.sku:
        return None
    return Change(asked=line.item.sku, holds=line.sold.sku)


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else plain(amount)
