"""Single sign-on: who somebody is elsewhere becomes who they are here, by their groups there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from gateway.application.people.users import fit_name
from gateway.application.ports import Store, UserRecord
from gateway.application.services import Services
from gateway.domain.users import Role, fault_of
from gateway.errors import ConfigurationFault, Refused

OF_PARTNER = "partner:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What is kept in somebody's browser while they sign in elsewhere."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is elsewhere: `subject` for ever, the name and the groups for now."""

    subject: str
    name: str
    groups: tuple[str, ...]


class SignOn(Protocol):
    """The place where people sign in."""

    def begin(self, back: str) -> tuple[str, Pending]:
        """Return where a browser goes to sign in, and what to keep until it comes back."""
        ...

    def finish(self, back: str, answer: str, pending: Pending) -> Identity:
        """Return who came back, by the whole address they came back to; raises Refused for anything not in order."""
        ...


def roles_of(groups: tuple[str, ...], mapping: Mapping[str, str]) -> tuple[tuple[Role, ...], str]:
    """Return the roles of groups, and the partner somebody belongs to; raises Refused where there are none."""
    given = [mapping[one] for one in groups if one in mapping]
    partners = {one.removeprefix(OF_PARTNER) for one in given if one.startswith(OF_PARTNER)}
    try:
        roles = {Role(one) for one in given if not one.startswith(OF_PARTNER)}
    except ValueError as wrong:
        raise ConfigurationFault(f"GATEWAY_OIDC_GROUPS: {wrong}") from wrong
    if partners:
        roles.add(Role.PARTNER)
    partner = min(partners, default="")
    if len(partners) > 1 or fault_of(roles, partner):
        raise Refused(fault_of(roles, partner) or "somebody of two partners' is nobody here")
    return tuple(sorted(roles)), partner


def signed_on(services: Services, store: Store, identity: Identity, mapping: Mapping[str, str]) -> UserRecord:
    """Keep who came by single sign-on as their groups say today, and return them; raises Refused."""
    roles, partner = roles_of(identity.groups, mapping)
    if partner:
        services.directory.get(partner)
    with store.begin() as work:
        known = work.people.by_subject(identity.subject)
        if known is None:
            if work.people.find(identity.name) is not None:
                raise Refused(f"there is somebody else called {identity.name} here")
            known = UserRecord(
                name=fit_name(identity.name),
                roles=(),
                subject=identity.subject,
                made_at=services.clock.now(),
                made_by="single sign-on",
            )
            services.note(work, "user.added", known.name, actor="single sign-on", roles=list(roles))
        if known.state != "active":
            raise Refused("this user may come in no longer")
        changed = replace(known, roles=roles, partner=partner)
        if changed != known:
            work.people.put(changed)
            services.note(
                work,
                "user.roles",
                known.name,
                actor="single sign-on",
                before=list(known.roles),
                after=list(roles),
            )
        work.commit()
    return changed
