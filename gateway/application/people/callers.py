"""Who is calling, and what they may."""

from dataclasses import dataclass

from gateway.application.ports import UserRecord
from gateway.domain.users import May, Role, allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who has come in; `partner` is set where they see only that partner's records.

    `way` says how they came in: `session`, `token`, `password`, `loopback`, `supply-token`; `session` is its id.
    `language` is what they want pages to speak, empty where they never said.
    """

    name: str
    may: frozenset[May]
    way: str
    partner: str = ""
    session: str = ""
    language: str = ""


EVERYTHING = frozenset(May)
NOBODY = Caller(name="", may=frozenset(), way="")


def caller_of(
    user: UserRecord, way: str, *, scopes: frozenset[May] = EVERYTHING, session: str = ""
) -> Caller:
    """Return a user as a caller, who may what their roles allow within the scopes; nothing once disabled."""
    may = allowed(user.roles) & scopes if user.state == "active" else frozenset()
    return Caller(
        name=user.name,
        may=may,
        way=way,
        partner=partner_of(user),
        session=session,
        language=user.language,
    )


def partner_of(user: UserRecord) -> str:
    """Return the one partner whose records a user sees, nothing where they see all."""
    return user.partner if Role.PARTNER in user.roles else ""
