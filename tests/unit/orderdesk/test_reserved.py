"""Under which references something can be held for an order."""

from gateway.domain.carts import AUXILIARY
from gateway.domain.items import ItemIdentifier
from gateway.domain.references import Reference
from gateway.orderdesk.reserved import papers_named
from tests.unit.orderdesk.desk import line, order


def test_an_order_names_its_number_its_papers_and_its_carts_once_each() -> None:
    """Whatever kind of reference it is: the partner gave it, and the partner reserved under it."""
    cart = ItemIdentifier(kind=AUXILIARY, value="CART-7")
    one = line(
        identifiers=(cart, ItemIdentifier(kind="upc", value="1")),
        references=(Reference(kind="x12:Q1", value="Q-1"),),
    )
    asked = order(one, line(identifiers=(cart,)), references=(Reference(kind="department", value="9"),))

    assert (asked.number, "9", "Q-1", "CART-7") == papers_named(asked)
