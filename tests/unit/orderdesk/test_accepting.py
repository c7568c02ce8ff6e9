"""Accepting: the order a quote becomes says all of what was quoted."""

from decimal import Decimal

from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quotes import Quote, QuotedLine
from gateway.domain.references import Reference
from gateway.domain.terms import OtherPrice
from gateway.orderdesk.accepting import order_of
from tests.unit.orderdesk.desk import STORE, TODAY, agreement

MUGS = QuotedLine(
    number="10",
    quantity=Decimal(10),
    unit="CA",
    price=Decimal(150),
    price_basis="per-hundred",
    identifiers=(ItemIdentifier(kind="vendor-item", value="MUG"),),
    descriptions=(Description(text="A mug"),),
    other_prices=(OtherPrice(price=Decimal(120), quantity=Decimal(50)),),
)
QUOTE = Quote(
    request_number="R1",
    quoted_on=TODAY,
    number="Q1",
    currency="EUR",
    parties=(STORE,),
    lines=(QuotedLine(number="5", quantity=Decimal(1)), MUGS),
)


def test_the_order_is_of_the_first_kind_agreed_at_the_price_of_the_quantity_in_the_words_of_the_quote() -> (
    None
):
    """What has no price is not ordered."""

    def expected(quantity: int, price: int) -> PurchaseOrder:
        return PurchaseOrder(
            number="PO1",
            kind="blanket",
            ordered_on=TODAY,
            currency="EUR",
            currency_by="buyer",
            parties=(STORE,),
            references=(Reference(kind="x12:Q1", value="Q1"),),
            lines=(
                OrderLine(
                    number="10",
                    quantity=Decimal(quantity),
                    unit="CA",
                    price=Decimal(price),
                    price_basis="per-hundred",
                    identifiers=MUGS.identifiers,
                    descriptions=MUGS.descriptions,
                ),
            ),
        )

    agreed = agreement(order_kinds=("blanket", "stand-alone"))
    taken = order_of(QUOTE, "PO1", agreed, lines={1: Decimal(3), 2: Decimal(50)}, today=TODAY)

    assert expected(10, 150) == order_of(QUOTE, "PO1", agreed, lines={}, today=TODAY)
    assert expected(50, 120) == taken
