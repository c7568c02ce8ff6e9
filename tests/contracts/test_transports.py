"""What every kind of transport promises, held against a partner at the other end of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from gateway.adapters.transports import KINDS, SETTINGS, Surroundings, open_transport
from gateway.application.ports import Transport
from gateway.errors import TransportUnavailable
from tests.as2_house import as2_partner
from tests.fakes.clocks import FixedClock
from tests.fakes.peers import A_PARTNER, PEERS, Peer, PolledPeer
from tests.fakes.secrets import KnownSecrets

PARTNERS = {**PEERS, "as2": as2_partner}
WAYS = sorted(PARTNERS)
"""Kinds of transport, some of them in several ways: the first word is the kind."""
POLLED = [way for way in WAYS if KINDS[way.partition(" ")[0]].polled]
WHOLE = (
    b"ISA*00*          *00*          *12*5555551234     *ZZ*OURCO          "
    b"*260302*0900*U*00401*000000001*0*T*>~GS*PO*A*B*20260302*0900*1*X*004010~GE*0*1~IEA*1*000000001~"
)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """Run over every kind, in each of its ways."""
    return str(request.param)


@pytest.fixture
def peer(way: str, tmp_path: Path) -> Iterator[Peer]:
    """Open the partner at the other end."""
    with PARTNERS[way](tmp_path) as opened:
        yield opened


@pytest.fixture
def transport(way: str, peer: Peer, tmp_path: Path) -> Transport:
    """Open the way to the partner."""
    surroundings = Surroundings(
        files=tmp_path,
        clock=FixedClock(),
        secrets=KnownSecrets(**peer.secrets),
        pause=lambda _: None,
        **{"partner": A_PARTNER, **getattr(peer, "surroundings", {})},
    )
    return open_transport(way.partition(" ")[0], peer.settings, surroundings)


def test_every_kind_has_a_partner_to_be_tried_with() -> None:
    """A new kind is tried as soon as it is named."""
    assert sorted(KINDS) == sorted({way.partition(" ")[0] for way in WAYS})


def test_what_is_left_arrives_byte_by_byte(transport: Transport, peer: Peer) -> None:
    """Bytes are bytes: nothing is decoded, ended or padded on the way."""
    content = bytes(range(256)) * 300

    transport.leave("855-1.edi", content, message_id="1@ourco")

    assert [content] == peer.delivered()


def test_the_same_delivery_again_changes_nothing(transport: Transport, peer: Peer) -> None:
    """A retry after a lost answer is no second document."""
    transport.leave("855-1.edi", WHOLE, message_id="1@ourco")
    transport.leave("855-1.edi", WHOLE, message_id="1@ourco")

    assert peer.delivered() == [WHOLE]


def test_two_deliveries_are_two(transport: Transport, peer: Peer) -> None:
    """Names and message ids tell them apart."""
    transport.leave("855-1.edi", WHOLE, message_id="1@ourco")
    transport.leave("855-2.edi", WHOLE + b"\n", message_id="2@ourco")

    assert peer.delivered() == [WHOLE, WHOLE + b"\n"]


def test_nothing_waits_at_first(transport: Transport) -> None:
    """An idle partner is no failure."""
    assert list(transport.fetch()) == []


def test_a_partner_out_of_reach_is_worth_another_try(transport: Transport, peer: Peer) -> None:
    """The job queue is told to come again."""
    peer.vanish()

    with pytest.raises(TransportUnavailable) as unavailable:
        transport.leave("855-1.edi", WHOLE, message_id="1@ourco")

    assert unavailable.value.retry


@pytest.mark.parametrize("way", POLLED)
def test_what_waits_is_fetched_until_it_is_confirmed(transport: Transport, peer: PolledPeer) -> None:
    """A crash between fetching and keeping loses nothing, and the key tells that it is the same."""
    peer.drop("850.edi", WHOLE)

    first, again = list(transport.fetch()), list(transport.fetch())
    transport.confirm(first[0])

    assert [(one.name, one.content) for one in first] == [("850.edi", WHOLE)]
    assert first == again
    assert list(transport.fetch()) == []


@pytest.mark.parametrize("way", POLLED)
def test_confirming_twice_changes_nothing(transport: Transport, peer: PolledPeer) -> None:
    """A crash after confirming repeats it."""
    peer.drop("850.edi", WHOLE)
    (received,) = transport.fetch()

    transport.confirm(received)
    transport.confirm(received)

    assert list(transport.fetch()) == []


@pytest.mark.parametrize("way", POLLED)
def test_other_bytes_under_a_name_are_another_file(transport: Transport, peer: PolledPeer) -> None:
    """Confirming the first does not take the second away unread."""
    peer.drop("850.edi", WHOLE)
    (first,) = transport.fetch()
    peer.drop("850.edi", WHOLE + b"\r\n")

    transport.confirm(first)

    (second,) = transport.fetch()
    assert first.key != second.key
    assert second.content == WHOLE + b"\r\n"


@pytest.mark.parametrize("way", POLLED)
def test_half_a_file_is_not_fetched(transport: Transport, peer: PolledPeer) -> None:
    """It is fetched once it is whole, together with all that is."""
    peer.drop("a.edi", WHOLE[:-20])
    peer.drop("b.edi", WHOLE)

    assert [one.content for one in transport.fetch()] == [WHOLE]


@pytest.mark.parametrize("way", POLLED)
def test_a_polled_partner_out_of_reach_is_worth_another_try(transport: Transport, peer: PolledPeer) -> None:
    """Fetching says so, and does not pass for an empty folder."""
    peer.vanish()

    with pytest.raises(TransportUnavailable):
        list(transport.fetch())


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_settings_hold_names_of_secrets_only(name: str) -> None:
    """Whatever a setting calls a password, token or key is the name of a secret."""
    found = dict(_secret_fields(SETTINGS[name].model_json_schema()))

    assert {field: schema for field, schema in found.items() if "^secret:" not in str(schema)} == {}


def test_the_search_for_secrets_finds_some() -> None:
    """The promise above is about something."""
    assert "password" in dict(_secret_fields(SETTINGS["https"].model_json_schema()))


def _secret_fields(schema: dict[str, Any]) -> Iterator[tuple[str, object]]:
    for part in (schema, *schema.get("$defs", {}).values()):
        for field, content in part.get("properties", {}).items():
            if any(word in field for word in ("password", "token", "secret", "passphrase", "private_key")):
                yield field, content


def test_settings_are_frozen_and_closed() -> None:
    """A key that nobody reads is a mistake in a profile."""
    assert {True} == {_is_closed(settings) for settings in SETTINGS.values()}


def _is_closed(settings: type[BaseModel]) -> bool:
    return settings.model_config.get("extra") == "forbid" and settings.model_config.get("frozen") is True
