"""What a profile says about money besides prices: charges, taxes, credit, what is paid first, instalments."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from gateway.domain import accounts, charges
from gateway.profiles.conditions import Money, Percent
from gateway.profiles.values import Spec, Text

Days = Annotated[int, Field(ge=0, le=3650)]
ChargeCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9A-Z]{3}$")]
WHOLE = Decimal(100)


class Charge(Spec):
    """An allowance or a charge on the partner's invoices: an amount for an order, or a percentage of its goods.

    With `items` it is one of their lines. It is made while the order's goods are worth `at_least` and less than `below`.
    """

    text: Text
    kind: Literal["allowance", "charge"] = "charge"
    code: ChargeCode = "ZZZZ"
    amount: Money | None = None
    percent: Percent | None = None
    at_least: Money = Decimal(0)
    below: Money = Decimal(0)
    items: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> "Charge":
        if (self.amount is None) == (self.percent is None):
            raise ValueError("a charge is either an amount or a percent")
        return self

    def agreed(self) -> charges.AgreedCharge:
        """Return it for the order desk."""
        return charges.AgreedCharge(**self.model_dump(exclude={"items"}), skus=self.items)


class Taxes(Spec):
    """Whether the partner's invoices are taxed by the rates that were loaded, and the number that says why not."""

    exempt: bool = False
    certificate: str = ""


class Credit(Spec):
    """On account: up to a limit over open orders and unpaid invoices, and while nothing is past due for `grace_days`."""

    limit: Money | None = None
    grace_days: Days = 0

    def terms(self) -> accounts.CreditTerms:
        """Return them for the order desk."""
        return accounts.CreditTerms(limit=self.limit, grace_days=self.grace_days)


class PayFirst(Spec):
    """What share of an order is paid before anything is promised; with `proforma` a proforma invoice asks for it."""

    percent: Annotated[Decimal, Field(gt=0, le=100)] = WHOLE
    proforma: bool = False

    def prepayment(self) -> accounts.Prepayment:
        """Return it for the order desk."""
        return accounts.Prepayment(percent=self.percent, proforma=self.proforma)


class Instalment(Spec):
    """A part of every invoice, and when it is due."""

    percent: Annotated[Decimal, Field(gt=0, le=100)]
    net_days: Days

    def agreed(self) -> accounts.Instalment:
        """Return it for the order desk."""
        return accounts.Instalment(percent=self.percent, net_days=self.net_days)


def make_a_whole(parts: tuple[Instalment, ...]) -> tuple[Instalment, ...]:
    """Return the instalments; raises ValueError where they are not a hundred percent."""
    if parts and sum(one.percent for one in parts) != WHOLE:
        raise ValueError("the instalments should be 100 percent together")
    return parts
