"""Tokens for programs: shown once, kept by digest, within scopes, until a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from gateway.application.people.callers import Caller, caller_of
from gateway.application.people.sessions import TOUCH, digest_of
from gateway.application.people.users import user_of
from gateway.application.ports import Store, TokenRecord
from gateway.application.services import Services
from gateway.domain.users import May, allowed
from gateway.errors import Conflict

PREFIX = "gwt_"
LONGEST_LIFE = timedelta(days=366)


def make_token(
    services: Services,
    store: Store,
    user: str,
    *,
    name: str,
    scopes: Sequence[May],
    lasts: timedelta,
    actor: str,
) -> tuple[TokenRecord, str]:
    """Make a token; return what is kept of it, and the token itself, which nobody can ask for again."""
    if not timedelta(0) < lasts <= LONGEST_LIFE:
        raise Conflict(f"a token lasts at most {LONGEST_LIFE.days} days")
    if not name.strip() or not scopes:
        raise Conflict("say what the token is for, and what it may")
    token = PREFIX + services.token()
    now = services.clock.now()
    with store.begin() as work:
        owner = user_of(work, user)
        beyond = sorted(set(scopes) - allowed(owner.roles))
        if beyond:
            raise Conflict(f"{user} may not {', '.join(beyond)}, so no token of theirs may")
        kept = TokenRecord(
            id=services.ids.new(),
            digest=digest_of(token),
            user=user,
            name=name.strip(),
            scopes=tuple(sorted(set(scopes))),
            made_at=now,
            made_by=actor,
            ends_at=now + lasts,
        )
        work.people.add_token(kept)
        services.note(
            work, "token.made", kept.id, actor=actor, name=kept.name, scopes=list(kept.scopes), user=user
        )
        work.commit()
    return kept, token


def let_in(services: Services, store: Store, token: str) -> Caller | None:
    """Return whom a token lets in, None where it is not known, over or revoked."""
    if not token.startswith(PREFIX):
        return None
    now = services.clock.now()
    with store.read() as work:
        kept = work.people.token(digest_of(token))
        user = work.people.find(kept.user) if kept else None
    if kept is None or user is None or kept.revoked_at is not None or now >= kept.ends_at:
        return None
    if kept.used_at is None or now - kept.used_at >= TOUCH:
        with store.begin() as work:
            work.people.add_token(replace(kept, used_at=now))
            work.commit()
    return caller_of(user, "token", scopes=frozenset(May(one) for one in kept.scopes))


def revoke(services: Services, store: Store, token: str, *, actor: str) -> TokenRecord:
    """Let a token in no longer, from now on."""
    with store.begin() as work:
        kept = work.people.token_by_id(token)
        if kept.revoked_at is None:
            kept = replace(kept, revoked_at=services.clock.now())
            work.people.add_token(kept)
            services.note(work, "token.revoked", kept.id, actor=actor, name=kept.name, user=kept.user)
            work.commit()
    return kept
