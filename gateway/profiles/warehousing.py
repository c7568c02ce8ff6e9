"""A partner who runs warehouses of ours: asked by warehouse orders (940), telling by warehouse shipments (945)."""

from typing import Annotated

from pydantic import AfterValidator, Field

from gateway.profiles.values import Spec, Text

ORDER, SHIPMENT = "940", "945"


def _each_once(places: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(places)) != len(places):
        raise ValueError("a location is named twice")
    return places


class Warehousing(Spec):
    """Which of our `locations` the partner runs: what is promised from there is asked for by a 940, and by nothing else."""

    locations: Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_each_once)]
