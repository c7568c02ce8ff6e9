"""The page of alerts: what needs a person now, who has it, and what was over."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.alerting.taking import LONGEST_NOTE, acknowledge, snooze, states_of
from gateway.application.alerting.trying import became_of, send_trial
from gateway.application.alerting.wording import ABOUT, WORDS
from gateway.application.ports.alerts import ALERT_STATES, STANDING, AlertRecord
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.languages import mark, say, told
from gateway.entrypoints.console.rendering import link, page
from gateway.errors import NotFound

router = APIRouter(prefix="/alerts", include_in_schema=False, dependencies=[Depends(operator)])
A_PAGE = 50
SHOWN = ("standing", *ALERT_STATES)
WAITS = (
    ("1h", timedelta(hours=1), mark("one hour")),
    ("4h", timedelta(hours=4), mark("four hours")),
    ("1d", timedelta(days=1), mark("one day")),
    ("7d", timedelta(days=7), mark("one week")),
)
"""For how long an alert is put off."""
LISTS = {
    "order": "/orders?state=held",
    "request": "/requests?state=review",
    "quote": "/quotes?state=priced",
    "document": "/documents?validation=held",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An alert as people read it, and where they see to it."""

    alert: AlertRecord
    title: str
    about: str
    href: str


@router.get("")
def alerts(
    request: Request,
    gateway: Here,
    *,
    state: str = "standing",
    kind: str = "",
    partner: str = "",
    before: str = "",
    trial: str = "",
) -> HTMLResponse:
    """Show the alerts that stand, or others of the past; and what became of a trial somebody just sent."""
    if state not in SHOWN:
        raise NotFound("there is no such state of an alert")
    with gateway.store.read() as work:
        found = work.alerts.recent(
            A_PAGE + 1, states=states_of(state), kind=kind, partner=partner, before=before
        )
        tried = became_of(work, trial)
    return page(
        request,
        "alerts.html",
        alerts=[shown(one) for one in found[:A_PAGE]],
        next=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
        chosen={"state": state, "kind": kind, "partner": partner},
        standing=STANDING,
        states=ALERT_STATES,
        kinds={name: told(text) for name, text in WORDS.items()},
        tried=tried,
        waits=[(name, say(text)) for name, _, text in WAITS],
    )


@router.post("/test")
def post_test(gateway: Here, actor: Operator) -> RedirectResponse:
    """Send an alert for trial."""
    trial = send_trial(gateway.services, gateway.store, actor=actor)
    return RedirectResponse(link("/alerts", {"trial": trial.ref}), status_code=303)


@router.post("/{alert_id}/acknowledge")
def post_acknowledge(gateway: Here, actor: Operator, alert_id: str, form: Form) -> RedirectResponse:
    """Take an alert."""
    acknowledge(gateway.services, gateway.store, alert_id, said=_note(form), actor=actor)
    return RedirectResponse("/alerts", status_code=303)


@router.post("/{alert_id}/snooze")
def post_snooze(gateway: Here, actor: Operator, alert_id: str, form: Form) -> RedirectResponse:
    """Put an alert off."""
    lasts = {name: length for name, length, _ in WAITS}.get(form.get("for", ""))
    said = _note(form)
    if lasts is None or not said:
        raise HTTPException(422, "say for how long, and why")
    snooze(gateway.services, gateway.store, alert_id, lasts=lasts, said=said, actor=actor)
    return RedirectResponse("/alerts", status_code=303)


def shown(one: AlertRecord) -> Shown:
    """Return an alert in words."""
    about = told(ABOUT[one.key]) if one.key in ABOUT else one.key
    return Shown(
        alert=one,
        title=told(WORDS[one.kind]),
        about="" if one.kind == "certificate-ending" else about,
        href=_href(one),
    )


def _note(form: Form) -> str:
    said = form.get("note", "").strip()
    if len(said) > LONGEST_NOTE:
        raise HTTPException(422, f"a note has at most {LONGEST_NOTE} characters")
    return said


def _href(one: AlertRecord) -> str:
    """Return the page on which a person sees to it."""
    of = {"partner": one.partner}
    if one.kind in ("deadline-at-risk", "deadline-missed"):
        return link("/deliveries", {"kind": one.key, **of}) + "#expected"
    if one.kind == "refused-by-partner":
        return link("/acknowledgements", {"state": "rejected", **of})
    if one.kind == "waiting-too-long":
        place = LISTS.get(one.key, "/")
        return f"{place}&partner={quote(one.partner)}" if "?" in place else place
    if one.kind == "certificate-ending" and not one.partner:
        return "/system"
    return {
        "partner-out-of-reach": "/deliveries#circuits",
        "partner-silent": f"/partners/{quote(one.partner)}",
        "certificate-ending": f"/partners/{quote(one.partner)}",
        "work-given-up": "/deliveries#dead",
    }.get(one.kind, "/system")
