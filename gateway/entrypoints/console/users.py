"""The pages of users: who may come in, as what, from where they do, and which programs come as them."""

from datetime import timedelta

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.application.people import sessions, tokens, users
from gateway.bootstrap import Gateway
from gateway.domain.users import ROLES, SENTENCES, May, Role, allowed
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.bodies import Form
from gateway.entrypoints.console.rendering import page

router = APIRouter(include_in_schema=False, dependencies=[Depends(operator)])


@router.get("/users")
def all_users(request: Request, gateway: Here) -> HTMLResponse:
    """Show every user and what the roles are."""
    with gateway.store.read() as work:
        found = work.people.all()
    return page(request, "users.html", users=found, roles=ROLES, sentences=SENTENCES)


@router.post("/users")
def add(gateway: Here, actor: Operator, form: Form) -> RedirectResponse:
    """Make a user."""
    made = users.add_user(
        gateway.services,
        gateway.store,
        form.get("name", "").strip().lower(),
        roles=_roles(form),
        partner=form.get("partner", ""),
        password=form.get("password", ""),
        passwords=gateway.passwords,
        actor=actor,
    )
    return _back(made.name)


@router.get("/users/{name}")
def one_user(request: Request, gateway: Here, name: str) -> HTMLResponse:
    """Show a user, their sessions and tokens."""
    return _page(request, gateway, name)


@router.post("/users/{name}/roles")
def set_roles(gateway: Here, actor: Operator, name: str, form: Form) -> RedirectResponse:
    """Give a user other roles."""
    users.set_roles(
        gateway.services,
        gateway.store,
        name,
        roles=_roles(form),
        partner=form.get("partner", ""),
        actor=actor,
    )
    return _back(name)


@router.post("/users/{name}/password")
def set_password(gateway: Here, actor: Operator, name: str, form: Form) -> RedirectResponse:
    """Give a user a new password."""
    users.set_password(
        gateway.services,
        gateway.store,
        name,
        password=form.get("password", ""),
        passwords=gateway.passwords,
        actor=actor,
    )
    return _back(name)


@router.post("/users/{name}/state")
def set_state(gateway: Here, actor: Operator, name: str, form: Form) -> RedirectResponse:
    """Let a user in again, or no longer."""
    users.set_state(gateway.services, gateway.store, name, active=form.get("state") == "active", actor=actor)
    return _back(name)


@router.post("/users/{name}/sessions/end")
def end_sessions(gateway: Here, actor: Operator, name: str) -> RedirectResponse:
    """End every session of a user."""
    sessions.end_all(gateway.services, gateway.store, name, actor=actor)
    return _back(name)


@router.post("/users/{name}/tokens")
def make_token(request: Request, gateway: Here, actor: Operator, name: str, form: Form) -> HTMLResponse:
    """Make a token, and show it this once."""
    try:
        days = int(form.get("days", "90"))
        scopes = [May(key.removeprefix("may-")) for key in form if key.startswith("may-")]
    except ValueError as wrong:
        raise HTTPException(422, "say for how many days, and what the token may") from wrong
    _, token = tokens.make_token(
        gateway.services,
        gateway.store,
        name,
        name=form.get("purpose", ""),
        scopes=scopes,
        lasts=timedelta(days=days),
        actor=actor,
    )
    return _page(request, gateway, name, made=token)


@router.post("/tokens/{token_id}/revoke")
def revoke(gateway: Here, actor: Operator, token_id: str) -> RedirectResponse:
    """Let a token in no longer."""
    kept = tokens.revoke(gateway.services, gateway.store, token_id, actor=actor)
    return _back(kept.user)


def _page(request: Request, gateway: Gateway, name: str, *, made: str = "") -> HTMLResponse:
    with gateway.store.read() as work:
        user = users.user_of(work, name)
        return page(
            request,
            "user.html",
            user=user,
            may=[one for one in May if one in allowed(user.roles)],
            sentences=SENTENCES,
            roles=ROLES,
            sessions=work.people.sessions(name),
            tokens=work.people.tokens(name),
            made=made,
        )


def _roles(form: Form) -> list[Role]:
    return [one for one in Role if f"role-{one}" in form]


def _back(name: str) -> RedirectResponse:
    return RedirectResponse(f"/users/{name}", status_code=303)
