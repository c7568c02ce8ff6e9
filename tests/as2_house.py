"""A gateway that speaks AS2 with ACME: our key sealed in its database, theirs in the tests' hands."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateway.adapters.secrets import MasterKeyVault, read_master_keys
from gateway.application.as2 import keys
from gateway.application.as2.answers import Answer, Posted
from gateway.application.as2.sealing import Sealing
from gateway.application.as2.taking import take
from gateway.as2.certificates import KeyPair
from gateway.as2.composing import Composed, Payload
from tests.databases import fresh
from tests.fakes.as2_peer import As2Peer, as2_peer
from tests.fakes.clocks import FixedClock
from tests.house import House, built, write_profile
from tests.unit.as2.trading import AT, THEM, pair, sending, sent

MASTER = b64encode(b"m" * 32).decode()
VAULT = MasterKeyVault(read_master_keys(MASTER))


def written(owner: KeyPair) -> bytes:
    """Return a key with its certificate as one PEM file."""
    key = owner.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key + owner.certificate.pem.encode()


def pinned(*names: str, **window: str) -> list[dict[str, Any]]:
    """Return certificates as a profile writes them."""
    return [{"pem": pair(name).certificate.pem, **window} for name in names]


def as2_house(
    folder: Path,
    database_url: str,
    clock: FixedClock,
    *,
    ours: str = "us",
    theirs: str = "peer",
    transport: object = None,
    **agreed: Any,
) -> House:
    """Return a house whose ACME speaks AS2, as `agreed` says beside names and certificates."""
    part = {"us": ours, "them": theirs, "certificates": pinned(theirs), **agreed}
    kinds = {"transport": transport} if transport else {}
    house = built(
        folder,
        database_url,
        clock,
        changes={"acme": {"as2": part, **kinds}},
        master_key=MASTER,
    )
    keep_key(house, pair(ours))
    return house


def keep_key(house: House, owner: KeyPair, identity: str = "default") -> None:
    """Seal a key pair of ours in the house."""
    gateway = house.gateway
    keys.take_over(
        gateway.services,
        gateway.store,
        gateway.as2.vault,
        written(owner),
        identity=identity,
        password=None,
        actor="test",
    )


THEIR_SENDING = sending(agreement=THEM)


US_FOR_YEARS, PEER_FOR_YEARS = "us for years", "peer for years"


def for_years(name: str) -> KeyPair:
    """Return a key pair for peers who ask the clock of the machine."""
    return pair(name, until_at=AT.replace(year=2099))


def message(
    content: bytes, message_id: str = "<1@peer.example>", name: str = "order.edi", agreement: Any = None
) -> Composed:
    """Return a message from the partner."""
    payload = Payload(content=content, content_type="application/edi-x12", filename=name)
    return sent(agreement or THEIR_SENDING, payload, message_id=message_id)


def hand(house: House, composed: Composed, *, known: bool = False) -> Answer:
    """Hand a message to the gateway as its route does, when nobody else works on it."""
    posted = Posted(lines=composed.headers, body=composed.body, remote="192.0.2.1", known=known)
    answer = take(house.gateway.as2, posted)
    assert answer is not None
    return answer


@contextmanager
def as2_partner(files: Path) -> Iterator[As2Peer]:
    """Open a partner, and the gateway that seals for it."""
    house = as2_house(files / "house", fresh("sqlite", files), FixedClock())
    with as2_peer() as peer:
        peer.surroundings = {"as2": Sealing(as2=house.gateway.as2), "partner": "acme"}
        yield peer
    house.gateway.engine.dispose()


__all__ = [
    "VAULT",
    "as2_house",
    "as2_partner",
    "hand",
    "keep_key",
    "message",
    "pinned",
    "write_profile",
    "written",
]
