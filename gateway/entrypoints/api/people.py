"""Users, tokens and the audit trail over the API."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.people import sessions, tokens, users
from gateway.application.people.trail import Asked, page_of
from gateway.bootstrap import Gateway
from gateway.domain.users import May, Role
from gateway.entrypoints.api.access import Operator, Whole
from gateway.entrypoints.api.paging import Cursor, Limit, cut
from gateway.entrypoints.api.schemas import EventShape, Page, Shape
from gateway.entrypoints.api.schemas import page_of as shaped

router = APIRouter(prefix="/api/v1", tags=["people"])


class UserShape(Shape):
    """Somebody who may come in; never their password."""

    name: str
    roles: list[Role]
    partner: str
    state: str
    made_at: datetime
    made_by: str


class NewUser(BaseModel):
    """Somebody who is to come in; without a password by single sign-on or token only."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "ann", "roles": ["order-desk"]}]}
    )

    name: str = Field(min_length=1, max_length=64)
    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    partner: str = ""
    password: str = Field(default="", max_length=200)


class NewRoles(BaseModel):
    """Other roles for a user; people of a partner are that partner's only."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"roles": ["operator"]}]})

    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    partner: str = ""


class NewPassword(BaseModel):
    """A new password; the sessions of the user end."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"password": "a long sentence of your own"}]}
    )

    password: str = Field(min_length=1, max_length=200)


class NewUserState(BaseModel):
    """Whether somebody may come in."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["active", "disabled"]


class Ended(Shape):
    """How many sessions ended."""

    count: int


class TokenShape(Shape):
    """What lets a program in, without the token itself."""

    id: str
    user: str
    name: str
    scopes: list[str]
    made_at: datetime
    made_by: str
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class NewToken(BaseModel):
    """A token that is to be made: as whom, for what, what it may, and for how many days."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"user": "ann", "name": "nightly export", "scopes": ["look"]}]},
    )

    user: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=80)
    scopes: list[May] = Field(min_length=1, max_length=len(May))
    days: int = Field(default=90, ge=1, le=366)


class MadeToken(TokenShape):
    """A token as it is shown once, and never again."""

    token: str


class TrailShape(EventShape):
    """One line of the audit trail, with the address it was asked for from."""

    address: str


@router.get("/users")
def list_users(gateway: Whole, *, cursor: Cursor = "", limit: Limit = 50) -> Page[UserShape]:
    """Return users by name."""
    with gateway.store.read() as work:
        found = work.people.all()
    return cut(UserShape, found, cursor=cursor, limit=limit, key=lambda one: one.name)


@router.post("/users", status_code=201)
def add_user(gateway: Whole, actor: Operator, wanted: NewUser) -> UserShape:
    """Make a user."""
    made = users.add_user(
        gateway.services,
        gateway.store,
        wanted.name,
        roles=wanted.roles,
        partner=wanted.partner,
        password=wanted.password,
        passwords=gateway.passwords,
        actor=actor,
    )
    return UserShape.model_validate(made)


@router.post("/users/{name}/disable")
def disable(gateway: Whole, actor: Operator, name: str) -> UserShape:
    """Let a user in no longer: sessions end, tokens open nothing."""
    users.set_state(gateway.services, gateway.store, name, active=False, actor=actor)
    return _user(gateway, name)


@router.get("/users/{name}")
def get_user(gateway: Whole, name: str) -> UserShape:
    """Return a user."""
    return _user(gateway, name)


@router.post("/users/{name}/roles")
def set_roles(gateway: Whole, actor: Operator, name: str, wanted: NewRoles) -> UserShape:
    """Give a user other roles; their sessions end."""
    changed = users.set_roles(
        gateway.services, gateway.store, name, roles=wanted.roles, partner=wanted.partner, actor=actor
    )
    return UserShape.model_validate(changed)


@router.post("/users/{name}/password", status_code=204)
def set_password(gateway: Whole, actor: Operator, name: str, wanted: NewPassword) -> Response:
    """Give a user a new password; their sessions end."""
    users.set_password(
        gateway.services,
        gateway.store,
        name,
        password=wanted.password,
        passwords=gateway.passwords,
        actor=actor,
    )
    return Response(status_code=204)


@router.post("/users/{name}/state")
def set_state(gateway: Whole, actor: Operator, name: str, wanted: NewUserState) -> UserShape:
    """Let a user in again, or no longer."""
    users.set_state(gateway.services, gateway.store, name, active=wanted.state == "active", actor=actor)
    return _user(gateway, name)


@router.post("/users/{name}/sessions/end")
def end_sessions(gateway: Whole, actor: Operator, name: str) -> Ended:
    """End every session of a user."""
    _user(gateway, name)
    return Ended(count=sessions.end_all(gateway.services, gateway.store, name, actor=actor))


@router.get("/tokens")
def list_tokens(
    gateway: Whole, *, user: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Page[TokenShape]:
    """Return tokens, newest first."""
    with gateway.store.read() as work:
        found = work.people.tokens(user)
    return cut(TokenShape, found, cursor=cursor, limit=limit, key=lambda one: one.id, newest=True)


@router.post("/tokens", status_code=201)
def make_token(gateway: Whole, actor: Operator, wanted: NewToken) -> MadeToken:
    """Make a token; the answer is the only place it is ever shown in."""
    kept, token = tokens.make_token(
        gateway.services,
        gateway.store,
        wanted.user,
        name=wanted.name,
        scopes=wanted.scopes,
        lasts=timedelta(days=wanted.days),
        actor=actor,
    )
    return MadeToken(**TokenShape.model_validate(kept).model_dump(), token=token)


@router.post("/tokens/{token_id}/revoke")
def revoke(gateway: Whole, actor: Operator, token_id: str) -> TokenShape:
    """Let a token in no longer."""
    return TokenShape.model_validate(tokens.revoke(gateway.services, gateway.store, token_id, actor=actor))


@router.get("/audit")
def list_audit(  # noqa: PLR0913 - one parameter a column of the list
    gateway: Whole,
    *,
    actor: str = "",
    what: str = "",
    partner: str = "",
    ref: str = "",
    from_on: Annotated[date | None, Query(alias="from")] = None,
    to_on: Annotated[date | None, Query(alias="to", le=date(9999, 1, 1))] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[TrailShape]:
    """Return the trail, newest first."""
    asked = Asked(actor=actor, what=what, partner=partner, ref=ref, from_on=from_on, to_on=to_on)
    with gateway.store.read() as work:
        found = page_of(work, asked, limit + 1, before=cursor)
    return shaped(TrailShape, found, limit)


def _user(gateway: Gateway, name: str) -> UserShape:
    with gateway.store.read() as work:
        return UserShape.model_validate(users.user_of(work, name))
