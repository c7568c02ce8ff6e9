"""Coming in: the start page, the cookie, and who may see the pages of a visit."""

import os
import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse

from gateway.application.ports import ShopSession
from gateway.application.shop.goods import punchout_of
from gateway.application.shop.visiting import start, visit
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Here
from gateway.entrypoints.shop.words import Tongue, chosen
from gateway.profiles.profile import Profile
from gateway.profiles.punchout import PunchOut

router = APIRouter(include_in_schema=False)
COOKIE = "__Host-shop"
COOKIE_WORDS = "Path=/; HttpOnly; Secure; SameSite=None; Partitioned"
ADDRESS = re.compile(r"[A-Za-z0-9_=-]{16,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visiting:
    """Somebody on a page of the shop: which visit, under which address, in which language."""

    gateway: Gateway
    session: ShopSession
    profile: Profile
    path: str

    @property
    def base(self) -> str:
        """Return where the visit's pages are."""
        return f"/p/{self.path}"

    @property
    def agreed(self) -> PunchOut:
        """Return what was agreed on shopping."""
        return punchout_of(self.profile)

    @property
    def tongue(self) -> Tongue:
        """Return the language of the visit."""
        return Tongue(self.session.language)

    @property
    def company(self) -> str:
        """Return what we are called to this partner."""
        company = self.profile.orders.company
        return company.name if company else "Shop"

    def back_to(self, path: str, *, mark: str = "", **values: str) -> RedirectResponse:
        """Return the way to another page of the visit."""
        said = "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items() if value)
        joined = f"{'&' if '?' in path else '?'}{said}" if said else ""
        address = f"{self.base}/{path}".rstrip("/")
        return RedirectResponse(f"{address}{joined}{mark}", status_code=303)


def visiting(request: Request, gateway: Here, sid: str) -> Visiting:
    """Return who visits; raises Shut."""
    return _visiting(request, gateway, sid, after=False)


def leaving(request: Request, gateway: Here, sid: str) -> Visiting:
    """Return who visits, or did a moment ago; raises Shut."""
    return _visiting(request, gateway, sid, after=True)


def _visiting(request: Request, gateway: Gateway, sid: str, *, after: bool) -> Visiting:
    cookie = request.cookies.get(COOKIE, "")
    path = sid if ADDRESS.fullmatch(sid) else ""
    session = visit(gateway.services, gateway.store, path, cookie, after=after)
    profile = gateway.services.directory.get(session.partner)
    return Visiting(gateway=gateway, session=session, profile=profile, path=sid)


Visitor = Annotated[Visiting, Depends(visiting)]
Leaver = Annotated[Visiting, Depends(leaving)]


@router.get("/shop/start/{token}")
def begin(request: Request, gateway: Here, token: str) -> RedirectResponse:
    """Let in whoever comes with a token, once, to a visit of their own."""
    started = start(
        gateway.services,
        gateway.store,
        token,
        held=request.cookies.get(COOKIE, ""),
        language=chosen(request.headers.get("accept-language", "")),
        chance=os.urandom,
    )
    response = RedirectResponse(f"/p/{started.path}{_entry(started.session)}", status_code=303)
    give(response, started.cookie)
    return response


def give(response: RedirectResponse, cookie: str) -> None:
    """Hand the browser its cookie, which other sites' frames keep each for itself."""
    response.headers["Set-Cookie"] = f"{COOKIE}={cookie}; {COOKIE_WORDS}"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"


def _entry(session: ShopSession) -> str:
    """Return where a visit begins: at the cart that was brought along, at an item, at a category or at the start."""
    kind, _, value = session.entry.partition(":")
    if kind == "item" and value:
        return f"/items/{quote(value, safe='')}?came=1"
    if kind == "category" and value:
        return f"/search?category={quote(value, safe='')}"
    if kind == "search" and value:
        return f"/search?q={quote(value, safe='')}"
    return "" if session.operation == "create" else "/cart"
