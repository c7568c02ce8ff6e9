"""The page of the system: how the machine is, what the doctor found, what waits, what the timetable says."""

import platform

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from gateway.application.operating.checks import worst
from gateway.entrypoints.api.access import Operator, Whole, operator
from gateway.entrypoints.api.system import bundled
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.machine import examined

router = APIRouter(prefix="/system", include_in_schema=False, dependencies=[Depends(operator)])


@router.get("")
def system(request: Request, gateway: Whole) -> HTMLResponse:
    """Show how the machine is."""
    checks = examined(gateway)
    with gateway.store.read() as work:
        queues = work.operations.queues()
        dead = work.jobs.dead_count()
        last = work.seals.last()
    return page(
        request,
        "system.html",
        checks=checks,
        worst=worst(checks),
        queues=queues,
        dead=dead,
        last=last,
        python=platform.python_version(),
        database=gateway.engine.url.render_as_string(hide_password=True),
        schedules=gateway.schedules.names(),
        workers=gateway.settings.workers,
    )


@router.get("/support-bundle")
def support_bundle(gateway: Whole, actor: Operator) -> Response:
    """Return the support bundle."""
    return bundled(gateway, actor)
