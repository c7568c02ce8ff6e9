"""Visiting: who comes with a start page's token gets a visit of its own; who comes with a visit's address goes on with it.

The address is made when the visit starts, so nobody can have known it before (no fixation). It is bound to a cookie as
soon as the browser brings that back; from then on the address alone opens nothing. A browser that keeps no cookie, as
in a frame of another site, goes on by the address, which is forgotten sooner.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.application.ports import ShopSession, Store, UnitOfWork
from gateway.application.services import Services
from gateway.application.shop.closing import close
from gateway.application.shop.goods import punchout_of
from gateway.application.shop.refusals import Shut
from gateway.application.shop.tokens import Chance, digest, new, same
from gateway.profiles.profile import Profile

A_WHILE = timedelta(seconds=30)
"""How often it is written down that somebody is still there."""
RETRY = timedelta(minutes=10)
"""How long a cart that went back may be sent once more by the same browser, should the first try not arrive."""
GONE = {"replaced": "replaced", "expired": "expired", "returned": "over", "cancelled": "over"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A visit that began: its address and its cookie, which only the browser knows from now on."""

    session: ShopSession
    path: str
    cookie: str


def start(
    services: Services,
    store: Store,
    token: str,
    *,
    held: str = "",
    language: str = "",
    chance: Chance,
) -> Started:
    """Begin the visit a token is for; a visit that went on in the browser, which `held` its cookie, ends.

    Raises Shut for a token nobody was given, one that was used, and one that came too late.
    """
    with store.begin() as work:
        session = work.shop.by_token(digest(token)) if digest(token) else None
        if session is None:
            raise Shut("unknown")
        if session.state != "waiting":
            why = "the start page was used already"
            services.note(work, "shop.turned-away", session.id, partner=session.partner, why=why)
            work.commit()
            raise Shut("replaced" if session.state == "replaced" else "used")
        now = services.clock.now()
        if now > session.token_until:
            close(services, work, session, state="expired")
            work.commit()
            raise Shut("late")
        for earlier in work.shop.by_cookie(digest(held)) if digest(held) else ():
            close(services, work, earlier, state="replaced", by=session.id)
        started = Started(session=session, path=new(chance), cookie=new(chance))
        begun = replace(
            session,
            state="open",
            path=digest(started.path),
            cookie=digest(started.cookie),
            language=language or session.language,
            started_at=now,
            seen_at=now,
        )
        work.shop.update(begun)
        services.note(work, "shop.started", session.id, partner=session.partner)
        work.commit()
    return replace(started, session=begun)


def visit(services: Services, store: Store, path: str, cookie: str, *, after: bool = False) -> ShopSession:
    """Return the visit under an address; raises Shut. With `after`, one whose cart went back a moment ago too."""
    with store.read() as work:
        session = work.shop.by_path(digest(path)) if digest(path) else None
    if session is None:
        raise Shut("unknown")
    profile, now = services.directory.get(session.partner), services.clock.now()
    if session.bound and not same(cookie, session.cookie):
        raise Shut("replaced" if session.state == "replaced" else "stranger")
    if after and session.closed_at is not None and session.returned and now <= session.closed_at + RETRY:
        return session
    if session.state in GONE:
        raise Shut(
            "replaced" if session.state == "replaced" else "expired" if session.state == "expired" else "over"
        )
    if _is_over(session, profile, now):
        with store.begin() as work:
            still = work.shop.get(session.id, lock=True)
            if still.is_live:
                close(services, work, still, state="expired")
                work.commit()
        raise Shut("expired")
    binds = not session.bound and same(cookie, session.cookie)
    if binds or session.seen_at is None or now - session.seen_at >= A_WHILE:
        return _seen(services, store, session, binds=binds)
    return session


def ends_at(session: ShopSession, profile: Profile) -> datetime:
    """Return when a visit ends if nobody comes back."""
    agreed = punchout_of(profile)
    started = session.started_at or session.made_at
    idle = agreed.idle if session.bound else min(agreed.idle, agreed.idle_without_cookie)
    return min((session.seen_at or started) + idle, started + agreed.longest)


def say_in(store: Store, session: str, language: str) -> None:
    """Go on in another language."""
    with store.begin() as work:
        work.shop.update(replace(opened(work, session), language=language))
        work.commit()


def in_a_window(services: Services, store: Store, session: str, *, chance: Chance) -> str:
    """Return a new cookie for a visit whose browser kept none, because it goes on in a window of its own."""
    cookie = new(chance)
    with store.begin() as work:
        one = opened(work, session)
        work.shop.update(replace(one, bound=False, cookie=digest(cookie)))
        services.note(work, "shop.new-window", session, partner=one.partner)
        work.commit()
    return cookie


def opened(work: UnitOfWork, session: str) -> ShopSession:
    """Return a visit that goes on, locked; raises Shut for one that does not."""
    one = work.shop.get(session, lock=True)
    if one.state != "open":
        raise Shut("over")
    return one


def _is_over(session: ShopSession, profile: Profile, now: datetime) -> bool:
    return profile.punchout is None or not profile.trades or now > ends_at(session, profile)


def _seen(services: Services, store: Store, session: ShopSession, *, binds: bool) -> ShopSession:
    with store.begin() as work:
        one = opened(work, session.id)
        seen = replace(one, seen_at=services.clock.now(), bound=one.bound or binds)
        work.shop.update(seen)
        work.commit()
    return seen
