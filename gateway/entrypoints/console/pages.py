"""The operator's pages, hung into the web application."""

from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from gateway.entrypoints.api.errors import Problem
from gateway.entrypoints.console import (
    accounts,
    alerts,
    auditing,
    changes,
    deliveries,
    developers,
    documents,
    files,
    fulfilment,
    ledger,
    maps,
    measures,
    orders,
    overview,
    own_quotes,
    partners,
    punching_out,
    quotes,
    requests,
    rules,
    searching,
    signing_in,
    single_sign_on,
    speaking,
    stock,
    system,
    transmissions,
    users,
    visits,
)
from gateway.entrypoints.console.languages import in_wanted_language
from gateway.entrypoints.console.rendering import count_alerts, page

STATIC = Path(__file__).parent / "static"
FOR_AN_HOUR = "public, max-age=3600"


class Assets(StaticFiles):
    """Files that may be kept for an hour; pages name them with the version, so that a new one is seen at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOR_AN_HOUR
        return response


def mount(app: FastAPI) -> None:
    """Hang the pages and their files into an application."""
    for noun in (
        overview,
        alerts,
        orders,
        changes,
        fulfilment,
        documents,
        deliveries,
        transmissions,
        accounts,
        requests,
        quotes,
        own_quotes,
        rules,
        measures,
        partners,
        maps,
        ledger,
        files,
        stock,
        punching_out,
        searching,
        signing_in,
        single_sign_on,
        speaking,
        auditing,
        developers,
        system,
        users,
        visits,
    ):
        app.include_router(noun.router, dependencies=[Depends(in_wanted_language), Depends(count_alerts)])
    app.mount("/static", Assets(directory=STATIC), name="static")


def problem_page(request: Request, problem: Problem) -> Response:
    """Return what went wrong as a page."""
    response = page(request, "problem.html", status=problem.status, problem=problem)
    response.headers.update(problem.headers)
    return response
