"""A rule finds every place there is to find, and of each says where it is, what stands there and what would hold."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.agreements import Agreement
from gateway.domain.catalogue import CrossReference
from gateway.domain.findings import KINDS, find
from gateway.domain.items import ItemIdentifier
from gateway.domain.orders import LineParty, OrderLine, PurchaseOrder, Schedule
from gateway.domain.references import Note, Reference
from gateway.domain.terms import Adjustment, Amount, FreightTerms, PaymentTerms, Routing, SalesRequirement
from gateway.orderdesk.cases import KnownOrder
from gateway.orderdesk.decisions import Fix
from tests.unit.orderdesk.condition_examples import CARRIERS, CODES, COLLECT, NET_30, PAPERS, PAYS
from tests.unit.orderdesk.desk import (
    AGREEMENT,
    CATALOGUE,
    TODAY,
    agreement,
    day,
    decided,
    line,
    order,
    overriding,
    policy,
    said,
)
from tests.unit.orderdesk.examples import MUG, PLATE, dated, parts, ship_to, stores, upc

Hit = tuple[int | None, str, str, str, str, str]
"""Line, action, code, path, what was seen, and what would be put there instead."""

FEE = Adjustment(kind="charge", code="D240", amount=Decimal(5))
OWN_FEE = Adjustment(kind="charge", agency_code="OWN", amount=Decimal(5))
OFF = Adjustment(kind="allowance", percent=Decimal(10))
SUBSTITUTE = SalesRequirement(kind="substitution-allowed")
GOODS = (line(adjustments=(FEE, OFF)), line("PLATE", "6"))
"""Worth 15 and 18; with what is added and taken off 33 + 5 - 1.50, and less 3.30 where ten percent go off the order."""


def hits(rule: str, placed: PurchaseOrder, agreed: Agreement = AGREEMENT, **more: Any) -> list[Hit]:
    return [
        (one.line, one.action, one.finding.code, one.finding.path, one.finding.value_seen, one.fix.value)
        for one in said(decided(placed, agreed, **more), rule)
    ]


def priced(*prices: str | None) -> PurchaseOrder:
    return order(*(line(price=None if price is None else Decimal(price)) for price in prices))


def unnumbered(*numbers: str) -> PurchaseOrder:
    return replace(order(), lines=tuple(line(number=number) for number in numbers))


def on_days(*offsets: int, **changes: Any) -> OrderLine:
    return line(schedules=tuple(Schedule(quantity=Decimal(1), on=day(one)) for one in offsets), **changes)


LINES: dict[str, tuple[str, PurchaseOrder, Agreement, list[Hit]]] = {
    "items nobody knows": (
        "V15",
        order(line("NOBODYS"), line(), line(identifiers=())),
        AGREEMENT,
        [
            (1, "reject", "order.item-unknown", "lines[0].identifiers", "NOBODYS", ""),
            (3, "reject", "order.item-unknown", "lines[2].identifiers", "", ""),
        ],
    ),
    "items that are not one": (
        "V16",
        order(line(identifiers=(MUG, PLATE)), line(), line(identifiers=(PLATE, MUG))),
        AGREEMENT,
        [
            (1, "hold", "order.item-ambiguous", "lines[0].identifiers", "MUG, PLATE", "MUG"),
            (3, "hold", "order.item-ambiguous", "lines[2].identifiers", "MUG, PLATE", "PLATE"),
        ],
    ),
    "numbers that are none": (
        "V17",
        order(
            line(identifiers=(MUG, upc("036000291453"), upc("036000291452"), upc("036000291454"))),
            line(),
            line(identifiers=(ItemIdentifier(kind="buyer-item", value="036000291453"), upc("0"), MUG)),
        ),
        AGREEMENT,
        [
            (1, "warn", "order.identifier-check-digit", "lines[0].identifiers", "036000291453", ""),
            (1, "warn", "order.identifier-check-digit", "lines[0].identifiers", "036000291454", ""),
            (3, "warn", "order.identifier-check-digit", "lines[2].identifiers", "0", ""),
        ],
    ),
    "items no longer sold": (
        "V18",
        order(line("OLD"), line(), line("NOBODYS"), line("GONE")),
        agreement(backorders=policy(substitute=True)),
        [
            (1, "change", "order.item-discontinued", "lines[0].identifiers", "OLD", "MUG"),
            (4, "reject", "order.item-discontinued", "lines[3].identifiers", "GONE", ""),
        ],
    ),
    "quantities": (
        "V21",
        order(*(line(quantity=one) for one in ("0", "0.5", "100", "101", None, "-2.50", "200"))),
        agreement(largest_quantity=100),
        [
            (1, "reject", "order.quantity-not-positive", "lines[0].quantity", "0", ""),
            (2, "reject", "order.quantity-not-whole", "lines[1].quantity", "0.5", ""),
            (4, "reject", "order.quantity-outlier", "lines[3].quantity", "101", ""),
            (5, "reject", "order.quantity-not-positive", "lines[4].quantity", "", ""),
            (6, "reject", "order.quantity-not-positive", "lines[5].quantity", "-2.5", ""),
            (7, "reject", "order.quantity-outlier", "lines[6].quantity", "200", ""),
        ],
    ),
    "units": (
        "V22",
        order(line(unit="DZ"), line("NOBODYS", unit=""), line(), line(unit=""), line("PLATE", unit="CA")),
        AGREEMENT,
        [
            (1, "reject", "order.unit-unknown", "lines[0].unit", "DZ", "EA"),
            (4, "warn", "order.unit-missing", "lines[3].unit", "", "EA"),
            (5, "reject", "order.unit-unknown", "lines[4].unit", "CA", "EA"),
        ],
    ),
    "packs": (
        "V24",
        order(*(line("PLATE", one) for one in ("11", "6", "5", "-1", "0.5", "13", "1"))),
        AGREEMENT,
        [
            (1, "change", "order.pack-multiple", "lines[0].quantity", "11", "6"),
            (3, "reject", "order.pack-multiple", "lines[2].quantity", "5", "0"),
            (6, "change", "order.pack-multiple", "lines[5].quantity", "13", "12"),
            (7, "reject", "order.pack-multiple", "lines[6].quantity", "1", "0"),
        ],
    ),
    "prices left out": (
        "V28",
        order(line(price=None), line(), line("UNPRICED"), line("PLATE", "6", price=None)),
        AGREEMENT,
        [
            (1, "change", "order.price-missing", "lines[0].price", "", "1.5"),
            (4, "change", "order.price-missing", "lines[3].price", "", "3"),
        ],
    ),
    "prices nobody knows, held even where the rule only warns": (
        "D3",
        order(line("UNPRICED"), line(), line("NOBODYS"), line("UNPRICED", price=Decimal(1))),
        overriding("D3", "warn"),
        [
            (1, "hold", "order.price-unknown", "lines[0].price", "", ""),
            (4, "warn", "order.price-unknown", "lines[3].price", "", ""),
        ],
    ),
    "prices above ours": (
        "V29",
        priced("1.51", "1.50", None, "1.49", "1.52"),
        AGREEMENT,
        [
            (1, "change", "order.price-above", "lines[0].price", "1.51", "1.5"),
            (5, "change", "order.price-above", "lines[4].price", "1.52", "1.5"),
        ],
    ),
    "prices a little below": (
        "V30",
        priced("1.49", "1.50", None, "1.48", "1.495"),
        AGREEMENT,
        [
            (1, "warn", "order.price-tolerated", "lines[0].price", "1.49", "1.5"),
            (5, "warn", "order.price-tolerated", "lines[4].price", "1.495", "1.5"),
        ],
    ),
    "prices below": (
        "V31",
        priced("1.48", "1.49", None, "1.51", "1.2"),
        AGREEMENT,
        [
            (1, "hold", "order.price-below", "lines[0].price", "1.48", "1.5"),
            (5, "hold", "order.price-below", "lines[4].price", "1.2", "1.5"),
        ],
    ),
    "prices for another unit": (
        "V32",
        priced("18.00", "1.50", None, "0.15"),
        AGREEMENT,
        [
            (1, "hold", "order.price-scale", "lines[0].price", "18", "1.5"),
            (4, "hold", "order.price-scale", "lines[3].price", "0.15", "1.5"),
        ],
    ),
    "days left out": (
        "V40",
        order(line(), on_days(1), line(dates=dated(delivery_requested=TODAY)), line(), dates=()),
        AGREEMENT,
        [
            (1, "warn", "order.date-missing", "lines[0].dates", "", ""),
            (4, "warn", "order.date-missing", "lines[3].dates", "", ""),
        ],
    ),
    "days that are doubtful, each once": (
        "V44",
        order(on_days(-1, 366, -1, 0, 365), line(), line(dates=dated(ship_requested=day(-2)))),
        AGREEMENT,
        [
            (1, "warn", "order.date-past", "lines[0].dates", "2026-03-01", ""),
            (1, "warn", "order.date-far", "lines[0].dates", "2027-03-03", ""),
            (3, "warn", "order.date-past", "lines[2].dates", "2026-02-28", ""),
        ],
    ),
    "parts that do not add up, counted in base units": (
        "V45",
        order(
            line(quantity=None, schedules=parts("1")),
            line(distributions=stores(("0001", "4"), ("0001", "5")), schedules=parts("11")),
            line(
                quantity="2",
                unit="CA",
                schedules=(*parts("1"), *parts("11", unit="EA")),
                distributions=stores(("0001", "25")),
            ),
            line("NOBODYS", schedules=parts("9", unit="DZ")),
            line(quantity="2", unit="CA", schedules=parts("1", "1", unit="XX")),
        ),
        AGREEMENT,
        [
            (2, "hold", "order.schedule-sum", "lines[1].distributions", "9", ""),
            (2, "hold", "order.schedule-sum", "lines[1].schedules", "11", ""),
            (3, "hold", "order.schedule-sum", "lines[2].distributions", "25", ""),
            (3, "hold", "order.schedule-sum", "lines[2].schedules", "23", ""),
            (4, "hold", "order.schedule-sum", "lines[3].schedules", "9", ""),
        ],
    ),
    "lines said again": (
        "V46",
        order(
            line("NOBODYS"),
            line("NOBODYS"),
            line(),
            line(),
            line(quantity="11"),
            line(price=Decimal("1.49")),
            line(distributions=stores(("0001", "10"))),
            line(parties=(LineParty(role="ship-to", code="0001"),)),
            line(),
        ),
        AGREEMENT,
        [
            (4, "hold", "order.line-repeated", "lines[3]", "MUG", ""),
            (9, "hold", "order.line-repeated", "lines[8]", "MUG", ""),
        ],
    ),
    "numbers of lines": (
        "V47",
        unnumbered("", "1", "1", "", "2", "1"),
        AGREEMENT,
        [
            (1, "warn", "order.line-number-missing", "lines[0].number", "", ""),
            (3, "warn", "order.line-duplicate", "lines[2].number", "1", ""),
            (4, "warn", "order.line-number-missing", "lines[3].number", "", ""),
            (6, "warn", "order.line-duplicate", "lines[5].number", "1", ""),
        ],
    ),
}


@pytest.mark.parametrize(("rule", "placed", "agreed", "expected"), LINES.values(), ids=list(LINES))
def test_every_line_is_found_and_only_those(
    rule: str, placed: PurchaseOrder, agreed: Agreement, expected: list[Hit]
) -> None:
    assert expected == hits(rule, placed, agreed)


ORDERS: dict[str, tuple[str, PurchaseOrder, Agreement, list[Hit]]] = {
    "sums of quantities": (
        "V12",
        order(line(), line("PLATE", "6"), line(quantity=None), hash_total=Decimal("17.0")),
        AGREEMENT,
        [(None, "warn", "order.hash-total", "hash_total", "17", "16")],
    ),
    "currencies": (
        "V33",
        order(*(line(currency=one) for one in ("CAD", "USD", "", "EUR")), currency="GBP"),
        AGREEMENT,
        [
            (None, "hold", "order.currency-mismatch", "currency", "GBP", "USD"),
            (1, "hold", "order.currency-mismatch", "lines[0].currency", "CAD", "USD"),
            (4, "hold", "order.currency-mismatch", "lines[3].currency", "EUR", "USD"),
        ],
    ),
    "places": (
        "V37",
        order(
            line(
                parties=(
                    LineParty(role="buyer", code="7"),
                    LineParty(role="ship-to", code="8"),
                    LineParty(role="ship-to", name="Nobody"),
                )
            ),
            line(),
            line(distributions=stores(("0001", "4"), ("6", "3"), ("5", "3"))),
            parties=ship_to(code="9"),
        ),
        AGREEMENT,
        [
            (None, "hold", "order.ship-to-unknown", "parties", "9", ""),
            (1, "hold", "order.ship-to-unknown", "lines[0].parties", "8", ""),
            (1, "hold", "order.ship-to-unknown", "lines[0].parties", "Nobody", ""),
            (3, "hold", "order.ship-to-unknown", "lines[2].distributions", "6", ""),
            (3, "hold", "order.ship-to-unknown", "lines[2].distributions", "5", ""),
        ],
    ),
    "a place without a code": (
        "V37",
        order(line(), parties=ship_to(code="", street=("Elsewhere",))),
        AGREEMENT,
        [(None, "hold", "order.ship-to-unknown", "parties", "Store 1", "")],
    ),
    "no place at all": (
        "V37",
        order(line(), parties=()),
        agreement(default_ship_to="0001"),
        [(None, "warn", "order.ship-to-missing", "parties", "", "0001")],
    ),
    "no place, and parties that are none": (
        "V37",
        order(line(parties=(LineParty(role="buyer", code="0001"),)), parties=()),
        AGREEMENT,
        [(None, "hold", "order.ship-to-missing", "parties", "", "")],
    ),
    "windows": (
        "V41",
        order(
            line(dates=dated(deliver_not_before=day(1), deliver_not_after=TODAY)),
            line(dates=dated(ship_no_later=day(-1))),
            line(dates=dated(ship_not_before=day(1), ship_no_later=TODAY)),
            dates=dated(ship_not_before=day(3), ship_no_later=day(2)),
        ),
        AGREEMENT,
        [
            (None, "hold", "order.date-window", "dates", "", ""),
            (1, "hold", "order.date-window", "lines[0].dates", "", ""),
            (3, "hold", "order.date-window", "lines[2].dates", "", ""),
        ],
    ),
    "a stop": (
        "V49",
        order(line()),
        agreement(stopped=True),
        [(None, "hold", "order.partner-stopped", "", "", "")],
    ),
    "charges": (
        "V34",
        order(line(adjustments=(FEE,)), line(adjustments=(OWN_FEE,)), adjustments=(FEE, OWN_FEE, OFF)),
        CODES,
        [
            (None, "warn", "order.charge-unknown", "adjustments", "OWN", ""),
            (None, "warn", "order.charge-unknown", "adjustments", "", ""),
            (2, "warn", "order.charge-unknown", "lines[1].adjustments", "OWN", ""),
        ],
    ),
    "terms of payment": (
        "V35",
        order(
            line(),
            terms=(
                PaymentTerms(net_days=60),
                NET_30,
                PaymentTerms(discount_percent=Decimal(2), discount_days=11),
                PaymentTerms(discount_percent=Decimal(1)),
            ),
        ),
        PAYS,
        [
            (None, "hold", "order.terms-differ", "terms", "net 60 days", "2 % in 10 days, net 30 days"),
            (
                None,
                "hold",
                "order.terms-differ",
                "terms",
                "2 % in 11 days, net not said",
                "2 % in 10 days, net 30 days",
            ),
            (
                None,
                "hold",
                "order.terms-differ",
                "terms",
                "1 %, net not said",
                "2 % in 10 days, net 30 days",
            ),
        ],
    ),
    "terms where no discount was agreed": (
        "V35",
        order(line(), terms=tuple(PaymentTerms(discount_days=one) for one in (0, 1))),
        agreement(terms=(NET_30,)),
        [(None, "hold", "order.terms-differ", "terms", "net not said", "net 30 days")],
    ),
    "freight": (
        "V36",
        order(line(), freight=tuple(FreightTerms(paid_by=one) for one in ("prepaid", "collect", "mixed"))),
        COLLECT,
        [
            (None, "warn", "order.freight-differs", "freight", "prepaid", "collect"),
            (None, "warn", "order.freight-differs", "freight", "mixed", "collect"),
        ],
    ),
    "contracts": (
        "V52",
        order(
            line(references=(Reference(kind="contract", value="C2"),)),
            line(references=(Reference(kind="contract", value="C1"),)),
            line(references=(Reference(kind="contract", value="C8"), Reference(kind="contract"))),
            contract="C9",
            references=tuple(
                Reference(kind=kind, value=value)
                for kind, value in (("contract", "C9"), ("department", "C5"), ("x12:PR", "C7"))
            ),
        ),
        PAPERS,
        [
            (None, "hold", "order.contract-unknown", "contract", "C9", ""),
            (None, "hold", "order.contract-unknown", "references", "C7", ""),
            (1, "hold", "order.contract-expired", "lines[0].references", "C2", ""),
            (3, "hold", "order.contract-unknown", "lines[2].references", "C8", ""),
        ],
    ),
    "wishes for something else": (
        "V54",
        order(
            line(requirements=(SUBSTITUTE,)),
            line(),
            line(item_requirement=SalesRequirement(substitution="equivalent-item")),
            line(item_requirement=SalesRequirement(kind="ship-complete")),
            requirements=(SUBSTITUTE,),
        ),
        AGREEMENT,
        [
            (None, "warn", "order.substitution-not-agreed", "requirements", "", ""),
            (1, "warn", "order.substitution-not-agreed", "lines[0].requirements", "", ""),
            (3, "warn", "order.substitution-not-agreed", "lines[2].requirements", "", ""),
        ],
    ),
    "carriers": (
        "V55",
        order(
            line(routing=(Routing(carrier="FDEG"), Routing(carrier="RDWY"))),
            line(routing=(Routing(carrier="UPSN"),)),
            line(routing=(Routing(carrier="FDEG"),)),
            routing=(Routing(carrier="UPSN"), Routing(text="by road"), Routing(carrier="FDEG")),
        ),
        CARRIERS,
        [
            (None, "warn", "order.carrier-not-agreed", "routing", "FDEG", ""),
            (1, "warn", "order.carrier-not-agreed", "lines[0].routing", "FDEG", ""),
            (1, "warn", "order.carrier-not-agreed", "lines[0].routing", "RDWY", ""),
            (3, "warn", "order.carrier-not-agreed", "lines[2].routing", "FDEG", ""),
        ],
    ),
    "words for people": (
        "V56",
        order(
            line(messages=(" ", "Gift wrap")),
            line(),
            line(notes=(Note(title=" "), Note(title="Mind", texts=("the step",)))),
            notes=(Note(texts=("", "Ring the bell.")),),
        ),
        AGREEMENT,
        [
            (None, "warn", "order.instructions", "messages", "Ring the bell.", ""),
            (1, "warn", "order.instructions", "lines[0].messages", "Gift wrap", ""),
            (3, "warn", "order.instructions", "lines[2].messages", "Mind", ""),
        ],
    ),
}


@pytest.mark.parametrize(("rule", "placed", "agreed", "expected"), ORDERS.values(), ids=list(ORDERS))
def test_every_place_of_an_order_is_found_and_only_those(
    rule: str, placed: PurchaseOrder, agreed: Agreement, expected: list[Hit]
) -> None:
    assert expected == hits(rule, placed, agreed)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("33", []),
        ("33.02", ["warn"]),
        ("32.98", ["warn"]),
        ("33.2", []),
        ("33.22", ["warn"]),
        ("33.23", ["hold"]),
        ("32.97", ["hold"]),
    ],
)
def test_a_total_is_that_of_the_goods_or_with_what_is_added_and_taken_off(
    stated: str, expected: list[str]
) -> None:
    """A cent a line is let pass, on either side of either."""
    placed = order(*GOODS, adjustments=(OFF,), stated_total=Decimal(stated))

    assert [
        (None, action, "order.total-mismatch", "stated_total", stated, "33.2") for action in expected
    ] == hits("V13", placed)


def test_a_percentage_of_a_line_is_of_what_its_price_is_for() -> None:
    """Two hundred at 150 a hundred are 300, and ten percent of them 30."""
    hundreds = line(quantity="200", price=Decimal(150), price_basis="per-hundred", adjustments=(OFF,))

    assert [] == hits("V13", order(hundreds, stated_total=Decimal(270)))
    assert [(None, "hold", "order.total-mismatch", "stated_total", "271", "270")] == hits(
        "V13", order(hundreds, stated_total=Decimal(271))
    )


def test_a_charge_for_each_of_so_many_is_added_and_one_that_says_nothing_is_not() -> None:
    """Sixteen at 0.25 are 4.00."""
    each = Adjustment(kind="charge", rate=Decimal("0.25"), quantity=Decimal(16))
    placed = order(
        line(adjustments=(Adjustment(kind="charge"),)), adjustments=(each,), stated_total=Decimal(19)
    )

    assert [] == hits("V13", placed)
    assert ["19"] == [value for *_, value in hits("V13", replace(placed, stated_total=Decimal(20)))]


def test_the_total_an_order_states_goes_before_the_one_among_its_amounts() -> None:
    amounts = tuple(
        Amount(kind=kind, amount=Decimal(number))
        for kind, number in (("tax", 2), ("total", 16), ("total", 3))
    )

    assert ["16"] == [seen for *_, seen, _ in hits("V13", order(line(), amounts=amounts))]
    assert [] == hits("V13", order(line(), amounts=amounts, stated_total=Decimal(15)))


def test_a_total_of_a_line_nobody_priced_is_not_judged() -> None:
    placed = order(line(), line("PLATE", "6", price=None), stated_total=Decimal(16))

    assert [] == hits("V13", placed)


def test_where_no_item_is_the_strongest_none_is_proposed() -> None:
    twice = replace(
        CATALOGUE,
        cross_references=tuple(
            CrossReference(kind="buyer-item", value="X", sku=sku) for sku in ("MUG", "PLATE")
        ),
    )
    placed = order(line(identifiers=(ItemIdentifier(kind="buyer-item", value="X"),)))
    (one,) = said(decided(placed, catalogue=twice), "V16")

    assert ("MUG, PLATE", Fix(text=KINDS["order.item-ambiguous"].fix)) == (
        one.finding.value_seen,
        replace(one.fix, path=""),
    )


def test_a_number_used_before_is_said_once() -> None:
    """Whatever else was sent before it, and however often it was."""
    known = [
        KnownOrder(number="PO9"),
        KnownOrder(number="PO1", release="2"),
        KnownOrder(number="PO1", same_content=True),
        KnownOrder(number="PO1"),
        KnownOrder(number="PO1"),
    ]

    assert [(None, "hold", "partner.duplicate-order", "number", "PO1", "")] == hits(
        "V3", order(line()), known=known
    )
    assert [] == hits("V3", order(line()), known=known[:3])


def test_what_reading_found_is_said_of_the_lines_it_was_found_on() -> None:
    """Of what no line of the order is, nothing."""
    placed = order(line(), line("PLATE", "6"))
    found = (
        find("map.not-read"),
        find("map.count-mismatch", value_seen="7"),
        find("cart.unit-differs", path="lines[1].unit", value_seen="CA"),
        find("cart.quantity-differs", path="lines[0].quantity", value_seen="3"),
        find("cart.price-differs", path="lines[2].price", value_seen="9"),
        find("cart.price-differs", path="lines[0].price", value_seen="8"),
    )

    assert [(None, "warn", "order.line-count", "lines", "7", "2")] == hits("V11", placed, findings=found)
    assert [
        (2, "warn", "order.cart-differs", "lines[1].unit", "CA", ""),
        (1, "warn", "order.cart-differs", "lines[0].price", "8", ""),
    ] == hits("V65", placed, findings=found)
