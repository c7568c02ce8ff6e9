"""Who may do what: the things a person or a program may do here, and the roles that bundle them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class May(StrEnum):
    """One sort of thing somebody may do; every route needs exactly one of them."""

    LOOK = "look"
    PAYLOAD = "payload"
    ATTEND = "attend"
    DECIDE = "decide"
    ANSWER = "answer"
    SUPPLY = "supply"
    OPERATE = "operate"
    CONFIGURE = "configure"
    DEVELOP = "develop"
    AUDIT = "audit"
    SYSTEM = "system"
    PEOPLE = "people"


SENTENCES: Mapping[May, str] = MappingProxyType(
    {
        May.LOOK: "see orders, documents, deliveries, stock, accounts, rules and measures",
        May.PAYLOAD: "see and download bytes as they were exchanged; each time is written down",
        May.ATTEND: "take alerts and put them off",
        May.DECIDE: "decide about orders, changes, shipments, invoices, credits, payments and exceptions",
        May.ANSWER: "take or decline quotes that were given to their partner",
        May.SUPPLY: "tell what is in stock, reserve, and ask what should be bought",
        May.OPERATE: "send again, read again, wait no longer, try a partner now",
        May.CONFIGURE: "see and change partners, maps, certificates and secrets' names",
        May.DEVELOP: "make and redeliver webhooks",
        May.AUDIT: "see and export the audit trail",
        May.SYSTEM: "see how the machine is, and take a support bundle",
        May.PEOPLE: "make users, give roles, end sessions and tokens of others",
    }
)
"""What each allows, as people say it."""


class Role(StrEnum):
    """What somebody is here; a person may be several."""

    VIEWER = "viewer"
    ORDER_DESK = "order-desk"
    INTEGRATOR = "integrator"
    OPERATOR = "operator"
    ADMIN = "admin"
    AUDITOR = "auditor"
    PARTNER = "partner"


ROLES: Mapping[Role, frozenset[May]] = MappingProxyType(
    {
        Role.VIEWER: frozenset({May.LOOK}),
        Role.ORDER_DESK: frozenset({May.LOOK, May.PAYLOAD, May.ATTEND, May.DECIDE, May.SUPPLY}),
        Role.INTEGRATOR: frozenset(
            {May.LOOK, May.PAYLOAD, May.ATTEND, May.OPERATE, May.CONFIGURE, May.DEVELOP, May.SYSTEM}
        ),
        Role.OPERATOR: frozenset(
            {May.LOOK, May.PAYLOAD, May.ATTEND, May.DECIDE, May.SUPPLY, May.OPERATE, May.DEVELOP, May.SYSTEM}
        ),
        Role.ADMIN: frozenset(May),
        Role.AUDITOR: frozenset({May.LOOK, May.PAYLOAD, May.AUDIT, May.SYSTEM}),
        Role.PARTNER: frozenset({May.LOOK, May.PAYLOAD, May.ANSWER}),
    }
)
"""What each role may; a partner's people may it with their own partner's records, and nowhere else."""


def allowed(roles: Iterable[Role]) -> frozenset[May]:
    """Return what roles may together."""
    return frozenset().union(*(ROLES[one] for one in roles))


def fault_of(roles: Iterable[Role], partner: str) -> str:
    """Return what is wrong with giving somebody these roles, nothing where it is sound."""
    given = frozenset(roles)
    if not given:
        return "give at least one role"
    if Role.PARTNER in given and len(given) > 1:
        return "somebody of a partner's is nothing else here"
    if Role.PARTNER in given and not partner:
        return "say which partner this is somebody of"
    if Role.PARTNER not in given and partner:
        return "only somebody with the role partner belongs to a partner"
    return ""
