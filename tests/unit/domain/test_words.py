"""States, findings and orders, as the desk speaks of them."""

from collections.abc import Mapping
from datetime import date

import pytest

from gateway.domain import findings, lifecycle
from gateway.domain.findings import Severity, find, worst
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import TradeDate
from gateway.errors import Conflict


@pytest.mark.parametrize("table", [lifecycle.ORDER, lifecycle.DELIVERY, lifecycle.ACKNOWLEDGEMENT])
def test_every_move_leads_to_a_state_of_its_table(table: Mapping[str, frozenset[str]]) -> None:
    """No move leads out of the table."""
    assert {to for moves in table.values() for to in moves} <= table.keys()


def test_only_moves_of_the_table_are_made() -> None:
    """What the table does not allow is a conflict."""
    assert "held" == lifecycle.move(lifecycle.ORDER, "received", "held")
    with pytest.raises(Conflict):
        lifecycle.move(lifecycle.ORDER, "closed", "held")


def test_a_code_stands_once_in_the_table() -> None:
    """A code never means two things."""
    with pytest.raises(ValueError, match="twice"):
        findings._table(("a", "error", "m", "f"), ("a", "info", "m", "f"))


def test_a_finding_takes_its_words_from_the_table() -> None:
    """The value seen is clipped; a severity may be another than the table's."""
    one = find("x12.empty", value_seen="x" * 200, severity=Severity.INFO)

    assert (99, Severity.INFO) == (len(one.value_seen), one.severity)
    assert findings.KINDS["x12.empty"].message == one.message


def test_the_worst_finding_decides() -> None:
    """An error outweighs a warning, a warning an info; nothing is None."""
    error, warning, info = (find("x12.empty", severity=one) for one in Severity)

    assert [Severity.ERROR, Severity.WARNING, Severity.INFO, None] == [
        worst([info, error, warning]),
        worst([info, warning]),
        worst((info,)),
        worst([]),
    ]


def test_an_order_knows_its_parties_and_days() -> None:
    """The first party in a role, the first day of the kinds asked for, in their order."""
    order = PurchaseOrder(
        number="PO-1",
        parties=(Party(role="buyer"), Party(role="ship-to", code="1"), Party(role="ship-to", code="2")),
        dates=(
            TradeDate(kind="cancel-after", on=date(2026, 3, 9)),
            TradeDate(kind="delivery-requested"),
            TradeDate(kind="delivery-requested", on=date(2026, 3, 5)),
        ),
    )

    ship_to = order.party("ship-to")
    assert ship_to is not None
    assert ("1", None) == (ship_to.code, order.party("seller"))
    assert [date(2026, 3, 5), date(2026, 3, 9), None] == [
        order.date("delivery-requested", "cancel-after"),
        order.date("cancel-after", "delivery-requested"),
        order.date("ship-requested"),
    ]
