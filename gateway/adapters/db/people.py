"""Users, their sessions, and tokens."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from gateway.adapters.db.rows import columns_for, instead, made, values
from gateway.adapters.db.tables import api_token, login_session, person
from gateway.application.ports.people import SessionRecord, TokenRecord, UserRecord
from gateway.errors import NotFound

USERS = select(*columns_for(UserRecord, person))
SESSIONS = select(*columns_for(SessionRecord, login_session))
TOKENS = select(*columns_for(TokenRecord, api_token))
USER = USERS.where(person.c.name == bindparam("of_name"))
SESSION = SESSIONS.where(login_session.c.digest == bindparam("of_digest"))
TOKEN = TOKENS.where(api_token.c.digest == bindparam("of_digest"))
PUT_USER = instead(person, "name")
PUT_TOKEN = instead(api_token, "id")


class DbPeople:
    """Implements the port People."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._database = connection.dialect.name

    def put(self, user: UserRecord) -> None:
        """Keep a user, in place of what was known of that name."""
        self._connection.execute(PUT_USER[self._database], values(user))

    def find(self, name: str) -> UserRecord | None:
        """Return a user by name."""
        found = made(UserRecord, self._connection.execute(USER, {"of_name": name}))
        return found[0] if found else None

    def by_subject(self, subject: str) -> UserRecord | None:
        """Return who comes by single sign-on as this subject."""
        if not subject:
            return None
        found = made(UserRecord, self._connection.execute(USERS.where(person.c.subject == subject)))
        return found[0] if found else None

    def all(self) -> Sequence[UserRecord]:
        """Return every user by name."""
        return made(UserRecord, self._connection.execute(USERS.order_by(person.c.name)))

    def anybody(self) -> bool:
        """Return whether there is a user at all."""
        return self._connection.execute(select(person.c.name).limit(1)).first() is not None

    def open_session(self, session: SessionRecord) -> None:
        """Keep a session."""
        self._connection.execute(insert(login_session).values(values(session)))

    def session(self, digest: str) -> SessionRecord | None:
        """Return a session by the digest of its token."""
        found = made(SessionRecord, self._connection.execute(SESSION, {"of_digest": digest}))
        return found[0] if found else None

    def sessions(self, user: str) -> Sequence[SessionRecord]:
        """Return a user's sessions, newest first."""
        wanted = SESSIONS.where(login_session.c.user == user).order_by(login_session.c.id.desc())
        return made(SessionRecord, self._connection.execute(wanted))

    def seen(self, session: str, at: datetime) -> None:
        """Note that a session was used."""
        self._connection.execute(
            update(login_session).where(login_session.c.id == session).values(seen_at=at)
        )

    def close_session(self, session: str) -> None:
        """Forget a session, if it is there."""
        self._connection.execute(delete(login_session).where(login_session.c.id == session))

    def close_sessions(self, user: str) -> int:
        """Forget every session of a user; return how many there were."""
        return self._connection.execute(delete(login_session).where(login_session.c.user == user)).rowcount

    def forget_ended(self, before: datetime) -> int:
        """Forget the sessions that ended before an instant; return how many there were."""
        over = delete(login_session).where(login_session.c.ends_at < before)
        return self._connection.execute(over).rowcount

    def add_token(self, token: TokenRecord) -> None:
        """Keep a token, or what is newly known of it."""
        self._connection.execute(PUT_TOKEN[self._database], values(token))

    def token(self, digest: str) -> TokenRecord | None:
        """Return a token by the digest of what is shown."""
        found = made(TokenRecord, self._connection.execute(TOKEN, {"of_digest": digest}))
        return found[0] if found else None

    def token_by_id(self, token: str) -> TokenRecord:
        """Return a token by its id; raises NotFound."""
        found = made(TokenRecord, self._connection.execute(TOKENS.where(api_token.c.id == token)))
        if not found:
            raise NotFound(f"there is no token {token}")
        return found[0]

    def tokens(self, user: str = "") -> Sequence[TokenRecord]:
        """Return the tokens of a user, or of all, newest first."""
        wanted = TOKENS.where(api_token.c.user == user) if user else TOKENS
        return made(TokenRecord, self._connection.execute(wanted.order_by(api_token.c.id.desc())))
