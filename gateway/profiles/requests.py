"""How a partner asks for prices, and by what its quotes are made."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from gateway.profiles.conditions import Money, Percent
from gateway.profiles.values import Spec

Share = Annotated[Decimal, Field(ge=0, le=1)]


class AutoAccept(Spec):
    """From which likeness of its description, and how far ahead of the next, an item is taken without asking."""

    score: Share = Decimal("0.90")
    gap: Share = Decimal("0.05")


class Approval(Spec):
    """When a person has to approve a quote: from an amount on, or below a margin in hundredths of the price."""

    amount_from: Money | None = None
    least_margin: Percent | None = None


class Requests(Spec):
    """Requests for quotation of the partner: taken in from its files and its 840s, and answered.

    Files that are neither X12 nor cXML are requests where `files` says so. A quote holds for `valid_days`; costs are
    those of the price list `cost_list`. With `send_at_once` what nobody has to look at leaves by itself.
    """

    files: bool = True
    valid_days: Annotated[int, Field(ge=1, le=3650)] = 30
    cost_list: str = ""
    approval: Approval = Field(default_factory=Approval)
    auto_accept: AutoAccept = Field(default_factory=AutoAccept)
    send_at_once: bool = False
