"""The reference page of rules, written from the table that decides and from what stands elsewhere."""

from collections.abc import Iterator
from inspect import getsource

from gateway.domain.findings import KINDS
from gateway.orderdesk.rules import RULES, Rule

HEAD = """# Rules of the order desk

Every order is held against every rule; what one of them says never keeps another from speaking. A rule says what it found,
where, and what could be done about it, and one of these happens:

- **reject**: the line, or the order, is refused and the buyer told why;
- **hold**: the order waits for a person, with the proposed fix; nothing is promised meanwhile;
- **change**: it is taken, but not as it was ordered: at our price, in whole packs, on another day;
- **warn**: it is taken as it is, with a remark;
- **off**: nothing, and no remark.

## What a partner agrees on

A profile sets another action for the partner's orders, for the lines of one item, or for a group of items. The nearest holds:
the item, its group, the partner, the table below. Only the actions named in the last column can be set.

```yaml
orders:
  rules:
    V31: change
    V24: {action: hold, items: {MUG: warn}, groups: {crockery: reject}}
```

Some rules rest on facts of their own. Where a profile does not name them, these rules say nothing.

```yaml
locations:
  "0042": {name: Shop 42, bill_to: [HQ]}                 # V38: who may be billed for what goes there
orders:
  terms: [{net_days: 30}]                                # V35
  credit: {limit: 50000, grace_days: 5}                  # V48: open orders and unpaid invoices, in the partner's currency
  pay_first: {percent: 30, proforma: true}               # V50
  conditions:
    only_listed: true                                    # V19: nothing is sold that is not listed below
    items:
      MUG: {least: 12, most: 1200, barred: [GB, US-CA]}  # V26 in base units of one line, V20
      OLD: {sold: false}                                 # V19
    groups:
      blades: {barred: [GB]}
    contracts:
      C-2026: {valid_from: 2026-01-01, valid_until: 2026-12-31}   # V52: contracts and quotes an order may name
    order_minimum: 250                                   # V27
    most_lines: 10000                                    # V14
    least_accepted_percent: 80                           # V58: of what was asked for, in base units
    charges: [D240, C310]                                # V34: codes of allowances and charges
    freight_paid_by: [collect, third-party]              # V36
    carriers: [UPSN, FDEG]                               # V55
    usual_quantities: {times_largest: 3, deviations: 10, fewest: 5}   # V53: beside the partner's last 200 orders
    blankets:
      BO-77: {MUG: 12000, PLATE: 600}                    # V51: base units in all, drawn by the orders that name it
```

## What a person lets pass

A hold is accepted **once**, for the order at hand. Or it is let pass **until a day**, for the partner and the item, and if so
wished only while orders say the same: this price, that carrier. It takes a reason, at most 366 days, and a rule that knows
`warn`. It is given on the order's page, by `POST /api/v1/orders/{id}/except` or `POST /api/v1/exceptions`, stands in the
audit trail as `exception.given`, shows on the page of rules, can be taken back there (`exception.withdrawn`), and after its
day is gone by itself. A result it let pass names it.

## How right holds are

`gateway rules`, the page of rules and `GET /api/v1/rules` say of each rule how often it held an order, and its
**precision**: of the holds a person decided, the share that was changed. Kept is what was accepted as it was, once or until a
day. Changed is what was rejected, and what no longer held the order when it was decided again though nobody let it pass:
somebody mended the order, the item, the price or the map. A rule of low precision asks people for nothing: let it remark.

## The rules

Every rule has a version, kept with what it said: one that is given another meaning gets a new one, and old orders keep what
was said of them. `D` are rules of our own beside the catalogue. "Befalls" is what the action befalls; a rule on orders may
name lines.
"""
ELSEWHERE = {
    "V1": "Duplicate interchange: where interchanges are admitted (`x12: {duplicates: {interchange: ...}}`, `x12.duplicate-interchange`).",
    "V2": "The same bytes again: answered with the same bytes, and no second order (`partner.duplicate-bytes`).",
    "V8": "Unknown sender, test indicator: the interchange is kept (`partner.unknown`, `partner.sender-differs`, `partner.test-flag`).",
    "V9": "Against the standard: findings `x12.*` and the 997 or 999.",
    "V10": "Against the guide: findings `map.*` by the partner's map, the 997 or 999.",
    "V57": "A change before its order: kept until the order comes, where changes are worked.",
    "V59": "The 855 is due: by the clock, from `within` of the 855; `warn_before` it a person is warned, and once more when it is late.",
}
PARTLY = {
    "V14": "Larger orders are taken whole; there is no agreement on cutting them up.",
    "V52": "The contract's or quote's number and validity; its prices are the price list's, which V29 to V31 compare.",
    "V60": "Masked for whoever does not decide about orders, and forgotten after `personal_days` ([how](../how-to/operate.md#what-grows-old)); our 855, 865 and 810 repeat where the goods go, as the buyer said it.",
}
COLUMNS = ("Rule", "What it says", "What to do", "Befalls", "Does", "Can be set to")


def render() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, _table(map(_row, RULES), COLUMNS), _elsewhere(), _partly(), ""])


def catalogued() -> list[str]:
    """Return every number of the catalogue that the page accounts for, as often as it does."""
    return [*(rule.id for rule in RULES if rule.id.startswith("V")), *ELSEWHERE]


def codes_of(rule: Rule) -> Iterator[str]:
    """Yield the findings a rule may speak in, its own first."""
    yield rule.code
    source = getsource(rule.check)
    helper = "_wrong" if "_wrong(" in source else ""
    if helper:
        source += getsource(rule.check.__globals__[helper])  # type: ignore[attr-defined] # a function of a module
    spoken = (code for code in KINDS if code.startswith(("order.", "partner.")) and code != rule.code)
    yield from (code for code in spoken if f'"{code}"' in source)


def _row(rule: Rule) -> tuple[str, ...]:
    kinds = [KINDS[code] for code in codes_of(rule)]
    says = " ".join(f"{kind.message} `{kind.code}`" for kind in kinds)
    fix = " ".join(dict.fromkeys(kind.fix for kind in kinds))
    others = ", ".join(action for action in rule.actions if action != rule.action)
    return (f"{rule.id} v{rule.version}", says, fix, rule.scope, rule.action, others)


def _elsewhere() -> str:
    rows = sorted(ELSEWHERE.items(), key=_number)
    return "\n## Judged before the order desk\n\n" + _table(rows, ("Rule", "Where"))


def _partly() -> str:
    rows = sorted(PARTLY.items(), key=_number)
    return "\n## Judged in part\n\n" + _table(rows, ("Rule", "How far"))


def _number(row: tuple[str, str]) -> int:
    return int(row[0][1:])


def _table(rows: Iterator[tuple[str, ...]] | list[tuple[str, str]], columns: tuple[str, ...]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)
