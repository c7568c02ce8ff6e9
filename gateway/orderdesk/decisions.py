"""What the order desk decides, as values: results of rules, prices, lines, and the whole."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gateway.domain.findings import Finding
from gateway.domain.items import ItemIdentifier
from gateway.domain.order_responses import LineOutcome
from gateway.domain.reckonings import Step
from gateway.domain.supply import Commitment, Planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What a person could do about it: words, and the value to put at a path of the order if there is one."""

    text: str
    path: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one rule says of an order or of one of its lines, counted from 1.

    `exception` is the id of what a person said for a while that lets it pass.
    """

    rule: str
    version: int = 1
    action: str
    finding: Finding
    line: int | None
    fix: Fix
    exception: str = ""

    @property
    def waiver(self) -> str:
        """Return the text that excepts this result: `V31/2` for line 2, `V13` for the order."""
        return self.rule if self.line is None else f"{self.rule}/{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Why not more could leave a place in time: the day whose bucket binds, and what was to be had."""

    location: str
    on: date
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDecision:
    """The price of a line, for one of its price basis, and how it came about.

    `outcome` is `agreed` (they are equal), `ours`, `buyers` or `hold`; `holds` is the price that stands.
    """

    outcome: str
    buyers: Decimal | None = None
    ours: Decimal | None = None
    holds: Decimal | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedLine:
    """What is to be known of one line after the decision.

    `each` is how many base units make one of `unit`, `per` how many of `unit` the price is for;
    `asked` counts base units. `number` is the buyer's, as it came; `wanted_on` the days on which
    something of the line should leave; `limits` why not more of it can.
    """

    line: int
    number: str = ""
    sku: str = ""
    unit: str = ""
    base_unit: str = ""
    each: Fraction = Fraction(1)
    per: Fraction = Fraction(1)
    asked: int = 0
    wanted_on: tuple[date, ...] = ()
    price: PriceDecision | None = None
    identifiers: tuple[ItemIdentifier, ...] = ()
    limits: tuple[Limit, ...] = ()
    outcome: LineOutcome

    @property
    def state(self) -> str:
        """Return `rejected`, `held`, `promised`, `backordered`, `partial` or `cancelled`."""
        outcome = self.outcome
        if outcome.reject or outcome.hold:
            return "rejected" if outcome.reject else "held"
        if outcome.accepted and (outcome.backordered or outcome.cancelled):
            return "partial"
        if outcome.accepted:
            return "promised"
        return "backordered" if outcome.backordered else "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of an order: `state` is `confirmed`, `held` or `rejected`.

    Only a confirmed order has commitments; the outcomes of a held one are what would be promised. `planned` is the
    supply that has to be made for them, and booked before them.
    """

    state: str
    lines: tuple[DecidedLine, ...]
    results: tuple[Result, ...]
    commitments: tuple[Commitment, ...]
    planned: tuple[Planned, ...] = ()

    @property
    def outcomes(self) -> tuple[LineOutcome, ...]:
        """Return the facts of every line."""
        return tuple(line.outcome for line in self.lines)

    @property
    def holds(self) -> tuple[Result, ...]:
        """Return the results that keep the order for a person."""
        return tuple(result for result in self.results if result.action == "hold")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, for the record of the order."""
        return tuple(result.finding for result in self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLine:
    """A line of an order as it stands after the decision: what shipping and billing go by.

    `each` is how many base units make one of `unit`; `ordered` counts base units. `price` is the one
    that holds, on the price basis of the buyer's line. `substituted`: `sku` is not what was ordered.
    """

    line: int
    sku: str
    unit: str
    base_unit: str
    each: Fraction
    ordered: int
    price: Decimal | None = None
    substituted: bool = False


def standing(line: DecidedLine) -> StandingLine:
    """Return what is to be kept of a decided line for shipping and billing."""
    return StandingLine(
        line=line.line,
        sku=line.sku,
        unit=line.unit,
        base_unit=line.base_unit,
        each=line.each,
        ordered=line.asked,
        price=None if line.price is None else line.price.holds,
        substituted=line.outcome.item is not None,
    )
