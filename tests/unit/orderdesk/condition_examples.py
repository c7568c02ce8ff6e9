"""What the rules on further conditions say: packs, bounds, papers, places, words and promises."""

from dataclasses import replace
from decimal import Decimal

from gateway.domain.agreements import Calendar
from gateway.domain.conditions import BilledPlace, ItemTerms, Paper, Usual
from gateway.domain.items import PackDetail
from gateway.domain.orders import LineParty
from gateway.domain.parties import Party
from gateway.domain.references import Note, Reference
from gateway.domain.terms import Adjustment, FreightTerms, PaymentTerms, Routing, SalesRequirement
from tests.unit.orderdesk.desk import (
    STORE,
    TODAY,
    agreement,
    conditioned,
    day,
    line,
    order,
    overriding,
    policy,
    stock,
)
from tests.unit.orderdesk.examples import Example, dated, hit, ok, ship_to, stores

ONLY_MUGS = conditioned(only_listed=True, items=(ItemTerms(sku="MUG"),))
NO_CROCKERY = conditioned(items=(ItemTerms(group="crockery", sold=False),))
BUT_PLATES = conditioned(items=(ItemTerms(group="crockery", sold=False), ItemTerms(sku="PLATE")))
BARRED = (ItemTerms(sku="MUG", barred=("CA", "US-NY")),)
NOT_THERE = conditioned(items=BARRED)
ABROAD = Party(role="ship-to", code="9", code_kind="buyer-assigned", country="CA")
NOT_TO_KNOWN = replace(NOT_THERE, locations=(STORE, ABROAD))
SOME = conditioned(items=(ItemTerms(sku="MUG", least=10, most=20), ItemTerms(group="crockery", most=12)))
NO_LESS = conditioned(order_minimum=Decimal("15.00"))
FEE = Adjustment(kind="charge", code="D240", amount=Decimal(5))
OWN_FEE = Adjustment(kind="charge", agency_code="OWN", amount=Decimal(5))
CODES = conditioned(charges=("D240",))
NET_30 = PaymentTerms(net_days=30)
EARLY = PaymentTerms(net_days=30, discount_percent=Decimal(2), discount_days=10)
PAYS = agreement(terms=(EARLY, NET_30))
COLLECT = conditioned(freight_paid_by=("collect", "third-party"))
BILLED = conditioned(
    billed=(BilledPlace(ship_to="0001", bill_to=("HQ", "HQ2")), BilledPlace(ship_to="2", bill_to=()))
)
PAPERS = conditioned(
    papers=(
        Paper(number="C1", valid_from_on=TODAY, valid_until_on=day(9)),
        Paper(number="C2", valid_until_on=day(-1)),
    )
)
CARRIERS = conditioned(carriers=("UPSN",))
SUBSTITUTES = agreement(backorders=policy(substitute=True))
USUAL = conditioned(usual=Usual(fewest=5))
OFTEN = {"MUG": (8, 9, 10, 11, 12)}
STEADY = {"MUG": (10, 10, 10, 10, 10)}
MOST = conditioned(least_accepted_percent=Decimal(80))
WEEKLY = agreement(calendar=Calendar(lead_days=7))
TRAVELS = agreement(calendar=Calendar(transit_days=3))


def billed(code: str) -> tuple[Party, ...]:
    return (STORE, Party(role="bill-to", code=code))


def packed(pack: int | None, inner: int | None = None) -> tuple[PackDetail, ...]:
    return (PackDetail(pack=pack, inner_pack=inner),)


def wish(kind: str = "", substitution: str = "") -> SalesRequirement:
    return SalesRequirement(kind=kind, substitution=substitution)


CONDITIONS: list[Example] = [
    ok("V4", order(line())),
    ok("V5", order(line(), purpose="duplicate")),
    hit("V4", "hold", "order.duplicate-unknown", None, order(line(), purpose="duplicate")),
    ok("V14", order(line(), line("PLATE", "6")), conditioned(most_lines=2)),
    hit(
        "V14", "warn", "order.lines-many", None, order(line(), line("PLATE", "6")), conditioned(most_lines=1)
    ),
    ok("V19", order(line()), ONLY_MUGS),
    ok("V19", order(line("NOBODYS")), ONLY_MUGS),
    ok("V19", order(line("PLATE", "6")), BUT_PLATES),
    ok("V19", order(line()), NO_CROCKERY),
    hit("V19", "reject", "order.item-not-agreed", 1, order(line("PLATE", "6")), ONLY_MUGS),
    hit("V19", "reject", "order.item-not-agreed", 1, order(line("PLATE", "6")), NO_CROCKERY),
    ok("V20", order(line("PLATE", "6"), parties=ship_to(country="CA")), NOT_THERE),
    ok("V20", order(line(), parties=ship_to(country="US", region="NJ")), NOT_THERE),
    ok("V20", order(line(), parties=()), NOT_THERE),
    ok("V20", order(line("NOBODYS"), parties=ship_to(country="CA")), NOT_THERE),
    ok("V20", order(line(distributions=stores(("nobodys", "10"))), parties=ship_to(country="CA")), NOT_THERE),
    hit("V20", "hold", "order.item-restricted", 1, order(line(), parties=ship_to(country="CA")), NOT_THERE),
    hit(
        "V20",
        "hold",
        "order.item-restricted",
        1,
        order(line(), parties=ship_to(country="US", region="NY")),
        NOT_THERE,
    ),
    hit("V20", "hold", "order.item-restricted", 1, order(line(), parties=ship_to(code="9")), NOT_TO_KNOWN),
    hit(
        "V20",
        "hold",
        "order.item-restricted",
        1,
        order(line(parties=(LineParty(role="ship-to", code="9"), LineParty(role="buyer")))),
        NOT_TO_KNOWN,
    ),
    hit(
        "V20",
        "hold",
        "order.item-restricted",
        1,
        order(line(distributions=stores(("0001", "4"), ("9", "6")))),
        NOT_TO_KNOWN,
    ),
    hit(
        "V20",
        "hold",
        "order.item-restricted",
        1,
        order(line(), parties=()),
        replace(NOT_TO_KNOWN, default_ship_to="9"),
    ),
    ok("V23", order(line(unit=""))),
    ok("V23", order(line(unit="DZ"))),
    hit("V23", "warn", "order.unit-converted", 1, order(line(unit="CA"))),
    ok("V25", order(line(packs=packed(12)))),
    ok("V25", order(line(packs=packed(1)))),
    ok("V25", order(line(packs=packed(None)))),
    ok("V25", order(line(unit="CA", packs=packed(4, 3)))),
    ok("V25", order(line("PLATE", "6", packs=packed(6)))),
    ok("V25", order(line("NOBODYS", packs=packed(7)))),
    hit("V25", "hold", "order.pack-differs", 1, order(line(packs=packed(6)))),
    hit("V25", "hold", "order.pack-differs", 1, order(line(unit="CA", packs=packed(1)))),
    ok("V26", order(line(quantity="10")), SOME),
    ok("V26", order(line(quantity="20")), SOME),
    ok("V26", order(line(quantity="0")), SOME),
    ok("V26", order(line("OLD", "1")), SOME),
    ok("V26", order(line("NOBODYS")), SOME),
    ok("V26", order(line("PLATE", "12")), SOME),
    hit("V26", "reject", "order.quantity-below-least", 1, order(line(quantity="9")), SOME),
    hit("V26", "reject", "order.quantity-above-most", 1, order(line(quantity="21")), SOME),
    hit("V26", "reject", "order.quantity-above-most", 1, order(line("PLATE", "18")), SOME),
    ok("V27", order(line()), NO_LESS),
    ok("V27", order(), NO_LESS),
    ok("V27", order(line(quantity="1"), line("UNPRICED")), NO_LESS),
    ok("V27", order(line(price=Decimal("1.60"))), NO_LESS),
    hit("V27", "hold", "order.value-below-least", None, order(line(quantity="9")), NO_LESS),
    hit("V27", "hold", "order.value-below-least", None, order(line(quantity="9", price=None)), NO_LESS),
    hit(
        "V27",
        "hold",
        "order.value-below-least",
        None,
        order(line("NOBODYS", "1", price=Decimal("14.99"))),
        NO_LESS,
    ),
    ok("V34", order(line(adjustments=(OWN_FEE,)), adjustments=(FEE,))),
    ok("V34", order(line(adjustments=(FEE,)), adjustments=(FEE,)), CODES),
    hit("V34", "warn", "order.charge-unknown", None, order(line(), adjustments=(FEE, OWN_FEE)), CODES),
    hit("V34", "warn", "order.charge-unknown", 1, order(line(adjustments=(OWN_FEE,))), CODES),
    ok("V35", order(line(), terms=(PaymentTerms(net_days=60),))),
    ok("V35", order(line()), PAYS),
    ok("V35", order(line(), terms=(NET_30, EARLY, PaymentTerms(text="as agreed"))), PAYS),
    ok("V35", order(line(), terms=(PaymentTerms(discount_percent=Decimal(0)),)), PAYS),
    hit("V35", "hold", "order.terms-differ", None, order(line(), terms=(PaymentTerms(net_days=31),)), PAYS),
    hit(
        "V35",
        "hold",
        "order.terms-differ",
        None,
        order(line(), terms=(replace(EARLY, net_days=None, discount_days=11),)),
        PAYS,
    ),
    ok("V36", order(line(), freight=(FreightTerms(paid_by="prepaid"),))),
    ok("V36", order(line(), freight=(FreightTerms(paid_by="third-party"),)), COLLECT),
    hit(
        "V36",
        "warn",
        "order.freight-differs",
        None,
        order(line(), freight=(FreightTerms(paid_by="prepaid"),)),
        COLLECT,
    ),
    ok("V38", order(line(), parties=billed("HQ2")), BILLED),
    ok("V38", order(line(), parties=billed("")), BILLED),
    ok("V38", order(line()), BILLED),
    ok("V38", order(line(), parties=(Party(role="bill-to", code="X"),)), BILLED),
    hit("V38", "hold", "order.bill-to-differs", None, order(line(), parties=billed("X")), BILLED),
    ok("V39", order(line(), parties=ship_to(street=("1 MAIN STREET.",)))),
    ok("V39", order(line(), parties=ship_to(street=()))),
    ok("V39", order(line(), parties=ship_to(code="", street=("Elsewhere",)))),
    ok("V39", order(line(), parties=ship_to(street=("Elsewhere",)), kind="drop-ship")),
    ok("V39", order(line(), parties=ship_to(role="buyer", street=("Elsewhere",)))),
    ok("V39", order(line(parties=(LineParty(role="buyer", code="0001", street=("Elsewhere",)),)))),
    hit(
        "V39",
        "warn",
        "order.address-differs",
        None,
        order(line(), parties=ship_to(street=("2 Main Street",))),
    ),
    hit(
        "V39",
        "warn",
        "order.address-differs",
        1,
        order(line(parties=(LineParty(role="ship-to", code="0001", postal_code="12346"),))),
    ),
    ok("V42", order(line())),
    ok("V42", order(line(), dates=dated(ship_requested=day(7))), WEEKLY),
    ok("V42", order(line(), dates=()), positions=[stock("MUG", (0, 5), (30, 5))]),
    ok("V42", order(line(), dates=dated(ship_requested=day(-1))), positions=[stock("MUG", (1, 10))]),
    ok("V42", order(line("NOBODYS")), WEEKLY),
    hit("V42", "change", "order.date-infeasible", 1, order(line()), positions=[stock("MUG", (0, 9), (1, 1))]),
    hit("V42", "change", "order.date-infeasible", 1, order(line()), positions=[stock("MUG", (0, 9))]),
    hit("V42", "change", "order.date-infeasible", 1, order(line()), positions=[]),
    hit(
        "V42", "change", "order.date-infeasible", 1, order(line(), dates=dated(ship_requested=day(6))), WEEKLY
    ),
    hit(
        "V42",
        "change",
        "order.date-infeasible",
        1,
        order(line(), dates=dated(delivery_requested=day(2))),
        TRAVELS,
    ),
    ok("V52", order(line(), contract="C9")),
    ok("V52", order(line(), contract="C1", references=(Reference(kind="department", value="7"),)), PAPERS),
    ok("V52", order(line(), contract="C1", ordered_on=day(9)), PAPERS),
    hit(
        "V52",
        "hold",
        "order.contract-expired",
        None,
        order(line(), contract="C1", ordered_on=day(10)),
        PAPERS,
    ),
    hit("V52", "hold", "order.contract-expired", None, order(line(), contract="C2", ordered_on=None), PAPERS),
    hit(
        "V52",
        "hold",
        "order.contract-expired",
        None,
        order(line(), contract="C1", ordered_on=day(-1)),
        PAPERS,
    ),
    hit(
        "V52",
        "hold",
        "order.contract-unknown",
        None,
        order(line(), contract="C9", references=(Reference(kind="contract", value="C9"),)),
        PAPERS,
    ),
    hit(
        "V52",
        "hold",
        "order.contract-unknown",
        None,
        order(line(), references=(Reference(kind="x12:PR", value="Q1"),)),
        PAPERS,
    ),
    hit(
        "V52",
        "hold",
        "order.contract-unknown",
        1,
        order(line(references=(Reference(kind="contract", value="C9"),))),
        PAPERS,
    ),
    ok("V53", order(line(quantity="1000")), before=OFTEN),
    ok("V53", order(line(quantity="20")), USUAL, before=OFTEN),
    ok("V53", order(line(quantity="1000")), USUAL, before={"MUG": OFTEN["MUG"][:4]}),
    ok("V53", order(line(quantity="30")), USUAL, before=STEADY),
    ok("V53", order(line(quantity="90")), USUAL, before={"MUG": (10, 11, 12, 13, 90)}),
    ok("V53", order(line("NOBODYS", "1000"), line("PLATE", "600")), USUAL, before=OFTEN),
    ok("V53", order(line(quantity="0.5")), USUAL, before=OFTEN),
    hit("V53", "hold", "order.quantity-outlier", 1, order(line(quantity="21")), USUAL, before=OFTEN),
    hit("V53", "hold", "order.quantity-outlier", 1, order(line(quantity="31")), USUAL, before=STEADY),
    ok("V54", order(line(), requirements=(wish("substitution-allowed"),)), SUBSTITUTES),
    ok("V54", order(line(item_requirement=wish("ship-complete")), requirements=(wish("no-substitution"),))),
    hit(
        "V54",
        "warn",
        "order.substitution-not-agreed",
        None,
        order(line(), requirements=(wish("substitution-allowed"),)),
    ),
    hit(
        "V54",
        "warn",
        "order.substitution-not-agreed",
        1,
        order(line(item_requirement=wish(substitution="equivalent-item"))),
    ),
    hit(
        "V54",
        "warn",
        "order.substitution-not-agreed",
        1,
        order(line(requirements=(wish("ship-partial-substitute"),))),
    ),
    ok("V55", order(line(), routing=(Routing(carrier="FDEG"),))),
    ok("V55", order(line(), routing=(Routing(carrier="UPSN"), Routing(text="by road"))), CARRIERS),
    hit(
        "V55",
        "warn",
        "order.carrier-not-agreed",
        None,
        order(line(), routing=(Routing(carrier="FDEG"),)),
        CARRIERS,
    ),
    hit(
        "V55",
        "warn",
        "order.carrier-not-agreed",
        1,
        order(line(routing=(Routing(carrier="FDEG"),))),
        CARRIERS,
    ),
    ok("V56", order(line(messages=(" ",)), notes=(Note(title=""),))),
    hit("V56", "warn", "order.instructions", None, order(line(), messages=("Ring the bell.",))),
    hit("V56", "warn", "order.instructions", None, order(line(), notes=(Note(texts=("Ring the bell.",)),))),
    hit(
        "V56",
        "hold",
        "order.instructions",
        1,
        order(line(messages=("Ring the bell.",))),
        overriding("V56", "hold"),
    ),
    ok("V58", order(line()), positions=[stock("MUG", (0, 1))]),
    ok("V58", order(line()), MOST, positions=[stock("MUG", (0, 8))]),
    ok("V58", order(), MOST),
    ok("V58", order(line(price=Decimal("1.00"))), MOST),
    ok("V58", order(line(quantity="40"), line("NOBODYS")), MOST),
    hit(
        "V58",
        "hold",
        "order.accepted-too-little",
        None,
        order(line()),
        MOST,
        positions=[stock("MUG", (0, 7))],
    ),
    hit("V58", "hold", "order.accepted-too-little", None, order(line(quantity="39"), line("NOBODYS")), MOST),
    ok("V60", order(line())),
    ok("V60", order(line(), kind="drop-ship", parties=())),
    ok("V60", order(line(), kind="drop-ship", parties=ship_to(street=()))),
    hit("V60", "warn", "order.personal-data", None, order(line(), kind="drop-ship")),
]
