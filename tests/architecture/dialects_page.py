"""The page about dialects: what each kind of partner agreed on, and what stands in our bytes for each outcome."""

from collections.abc import Iterator, Mapping

from gateway.domain.order_responses import Change, LineOutcome, Promise, Shortfall
from gateway.orderdesk.speaking import HEADS, STATUSES
from tests.laws.test_dialects import Said, answer_to
from tests.partners_who_read import BUYERS, Buyer, sent
from tests.unit.orderdesk.desk import TODAY, day

TEN = Promise(quantity=10, ships_on=TODAY)
SIX = Promise(quantity=6, ships_on=TODAY)
OUTCOMES: Mapping[str, LineOutcome] = {
    "all ten as ordered": LineOutcome(line=1, accepted=(TEN,)),
    "all ten, three days later": LineOutcome(line=1, accepted=(Promise(quantity=10, ships_on=day(3)),)),
    "six now, four in a week": LineOutcome(
        line=1, accepted=(SIX,), backordered=(Shortfall(quantity=4, expected_on=day(7)),)
    ),
    "six now, four nobody knows when": LineOutcome(
        line=1, accepted=(SIX,), backordered=(Shortfall(quantity=4),)
    ),
    "nothing now, ten in a week": LineOutcome(
        line=1, backordered=(Shortfall(quantity=10, expected_on=day(7)),)
    ),
    "six, and four never": LineOutcome(line=1, accepted=(SIX,), cancelled=(Shortfall(quantity=4),)),
    "nothing, ever": LineOutcome(line=1, cancelled=(Shortfall(quantity=10),)),
    "at our price": LineOutcome(line=1, accepted=(TEN,), price=Change(asked="1.5", holds="1.25")),
    "another item": LineOutcome(line=1, accepted=(TEN,), item=Change(asked="MUG", holds="JUG")),
    "another item at another price": LineOutcome(
        line=1,
        accepted=(TEN,),
        price=Change(asked="1.5", holds="1.25"),
        item=Change(asked="MUG", holds="JUG"),
    ),
    "no such item": LineOutcome(line=1, reject="order.item-unknown"),
    "in another currency": LineOutcome(line=1, reject="order.currency-mismatch"),
    "held for a person": LineOutcome(line=1, hold="order.price-below"),
}
SHOWN = ("BAK", "DTM", "PO1", "ACK", "SCH", "MSG", "MTX")


def render() -> str:
    """Return the page."""
    return "\n".join(
        (
            "# Dialects: how partners read our answers",
            "",
            "<!-- Made by the tests from what was written and read in them; not edited by hand. -->",
            "",
            "What becomes of a line is a set of facts; the codes are the partner's. Each partner below is a buyer in our",
            "tests that reads the bytes by its own guide and must see exactly the facts, whatever they are, in the 855 and",
            "in the 865. A line of ten at 1.50, wanted on 2026-03-02, two days on the road.",
            "",
            *(text for buyer in BUYERS.values() for text in _buyer(buyer)),
            *_stand_ins(),
        )
    )


def _buyer(buyer: Buyer) -> Iterator[str]:
    settings = ", ".join(f"`{name}: {_value(value)}`" for name, value in buyer.dialect.items()) or "as usual"
    yield f"## {buyer.name}"
    yield ""
    yield f"{buyer.sentence} Release {buyer.version}. In the profile: {settings}."
    yield ""
    yield "| what becomes of the line | what we write |"
    yield "|---|---|"
    for name, outcome in OUTCOMES.items():
        said = Said(outcome=outcome, transit=2, quantity=10)
        content = sent(buyer.map_for("855"), answer_to(buyer, said)).decode("ascii")
        segments = [one for one in content.split("~") if one.partition("*")[0] in SHOWN]
        yield f"| {name} | {'<br>'.join(f'`{one}`' for one in segments)} |"
    yield ""


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _stand_ins() -> Iterator[str]:
    yield "## What stands for a code that a partner has not"
    yield ""
    yield "A status is written only where the partner's map has a code for it and the release lists the code. Else the"
    yield "first of these that is known takes its place, and what that leaves unsaid is said in words (N9 and MSG)."
    yield "Where nothing can stand for it, the answer is held for a person and never sent."
    yield ""
    yield "| instead of | stands | and in words |"
    yield "|---|---|---|"
    for word, one in STATUSES.items():
        yield f"| `{word}` | {', '.join(f'`{each}`' for each in one.words)} | {one.loses or 'nothing is lost'} |"
    for word, others in HEADS.items():
        yield f"| `{word}` (BAK02, BCA02) | {', '.join(f'`{each}`' for each in others)} | nothing is lost |"
    yield ""
