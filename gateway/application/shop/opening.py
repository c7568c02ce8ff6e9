"""Opening: a buyer's system, or the buyer's browser itself, asks for the shop; a start page is made for one visit.

The start page's address holds a token that is good once and for ten minutes at most; nothing else of the visit can be
guessed from it, and nothing of it is kept but a digest.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.application.ports import ShopSession, UnitOfWork
from gateway.application.services import Services
from gateway.application.shop.closing import close
from gateway.application.shop.refilling import refill
from gateway.application.shop.refusals import (
    NOT_ACCEPTABLE,
    NOT_IMPLEMENTED,
    PRECONDITION,
    SetupRefused,
)
from gateway.application.shop.tokens import Chance, digest, new
from gateway.domain.canonical import to_plain
from gateway.domain.carts import CartLine
from gateway.domain.parties import Party
from gateway.domain.punch_outs import PunchOutSetup
from gateway.orderdesk.vocabulary import SHIP_TO
from gateway.profiles.profile import Profile
from gateway.profiles.punchout import PunchOut

CREATE, EDIT, INSPECT = "create", "edit", "inspect"
AISLE = "AISLE"
COMES_BACK = {"create": {CREATE}, "inspect": {CREATE, INSPECT}, "edit": {CREATE, INSPECT, EDIT}}
"""What buyers may ask for, by what they may come back for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where buyers' browsers reach us (scheme, host and port), and the dice that make what nobody can guess."""

    base: str
    chance: Chance = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for who wants to shop, by whichever way; `echo` goes back to the buyer's system as it came."""

    way: str
    operation: str = CREATE
    user: str = ""
    user_name: str = ""
    buyer_cookie: str = ""
    return_to: str
    language: str = ""
    test: bool = False
    entry: str = ""
    lines: tuple[CartLine, ...] = ()
    echo: dict[str, Any] = field(default_factory=dict)
    ship_to: Party | None = None
    transmission: str = ""


def open_session(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    setup: PunchOutSetup,
    *,
    door: Door,
    test: bool = False,
    transmission: str = "",
) -> str:
    """Return the address of the start page a set-up request asks for.

    The caller commits. Raises SetupRefused, whose `status` is the status of cXML that says why. `transmission` names
    the bytes of the request, for whoever looks at the visit later.
    """
    agreed = _agreed(profile)
    _check(agreed, setup.operation, setup.return_url)
    asked = Asked(
        way="cxml",
        operation=setup.operation,
        user=setup.extrinsic(*agreed.user) or setup.user_email or setup.user,
        user_name=_name_of(setup),
        buyer_cookie=setup.buyer_cookie,
        return_to=setup.return_url,
        test=test,
        entry=entry_of(setup.selected_part),
        lines=setup.lines,
        ship_to=next((one for one in setup.parties if one.role == SHIP_TO), None),
        transmission=transmission,
    )
    return start_page(services, work, profile, asked, door=door)


def start_page(services: Services, work: UnitOfWork, profile: Profile, asked: Asked, *, door: Door) -> str:
    """Return the address of the start page for what was asked; an earlier visit for the same cart ends. The caller commits."""
    agreed = _agreed(profile)
    now, token = services.clock.now(), new(door.chance)
    session = ShopSession(
        id=services.ids.new(),
        partner=profile.code,
        way=asked.way,
        operation=asked.operation,
        state="waiting",
        user=asked.user,
        user_name=asked.user_name,
        buyer_cookie=asked.buyer_cookie,
        return_to=asked.return_to,
        language=asked.language or agreed.language,
        test=asked.test,
        token=digest(token),
        token_until=now + agreed.start_within,
        made_at=now,
        entry=asked.entry,
        echo=json.dumps(asked.echo | ({"ship_to": to_plain(asked.ship_to)} if asked.ship_to else {})),
        transmission=asked.transmission,
    )
    for earlier in work.shop.live(profile.code, asked.user, asked.buyer_cookie) if asked.buyer_cookie else ():
        close(services, work, earlier, state="replaced", by=session.id)
    notices: tuple[tuple[str, str], ...] = ()
    work.shop.add(session)
    if asked.operation != CREATE:
        notices = refill(services, work, profile, session, asked.lines)
        work.shop.update(replace(session, notices=json.dumps(notices)))
    services.note(
        work,
        "shop.asked",
        session.id,
        partner=profile.code,
        way=asked.way,
        operation=asked.operation,
        user=asked.user_name or asked.user,
        lines=len(asked.lines),
        notices=[what for what, _ in notices],
    )
    return f"{door.base.rstrip('/')}/shop/start/{token}"


def entry_of(part: str) -> str:
    """Return where a visit begins that was asked for by the name of an item, or of an aisle (`AISLE` and a category)."""
    if not part:
        return ""
    if part.upper().startswith(AISLE):
        return f"category:{part[len(AISLE) :].strip(' :-_')}"
    return f"item:{part}"


def _agreed(profile: Profile) -> PunchOut:
    if profile.punchout is None or not profile.trades:
        raise SetupRefused("shopping by punch-out was not agreed", status=NOT_ACCEPTABLE)
    return profile.punchout


def _check(agreed: PunchOut, operation: str, return_to: str) -> None:
    if operation not in (CREATE, EDIT, INSPECT):
        raise SetupRefused(f"{operation or 'no operation'} is not done here", status=NOT_IMPLEMENTED)
    if operation not in COMES_BACK[agreed.cart.allowed]:
        raise SetupRefused(
            f"{operation} was not allowed: carts go back for {agreed.cart.allowed}", status=PRECONDITION
        )
    if not agreed.may_return_to(return_to):
        raise SetupRefused("carts are not sent to this BrowserFormPost address", status=NOT_ACCEPTABLE)


def _name_of(setup: PunchOutSetup) -> str:
    given = " ".join(
        filter(None, (setup.extrinsic("FirstName", "first_name"), setup.extrinsic("LastName", "last_name")))
    )
    return given or next((one.name for one in setup.contacts if one.name), "") or setup.user
