"""When an invoice is to be paid, and when it should have been."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gateway.application.accounting import due_on, is_past_due
from gateway.application.ports import Receivable
from gateway.domain.accounts import CreditTerms
from gateway.domain.agreements import Agreement
from gateway.domain.terms import PaymentTerms

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([], None),
        ([PaymentTerms(text="as agreed")], None),
        ([PaymentTerms(text="as agreed"), PaymentTerms(net_days=30)], date(2026, 4, 1)),
        ([PaymentTerms(net_days=0)], DAY),
        ([PaymentTerms(net_due_on=date(2026, 3, 9), net_days=30)], date(2026, 3, 9)),
    ],
)
def test_an_invoice_is_due_when_its_terms_say(terms: list[PaymentTerms], expected: date | None) -> None:
    """The first that says anything; a day goes before a number of days."""
    assert expected == due_on(terms, DAY)


@pytest.mark.parametrize(
    ("changes", "grace", "late"),
    [
        ({}, 0, True),
        ({"due_on": DAY}, 0, False),
        ({}, 1, False),
        ({"amount": Decimal(0)}, 0, False),
        ({"amount": Decimal(-1)}, 0, False),
        ({"due_on": None}, 0, False),
        ({"kind": "order"}, 0, False),
    ],
)
def test_an_invoice_is_past_due_the_day_after_its_grace(
    changes: dict[str, Any], grace: int, *, late: bool
) -> None:
    usual: dict[str, Any] = {
        "partner": "acme",
        "kind": "invoice",
        "number": "1",
        "currency": "USD",
        "total": Decimal(9),
        "amount": Decimal(9),
        "due_on": date(2026, 3, 1),
    }
    agreement = Agreement(partner="acme", credit=CreditTerms(grace_days=grace))

    assert late == is_past_due(Receivable(**(usual | changes)), agreement, DAY)
