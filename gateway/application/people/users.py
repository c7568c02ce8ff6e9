"""Users: made, given roles and passwords, disabled; every change is written down."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gateway.application.ports import Passwords, Store, UnitOfWork, UserRecord
from gateway.application.services import Services
from gateway.domain.users import Role, fault_of
from gateway.errors import Conflict, NotFound

SHORTEST, LONGEST = 10, 200
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
ACTIVE, DISABLED = "active", "disabled"


def add_user(  # noqa: PLR0913 - a user is as much as this
    services: Services,
    store: Store,
    name: str,
    *,
    roles: Sequence[Role],
    partner: str = "",
    password: str = "",
    passwords: Passwords,
    actor: str,
) -> UserRecord:
    """Make a user; raises Conflict for a name that is taken or for what does not fit together."""
    _check(services, name, roles, partner)
    user = UserRecord(
        name=name,
        roles=tuple(sorted(set(roles))),
        partner=partner,
        password=_hashed(passwords, password) if password else "",
        made_at=services.clock.now(),
        made_by=actor,
    )
    with store.begin() as work:
        if work.people.find(name) is not None:
            raise Conflict(f"there is a user {name} already")
        work.people.put(user)
        services.note(work, "user.added", name, actor=actor, roles=list(user.roles), belongs_to=partner)
        work.commit()
    return user


def set_roles(
    services: Services, store: Store, name: str, *, roles: Sequence[Role], partner: str = "", actor: str
) -> UserRecord:
    """Give a user other roles; their sessions end, so that nothing of the old ones stays."""
    _check(services, name, roles, partner)
    with store.begin() as work:
        user = user_of(work, name)
        changed = replace(user, roles=tuple(sorted(set(roles))), partner=partner)
        if Role.ADMIN not in changed.roles:
            _keep_an_admin(work, user)
        work.people.put(changed)
        work.people.close_sessions(name)
        services.note(
            work, "user.roles", name, actor=actor, before=list(user.roles), after=list(changed.roles)
        )
        work.commit()
    return changed


def set_password(
    services: Services, store: Store, name: str, *, password: str, passwords: Passwords, actor: str
) -> None:
    """Give a user a new password; their sessions end."""
    hashed = _hashed(passwords, password)
    with store.begin() as work:
        work.people.put(replace(user_of(work, name), password=hashed))
        work.people.close_sessions(name)
        services.note(work, "user.password", name, actor=actor)
        work.commit()


def set_state(services: Services, store: Store, name: str, *, active: bool, actor: str) -> None:
    """Let a user in again, or no longer: their sessions end, their tokens open nothing."""
    with store.begin() as work:
        user = user_of(work, name)
        if not active:
            _keep_an_admin(work, user)
            work.people.close_sessions(name)
        work.people.put(replace(user, state=ACTIVE if active else DISABLED))
        services.note(work, "user.enabled" if active else "user.disabled", name, actor=actor)
        work.commit()


def set_language(services: Services, store: Store, name: str, *, language: str, actor: str) -> None:
    """Let pages speak another language to a user, empty: what their browser asks for."""
    with store.begin() as work:
        work.people.put(replace(user_of(work, name), language=language))
        services.note(work, "user.language", name, actor=actor, language=language)
        work.commit()


def user_of(work: UnitOfWork, name: str) -> UserRecord:
    """Return a user; raises NotFound."""
    found = work.people.find(name)
    if found is None:
        raise NotFound(f"there is no user {name}")
    return found


def fit_name(name: str) -> str:
    """Return a name that can be a user's; raises Conflict."""
    if not _NAME.fullmatch(name):
        raise Conflict("a user's name is small letters, digits and . _ @ + -, 64 at most")
    return name


def _check(services: Services, name: str, roles: Sequence[Role], partner: str) -> None:
    fit_name(name)
    if fault := fault_of(roles, partner):
        raise Conflict(fault)
    if partner:
        services.directory.get(partner)


def _hashed(passwords: Passwords, password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise Conflict(f"a password has {SHORTEST} characters at least and {LONGEST} at most")
    return passwords.hash(password)


def _keep_an_admin(work: UnitOfWork, user: UserRecord) -> None:
    """Refuse to take the last admin's place away: nobody could give it back."""
    admins = [one.name for one in work.people.all() if Role.ADMIN in one.roles and one.state == ACTIVE]
    if admins == [user.name]:
        raise Conflict(f"{user.name} is the last admin: make another one first")
