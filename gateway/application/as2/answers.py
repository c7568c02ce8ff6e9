"""What is answered to whoever posts over AS2: a status, header lines, and a receipt where one is given in place."""

from dataclasses import dataclass, field

from gateway.application.as2.records import As2ReceiptGiven, Lines
from gateway.as2.receipts import Receipt, Route
from gateway.as2.refusals import Refusal

OK, LATER_BY_ITSELF, BAD_REQUEST, NOT_FOUND, CONFLICT = 200, 204, 400, 404, 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message or receipt as it came; `known` says whether its connection showed who it is from."""

    lines: Lines
    body: bytes = field(repr=False)
    remote: str
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back on the connection; `doubted` says that it is to somebody who did not show who they are."""

    status: int
    lines: Lines = ()
    body: bytes = field(default=b"", repr=False)
    doubted: bool = False


def in_place(receipt: Receipt) -> Answer:
    """Return the answer that carries a receipt, whichever way it was asked for."""
    return Answer(status=OK, lines=receipt.headers, body=receipt.body)


def given(receipt: As2ReceiptGiven | None) -> Answer:
    """Return the answer to a message whose receipt is kept: the receipt itself, or that it comes by itself."""
    if receipt is None:
        return Answer(status=OK)
    if receipt.url:
        return Answer(status=LATER_BY_ITSELF)
    return Answer(status=OK, lines=receipt.headers, body=receipt.body)


def refused(refusal: Refusal, status: int = BAD_REQUEST) -> Answer:
    """Return the answer to somebody who asked for no receipt and is to stop."""
    lines = (("Content-Type", "text/plain; charset=us-ascii"),)
    return Answer(status=status, lines=lines, body=f"{refusal.modifier}\r\n".encode("ascii", "replace"))


def goes_later(receipt: Receipt) -> bool:
    """Return whether a receipt travels by a connection of its own."""
    return receipt.plan.route is Route.ASYNC
