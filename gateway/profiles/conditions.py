"""What a profile holds orders against beyond prices and places, and how it differs from the rules of the desk."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from gateway.domain import conditions
from gateway.domain.accounts import Blanket
from gateway.domain.agreements import RuleOverride
from gateway.domain.conditions import BilledPlace, ItemTerms, Paper
from gateway.profiles.places import Location
from gateway.profiles.values import Spec, Text

Rule = Annotated[str, StringConstraints(pattern=r"^[DV][1-9][0-9]?$")]
Action = Literal["reject", "hold", "change", "warn", "off"]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Money = Annotated[Decimal, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]
Area = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$")]

# What a profile leaves out is what the order desk takes by itself.
_USUAL = conditions.Usual()
_AGREED = conditions.Conditions()


class RuleTerms(Spec):
    """What a rule does for the partner; for the lines of single items or groups of items something else."""

    action: Action | None = None
    items: Mapping[Text, Action] = Field(default_factory=dict)
    groups: Mapping[Text, Action] = Field(default_factory=dict)

    def overrides(self, rule: str) -> Iterator[RuleOverride]:
        """Yield them for the order desk."""
        if self.action is not None:
            yield RuleOverride(rule=rule, action=self.action)
        for sku, action in self.items.items():
            yield RuleOverride(rule=rule, action=action, sku=sku)
        for group, action in self.groups.items():
            yield RuleOverride(rule=rule, action=action, group=group)


def _spelt_out(terms: object) -> object:
    return {"action": terms} if isinstance(terms, str) else terms


RuleChange = Annotated[RuleTerms, BeforeValidator(_spelt_out, json_schema_input_type=Action | RuleTerms)]


class Sold(Spec):
    """What was agreed on an item or a group of items; quantities count base units of one line."""

    sold: bool = True
    least: Count = 0
    most: Count = 0
    barred: tuple[Area, ...] = ()

    def terms(self, *, sku: str = "", group: str = "") -> ItemTerms:
        """Return it for the order desk."""
        return ItemTerms(
            sku=sku, group=group, sold=self.sold, least=self.least, most=self.most, barred=self.barred
        )


class Validity(Spec):
    """When a contract or a quote holds."""

    valid_from: date | None = None
    valid_until: date | None = None


class Usual(Spec):
    """When a quantity is unlike those the partner ordered before."""

    times_largest: Annotated[Decimal, Field(ge=1)] = _USUAL.times_largest
    deviations: Annotated[Decimal, Field(ge=1)] = _USUAL.deviations
    fewest: Annotated[int, Field(ge=1)] = _USUAL.fewest


class Conditions(Spec):
    """Everything else an order is held against; a rule says nothing of what is left out."""

    items: Mapping[Text, Sold] = Field(default_factory=dict)
    groups: Mapping[Text, Sold] = Field(default_factory=dict)
    only_listed: bool = _AGREED.only_listed
    contracts: Mapping[Text, Validity] = Field(default_factory=dict)
    order_minimum: Money = _AGREED.order_minimum
    most_lines: Count = _AGREED.most_lines
    least_accepted_percent: Percent = _AGREED.least_accepted_percent
    charges: tuple[Text, ...] = ()
    freight_paid_by: tuple[Text, ...] = ()
    carriers: tuple[Text, ...] = ()
    usual_quantities: Usual | None = None
    blankets: Mapping[Text, Mapping[Text, Count]] = Field(default_factory=dict)

    def conditions(self, locations: Mapping[str, Location]) -> conditions.Conditions:
        """Return them for the order desk."""
        return conditions.Conditions(
            items=(
                *(one.terms(sku=sku) for sku, one in self.items.items()),
                *(one.terms(group=group) for group, one in self.groups.items()),
            ),
            only_listed=self.only_listed,
            papers=tuple(
                Paper(number=number, valid_from_on=one.valid_from, valid_until_on=one.valid_until)
                for number, one in self.contracts.items()
            ),
            order_minimum=self.order_minimum,
            most_lines=self.most_lines,
            least_accepted_percent=self.least_accepted_percent,
            charges=self.charges,
            freight_paid_by=self.freight_paid_by,
            carriers=self.carriers,
            usual=conditions.Usual(**self.usual_quantities.model_dump()) if self.usual_quantities else None,
            billed=tuple(
                BilledPlace(ship_to=code, bill_to=place.bill_to)
                for code, place in locations.items()
                if place.bill_to
            ),
            blankets=tuple(
                Blanket(number=number, quantities=quantities) for number, quantities in self.blankets.items()
            ),
        )
