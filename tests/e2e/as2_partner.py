"""A partner of the campaign who speaks AS2: signed and encrypted both ways, and content with nothing but our receipt."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Event
from typing import Any

import httpx2

from gateway.application.as2 import keys
from gateway.as2.agreements import Agreement, Held, Pinned
from gateway.as2.composing import Composed
from gateway.as2.receipt_reading import Outcome, check_receipt
from gateway.bootstrap import build
from gateway.settings import Settings
from tests.as2_house import PEER_FOR_YEARS, US_FOR_YEARS, for_years, message, written
from tests.fakes.as2_peer import As2Peer, as2_peer
from tests.unit.as2.trading import THEM, accepting, sending

CODE = "delta"
OURS, THEIRS = "us", "peer"
PAUSE_S = 0.05
ANSWER_S = 20


@dataclass
class As2Feeder:
    """Sends each order until a receipt says that it was taken, the same bytes under the same Message-ID; every fourth twice."""

    orders: Mapping[str, bytes]
    address: str
    may: Callable[[int], bool]
    confirmed: list[str] = field(default_factory=list)
    done: bool = False

    def feed(self, over: Event) -> None:
        """Send all orders."""
        with httpx2.Client(timeout=ANSWER_S, trust_env=False) as client:
            for at, (number, content) in enumerate(self.orders.items()):
                while not self.may(at) and not over.wait(PAUSE_S):
                    pass
                composed = message(
                    content, f"<{number}@delta.example>", agreement=sending(agreement=theirs())
                )
                for _ in range(2 if at % 4 == 0 else 1):
                    while not self._is_taken(client, composed) and not over.wait(PAUSE_S):
                        pass
                self.confirmed.append(number)
        self.done = True

    def _is_taken(self, client: httpx2.Client, composed: Composed) -> bool:
        try:
            answer = client.post(self.address, content=composed.body, headers=list(composed.headers))
        except httpx2.HTTPError:
            return False
        lines = tuple(answer.headers.items())
        verdict = check_receipt(lines, answer.content, composed.sent, theirs(), at=datetime.now(UTC))
        return answer.is_success and verdict.outcome is Outcome.DELIVERED


def theirs() -> Agreement:
    """Return what the partner has written down; certificates outlast the day of the run."""
    return replace(
        THEM,
        keys=(Held(pair=for_years(PEER_FOR_YEARS)),),
        certificates=(Pinned(certificate=for_years(US_FOR_YEARS).certificate),),
    )


def ours(address: str) -> dict[str, Any]:
    """Return what our profile of the partner says of AS2, and of where to post."""
    certificates = [{"pem": for_years(PEER_FOR_YEARS).certificate.pem}]
    return {
        "as2": {"us": OURS, "them": THEIRS, "certificates": certificates},
        "transport": {"kind": "as2", "url": address},
    }


def keep_key(settings: Mapping[str, Any]) -> None:
    """Seal our key in the database of these settings."""
    gateway = build(Settings(**settings))
    keys.take_over(
        gateway.services,
        gateway.store,
        gateway.as2.vault,
        written(for_years(US_FOR_YEARS)),
        identity="default",
        password=None,
        actor="campaign",
    )
    gateway.engine.dispose()


@contextmanager
def listening() -> Iterator[As2Peer]:
    """Let the partner take messages until the block ends."""
    with as2_peer(accepting(theirs())) as peer:
        yield peer
