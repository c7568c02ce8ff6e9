"""Orders as the rules look at them, so that a rule can be asked by itself."""

from typing import Any

from gateway.domain.agreements import Agreement
from gateway.domain.catalogue import Catalogue
from gateway.domain.orders import PurchaseOrder
from gateway.orderdesk.cases import Case, Exceptions, look
from tests.unit.orderdesk.desk import AGREEMENT, CATALOGUE, TODAY


def case_of(
    placed: PurchaseOrder, agreed: Agreement = AGREEMENT, catalogue: Catalogue = CATALOGUE, **more: Any
) -> Case:
    """Return the case of an order today."""
    lines = look(placed, agreed, catalogue, today=TODAY, exceptions=Exceptions())
    return Case(order=placed, agreement=agreed, today=TODAY, lines=lines, **more)
