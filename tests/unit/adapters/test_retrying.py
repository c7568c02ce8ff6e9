"""Quick tries within one delivery, and only where the first reached nobody."""

from collections.abc import Iterator

import pytest

from gateway.adapters.transports.retrying import NotConnected, Retrying
from gateway.application.ports import Received
from gateway.errors import TransportError, TransportRefused, TransportUnavailable

RECEIVED = Received(name="a", key="k", content=b"x")


class Stubborn:
    """Implements the port `Transport`; fails as often as it is told to."""

    def __init__(self, *failures: TransportError) -> None:
        self.failures = list(failures)
        self.left: list[tuple[str, bytes, str]] = []
        self.confirmed: list[Received] = []

    def fetch(self) -> Iterator[Received]:
        """Yield one."""
        yield RECEIVED

    def confirm(self, received: Received) -> None:
        """Remember it."""
        self.confirmed.append(received)

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Fail, or remember it."""
        if self.failures:
            raise self.failures.pop(0)
        self.left.append((name, content, message_id))


def test_a_partner_who_answers_late_is_reached() -> None:
    """Twice nobody, then the delivery, with growing pauses."""
    pauses: list[float] = []
    transport = Stubborn(NotConnected("a"), NotConnected("b"))

    Retrying(transport, pause=pauses.append).leave("n", b"x", message_id="m")

    assert transport.left == [("n", b"x", "m")]
    assert pauses == [0.2, 0.4]


def test_after_three_tries_the_last_failure_is_told() -> None:
    """The job queue takes over."""
    transport = Retrying(Stubborn(*(NotConnected(str(n)) for n in range(9))), pause=lambda _: None)

    with pytest.raises(NotConnected, match="2"):
        transport.leave("n", b"x", message_id="m")


@pytest.mark.parametrize("failure", [TransportUnavailable("broke off"), TransportRefused("no")])
def test_what_may_have_arrived_or_was_refused_is_not_tried_again(failure: TransportError) -> None:
    """Bytes may be with the partner already: only the job queue decides."""
    transport = Stubborn(failure)

    with pytest.raises(type(failure)):
        Retrying(transport, pause=lambda _: None).leave("n", b"x", message_id="m")
    assert transport.left == []


def test_each_delivery_has_its_own_tries() -> None:
    """What failed before does not count against the next."""
    transport = Stubborn(NotConnected("a"), NotConnected("b"))
    retrying = Retrying(transport, pause=lambda _: None)
    retrying.leave("1", b"x", message_id="m1")
    transport.failures = [NotConnected("c"), NotConnected("d")]

    retrying.leave("2", b"x", message_id="m2")

    assert [name for name, _, _ in transport.left] == ["1", "2"]


def test_all_else_is_the_transports_own() -> None:
    """Fetching and confirming pass through."""
    transport = Stubborn()
    retrying = Retrying(transport, pause=lambda _: None)

    for received in retrying.fetch():
        retrying.confirm(received)

    assert transport.confirmed == [RECEIVED]
