"""Pages about maps: the list, one map beside a sample and what it makes of it, its guide, and a draft over past traffic."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from gateway.application.configuring.tree import writable
from gateway.application.guidebooks import compose
from gateway.application.partner_tests.scenarios import FOLDER
from gateway.application.regressing.previewing import drawn, preview
from gateway.application.regressing.regressing import regress
from gateway.application.studying import sets_of
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here, operator
from gateway.entrypoints.api.headers import CONTENT_SECURITY
from gateway.entrypoints.console.files import preview as preview_of_files
from gateway.entrypoints.console.large_forms import LargeForm
from gateway.entrypoints.console.rendering import page
from gateway.entrypoints.guides.html import html
from gateway.entrypoints.guides.pdf import pdf
from gateway.entrypoints.rehearsing import config_tree
from gateway.errors import ConfigurationFault, NotFound
from gateway.mapping.comparing import compare, gathered
from gateway.mapping.editions import parts_of

router = APIRouter(prefix="/maps", include_in_schema=False, dependencies=[Depends(operator)])
COMPARED = 50
LIVE = "X-Live"
ICON = '<link rel="icon" href="/static/mark.svg" type="image/svg+xml">'
"""What a guide has here, and not as a file of its own: without one a browser asks for an icon that is not there."""


@router.get("")
def maps(request: Request, gateway: Here, every: str = "") -> HTMLResponse:
    """Show the maps of partners, and on demand every base map."""
    library = gateway.services.library
    names = [one for one in library.names(editions=bool(every)) if every or parts_of(one) is None]
    users: dict[str, list[str]] = {}
    for profile in gateway.services.directory.all():
        for one in profile.documents:
            users.setdefault(one.map, []).append(profile.code)
    return page(
        request,
        "maps.html",
        maps=[_listed(gateway, name, users) for name in names],
        every=every,
    )


@router.get("/{name:path}/guide")
def guide(gateway: Here, name: str) -> HTMLResponse:
    """Show the implementation guide of a map as its partner receives it."""
    _must_be_there(gateway, name)
    book = compose(gateway.services.library, name, gateway.services.directory.all())
    said = html(book)
    style = said.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"{CONTENT_SECURITY}; style-src 'self' 'sha256-{digest}'"
    return HTMLResponse(
        said.replace("<head>", f"<head>\n{ICON}", 1), headers={"Content-Security-Policy": policy}
    )


@router.get("/{name:path}/guide.pdf")
def guide_pdf(gateway: Here, name: str) -> Response:
    """Return the same as a PDF file."""
    _must_be_there(gateway, name)
    book = compose(gateway.services.library, name, gateway.services.directory.all())
    named = name.replace("/", "-")
    return Response(
        pdf(book),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{named}.pdf"'},
    )


@router.get("/{name:path}")
def one(request: Request, gateway: Here, name: str) -> HTMLResponse:
    """Show a map with a sample and what it makes of it."""
    _must_be_there(gateway, name)
    return _map(request, gateway, name, {})


@router.post("/{name:path}/preview")
def post_preview(request: Request, gateway: Here, name: str, form: LargeForm) -> HTMLResponse:
    """Show what a draft makes of a sample; of a page that asks again and again only the result."""
    _must_be_there(gateway, name)
    return _map(request, gateway, name, form, live=LIVE in request.headers)


@router.post("/{name:path}/compare")
def post_compare(request: Request, gateway: Here, name: str, form: LargeForm) -> HTMLResponse:
    """Show what a draft would have made otherwise of the newest documents."""
    _must_be_there(gateway, name)
    library = gateway.services.library
    try:
        after = library.shadowed(name, form.get("text", "")).plan(name)
    except ConfigurationFault:
        return _map(request, gateway, name, form)
    with gateway.store.read() as work:
        found = regress(work, library.plan(name), after, most=COMPARED)
    return _map(request, gateway, name, form, regression=found)


@router.post("/{name:path}/save")
def post_save(request: Request, gateway: Here, name: str, form: LargeForm) -> HTMLResponse:
    """Show the difference a draft makes to the file, before it is written."""
    _must_be_there(gateway, name)
    text = form.get("text", "")
    content = (text if text.endswith("\n") else f"{text}\n").encode()
    return preview_of_files(request, gateway, {f"mappings/{name}.yaml": content}, back=f"/maps/{name}")


def _must_be_there(gateway: Gateway, name: str) -> None:
    if name not in gateway.services.library.names(editions=True):
        near = gateway.services.library.near(name)
        raise NotFound(f"there is no map {name}" + (f"; did you mean {' or '.join(near)}?" if near else ""))


def _listed(gateway: Gateway, name: str, users: Mapping[str, list[str]]) -> dict[str, Any]:
    try:
        plan = gateway.services.library.plan(name)
    except ConfigurationFault as wrong:
        return {"name": name, "plan": None, "wrong": str(wrong), "users": users.get(name, [])}
    return {"name": name, "plan": plan, "wrong": "", "users": users.get(name, [])}


def _sample(gateway: Gateway, name: str) -> str:
    """Return a file that stands beside a scenario of who uses the map and holds its set, else one drawn from the map."""
    library, tree = gateway.services.library, config_tree(gateway.settings)
    set_id = library.plan(name).set_id
    for profile in gateway.services.directory.all():
        if any(one.map == name for one in profile.documents):
            for path, content in tree.below(f"{FOLDER}/{profile.code}/").files.items():
                if path.endswith(".edi") and any(one.set.id == set_id for one in sets_of([("", content)])):
                    return content.decode("latin-1")
    return drawn(library, name).decode()


def _map(
    request: Request,
    gateway: Gateway,
    name: str,
    form: Mapping[str, str],
    *,
    live: bool = False,
    regression: Any = None,  # noqa: ANN401 - what regress returns, or nothing
) -> HTMLResponse:
    library = gateway.services.library
    text = form.get("text") or library.text(name)
    sample = form.get("sample") or _sample(gateway, name)
    found = preview(library, name, sample.encode(), text=text if form else None)
    if live:
        return page(request, "map_result.html", found=found)
    plan = library.plan(name)
    path = f"mappings/{name}.yaml"
    tree = config_tree(gateway.settings)
    return page(
        request,
        "map.html",
        name=name,
        plan=plan,
        base_is_there=plan.base in library.names(editions=True),
        text=text,
        sample=sample,
        found=found,
        regression=regression,
        compared=COMPARED,
        differences=gathered(compare(library.plan(plan.base), plan)) if plan.base else (),
        own=path in tree.files,
        digest=tree.digests.get(path, ""),
        writable=writable(gateway.settings.config_dir),
    )
