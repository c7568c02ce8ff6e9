"""The page of roles is true. GOLDEN_UPDATE=1 writes it anew; the difference is then reviewed."""

from gateway.domain.users import ROLES, SENTENCES, May, Role
from tests.architecture.roles_page import PAGE, render, written
from tests.golden import UPDATE


def test_the_page_says_what_the_tables_say() -> None:
    """Roles, routes and what is open."""
    if UPDATE:
        PAGE.write_text(render(), encoding="utf-8")

    assert render() == PAGE.read_text(encoding="utf-8")


def test_every_role_and_everything_one_may_is_accounted_for() -> None:
    """Nothing can be given that nobody has a sentence for."""
    assert set(Role) == set(ROLES) == set(written())
    assert set(May) == set(SENTENCES) == set(ROLES[Role.ADMIN])
