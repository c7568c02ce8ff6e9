"""Ways to exchange files with a partner."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Bytes waiting on the other side, with what `confirm` needs to find them again."""

    name: str
    key: str
    content: bytes


class Transport(Protocol):
    """A way to exchange files with one partner."""

    def fetch(self) -> Iterator[Received]:
        """Yield what is waiting, whole files only. Removes nothing: `confirm` does, once the bytes are ours."""
        ...

    def confirm(self, received: Received) -> None:
        """Tell the other side we have it."""
        ...

    def leave(self, name: str, content: bytes, *, message_id: str) -> None:
        """Deliver whole or not at all; the same name and message id again is the same delivery."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a partner said at once of what it was handed; `settled` tells whether more is to come of it."""

    code: str
    text: str = ""
    settled: bool = True


@runtime_checkable
class Answering(Protocol):
    """A transport whose partner answers what it is handed in the same breath."""

    def ask(self, name: str, content: bytes, *, message_id: str) -> Word:
        """Deliver as `leave` does and return what the partner said of it; what it refuses raises TransportRefused."""
        ...


@runtime_checkable
class KnownByKeys(Protocol):
    """The settings of a way that is opened by SSH keys which were agreed on."""

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return the fingerprints of those keys, as OpenSSH writes them."""
        ...


TransportFor = Callable[[str], Transport]
"""Finds the way to a partner; raises ConfigurationFault where there is none."""
