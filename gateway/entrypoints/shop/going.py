"""Going home: with the cart, as a quote, or without; and going on in another language or another window."""

import os

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gateway.application.shop import forms
from gateway.application.shop.refusals import NotThat
from gateway.application.shop.returning import How, form_again, go_back
from gateway.application.shop.visiting import in_a_window, say_in
from gateway.domain.catalogue_content import LANGUAGES
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.shop.coming import Leaver, Visiting, Visitor, give
from gateway.entrypoints.shop.filling import SAID
from gateway.entrypoints.shop.looking import back_of, shown
from gateway.entrypoints.shop.rendering import page

router = APIRouter(prefix="/p/{sid}", include_in_schema=False)


@router.post("/return")
def take_home(seen: Leaver, form: Form) -> Response:
    """Send the cart home; an empty one, which would delete what the buyer has, only if that is meant."""
    if seen.session.is_live and seen.session.operation == "edit" and form.get("empty") != "yes":
        with seen.gateway.store.read() as work:
            if not work.shop.lines(seen.session.id):
                return shown(seen, work, "empty.html", may_return=seen.agreed.cart.empty == "send")
    return _home(seen, "return")


@router.post("/cancel")
def leave(seen: Leaver) -> Response:
    """Go home without a cart."""
    return _home(seen, "cancel")


@router.post("/quote")
def quote(seen: Leaver) -> Response:
    """Send the cart home as a quote."""
    return _home(seen, "quote")


@router.post("/language")
def speak(seen: Visitor, form: Form) -> RedirectResponse:
    """Go on in another language."""
    language = form.get("language", "")
    if language in LANGUAGES:
        say_in(seen.gateway.store, seen.session.id, language)
    return seen.back_to(back_of(form.get("back", "")))


@router.get("/window")
def window(seen: Visitor) -> HTMLResponse:
    """Offer to go on in this window, which is one of its own."""
    return page("window.html", seen.tongue, agreed=seen.agreed, base=seen.base, company=seen.company)


@router.post("/window")
def go_on(seen: Visitor) -> RedirectResponse:
    """Go on in a window of its own, with a cookie."""
    response = seen.back_to("")
    if not seen.session.bound:
        give(
            response,
            in_a_window(seen.gateway.services, seen.gateway.store, seen.session.id, chance=os.urandom),
        )
    return response


def leave_page(seen: Visiting, form: forms.Form, *, full: bool) -> HTMLResponse:
    """Return the page whose form takes everything home."""
    response = page(
        "leave.html",
        seen.tongue,
        agreed=seen.agreed,
        form_to=form.allowed,
        company=seen.company,
        form=form,
        full=full,
        hits=(),
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _home(seen: Visiting, how: How) -> Response:
    if not seen.session.is_live:
        again = form_again(seen.gateway.services, seen.session)
        return leave_page(seen, again, full=seen.session.state == "returned")
    try:
        form = go_back(seen.gateway.services, seen.gateway.store, seen.session.id, how)
    except NotThat as fault:
        return seen.back_to("cart", mark=SAID, fault=fault.what, at=fault.line)
    return leave_page(seen, form, full=how != "cancel")
