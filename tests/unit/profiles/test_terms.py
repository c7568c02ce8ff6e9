"""What a profile says about money reaches the order desk, and nonsense is refused."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.domain.accounts import Blanket, CreditTerms, Instalment, Prepayment
from gateway.domain.agreements import Agreement
from gateway.domain.charges import AgreedCharge
from gateway.profiles.orders import Dialect, Orders


def agreed(**orders: Any) -> Agreement:
    return Orders.model_validate(orders).agreement(
        "acme", stopped=False, dialect=Dialect(), locations={}, prices=()
    )


def test_what_is_left_out_was_not_agreed() -> None:
    bare = agreed()

    assert (None, None, (), (), False) == (
        bare.credit,
        bare.prepayment,
        bare.instalments,
        bare.charges,
        bare.tax_exempt,
    )


def test_everything_about_money_reaches_the_desk() -> None:
    whole = agreed(
        credit={"limit": "1000", "grace_days": "3"},
        pay_first={"percent": "30", "proforma": "true"},
        instalments=[{"percent": "50", "net_days": "0"}, {"percent": "50", "net_days": "30"}],
        taxes={"exempt": "true", "certificate": "R-7"},
        charges=[{"text": "Freight", "code": "D240", "amount": "10", "below": "500", "items": ["MUG"]}],
        conditions={"blankets": {"B1": {"MUG": "12"}}},
    )

    assert CreditTerms(limit=Decimal(1000), grace_days=3) == whole.credit
    assert Prepayment(percent=Decimal(30), proforma=True) == whole.prepayment
    assert (
        Instalment(percent=Decimal(50), net_days=0),
        Instalment(percent=Decimal(50), net_days=30),
    ) == whole.instalments
    assert (True, "R-7") == (whole.tax_exempt, whole.tax_certificate)
    assert (
        AgreedCharge(text="Freight", code="D240", amount=Decimal(10), below=Decimal(500), skus=("MUG",)),
    ) == whole.charges
    assert (Blanket(number="B1", quantities={"MUG": 12}),) == whole.conditions.blankets


@pytest.mark.parametrize(
    "orders",
    [
        {"instalments": [{"percent": "50", "net_days": "0"}]},
        {"instalments": [{"percent": "0", "net_days": "0"}, {"percent": "100", "net_days": "0"}]},
        {"charges": [{"text": "Both", "amount": "1", "percent": "1"}]},
        {"charges": [{"text": "Neither"}]},
        {"charges": [{"text": "Odd", "amount": "1", "code": "freight"}]},
        {"credit": {"limit": "-1"}},
        {"pay_first": {"percent": "0"}},
        {"pay_first": {"percent": "101"}},
        {"conditions": {"blankets": {"B1": {"MUG": "-1"}}}},
    ],
)
def test_nonsense_is_refused(orders: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Orders.model_validate(orders)
