"""The page of the audit trail: who did what, narrowed, and as CSV."""

from collections.abc import Iterator
from datetime import date

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from gateway.application.people.trail import Asked, csv_lines, page_of
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.console.words import events

router = APIRouter(prefix="/audit", include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE = 100
FIELDS = ("actor", "what", "partner", "ref", "from", "to")


@router.get("")
def audit(request: Request, gateway: Here, *, before: str = "") -> HTMLResponse:
    """Show the trail, newest first."""
    chosen = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    with gateway.store.read() as work:
        found = page_of(work, asked_of(chosen), A_PAGE + 1, before=before)
        last = work.seals.last()
    return page(
        request,
        "audit.html",
        events=found[:A_PAGE],
        chosen=chosen,
        names=events(),
        last=last,
        before=before,
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
    )


@router.get(".csv")
def audit_csv(request: Request, gateway: Here, actor: Operator) -> StreamingResponse:
    """Return the trail as CSV; that it was asked for is a line of it too."""
    chosen = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    asked = asked_of(chosen)
    with gateway.store.begin() as work:
        gateway.services.note(
            work,
            "audit.exported",
            "audit",
            actor=actor,
            asked={key: one for key, one in chosen.items() if one},
        )
        work.commit()

    def lines() -> Iterator[str]:
        with gateway.store.read() as work:
            yield from csv_lines(work, asked)

    return StreamingResponse(
        lines(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def asked_of(chosen: dict[str, str]) -> Asked:
    """Return what a form asks for; a day that is none is told."""
    try:
        first, last = (date.fromisoformat(chosen[one]) if chosen[one] else None for one in ("from", "to"))
    except ValueError as fault:
        raise HTTPException(422, "a day is written as YYYY-MM-DD") from fault
    return Asked(
        actor=chosen["actor"],
        what=chosen["what"],
        partner=chosen["partner"],
        ref=chosen["ref"],
        from_on=first,
        to_on=last,
    )
