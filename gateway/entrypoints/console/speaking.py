"""What a browser is chosen for: a language, kept with the user too whoever is signed in, and light or dark."""

from contextlib import suppress

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse

from gateway.application.people import users
from gateway.entrypoints.api.access import Whole, known
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.colouring import COOKIE as SCHEME_COOKIE
from gateway.entrypoints.console.colouring import SCHEMES
from gateway.entrypoints.console.languages import COOKIE, languages
from gateway.entrypoints.console.signing_in import onward
from gateway.errors import Refused

router = APIRouter(include_in_schema=False)
A_YEAR_S = 365 * 24 * 3600


@router.post("/language")
def choose(request: Request, gateway: Whole, form: Form) -> RedirectResponse:
    """Speak a language from now on; none: what the browser asks for."""
    language = form.get("language", "")
    if language and language not in languages():
        raise HTTPException(422, "choose one of the languages there are")
    _keep_for_user(request, gateway, language)
    return _kept(request, form, COOKIE, language)


@router.post("/scheme")
def colour(request: Request, form: Form) -> RedirectResponse:
    """Look light or dark from now on; none: as the browser's system does."""
    scheme = form.get("scheme", "")
    if scheme not in SCHEMES:
        raise HTTPException(422, "choose light, dark, or as the system is")
    return _kept(request, form, SCHEME_COOKIE, scheme)


def _kept(request: Request, form: Form, cookie: str, chosen: str) -> RedirectResponse:
    """Return to where the choice was made, with the choice kept by the browser, or no longer."""
    back = RedirectResponse(onward(form.get("next", "")), status_code=303)
    if chosen:
        secure = request.url.scheme == "https"
        back.set_cookie(
            cookie, chosen, max_age=A_YEAR_S, httponly=True, samesite="lax", secure=secure, path="/"
        )
    else:
        back.delete_cookie(cookie, path="/")
    return back


def _keep_for_user(request: Request, gateway: Whole, language: str) -> None:
    """Keep the choice with whoever is signed in, if somebody is and they are one of our users."""
    with suppress(Refused):
        caller = known(request)
        if caller is None or not caller.session or caller.language == language:
            return
        users.set_language(gateway.services, gateway.store, caller.name, language=language, actor=caller.name)
