"""What the rules on credit, payment first and blanket orders say."""

from decimal import Decimal

from gateway.domain.accounts import Account, Blanket, CreditTerms, Prepayment
from gateway.domain.references import Reference
from tests.unit.orderdesk.desk import agreement, conditioned, day, line, order
from tests.unit.orderdesk.examples import hit, ok

ON_ACCOUNT = agreement(credit=CreditTerms(limit=Decimal(100)))
ANY_AMOUNT = agreement(credit=CreditTerms())
DEPOSIT = agreement(prepayment=Prepayment(percent=Decimal(30)))
BLANKET = conditioned(blankets=(Blanket(number="B1", quantities={"MUG": 100}),))
DRAWN = Account(drawn={("B1", "MUG"): 85})
LATE = Account(past_due=Decimal(5), past_due_since=day(-9))
CALL_OFF = (Reference(kind="x12:BO", value="B1"),)


def owing(owed: str, **more: object) -> Account:
    return Account(owed=Decimal(owed), **more)


# each order is ten mugs at 1.50: 15.00
TERMS = [
    ok("V48", order(line()), account=owing("1000")),
    ok("V48", order(line()), ON_ACCOUNT, account=owing("84.99")),
    ok("V48", order(line()), ON_ACCOUNT, account=owing("85")),
    hit("V48", "hold", "order.credit-exceeded", None, order(line()), ON_ACCOUNT, account=owing("85.01")),
    ok("V48", order(line()), ON_ACCOUNT, account=owing("85.01", paid=Decimal("0.01"))),
    ok("V48", order(line()), ON_ACCOUNT, account=owing("99", reserved=Decimal(15), past_due=Decimal(1))),
    hit(
        "V48",
        "hold",
        "order.credit-exceeded",
        None,
        order(line()),
        ON_ACCOUNT,
        account=owing("99", reserved=Decimal("14.99")),
    ),
    ok("V48", order(line("UNPRICED")), ON_ACCOUNT, account=owing("1000")),
    hit("V48", "hold", "order.past-due", None, order(line("UNPRICED")), ON_ACCOUNT, account=LATE),
    ok("V48", order(line()), ANY_AMOUNT, account=owing("1000000")),
    hit("V48", "hold", "order.past-due", None, order(line()), ANY_AMOUNT, account=LATE),
    hit(
        "V48",
        "hold",
        "order.past-due",
        None,
        order(line()),
        ANY_AMOUNT,
        account=Account(past_due=Decimal("0.01")),
    ),
    ok("V50", order(line())),
    hit("V50", "hold", "order.payment-due", None, order(line()), DEPOSIT),
    hit(
        "V50",
        "hold",
        "order.payment-due",
        None,
        order(line()),
        DEPOSIT,
        account=Account(paid=Decimal("4.49")),
    ),
    ok("V50", order(line()), DEPOSIT, account=Account(paid=Decimal("4.50"))),
    ok("V50", order(line()), DEPOSIT, account=Account(reserved=Decimal(15))),
    ok("V50", order(line("UNPRICED")), DEPOSIT),
    ok("V51", order(line(quantity="1000"), contract="B1")),
    ok("V51", order(line(quantity="1000")), BLANKET),
    ok("V51", order(line(quantity="15"), contract="B1"), BLANKET, account=DRAWN),
    hit(
        "V51",
        "hold",
        "order.blanket-exceeded",
        1,
        order(line(quantity="16"), contract="B1"),
        BLANKET,
        account=DRAWN,
    ),
    hit(
        "V51",
        "hold",
        "order.blanket-exceeded",
        2,
        order(line(quantity="15"), line(quantity="1", price=Decimal("1.50")), references=CALL_OFF),
        BLANKET,
        account=DRAWN,
    ),
    ok("V51", order(line("UNPRICED", unit="DZ"), line("NOBODYS"), contract="B1"), BLANKET),
    hit("V51", "hold", "order.blanket-exceeded", 1, order(line("PLATE", "6", references=CALL_OFF)), BLANKET),
    hit(
        "V51",
        "hold",
        "order.blanket-exceeded",
        2,
        order(line(quantity="1000"), line("PLATE", "6", references=CALL_OFF)),
        BLANKET,
    ),
    hit(
        "V51",
        "hold",
        "order.blanket-exceeded",
        3,
        order(line(quantity="5"), line(quantity="6"), line(quantity="7"), contract="B1"),
        BLANKET,
        account=DRAWN,
    ),
]
