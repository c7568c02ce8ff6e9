"""The web application: what partners post to, what programs ask, and the pages people read."""

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

import gateway as product
from gateway.application.shop.refusals import Shut
from gateway.bootstrap import Gateway
from gateway.entrypoints.api import (
    accounts,
    alerts,
    catalogue,
    changes,
    config,
    deliveries,
    documents,
    fulfilment,
    health,
    maps,
    measures,
    orders,
    own_quotes,
    partners,
    people,
    promises,
    punchout,
    quotes,
    receiving,
    replays,
    requests,
    reservations,
    rules,
    searching,
    supply,
    system,
    transmissions,
    webhooks,
)
from gateway.entrypoints.api.access import SignInFirst, guard, same_origin
from gateway.entrypoints.api.answering import Answered
from gateway.entrypoints.api.describing import describe
from gateway.entrypoints.api.errors import as_json, problem_of
from gateway.entrypoints.api.headers import HEADERS, Guarded
from gateway.entrypoints.api.limiting import Limiter
from gateway.entrypoints.as2 import route as as2
from gateway.entrypoints.console import pages
from gateway.entrypoints.console.rendering import link
from gateway.entrypoints.cxml import route as cxml
from gateway.entrypoints.metrics import Meters
from gateway.entrypoints.shop import mounting as shop
from gateway.errors import GatewayError

MACHINE_PATHS = ("/api/", "/as2", "/cxml", "/edi", "/healthz", "/readyz")


def create_app(gateway: Gateway) -> FastAPI:
    """Return the application in front of a gateway."""
    app = FastAPI(
        title="B2B order gateway",
        version=product.__version__,
        description=product.__doc__ or "",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        dependencies=[Depends(same_origin), Depends(guard)],
    )
    app.state.gateway = gateway
    app.state.limiter = Limiter()
    app.state.meters = Meters(gateway)
    for noun in (
        receiving,
        as2,
        cxml,
        health,
        orders,
        promises,
        changes,
        fulfilment,
        accounts,
        rules,
        measures,
        supply,
        catalogue,
        reservations,
        requests,
        quotes,
        own_quotes,
        documents,
        alerts,
        deliveries,
        transmissions,
        system,
        people,
        webhooks,
        partners,
        maps,
        config,
        replays,
        searching,
        punchout,
    ):
        app.include_router(noun.router)
    describe(app)
    pages.mount(app)
    shop.mount(app)
    app.add_middleware(Answered)
    app.add_middleware(Guarded)
    for kind in (GatewayError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, answer)
    return app


def answer(request: Request, error: Exception) -> Response:
    """Return what went wrong: as a page to a person, as problem+json to a program."""
    if isinstance(error, SignInFirst):
        return RedirectResponse(link("/login", {"next": request.url.path}), status_code=303, headers=HEADERS)
    if isinstance(error, Shut):
        return shop.shut_page(request, error)
    problem = problem_of(error)
    if request.url.path.startswith(MACHINE_PATHS):
        answered: Response = as_json(problem, asked=request.url.path)
    elif shop.is_shop(request):
        return shop.problem_page(request, problem)
    else:
        answered = pages.problem_page(request, problem)
    answered.headers.update(HEADERS)
    return answered
