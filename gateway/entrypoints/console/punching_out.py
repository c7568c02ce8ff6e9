"""Pages of punch-out tests: play a partner's buyer, and read how we did."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gateway.application.buyer.remembering import last
from gateway.application.buyer.reporting import html_report
from gateway.application.buyer.simulator import SCENARIOS, agreed_ways, scenarios_for
from gateway.entrypoints.api.access import Here, Operator
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.simulating import simulate
from gateway.errors import NotFound

router = APIRouter(prefix="/punchout", include_in_schema=False)


@router.get("")
def partners(request: Request, gateway: Here) -> HTMLResponse:
    """List the partners whose people shop with us, and how each did last."""
    profiles = [one for one in gateway.services.directory.all() if agreed_ways(one)]
    with gateway.store.read() as work:
        found = [(one, last(work, one)) for one in profiles]
    return page(request, "punchout.html", found=found)


@router.get("/{partner}")
def report(request: Request, gateway: Here, partner: str) -> HTMLResponse:
    """Show how a partner's played buyer fared last, and let it be played again."""
    profile = gateway.services.directory.get(partner)
    with gateway.store.read() as work:
        kept = last(work, profile)
    shown = request.query_params.get("show", "")
    ways = agreed_ways(profile)
    about = {one.name: one.about for one in SCENARIOS}
    return page(
        request,
        "punchout_report.html",
        profile=profile,
        report=kept,
        shown=shown,
        about=about,
        scenarios=scenarios_for(profile) if ways else (),
    )


@router.post("/{partner}")
async def play(gateway: Here, actor: Operator, partner: str) -> RedirectResponse:
    """Play every scenario agreed with a partner against this gateway, and show the report."""
    await run_in_threadpool(simulate, gateway, partner, actor=actor)
    return RedirectResponse(f"/punchout/{partner}", status_code=303)


@router.get("/{partner}/report.html")
def download(gateway: Here, partner: str) -> Response:
    """Hand out the last report as a page that needs nothing else, to be sent along."""
    profile = gateway.services.directory.get(partner)
    with gateway.store.read() as work:
        kept = last(work, profile)
    if kept is None:
        raise NotFound(f"nobody has played {partner}'s buyer yet")
    name = f"punchout-{profile.code}-{kept.at:%Y%m%d-%H%M}.html"
    return Response(
        html_report(kept),
        media_type="text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
