"""Roles: who may be what, and what that allows."""

import pytest

from gateway.domain.users import ROLES, May, Role, allowed, fault_of


@pytest.mark.parametrize(
    ("roles", "partner", "fault"),
    [
        ((), "", "give at least one role"),
        ((Role.PARTNER, Role.VIEWER), "acme", "somebody of a partner's is nothing else here"),
        ((Role.PARTNER,), "", "say which partner this is somebody of"),
        ((Role.VIEWER,), "acme", "only somebody with the role partner belongs to a partner"),
        ((Role.PARTNER,), "acme", ""),
        ((Role.VIEWER, Role.AUDITOR), "", ""),
    ],
)
def test_roles_are_given_that_make_sense(roles: tuple[Role, ...], partner: str, fault: str) -> None:
    """A partner's people see themselves alone; ours belong to nobody."""
    assert fault == fault_of(roles, partner)


def test_roles_add_up() -> None:
    """An admin may everything; nobody may nothing."""
    assert frozenset() == allowed(())
    assert frozenset(May) == allowed((Role.ADMIN, Role.PARTNER))
    assert ROLES[Role.AUDITOR] | ROLES[Role.OPERATOR] == allowed((Role.AUDITOR, Role.OPERATOR))
    assert May.OPERATE not in allowed((Role.AUDITOR, Role.PARTNER))
