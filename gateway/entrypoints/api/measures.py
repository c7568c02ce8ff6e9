"""Measures over the API."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from gateway.application.desk import today
from gateway.application.measures import measure, plain_measures
from gateway.entrypoints.api.access import Here, operator

router = APIRouter(prefix="/api/v1", tags=["measures"], dependencies=[Depends(operator)])
USUAL_DAYS = 29


class MeasureShape(BaseModel):
    """One measure: `part` of `whole` where it is a share or a mean; no `value` where there is nothing to measure."""

    name: str
    group: str
    unit: str
    value: str | None
    part: int | None
    whole: int | None


class ReasonShape(BaseModel):
    """How many orders a rule brought before a person, or had a person's hand in them without one."""

    reason: str
    orders: int


class MeasuresShape(BaseModel):
    """Every measure of a period, both days included."""

    from_on: date = Field(alias="from")
    to_on: date = Field(alias="to")
    partner: str
    measures: list[MeasureShape]
    reasons: list[ReasonShape]


@router.get("/measures")
def get_measures(
    gateway: Here,
    *,
    from_on: Annotated[date | None, Query(alias="from")] = None,
    to_on: Annotated[date | None, Query(alias="to")] = None,
    partner: str = "",
) -> MeasuresShape:
    """Return the measures of the days from one to another; of the last thirty unless they are named."""
    last = to_on or today(gateway.services)
    first = from_on or last - timedelta(days=USUAL_DAYS)
    with gateway.store.read() as work:
        found = measure(gateway.services, work, from_on=first, to_on=last, partner=partner)
    return MeasuresShape.model_validate(plain_measures(found))
