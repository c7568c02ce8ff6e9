"""The page of measures: how well we served in a period, as a table with small bars."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from babel.numbers import format_percent
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from gateway.application.desk import today
from gateway.application.measures import DAYS, SECONDS, SHARE, Measure, measure
from gateway.entrypoints.api.access import Here, operator
from gateway.entrypoints.console.languages import ENGLISH, locale_of, say, spoken
from gateway.entrypoints.console.numbers import number
from gateway.entrypoints.console.rendering import page

router = APIRouter(prefix="/measures", include_in_schema=False, dependencies=[Depends(operator)])
USUAL_DAYS = 29
STEP = 5
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "service": "What was due and what left",
        "promises": "Promises and backorders",
        "handling": "Orders and people",
        "timeliness": "How long answers took",
        "papers": "Invoices",
    }
)
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "line-fill": "Lines filled by their first shipment, in time",
        "unit-fill": "Units filled by their line's first shipment, in time",
        "order-fill": "Orders filled by first shipments, in time",
        "on-time-request": "Lines on time against the request",
        "on-time-first-promise": "Lines on time against the first promise",
        "on-time-last-promise": "Lines on time against the last promise",
        "otif": "On time and in full, as each partner counts",
        "perfect-order": "Perfect orders",
        "first-promise-error": "Days between the first promise and the truth",
        "promise-steady": "Lines whose promise never changed",
        "promise-changes": "Changes of promise for each line",
        "backorder-rate": "Lines that ever waited",
        "backorders-open": "Lines that wait now",
        "backorders-open-units": "Units that wait now",
        "backorder-age": "Mean age of what waits now",
        "backorder-oldest": "Oldest that waits now",
        "touchless": "Orders answered without a person",
        "hold-precision": "Holds that really led to a change",
        "acknowledgement-given": "Orders acknowledged",
        "acknowledgement-in-limit": "Acknowledged within the time agreed",
        "acknowledgement-p50": "Acknowledged: half of them after",
        "acknowledgement-p95": "Acknowledged: 95 % of them after",
        "acknowledgement-p99": "Acknowledged: 99 % of them after",
        "answer-given": "Orders answered",
        "answer-in-limit": "Answered within the time agreed",
        "answer-p50": "Answered: half of them after",
        "answer-p95": "Answered: 95 % of them after",
        "answer-p99": "Answered: 99 % of them after",
        "ship-notice-given": "Shipments noticed",
        "ship-notice-in-limit": "Noticed within the time agreed",
        "ship-notice-p50": "Noticed: half of them after",
        "ship-notice-p95": "Noticed: 95 % of them after",
        "ship-notice-p99": "Noticed: 99 % of them after",
        "invoice-match": "Invoices that match what left and were not refused",
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {"by-hand": "a person acted without a hold", "undecided": "not answered yet"}
)


@router.get("")
def measures(request: Request, gateway: Here) -> HTMLResponse:
    """Show the measures of a period and what gave people work."""
    last = _day(request, "to") or today(gateway.services)
    first = _day(request, "from") or last - timedelta(days=USUAL_DAYS)
    partner = request.query_params.get("partner", "")
    with gateway.store.read() as work:
        found = measure(gateway.services, work, from_on=first, to_on=last, partner=partner)
    groups = [
        (
            say(title),
            [
                (one, say(NAMES[one.name]), text_of(one), bar_of(one))
                for one in found.measures
                if one.group == group
            ],
        )
        for group, title in GROUPS.items()
    ]
    most = max((count for _, count in found.reasons), default=1)
    return page(
        request,
        "measures.html",
        found=found,
        groups=groups,
        reasons=[(say(REASONS.get(name, name)), count, _bar(count, most)) for name, count in found.reasons],
    )


def text_of(one: Measure) -> str:
    """Return the value of a measure as the language that is spoken writes it."""
    if one.value is None or spoken() == ENGLISH:
        return one.text
    if one.unit == SHARE:
        return str(format_percent(one.value, format="#,##0.00%", locale=locale_of(spoken())))
    value = number(one.value)
    if one.unit == SECONDS:
        return say("%(value)s s", value=value)
    return say("%(value)s days", value=value) if one.unit == DAYS else value


def bar_of(one: Measure) -> int | None:
    """Return how long the bar of a share is, in percent by steps of five; None where there is none."""
    if one.unit != SHARE or one.value is None:
        return None
    return int(one.value * 100) // STEP * STEP


def _bar(part: int, whole: int) -> int:
    return part * 100 // whole // STEP * STEP


def _day(request: Request, name: str) -> date | None:
    text = request.query_params.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise HTTPException(422, "a day is written as YYYY-MM-DD") from fault
