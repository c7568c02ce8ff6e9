"""Partners who read our answers: what each agreed on, and what each makes of the bytes it gets.

Nothing here knows how answers are written: a buyer has its own order, its own guide and the bytes.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gateway.application.documents import CLASSES
from gateway.application.validating import validate
from gateway.domain.agreements import Dialect
from gateway.domain.findings import KINDS
from gateway.domain.order_changes import AnsweredLine, OrderChangeResponse
from gateway.domain.order_responses import LineAnswer, OrderResponse, ResponseLine
from gateway.mapping.carrying import carried
from gateway.mapping.library import Library
from gateway.mapping.saying import words_for
from gateway.mapping.writing import read_back, write
from gateway.profiles import orders as profiles
from gateway.x12.delimiters import USUAL
from gateway.x12.envelopes import Envelope, SetToSend, seal

TESTS = Path(__file__).resolve().parent
MAPS = Library([TESTS.parent / "mappings", TESTS / "fixtures" / "dialects"], CLASSES)
EARLY = frozenset(
    ["AC", "AR", "BP", "DR", "IA", "IB", "IC", "ID", "IE", "IF", "IH", "IP", "IQ", "IR", "IS", "IW", "SP"]
)
SINCE_4010 = EARLY | frozenset(["AA", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"])
DATES = {
    "promised-ship": ("079", False),
    "scheduled-ship": ("068", False),
    "promised-delivery": ("069", True),
    "scheduled-delivery": ("067", True),
}
WHY = {
    "rejected-item-unknown": "order.item-unknown",
    "rejected-unit": "order.unit-unknown",
    "rejected-unavailable": "order.item-discontinued",
    "rejected-not-on-contract": "order.item-not-agreed",
}
TEXTS = {kind.message: code for code, kind in KINDS.items()}
GETS = frozenset(
    [
        "item-accepted",
        "date-rescheduled",
        "price-changed",
        "quantity-changed",
        "substituted",
        "item-changed",
        "accepted-and-shipped",
        "accepted-and-released",
    ]
)
WAITS = frozenset({"item-backordered", "accepted-schedule-pending"})

Document = OrderResponse | OrderChangeResponse
Line = ResponseLine | AnsweredLine


@dataclass(frozen=True, kw_only=True)
class View:
    """What a buyer makes of the answer to one line, in base units; `fate` is why it gets nothing of it."""

    accepted: tuple[tuple[date, int], ...] = ()
    backordered: tuple[tuple[date | None, int], ...] = ()
    cancelled: int = 0
    price: Decimal | None = None
    item: str = ""
    fate: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """What a buyer knows itself: so many base units of one line, when they should leave, price, unit, days on the road."""

    quantity: int
    on: date
    price: Decimal
    unit: str = "EA"
    each: int = 1
    transit_days: int = 0

    def base(self, quantity: Decimal | None, unit: str) -> int:
        """Return base units."""
        assert quantity is not None
        found = Fraction(quantity) * (self.each if unit == self.unit else 1)
        assert found.denominator == 1
        return int(found)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came: the document as the buyer's reader has it, and its segments."""

    document: Document
    segments: tuple[str, ...]

    @property
    def line(self) -> Line | None:
        """Return the one line there is, None where the lines were left out."""
        assert len(self.document.lines) <= 1
        return self.document.lines[0] if self.document.lines else None

    @property
    def texts(self) -> tuple[str, ...]:
        """Return what is said in words."""
        notes = (*self.document.notes, *(self.line.notes if self.line else ()))
        return tuple(text for note in notes for text in note.texts)

    @property
    def codes(self) -> frozenset[str]:
        """Return the statuses as they stand in the bytes."""
        return frozenset(one.split("*")[1] for one in self.segments if one.startswith("ACK*"))


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """A partner: what its profile says of its dialect, which guide it reads by, and how.

    `splits`: it can be told of more than one day. `soft`: it makes no difference between an item that will never
    come of this order and one that is refused without a reason: it may order both again.
    """

    name: str
    sentence: str
    reads: Callable[["Buyer", Answer, Ordered], View]
    version: str = "004010"
    map: str = ""
    dialect: Mapping[str, Any] = field(default_factory=dict)
    splits: bool = True
    soft: bool = False

    @property
    def statuses(self) -> frozenset[str]:
        """Return the codes its version of the standard lists."""
        return EARLY if self.version < "004010" else SINCE_4010

    def map_for(self, set_id: str) -> str:
        """Return the name of the map our answers are written and read by."""
        return f"{self.map or f'base/x12/{self.version}'}/{set_id}"

    def speaking(self, set_id: str) -> Dialect:
        """Return its dialect as an answer by a set is made for it."""
        plan = MAPS.plan(self.map_for(set_id))
        return replace(
            profiles.Dialect.model_validate(dict(self.dialect)).dialect(),
            statuses=words_for(plan, "lines.answers.status"),
            kinds=words_for(plan, "kind"),
        )

    def sees(self, document: Document, set_id: str, ordered: Ordered) -> View:
        """Return what it makes of a document once that was written, sent and read."""
        answer = self.gets(document, set_id)
        assert answer.codes <= self.statuses
        return self.reads(self, answer, ordered)

    def gets(self, document: Document, set_id: str) -> Answer:
        """Return what its reader makes of our bytes."""
        content = sent(self.map_for(set_id), document)
        judged = [
            one
            for interchange in validate(content, MAPS, map_name=self.map_for(set_id)).interchanges
            for group in interchange.groups
            for one in group.judged
        ]
        (one,) = judged
        assert [] == [found.code for found in one.findings if found.severity != "info"]
        assert isinstance(one.document, OrderResponse | OrderChangeResponse)
        return Answer(document=one.document, segments=tuple(content.decode("ascii").split("~")))

    def leaves(self, answered: Any, ordered: Ordered) -> date:
        """Return when goods leave, by a dated part of the answer and the kind of date that was agreed."""
        kind = self.dialect.get("promise_date", "promised-ship")
        assert answered.on is not None
        assert answered.date_kind == kind
        return self.as_shipped(answered.on, ordered)

    def as_shipped(self, on: date, ordered: Ordered) -> date:
        """Return the day goods leave, of the day this partner is told."""
        _, arrives = DATES[self.dialect.get("promise_date", "promised-ship")]
        return on - timedelta(days=ordered.transit_days if arrives else 0)


def sent(map_name: str, document: Document) -> bytes:
    """Return the bytes that leave for a document, which read back as it."""
    plan = MAPS.plan(map_name)
    kept, _ = carried(plan, document)
    segments = write(plan, kept)
    assert () == tuple(read_back(plan, kept, segments))
    envelope = Envelope(
        sender_qualifier="ZZ",
        sender="OURCO",
        receiver_qualifier="ZZ",
        receiver="BUYER",
        prepared_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        control_number=1,
        version=plan.version[:5],
        functional_id=plan.functional_group,
        group_control_number=1,
        group_version=plan.version,
    )
    one = SetToSend(id=plan.set_id, control_number="0001", segments=segments)
    return seal(envelope, [one], USUAL)


def _fate(answer: Answer, line: Line) -> View | None:
    """Return why nothing comes of a line, by its only status; None where something does."""
    if len(line.answers) != 1:
        return None
    status = line.answers[0].status
    if status.startswith("rejected"):
        said = [TEXTS[text] for text in answer.texts if text in TEXTS]
        return View(fate="rejected", why=WHY.get(status, "") or "".join(said))
    fates = {"on-hold": "held", "deleted": "cancelled"}
    return View(fate=fates[status]) if status in fates else None


def _whole(line: Line, ordered: Ordered, answers: tuple[LineAnswer, ...]) -> View:
    """Return what is not counted: another price, another item."""
    return View(
        price=line.price if line.price != ordered.price else None,
        item=next((name.value for one in answers for name in one.identifiers), ""),
    )


def _counted(view: View, gets: Counter[date], waits: Counter[date | None], ordered: Ordered) -> View:
    return replace(
        view,
        accepted=tuple(sorted(gets.items())),
        backordered=tuple(sorted(waits.items(), key=lambda one: one[0] or date.max)),
        cancelled=ordered.quantity - gets.total() - waits.total(),
    )


def by_each_answer(buyer: Buyer, answer: Answer, ordered: Ordered) -> View:
    """Read one status for each part: what comes, what waits, and the difference to the order is gone."""
    line = answer.line
    if line is None:
        return as_ordered(buyer, answer, ordered)
    fate = _fate(answer, line)
    if fate is not None:
        return fate
    gets: Counter[date] = Counter()
    waits: Counter[date | None] = Counter()
    for one in line.answers:
        quantity = ordered.base(one.quantity, one.unit)
        if one.status in WAITS:
            waits[buyer.leaves(one, ordered) if one.on else None] += quantity
        elif one.status in GETS or one.status == "partial-backordered":
            gets[buyer.leaves(one, ordered)] += quantity
        else:
            assert one.status in ("rejected", "deleted")
    return _counted(_whole(line, ordered, line.answers), gets, waits, ordered)


def by_one_answer(buyer: Buyer, answer: Answer, ordered: Ordered) -> View:
    """Read the only status of a line; under BP its date is the promised part's, and a date of the line the rest's."""
    line = answer.line
    assert line is not None
    fate = _fate(answer, line)
    if fate is not None:
        return fate
    (one,) = line.answers
    stands, said = ordered.base(line.quantity, line.unit), ordered.base(one.quantity, one.unit)
    gets: Counter[date] = Counter()
    waits: Counter[date | None] = Counter()
    if one.status in WAITS:
        waits[buyer.leaves(one, ordered) if one.on else None] += said
    elif one.status == "partial-backordered":
        rest = stands - said
        of_rest = buyer.dialect.get("bp_quantity_meaning") == "backordered"
        later = next((dated.on for dated in line.dates if dated.on), None)
        gets[buyer.leaves(one, ordered)] += rest if of_rest else said
        waits[buyer.as_shipped(later, ordered) if later else None] += said if of_rest else rest
    else:
        assert one.status in GETS
        gets[buyer.leaves(one, ordered)] += said
    return _counted(_whole(line, ordered, line.answers), gets, waits, ordered)


def by_schedules(buyer: Buyer, answer: Answer, ordered: Ordered) -> View:
    """Read days from the schedule under the line; what of the line stands there without a day waits without one."""
    line = answer.line
    assert line is not None
    fate = _fate(answer, line)
    if fate is not None:
        return fate
    gets: Counter[date] = Counter()
    waits: Counter[date | None] = Counter()
    for one in line.schedules:
        assert one.on is not None
        if one.date_kind == "available":
            waits[buyer.as_shipped(one.on, ordered)] += ordered.base(one.quantity, one.unit)
        else:
            gets[buyer.leaves(one, ordered)] += ordered.base(one.quantity, one.unit)
    open_ = ordered.base(line.quantity, line.unit) - gets.total() - waits.total()
    if open_:
        waits[None] += open_
    return _counted(_whole(line, ordered, line.answers), gets, waits, ordered)


def as_a_shop(buyer: Buyer, answer: Answer, ordered: Ordered) -> View:
    """Read what comes, what waits and what is refused; everything ordered is in one of them."""
    line = answer.line
    assert line is not None
    fate = _fate(answer, line)
    if fate is not None:
        hard = fate.why in ("order.item-unknown", "order.item-discontinued")
        return replace(fate, why=fate.why if hard else "") if fate.fate == "rejected" else fate
    view = by_each_answer(buyer, answer, ordered)
    refused = sum(
        ordered.base(one.quantity, one.unit) for one in line.answers if one.status.startswith("rejected")
    )
    assert view.cancelled == refused
    return view


def as_ordered(buyer: Buyer, answer: Answer, ordered: Ordered) -> View:
    """Read an answer without the line: the whole says what became of it."""
    kind = answer.document.kind
    if kind == "rejected":
        said = [TEXTS[text] for text in answer.texts if text in TEXTS]
        return View(fate="rejected", why="".join(said))
    assert kind in ("without-detail", "exceptions-only")
    days = [one for one in answer.document.dates if one.kind == buyer.dialect.get("promise_date")]
    on = buyer.as_shipped(days[0].on, ordered) if days and days[0].on else ordered.on
    return View(accepted=((on, ordered.quantity),))


BUYERS: Mapping[str, Buyer] = MappingProxyType(
    {
        one.name: one
        for one in (
            Buyer(
                name="one-answer",
                sentence="One status a line; beside BP stands what was accepted, DTM 018 says when the rest is expected.",
                reads=by_one_answer,
                dialect={"multi_ack": False},
                splits=False,
            ),
            Buyer(
                name="each-part",
                sentence="One status for each part of a line; knows the codes that say why a line is refused.",
                reads=by_each_answer,
                dialect={"promise_date": "scheduled-ship", "r_codes": True},
            ),
            Buyer(
                name="part-and-rest",
                sentence="One status for each part; BP with what was accepted stands before IB with the rest.",
                reads=by_each_answer,
                version="005010",
                dialect={"in_part": "partial-backordered", "r_codes": True, "cancelled": "deleted"},
            ),
            Buyer(
                name="the-rest",
                sentence="One status a line; beside BP stands what waits. Reads days of arrival.",
                reads=by_one_answer,
                dialect={
                    "multi_ack": False,
                    "bp_quantity_meaning": "backordered",
                    "promise_date": "promised-delivery",
                    "r_codes": True,
                },
                splits=False,
            ),
            Buyer(
                name="early-release",
                sentence="Release 003040, which lists no code for why: IR, and the reason in words (MSG).",
                reads=by_each_answer,
                version="003040",
                dialect={"promise_date": "scheduled-delivery", "r_codes": True},
            ),
            Buyer(
                name="schedules",
                sentence="Release 003060: one status a line, and under it a schedule (SCH) of what comes when.",
                reads=by_schedules,
                version="003060",
                dialect={"multi_ack": False, "schedules": True},
            ),
            Buyer(
                name="retailer",
                sentence="AC, IB and IR with quantities that add up to the line; R2 and R4 mean never again.",
                reads=as_a_shop,
                map="retailer",
                dialect={"cancelled": "rejected", "r_codes": True},
                soft=True,
            ),
            Buyer(
                name="exceptions",
                sentence="AK without lines when all is as ordered, AE with the other lines only, RJ without any.",
                reads=by_each_answer,
                dialect={
                    "as_ordered": "without-detail",
                    "changed": "exceptions-only",
                    "rejected": "rejected",
                    "promise_date": "promised-delivery",
                },
            ),
        )
    }
)
