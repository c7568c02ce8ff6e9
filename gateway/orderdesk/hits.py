"""What a rule found, before it is decided what is done about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit of a rule, for the order or for a line counted from 1, at a path of the order.

    `code` and `action` differ from the rule's only where given; an action given here is not subject
    to agreements or waivers. `unchangeable`: there is nothing to change to, so a change is a rejection.
    `fix` are words, `value` what they would put at the path.
    """

    line: int | None = None
    path: str = ""
    value_seen: str = ""
    code: str = ""
    action: str = ""
    unchangeable: bool = False
    fix: str = ""
    value: str = ""
