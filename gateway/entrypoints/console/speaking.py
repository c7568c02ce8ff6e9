"""The choice of a language: kept in this browser, and with the user whoever is signed in."""

from contextlib import suppress

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse

from gateway.application.people import users
from gateway.entrypoints.api.access import Whole, known
from gateway.entrypoints.api.bodies import Form
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
    back = RedirectResponse(onward(form.get("next", "")), status_code=303)
    if language:
        back.set_cookie(
            COOKIE,
            language,
            max_age=A_YEAR_S,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
            path="/",
        )
    else:
        back.delete_cookie(COOKIE, path="/")
    return back


def _keep_for_user(request: Request, gateway: Whole, language: str) -> None:
    """Keep the choice with whoever is signed in, if somebody is and they are one of our users."""
    with suppress(Refused):
        caller = known(request)
        if caller is None or not caller.session or caller.language == language:
            return
        users.set_language(gateway.services, gateway.store, caller.name, language=language, actor=caller.name)
