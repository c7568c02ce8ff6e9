"""What a partner tells us of stock of ours, and what we tell it of what it can have."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gateway.profiles.values import Spec, Text


class StockFrom(Spec):
    """Stock of ours that the partner keeps or makes: its inventory advice is our supply.

    `places` are our locations by the code the partner gives a place; `location` is ours where its report names none.
    """

    location: str = ""
    places: Mapping[Text, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _must_lie_somewhere(self) -> "StockFrom":
        if not (self.location or self.places):
            raise ValueError("neither a location nor places are named")
        return self

    def place(self, code: str) -> str:
        """Return our location for what the partner calls a place, nothing where it is not agreed."""
        if code and self.places:
            return self.places.get(code, "")
        return self.location


class CatalogueFrom(Spec):
    """The partner's price catalogue (832) changes our catalogue by itself: its prices go into `price_list`.

    Of items we do not have yet nothing is taken, unless `items: any` says that new ones may come in as well. Prices
    that name no currency are in `currency`.
    """

    price_list: Text
    currency: str = ""
    items: Literal["known", "any"] = "known"


class StockFor(Spec):
    """What the partner is told it can have: a quantity, never more than `most` and in whole `step`s, or only words.

    In words an item is in stock, low (less than `low_below` of it, but more than none) or out.
    """

    show: Literal["quantity", "words"] = "quantity"
    most: Annotated[int, Field(ge=1)] | None = None
    step: Annotated[int, Field(ge=1)] = 1
    low_below: Annotated[int, Field(ge=0)] = 0
