"""How the machine is, over the API: metrics, the doctor, the support bundle."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

import gateway as product
from gateway.entrypoints import metrics
from gateway.entrypoints.api.access import Operator, Whole
from gateway.entrypoints.api.schemas import Shape
from gateway.entrypoints.bundling import bundle
from gateway.entrypoints.machine import examined

router = APIRouter(tags=["system"])
ZIP = "application/zip"


class CheckShape(Shape):
    """One thing the doctor looked at: `good`, `warn` or `bad`, why it matters, and the command that mends it."""

    name: str
    state: str
    what: str
    why: str
    fix: str


class SystemShape(Shape):
    """The version, and what the doctor found."""

    version: str
    environment: str
    checks: Sequence[CheckShape]


@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request) -> Response:
    """Return the metrics as Prometheus reads them."""
    meters: metrics.Meters = request.app.state.meters
    return Response(meters.text(), media_type=metrics.CONTENT_TYPE)


@router.get("/api/v1/system")
def get_system(gateway: Whole) -> SystemShape:
    """Return what the doctor finds now."""
    return SystemShape(
        version=product.__version__,
        environment=gateway.settings.environment,
        checks=[CheckShape.model_validate(one) for one in examined(gateway)],
    )


@router.get("/api/v1/system/support-bundle", response_class=Response)
def get_bundle(gateway: Whole, actor: Operator) -> Response:
    """Return a zip for whoever helps: no documents, no secrets."""
    return bundled(gateway, actor)


def bundled(gateway: Whole, actor: str) -> Response:
    """Return the bundle as a download, and write down that it was taken."""
    content = bundle(gateway)
    with gateway.store.begin() as work:
        gateway.services.note(work, "support-bundle.taken", "support-bundle", actor=actor)
        work.commit()
    return Response(
        content,
        media_type=ZIP,
        headers={"Content-Disposition": 'attachment; filename="support-bundle.zip"'},
    )
