"""What a warehouse may say of a shipment: everything else, however large or odd, is refused before we believe any of it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from gateway.application.ports import PackedCarton, PackedLine, PackedShipment, ShortLine
from gateway.domain.check_digits import check_digit
from gateway.errors import TransportRefused

MOST_LINES = 20_000
YEARS = range(2000, 2100)
PLAIN = r"^[!-~]([ -~]*[!-~])?$"


def _of_our_days(at: datetime) -> datetime:
    if at.year not in YEARS:
        raise ValueError("is no day on which anything was shipped")
    return at.astimezone(UTC)


def _a_label(digits: str) -> str:
    if digits and digits[-1] != check_digit(digits[:-1]):
        raise ValueError("is no SSCC-18: its check digit is wrong")
    return digits


Identifier = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
Words = Annotated[str, StringConstraints(max_length=80, pattern=rf"{PLAIN}|^$")]
Quantity = Annotated[int, Field(ge=1, le=10**9)]
Label = Annotated[str, StringConstraints(pattern=r"^([0-9]{18})?$"), AfterValidator(_a_label)]
Instant = Annotated[AwareDatetime, AfterValidator(_of_our_days)]


class Said(BaseModel):
    """Part of a report: nothing but the fields it names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SaidLine(Said):
    """So many of one commitment that left."""

    commitment: Identifier
    quantity: Quantity
    lot: Words = ""
    serials: Annotated[tuple[Identifier, ...], Field(max_length=1000)] = ()


class SaidShort(Said):
    """So many of one commitment that were not found."""

    commitment: Identifier
    quantity: Quantity
    reason: Words = ""


class SaidCarton(Said):
    """A closed carton."""

    tare: Annotated[int, Field(ge=0, le=99_999)] = 0
    weight_kg: Annotated[Decimal, Field(ge=0, le=99_999, decimal_places=3)] | None = None
    sscc: Label = ""
    lines: Annotated[tuple[SaidLine, ...], Field(min_length=1, max_length=MOST_LINES)]


class SaidShipment(Said):
    """A shipment: in cartons, loose, or not found."""

    id: Identifier
    pick: Identifier
    order: Identifier
    orders: Annotated[tuple[Identifier, ...], Field(max_length=100)] = ()
    shipped_at: Instant
    carrier: Annotated[str, Field(pattern=r"^([A-Z]{2,4})?$")] = ""
    tracking: Annotated[str, StringConstraints(max_length=30, pattern=rf"{PLAIN}|^$")] = ""
    cartons: Annotated[tuple[SaidCarton, ...], Field(max_length=MOST_LINES)] = ()
    loose: Annotated[tuple[SaidLine, ...], Field(max_length=MOST_LINES)] = ()
    short: Annotated[tuple[SaidShort, ...], Field(max_length=MOST_LINES)] = ()


def shipment_of(data: object) -> PackedShipment:
    """Return the shipment that plain data says; raises TransportRefused naming the first place that says none."""
    try:
        said = SaidShipment.model_validate(data)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(one) for one in first["loc"])[:80]
        raise TransportRefused(f"a shipment that is none: {place}: {first['msg'][:120]}") from None
    return PackedShipment(
        id=said.id,
        pick=said.pick,
        order=said.order,
        orders=said.orders,
        shipped_at=said.shipped_at,
        carrier=said.carrier,
        tracking=said.tracking,
        cartons=tuple(
            PackedCarton(tare=one.tare, weight_kg=one.weight_kg, sscc=one.sscc, lines=_lines(one.lines))
            for one in said.cartons
        ),
        loose=_lines(said.loose),
        short=tuple(
            ShortLine(commitment=one.commitment, quantity=one.quantity, reason=one.reason)
            for one in said.short
        ),
    )


def _lines(said: Iterable[SaidLine]) -> tuple[PackedLine, ...]:
    return tuple(
        PackedLine(commitment=one.commitment, quantity=one.quantity, lot=one.lot, serials=one.serials)
        for one in said
    )
