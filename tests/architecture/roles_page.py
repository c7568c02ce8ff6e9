"""The page of roles, written from what roles may and what routes need, and read back for the tests."""

import re
from collections.abc import Iterator, Mapping

from gateway.domain.users import ROLES, SENTENCES, Role
from gateway.entrypoints.api.needs import NEEDS, Need
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "reference" / "roles.md"
HEAD = """# Roles

Who may come in is a user with one or more roles, or a program with a token of a user's. What a role may is this:

"""
MIDDLE = """
Somebody of a partner's (`partner`) may it with that partner's records only, on the routes marked *own* below. A token may
what its scopes name and its user's roles allow, whichever is less. The built-in operator (`GATEWAY_OPERATOR_PASSWORD`, or
this machine while there is neither a password nor a user) may everything; a program with `GATEWAY_SUPPLY_TOKEN` may `supply`.

## Routes

What each route needs stands in `gateway/entrypoints/api/needs.py`. A route that is not written down there is an admin's only,
and a test fails.

"""
OPEN = """
## Open routes

These ask for nothing at the door, or look at credentials of their own kind.

| route | why |
|---|---|
"""
_ROW = re.compile(r"^\| `(\w+ /\S*)` \| (\S+) \| (.*) \|$", re.MULTILINE)


def render() -> str:
    """Return the whole page."""
    roles = "".join(
        f"| **{may}** {sentence} | {_ticks(may in ROLES[role] for role in Role)} |\n"
        for may, sentence in SENTENCES.items()
    )
    closed = {route: need for route, need in NEEDS.items() if need.may is not None}
    routes = "".join(f"| `{route}` | {need.may} | {_cells(need)} |\n" for route, need in closed.items())
    opened = "".join(f"| `{route}` | {need.why} |\n" for route, need in NEEDS.items() if need.may is None)
    return f"{HEAD}{_head('may')}{roles}{MIDDLE}{_head('route', 'needs')}{routes}{OPEN}{opened}"


def written() -> Mapping[Role, frozenset[str]]:
    """Return the routes each role may ask for, as the page says."""
    rows = _ROW.findall(PAGE.read_text(encoding="utf-8"))
    return {
        role: frozenset(route for route, _, cells in rows if cells.split(" | ")[at] in ("yes", "own"))
        for at, role in enumerate(Role)
    }


def _head(*first: str) -> str:
    columns = (*first, *Role)
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"


def _ticks(given: Iterator[bool]) -> str:
    return " | ".join("yes" if one else "-" for one in given)


def _cells(need: Need) -> str:
    return " | ".join(_cell(need, role) for role in Role)


def _cell(need: Need, role: Role) -> str:
    if need.may not in ROLES[role]:
        return "-"
    if role is Role.PARTNER:
        return "own" if need.own else "-"
    return "yes"
