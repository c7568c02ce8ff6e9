"""The shop, hung into the web application."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType

from fastapi import FastAPI, Request
from fastapi.responses import Response

from gateway.application.shop.refusals import Reason, Shut
from gateway.entrypoints.api.errors import Problem
from gateway.entrypoints.console.pages import Assets
from gateway.entrypoints.shop import calling, coming, filling, going, looking
from gateway.entrypoints.shop.rendering import page
from gateway.entrypoints.shop.words import Tongue, chosen

STATIC = Path(__file__).parent / "static"
PATHS = ("/p/", "/shop/")
STATUSES: Mapping[Reason, HTTPStatus] = MappingProxyType(
    {
        "unknown": HTTPStatus.NOT_FOUND,
        "used": HTTPStatus.GONE,
        "late": HTTPStatus.GONE,
        "expired": HTTPStatus.GONE,
        "replaced": HTTPStatus.GONE,
        "over": HTTPStatus.GONE,
        "stranger": HTTPStatus.FORBIDDEN,
        "refused": HTTPStatus.FORBIDDEN,
    }
)


def mount(app: FastAPI) -> None:
    """Hang the shop's pages and files into an application."""
    for noun in (coming, looking, filling, going, calling):
        app.include_router(noun.router)
    app.mount("/shop/static", Assets(directory=STATIC), name="shop-static")


def is_shop(request: Request) -> bool:
    """Return whether a request is for a page of the shop."""
    return request.url.path.startswith(PATHS)


def shut_page(request: Request, shut: Shut) -> Response:
    """Return the page before a shut door."""
    tongue = Tongue(chosen(request.headers.get("accept-language", "")) or "en")
    return page(
        "shut.html",
        tongue,
        agreed=None,
        status=STATUSES[shut.reason],
        title=tongue.say(f"shut_{shut.reason}"),
        hint=tongue.say(f"shut_hint_{shut.reason}"),
    )


def problem_page(request: Request, problem: Problem) -> Response:
    """Return what went wrong as a page of the shop, which tells a buyer nothing of ours."""
    tongue = Tongue(chosen(request.headers.get("accept-language", "")) or "en")
    missing = problem.status == HTTPStatus.NOT_FOUND
    response = page(
        "shut.html",
        tongue,
        agreed=None,
        status=problem.status,
        title=tongue.say("page_missing" if missing else "fault"),
        hint=tongue.say("page_missing_hint" if missing else "shut_hint_unknown"),
    )
    response.headers.update(problem.headers)
    return response
