"""Templates to pages of the shop, each with what its browser may do: who may frame it, where its forms may go."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

import gateway
from gateway.application.catalogue.pictures import file_name
from gateway.domain.catalogue_content import LANGUAGES
from gateway.entrypoints.shop.words import Tongue, known
from gateway.profiles.punchout import PunchOut

NOBODY = "'none'"


@cache
def templates() -> Environment:
    """Return the templates, read once."""
    environment = Environment(
        loader=PackageLoader("gateway.entrypoints.shop"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "version": gateway.__version__,
        "languages": _languages(),
        "link": link,
        "file_name": file_name,
    }
    environment.filters["part"] = lambda sku: quote(sku, safe="")
    return environment


def page(
    template: str,
    tongue: Tongue,
    *,
    agreed: PunchOut | None,
    status: int = 200,
    form_to: Sequence[str] = (),
    **values: Any,  # noqa: ANN401 - a template takes anything
) -> HTMLResponse:
    """Return a template as a page; `form_to` are the origins of others its forms may go to."""
    content = (
        templates()
        .get_template(template)
        .render({"t": tongue.say, "tongue": tongue, "unit": tongue.unit, "number": tongue.number, **values})
    )
    response = HTMLResponse(content, status_code=status)
    guard(response, frames=agreed.frames if agreed else (), form_to=form_to)
    return response


def guard(response: HTMLResponse, *, frames: Sequence[str], form_to: Sequence[str]) -> None:
    """Say who may frame a page and where its forms may go; a window that opened it keeps hold of it."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; base-uri 'none'; object-src 'none'; "
        f"form-action 'self'{''.join(f' {one}' for one in form_to)}; "
        f"frame-ancestors {' '.join(frames) if frames else NOBODY}"
    )
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"


def link(base: str, path: str, **values: object) -> str:
    """Return an address of a visit with those values that say something as its query."""
    said = {name: value for name, value in values.items() if value}
    return f"{base}/{path}" + (f"?{urlencode(said)}" if said else "")


def _languages() -> tuple[tuple[str, str], ...]:
    return tuple((one, known(one)["language"]) for one in LANGUAGES)
