"""Coming in and going out: the form, the session's cookie, and one's own page."""

from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gateway.application.people import sessions, users
from gateway.entrypoints.api.access import (
    Calling,
    Whole,
    cookie_of,
    lasting_of,
    whence,
    whole_gateway,
)
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.languages import COOKIE as LANGUAGE_COOKIE
from gateway.entrypoints.console.rendering import page
from gateway.errors import Conflict, Refused

router = APIRouter(include_in_schema=False)


@router.get("/login")
def login(request: Request) -> HTMLResponse:
    """Show the form."""
    return _form(request, onward=onward(request.query_params.get("next", "")))


@router.post("/login")
def sign_in(request: Request, gateway: Whole, form: Form) -> Response:
    """Let somebody in who knows their password; whoever tries too often waits."""
    name, password = form.get("name", "").strip().lower(), form.get("password", "")
    further = onward(form.get("next", ""))
    limiter = request.app.state.limiter
    limiter.check(request, name)
    try:
        token = sessions.sign_in(
            gateway.services,
            gateway.store,
            name,
            password,
            passwords=gateway.passwords,
            lasting=lasting_of(gateway.settings),
            whence=whence(request),
        )
    except Refused as refused:
        limiter.failed(request, name)
        return _form(request, onward=further, wrong=str(refused), status=401)
    return with_session(request, token, further)


@router.post("/logout")
def sign_out(request: Request, gateway: Whole, caller: Calling) -> RedirectResponse:
    """End the session, if there is one."""
    if caller.session:
        sessions.end(gateway.services, gateway.store, caller.session, actor=caller.name)
    gone = RedirectResponse("/login", status_code=303)
    gone.delete_cookie(cookie_of(request))
    return gone


@router.get("/me")
def me(request: Request, gateway: Whole, caller: Calling) -> HTMLResponse:
    """Show who one is here, what one may, and where one is signed in."""
    with gateway.store.read() as work:
        user = work.people.find(caller.name)
        own = work.people.sessions(caller.name) if user else ()
    kept = user.language if user else request.cookies.get(LANGUAGE_COOKIE, "")
    return page(request, "me.html", user=user, own=own, kept_language=kept)


@router.post("/me/password")
def change_password(gateway: Whole, caller: Calling, form: Form) -> RedirectResponse:
    """Give oneself a new password; every session ends, this one too."""
    with gateway.store.read() as work:
        user = work.people.find(caller.name)
    if user is None or caller.way != "session":
        raise Conflict("only somebody who signed in by name and password changes it here")
    if not gateway.passwords.verify(form.get("present", ""), user.password or gateway.passwords.nobody()):
        raise HTTPException(422, "the present password is wrong")
    users.set_password(
        gateway.services,
        gateway.store,
        caller.name,
        password=form.get("new", ""),
        passwords=gateway.passwords,
        actor=caller.name,
    )
    return RedirectResponse("/login", status_code=303)


@router.post("/me/sessions/end")
def end_sessions(gateway: Whole, caller: Calling) -> RedirectResponse:
    """End every session of one's own, on every machine."""
    sessions.end_all(gateway.services, gateway.store, caller.name, actor=caller.name)
    return RedirectResponse("/login", status_code=303)


def with_session(request: Request, token: str, onward: str) -> RedirectResponse:
    """Send somebody on who has come in, with the cookie of their session."""
    response = RedirectResponse(onward, status_code=303)
    response.set_cookie(
        cookie_of(request),
        token,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/",
    )
    return response


def onward(path: str) -> str:
    """Return a path of ours to go on to: never an address elsewhere."""
    parts = urlsplit(path)
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc
    return path if inside and path.isprintable() else "/"


def _form(request: Request, *, onward: str, wrong: str = "", status: int = 200) -> HTMLResponse:
    gateway = whole_gateway(request)
    name = gateway.settings.oidc_name if gateway.sign_on else ""
    return page(request, "login.html", status=status, onward=onward, wrong=wrong, single_sign_on=name)
