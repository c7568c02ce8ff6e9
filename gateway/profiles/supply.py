"""Where a partner's orders leave from, and how much of an item it gets in a while."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from gateway.domain.sourcing import EVERYWHERE, SourcingRule
from gateway.domain.supply_policies import Quota as AgreedQuota
from gateway.profiles.values import Spec, Text


class Sourcing(Spec):
    """A place of ours that serves some regions, or all where none is named; the lowest `rank`, then `cost`, first.

    A region is the code of a place, the beginning of a postal code (`100*`), a state (`US-NY`) or a country (`US`).
    """

    place: Text
    regions: tuple[Text, ...] = ()
    rank: Annotated[int, Field(ge=1, le=99)] = 1
    cost: Annotated[Decimal, Field(ge=0)] | None = None

    def rule(self) -> SourcingRule:
        """Return it for the order desk."""
        return SourcingRule(
            location=self.place, regions=self.regions or (EVERYWHERE,), rank=self.rank, cost=self.cost
        )


class Quota(Spec):
    """At most so many base units of an item leave for the partner between two days, both included."""

    item: Text
    most: Annotated[int, Field(ge=0)]
    from_on: date
    until_on: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until_on < self.from_on:
            raise ValueError("until_on should not be before from_on")
        return self

    def quota(self, partner: str) -> AgreedQuota:
        """Return it for the order desk."""
        return AgreedQuota(
            sku=self.item, cap=self.most, from_on=self.from_on, until_on=self.until_on, partner=partner
        )
