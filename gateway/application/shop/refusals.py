"""Why somebody does not get into the shop, or no further."""

from typing import ClassVar, Literal

from gateway.errors import GatewayError, Refused

NOT_ACCEPTABLE, PRECONDITION, NOT_IMPLEMENTED = 406, 412, 450
Reason = Literal["unknown", "used", "late", "expired", "replaced", "over", "stranger", "refused"]


class SetupRefused(Refused):
    """A set-up request cannot be granted; `status` is the status of cXML that says so."""

    code: ClassVar[str] = "shop.set-up-refused"

    def __init__(self, why: str, *, status: int) -> None:
        super().__init__(why)
        self.status = status


class Shut(GatewayError):
    """The door is shut: `reason` says what the page tells the person before it."""

    code: ClassVar[str] = "shop.shut"

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"the visit is {reason}")
        self.reason = reason


class NotThat(GatewayError):
    """Something cannot go into a cart like that; `what` names why (`quantity`, `whole`, `item`, `unit`, ...), `line` where."""

    code: ClassVar[str] = "shop.not-that"

    def __init__(self, what: str, *, line: str = "") -> None:
        super().__init__(f"the cart does not take that: {what}")
        self.what = what
        self.line = line
