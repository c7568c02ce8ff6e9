"""Answers: what is said at once to whoever posted, as HTTP carries it; decided things always under 200."""

from dataclasses import dataclass, field

from gateway.cxml.statuses import Status, status

OK_HTTP = 200


class Refused(Exception):
    """A request is refused for good: `status` says why, to the partner and to us."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status(code, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What comes of a request: the status, what a response carries beside it, and what it was about."""

    status: Status
    payload: object | None = None
    reference: str = ""
    operation: str = ""
    document: str = ""
    transmission: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The bytes of an answer; `known` says whether whoever posted was let in."""

    body: bytes = field(repr=False)
    http: int = OK_HTTP
    known: bool = True
