"""People and programs who come in: users, their sessions, and tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gateway.domain.users import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRecord:
    """Somebody who may come in. `state` is `active` or `disabled`.

    `password` is a hash, empty where somebody comes by single sign-on only; `subject` is who they are there.
    `language` is what pages speak to them, empty where their browser says it.
    """

    name: str
    roles: tuple[Role, ...]
    partner: str = ""
    state: str = "active"
    password: str = ""
    subject: str = ""
    made_at: datetime
    made_by: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """Somebody who has come in by a browser; `digest` is that of the random token the browser keeps."""

    id: str
    digest: str
    user: str
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """What lets a program in as a user, to do no more than its scopes; `digest` is that of the token itself."""

    id: str
    digest: str
    user: str
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    made_by: str
    ends_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class People(Protocol):
    """Users, their sessions, and tokens."""

    def put(self, user: UserRecord) -> None:
        """Keep a user, in place of what was known of that name."""
        ...

    def find(self, name: str) -> UserRecord | None:
        """Return a user by name."""
        ...

    def by_subject(self, subject: str) -> UserRecord | None:
        """Return who comes by single sign-on as this subject."""
        ...

    def all(self) -> Sequence[UserRecord]:
        """Return every user by name."""
        ...

    def anybody(self) -> bool:
        """Return whether there is a user at all."""
        ...

    def open_session(self, session: SessionRecord) -> None:
        """Keep a session."""
        ...

    def session(self, digest: str) -> SessionRecord | None:
        """Return a session by the digest of its token."""
        ...

    def sessions(self, user: str) -> Sequence[SessionRecord]:
        """Return a user's sessions, newest first."""
        ...

    def seen(self, session: str, at: datetime) -> None:
        """Note that a session was used."""
        ...

    def close_session(self, session: str) -> None:
        """Forget a session, if it is there."""
        ...

    def close_sessions(self, user: str) -> int:
        """Forget every session of a user; return how many there were."""
        ...

    def forget_ended(self, before: datetime) -> int:
        """Forget the sessions that ended before an instant; return how many there were."""
        ...

    def add_token(self, token: TokenRecord) -> None:
        """Keep a token, or what is newly known of it."""
        ...

    def token(self, digest: str) -> TokenRecord | None:
        """Return a token by the digest of what is shown."""
        ...

    def token_by_id(self, token: str) -> TokenRecord:
        """Return a token by its id; raises NotFound."""
        ...

    def tokens(self, user: str = "") -> Sequence[TokenRecord]:
        """Return the tokens of a user, or of all, newest first."""
        ...


class Passwords(Protocol):
    """Passwords as they are kept: hashes that are slow to try."""

    def hash(self, password: str) -> str:
        """Return a hash to keep."""
        ...

    def verify(self, password: str, hashed: str) -> bool:
        """Return whether a password is the one that was hashed."""
        ...

    def nobody(self) -> str:
        """Return a hash no password fits, as slow to try as any: so that names cannot be told apart by time."""
        ...
