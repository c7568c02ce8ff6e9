"""Sessions: begun with a password or by single sign-on, kept here by the digest of a random token, ended at will."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from gateway.application.people.callers import Caller, caller_of
from gateway.application.ports import Passwords, SessionRecord, Store, UserRecord
from gateway.application.services import Services
from gateway.errors import Refused

TOUCH = timedelta(minutes=1)
"""A session's last use is written down no more often than this."""
LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """How long a session lasts: at most, and without being used."""

    whole: timedelta
    idle: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Whence:
    """From where somebody comes in, and with what."""

    address: str
    agent: str = ""


def sign_in(
    services: Services,
    store: Store,
    name: str,
    password: str,
    *,
    passwords: Passwords,
    lasting: Lasting,
    whence: Whence,
) -> str:
    """Return the token of a new session; raises Refused, after the same work, for whoever is not let in."""
    with store.read() as work:
        user = work.people.find(name)
    known = user.password if user is not None and user.password else passwords.nobody()
    right = passwords.verify(password, known)
    if user is None or not right or user.state != "active" or not user.password:
        with store.begin() as work:
            services.note(work, "session.refused", name[:64], actor=name[:64])
            work.commit()
        raise Refused("the name or the password is wrong")
    return begin(services, store, user, lasting=lasting, whence=whence, way="password")


def begin(
    services: Services, store: Store, user: UserRecord, *, lasting: Lasting, whence: Whence, way: str
) -> str:
    """Return the token of a new session of a user who has proved who they are."""
    token = services.token()
    now = services.clock.now()
    session = SessionRecord(
        id=services.ids.new(),
        digest=digest_of(token),
        user=user.name,
        begun_at=now,
        seen_at=now,
        ends_at=now + lasting.whole,
        address=whence.address,
        agent=whence.agent[:LONGEST_AGENT],
    )
    with store.begin() as work:
        work.people.forget_ended(now)
        work.people.open_session(session)
        services.note(work, "session.begun", session.id, actor=user.name, way=way)
        work.commit()
    return token


def resume(services: Services, store: Store, token: str, *, lasting: Lasting) -> Caller | None:
    """Return who a session belongs to, None where it is over or never was."""
    now = services.clock.now()
    with store.read() as work:
        session = work.people.session(digest_of(token))
        user = work.people.find(session.user) if session else None
    if session is None or user is None or user.state != "active" or _over(session, now, lasting):
        return None
    if now - session.seen_at >= TOUCH:
        with store.begin() as work:
            work.people.seen(session.id, now)
            work.commit()
    return caller_of(user, "session", session=session.id)


def end(services: Services, store: Store, session: str, *, actor: str) -> None:
    """End a session."""
    with store.begin() as work:
        work.people.close_session(session)
        services.note(work, "session.ended", session, actor=actor)
        work.commit()


def end_all(services: Services, store: Store, user: str, *, actor: str) -> int:
    """End every session of a user; return how many there were."""
    with store.begin() as work:
        count = work.people.close_sessions(user)
        services.note(work, "session.all-ended", user, actor=actor, count=count)
        work.commit()
    return count


def digest_of(token: str) -> str:
    """Return what is kept of a token: enough to know it again, too little to use it."""
    return sha256(token.encode()).hexdigest()


def _over(session: SessionRecord, now: datetime, lasting: Lasting) -> bool:
    return now >= session.ends_at or now - session.seen_at >= lasting.idle
