"""SAP's Open Catalog Interface: browsers of buyers come from elsewhere, by link or by form, with a user and a password."""

import os
from collections.abc import Iterable
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from gateway.application.reached import reached_by
from gateway.application.shop import oci
from gateway.application.shop.forms import Form
from gateway.application.shop.goods import punchout_of
from gateway.application.shop.oci import OciCall
from gateway.application.shop.opening import Door
from gateway.application.shop.refusals import SetupRefused, Shut
from gateway.entrypoints.api.access import Here
from gateway.entrypoints.api.bodies import read_at_most
from gateway.entrypoints.api.limiting import Limiter
from gateway.entrypoints.api.public import address_of
from gateway.entrypoints.shop.rendering import page
from gateway.entrypoints.shop.words import Tongue
from gateway.profiles.profile import Profile

router = APIRouter(include_in_schema=False)
MOST_OF_A_CALL, MOST_FIELDS = 64 * 1024, 200
ANSWERED = frozenset({"VALIDATE", "QUANTITYCHECK", "BACKGROUND_SEARCH"})


async def called(request: Request) -> OciCall:
    """Return the call, by the fields of its form and of its address."""
    body = await read_at_most(request, MOST_OF_A_CALL) if request.method == "POST" else b""
    return OciCall.of(_fields(body.decode("utf-8", "replace")), _fields(request.url.query))


@router.api_route("/shop/oci", methods=["GET", "POST"])
def call_up(request: Request, gateway: Here, call: Annotated[OciCall, Depends(called)]) -> Response:
    """Let a buyer's browser in, or answer it at once where it only asks."""
    limiter = limiter_of(request)
    user = oci.user_of(gateway.services, call)
    limiter.check(request, user)
    profile = oci.who_calls(gateway.services, gateway.secrets, call)
    remote = request.client.host if request.client else ""
    if profile is None:
        limiter.failed(request, user)
        oci.turn_away(
            gateway.services, gateway.store, call, remote=remote, why="user or password are not right"
        )
        raise Shut("refused")
    try:
        base = address_of(request, gateway.settings)
        if call.function in ANSWERED:
            return _answer(profile, oci.answer(gateway.services, gateway.store, profile, call, base=base))
        door = Door(base=reached_by(base), chance=os.urandom)
        address = oci.begin(gateway.services, gateway.store, profile, call, door=door)
    except SetupRefused as refused:
        oci.turn_away(
            gateway.services, gateway.store, call, remote=remote, why=str(refused), partner=profile.code
        )
        raise Shut("refused") from refused
    return RedirectResponse(address, status_code=303, headers={"Referrer-Policy": "no-referrer"})


def limiter_of(request: Request) -> Limiter:
    """Return what counts wrong passwords."""
    found: Limiter = request.app.state.limiter
    return found


def _answer(profile: Profile, form: Form) -> Response:
    hits = [value for name, value in form.fields if "-DESCRIPTION[" in name]
    response = page(
        "leave.html",
        Tongue(punchout_of(profile).language),
        agreed=punchout_of(profile),
        form_to=form.allowed,
        form=form,
        full=True,
        hits=hits,
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _fields(text: str) -> Iterable[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as fault:
        raise HTTPException(400, "these are too many parameters") from fault
