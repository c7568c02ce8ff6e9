"""A second and a third try within one delivery, where the first never reached anybody."""

from collections.abc import Callable, Iterator

from tenacity import Retrying as Tries
from tenacity import retry_if_exception_type, stop_after_attempt, stop_before_delay, wait_exponential

from gateway.application.ports import Received, Transport
from gateway.errors import TransportUnavailable

TRIES = 3
SECONDS = 10
FIRST_PAUSE = 0.2


class NotConnected(TransportUnavailable):
    """Nobody answered at all: no byte of the document left, so trying again at once repeats nothing."""

    code = "transport.not-connected"


def tries(pause: Callable[[float], None]) -> Tries:
    """Return what tries again while nobody can be reached, for seconds and no longer; copy it for each use."""
    return Tries(
        retry=retry_if_exception_type(NotConnected),
        stop=stop_after_attempt(TRIES) | stop_before_delay(SECONDS),
        wait=wait_exponential(multiplier=FIRST_PAUSE, max=2),
        sleep=pause,
        reraise=True,
    )


class Retrying:
    """Implements the port `Transport` by another that does the work."""

    def __init__(self, transport: Transport, *, pause: Callable[[float], None]) -> None:
        self._transport = transport
        self._tries = tries(pause)

    def fetch(self) -> Iterator[Received]:
        """Yield what the transport yields."""
        return self._transport.fetch()

    def confirm(self, received: Received) -> None:
        """Confirm by the transport."""
        self._transport.confirm(received)

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Deliver by the transport, trying again while it cannot connect; the job queue does the rest."""
        self._tries.copy()(self._transport.leave, name, content, message_id=message_id)
