"""The rules of the order desk, as one table."""

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass

from gateway.domain.findings import Severity
from gateway.orderdesk import (
    line_rules,
    order_rules,
    paper_rules,
    place_rules,
    promise_rules,
    quantity_rules,
    quote_rules,
    terms_rules,
)
from gateway.orderdesk.cases import Case
from gateway.orderdesk.hits import Found

REJECT, HOLD, CHANGE, WARN, OFF = "reject", "hold", "change", "warn", "off"
STOPS = (REJECT, HOLD)
SOFT = (REJECT, HOLD, WARN, OFF)
ANY = (REJECT, HOLD, CHANGE, WARN, OFF)
PRICED = (REJECT, HOLD, CHANGE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table, its columns in their order: what it finds, what is done about it, and what else may be agreed.

    `scope` is `order` or `line`: what an action befalls; a rule on orders may also name lines. With
    `promised` a rule looks at what was promised and runs after the others. A rule that is given another
    meaning has a new `version`; what it said stays on record under the old one.
    """

    id: str
    code: str
    scope: str
    severity: Severity
    action: str
    actions: tuple[str, ...]
    check: Callable[[Case], Iterable[Found]]
    _: KW_ONLY
    promised: bool = False
    version: int = 1


_ORDER, _LINE = "order", "line"
_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

RULES: tuple[Rule, ...] = (
    Rule("D1", "order.no-lines", _ORDER, _E, REJECT, STOPS, order_rules.has_no_lines),
    Rule("D2", "order.number-missing", _ORDER, _E, HOLD, STOPS, order_rules.has_no_number),
    Rule("D3", "order.price-unknown", _LINE, _E, HOLD, SOFT, line_rules.has_no_known_price),
    Rule("V3", "partner.duplicate-order", _ORDER, _W, HOLD, SOFT, order_rules.was_sent_before),
    Rule("V4", "order.duplicate-unknown", _ORDER, _E, HOLD, SOFT, order_rules.repeats_nothing_known),
    Rule("V5", "order.purpose-unsupported", _ORDER, _E, HOLD, SOFT, order_rules.is_not_original),
    Rule("V6", "order.date-doubtful", _ORDER, _W, WARN, SOFT, order_rules.is_dated_oddly),
    Rule("V7", "order.kind-unsupported", _ORDER, _E, REJECT, SOFT, order_rules.is_of_another_kind),
    Rule("V11", "order.line-count", _ORDER, _W, WARN, SOFT, order_rules.miscounts_lines),
    Rule("V12", "order.hash-total", _ORDER, _W, WARN, SOFT, order_rules.misses_hash_total),
    Rule("V13", "order.total-mismatch", _ORDER, _E, HOLD, SOFT, order_rules.misses_total),
    Rule("V14", "order.lines-many", _ORDER, _W, WARN, SOFT, quantity_rules.has_many_lines),
    Rule("V15", "order.item-unknown", _LINE, _E, REJECT, STOPS, line_rules.names_no_item),
    Rule("V16", "order.item-ambiguous", _LINE, _E, HOLD, SOFT, line_rules.names_several_items),
    Rule("V17", "order.identifier-check-digit", _LINE, _W, WARN, SOFT, line_rules.has_wrong_check_digit),
    Rule("V18", "order.item-discontinued", _LINE, _E, CHANGE, ANY, line_rules.is_discontinued),
    Rule("V19", "order.item-not-agreed", _LINE, _E, REJECT, SOFT, quantity_rules.is_not_sold_to_them),
    Rule("V20", "order.item-restricted", _LINE, _E, HOLD, SOFT, place_rules.may_not_go_there),
    Rule("V21", "order.quantity-not-positive", _LINE, _E, REJECT, STOPS, line_rules.has_bad_quantity),
    Rule("V22", "order.unit-unknown", _LINE, _E, REJECT, STOPS, line_rules.has_unknown_unit),
    Rule("V23", "order.unit-converted", _LINE, _I, WARN, SOFT, quantity_rules.is_in_another_unit),
    Rule("V24", "order.pack-multiple", _LINE, _W, CHANGE, ANY, line_rules.breaks_packs),
    Rule("V25", "order.pack-differs", _LINE, _E, HOLD, SOFT, quantity_rules.describes_another_pack),
    Rule("V26", "order.quantity-below-least", _LINE, _E, REJECT, SOFT, quantity_rules.is_out_of_bounds),
    Rule("V27", "order.value-below-least", _ORDER, _E, HOLD, SOFT, quantity_rules.is_worth_too_little),
    Rule("V28", "order.price-missing", _LINE, _W, CHANGE, PRICED, line_rules.has_no_price),
    Rule("V29", "order.price-above", _LINE, _W, CHANGE, ANY, line_rules.is_priced_above),
    Rule("V30", "order.price-tolerated", _LINE, _I, WARN, ANY, line_rules.is_priced_a_little_below),
    Rule("V31", "order.price-below", _LINE, _E, HOLD, ANY, line_rules.is_priced_below),
    Rule("V32", "order.price-scale", _LINE, _E, HOLD, SOFT, line_rules.is_priced_for_another_unit),
    Rule("V33", "order.currency-mismatch", _ORDER, _E, HOLD, STOPS, order_rules.is_in_another_currency),
    Rule("V34", "order.charge-unknown", _ORDER, _W, WARN, ANY, paper_rules.has_unknown_charges),
    Rule("V35", "order.terms-differ", _ORDER, _E, HOLD, SOFT, paper_rules.has_other_terms),
    Rule("V36", "order.freight-differs", _ORDER, _W, WARN, SOFT, paper_rules.has_other_freight),
    Rule("V37", "order.ship-to-unknown", _ORDER, _E, HOLD, SOFT, order_rules.goes_nowhere_known),
    Rule("V38", "order.bill-to-differs", _ORDER, _E, HOLD, SOFT, place_rules.bills_the_wrong_party),
    Rule("V39", "order.address-differs", _ORDER, _W, WARN, SOFT, place_rules.goes_to_another_address),
    Rule("V40", "order.date-missing", _LINE, _W, WARN, SOFT, line_rules.asks_for_no_day),
    Rule("V41", "order.date-window", _ORDER, _E, HOLD, SOFT, order_rules.has_contradicting_dates),
    Rule(
        "V42",
        "order.date-infeasible",
        _LINE,
        _W,
        CHANGE,
        ANY,
        promise_rules.cannot_be_there_in_time,
        promised=True,
    ),
    Rule(
        "V43",
        "order.cancel-after",
        _LINE,
        _E,
        CHANGE,
        ANY,
        promise_rules.cannot_ship_in_time,
        promised=True,
    ),
    Rule("V44", "order.date-past", _LINE, _W, WARN, SOFT, line_rules.asks_for_a_doubtful_day),
    Rule("V45", "order.schedule-sum", _LINE, _E, HOLD, SOFT, line_rules.has_parts_that_do_not_add_up),
    Rule("V46", "order.line-repeated", _LINE, _W, HOLD, SOFT, line_rules.repeats_a_line),
    Rule("V47", "order.line-duplicate", _ORDER, _W, WARN, SOFT, order_rules.repeats_line_numbers),
    Rule(
        "V48",
        "order.credit-exceeded",
        _ORDER,
        _E,
        HOLD,
        SOFT,
        terms_rules.exceeds_credit,
        promised=True,
    ),
    Rule("V49", "order.partner-stopped", _ORDER, _E, HOLD, STOPS, order_rules.is_stopped),
    Rule("V50", "order.payment-due", _ORDER, _E, HOLD, SOFT, terms_rules.is_not_paid_first, promised=True),
    Rule("V51", "order.blanket-exceeded", _LINE, _E, HOLD, SOFT, terms_rules.exceeds_blanket),
    Rule("V52", "order.contract-unknown", _ORDER, _E, HOLD, SOFT, paper_rules.names_no_valid_paper),
    Rule("V53", "order.quantity-outlier", _LINE, _W, HOLD, SOFT, quantity_rules.is_unlike_others),
    Rule(
        "V54", "order.substitution-not-agreed", _ORDER, _W, WARN, SOFT, paper_rules.allows_substitutes_in_vain
    ),
    Rule("V55", "order.carrier-not-agreed", _ORDER, _W, WARN, SOFT, paper_rules.wants_another_carrier),
    Rule("V56", "order.instructions", _ORDER, _W, WARN, SOFT, paper_rules.has_words_for_people),
    Rule(
        "V58",
        "order.accepted-too-little",
        _ORDER,
        _E,
        HOLD,
        SOFT,
        promise_rules.gets_too_little,
        promised=True,
    ),
    Rule("V61", "order.quote-unknown", _ORDER, _E, HOLD, SOFT, quote_rules.names_no_quote_of_ours),
    Rule("V62", "order.quote-not-open", _ORDER, _E, HOLD, SOFT, quote_rules.names_a_quote_that_does_not_hold),
    Rule("V63", "order.quote-other-item", _LINE, _W, WARN, SOFT, quote_rules.orders_what_was_not_quoted),
    Rule("V64", "order.quote-less", _LINE, _E, HOLD, SOFT, quote_rules.orders_less_than_was_quoted),
    Rule("V65", "order.cart-differs", _LINE, _W, WARN, SOFT, order_rules.differs_from_the_cart),
    Rule("V60", "order.personal-data", _ORDER, _I, WARN, SOFT, place_rules.goes_to_a_person),
)

BY_ID = {rule.id: rule for rule in RULES}
