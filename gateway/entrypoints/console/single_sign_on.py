"""Coming in by single sign-on: away to sign in, and back with an answer that is checked."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature, URLSafeTimedSerializer

from gateway.application.people import sessions
from gateway.application.people.signing_on import Pending, SignOn, signed_on
from gateway.application.reached import reached_by
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.access import Whole, lasting_of, whence
from gateway.entrypoints.api.public import address_of
from gateway.entrypoints.console.signing_in import onward, with_session
from gateway.errors import NotFound, Refused

router = APIRouter(prefix="/login/sso", include_in_schema=False)
COOKIE = "gateway-sign-on"
PATIENCE_S = 600


@router.get("")
def leave(request: Request, gateway: Whole) -> RedirectResponse:
    """Send somebody to where they sign in."""
    url, pending = _sign_on(gateway).begin(_back(request, gateway))
    away = RedirectResponse(url, status_code=303)
    kept = asdict(pending) | {"next": onward(request.query_params.get("next", ""))}
    away.set_cookie(
        COOKIE,
        _signer(gateway).dumps(kept),
        max_age=PATIENCE_S,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/login/sso",
    )
    return away


@router.get("/back")
def come_back(request: Request, gateway: Whole) -> RedirectResponse:
    """Let somebody in who comes back signed in."""
    try:
        kept = _signer(gateway).loads(request.cookies.get(COOKIE, ""), max_age=PATIENCE_S)
    except BadSignature as wrong:
        raise Refused("begin again: this browser did not set out from here, or took too long") from wrong
    further = str(kept.pop("next"))
    pending = Pending(**kept)
    if request.query_params.get("state") != pending.state:
        raise Refused("begin again: this answer belongs to another browser")
    identity = _sign_on(gateway).finish(_back(request, gateway), str(request.url), pending)
    user = signed_on(gateway.services, gateway.store, identity, gateway.settings.oidc_groups)
    token = sessions.begin(
        gateway.services,
        gateway.store,
        user,
        lasting=lasting_of(gateway.settings),
        whence=whence(request),
        way="single sign-on",
    )
    response = with_session(request, token, further)
    response.delete_cookie(COOKIE, path="/login/sso")
    return response


def _sign_on(gateway: Gateway) -> SignOn:
    if gateway.sign_on is None:
        raise NotFound("single sign-on is not set up here")
    return gateway.sign_on


def _signer(gateway: Gateway) -> URLSafeTimedSerializer:
    settings = gateway.settings
    secret = settings.oidc_client_secret.get_secret_value() or settings.oidc_client_id
    return URLSafeTimedSerializer(secret, salt="sign-on")


def _back(request: Request, gateway: Gateway) -> str:
    """Return where somebody comes back to: at the address we have, whatever a request calls us."""
    return reached_by(address_of(request, gateway.settings)) + request.url_for("come_back").path
