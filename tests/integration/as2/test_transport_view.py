"""How a document was carried, on its page and over the API: header lines, certificates, receipts; no secrets."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.application.carriage import MASK, carriage_of, carriage_of_document, shown
from gateway.application.records import DocumentRecord, Transmission
from gateway.application.services import Services
from gateway.bootstrap import directory
from gateway.errors import NotFound
from gateway.profiles.values import fingerprint
from tests import databases
from tests.as2_house import as2_house, hand, message, pinned
from tests.fakes.as2_peer import As2Peer, as2_peer
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House, interchange, order, write_profile
from tests.integration.api.conftest import caller
from tests.integration.api.reading import read
from tests.integration.as2.test_sending import leave
from tests.unit.as2.trading import pair

ORDER = interchange(order("PO-1", LAMPS)).encode()
LOGIN = ("Authorization", "Basic YWNtZTpzZXNhbWU=")
HOST_KEY = "ssh-ed25519 SHA256:" + "A" * 43
BLOB = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x20" + b"k" * 32
OWN_KEY = f"ssh-ed25519 {b64encode(BLOB).decode()} acme"
OWN_PRINT = (fingerprint(BLOB),)
SERVER = {
    "kind": "sftp",
    "host": "sftp.example",
    "user": "us",
    "password": "secret:acme",
    "inbox": "in",
    "outbox": "out",
    "host_keys": [HOST_KEY],
}
database_url = databases.database_url


@pytest.fixture
def house(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[House]:
    """A gateway that speaks AS2 with ACME."""
    built = as2_house(tmp_path / "house", database_url, clock)
    yield built
    built.gateway.engine.dispose()


@pytest.fixture
def peer() -> Iterator[As2Peer]:
    """A partner at the other end."""
    with as2_peer(read_timeout="1s") as opened:
        yield opened


def brought(house: House, message_id: str = "<1@peer.example>") -> Transmission:
    """Let an order come over AS2, by somebody who logs in; return its transmission."""
    composed = message(ORDER, message_id)
    hand(house, replace(composed, headers=(*composed.headers, LOGIN)))
    with house.gateway.store.read() as work:
        return work.transmissions.recent(1)[0]


def response(house: House, **changed: Any) -> DocumentRecord:
    """Return a document of ours as it stands once it is changed."""
    house.take(interchange(order("PO-2", LAMPS)))
    (found,) = house.documents("855")
    with house.gateway.store.begin() as work:
        work.documents.update(replace(found, **changed))
        work.commit()
    return replace(found, **changed)


def agreed(house: House, **changes: object) -> Services:
    """Return the services of a house once something else is agreed with ACME."""
    write_profile(house.folder, "acme", **changes)
    return replace(house.gateway.services, directory=directory(house.gateway.settings))


def sound(client: TestClient, path: str) -> str:
    """Return a page that is there and has nothing wrong with it."""
    answer = client.get(path)
    assert (200, []) == (answer.status_code, read(answer.text).faults), path
    return answer.text


def test_what_came_over_as2_is_shown_with_what_proves_it(house: House) -> None:
    """Header lines without the login, both certificates, the receipt with its check: on the page and over the API."""
    transmission = brought(house)
    house.work()
    (document,) = house.documents("850")
    with caller(house) as client:
        pages = [
            sound(client, f"/{one}/transport")
            for one in (f"transmissions/{transmission.id}", f"documents/{document.id}")
        ]
        told = client.get(f"/api/v1/transmissions/{transmission.id}/transport").json()
        same = client.get(f"/api/v1/documents/{document.id}/transport").json()

    assert told == same
    (said,) = told["messages"]
    (receipt,) = said["receipts"]
    signed, encrypted = said["certificates"]
    theirs, ours = pair("peer").certificate, pair("us").certificate
    assert ("as2", "in", "order.edi") == (told["transport"], told["direction"], told["name"])
    assert ("signed", "profile", "acme") == (signed["did"], signed["source"], signed["owner"])
    assert (theirs.fingerprint, theirs.subject) == (signed["fingerprint"], signed["subject"])
    assert f"{theirs.serial:X}" == signed["serial"]
    assert ("encrypted", "ours", ours.fingerprint) == (
        encrypted["did"],
        encrypted["source"],
        encrypted["fingerprint"],
    )
    assert (True, True, "processed", "answered") == (
        receipt["given"],
        receipt["signed"],
        receipt["disposition"],
        receipt["state"],
    )
    assert receipt["mic"].partition(",")[0] in {one.partition(",")[0] for one in said["mics"]}
    assert {"name": "Authorization", "value": MASK} in said["headers"]
    for page in pages:
        assert LOGIN[1] not in page
        for part in (theirs.fingerprint, ours.fingerprint, receipt["mic"].partition(",")[0], "AS2-From"):
            assert part in page
    with house.gateway.store.read() as work:
        reads = work.events.asked(10, what="payload.read", partner="acme")
    assert ["transport"] * 4 == [one.detail["way"] for one in reads]


def test_what_left_over_as2_is_shown_with_the_receipts_that_came(house: House, peer: As2Peer) -> None:
    """What we sent, to which key, and whether the partner's check is ours; each receipt once more is evidence only."""
    document = response(house, delivery="sent", message_id="<1@ourco>", file_name="855.edi")
    assert leave(house, peer) is None
    with house.gateway.store.begin() as work:
        (sealed,) = work.as2_outbox.rounds("acme", "<1@ourco>")
        (first,) = work.as2_outbox.evidence(sealed.id)
        later: dict[str, Any] = {
            "counted": False,
            "outcome": "bad",
            "faults": ("unsigned",),
            "signer": "",
            "mic": "",
        }
        work.as2_outbox.testify(replace(first, id=house.gateway.services.ids.new(), **later))
        work.commit()
    with caller(house) as client:
        page = sound(client, f"/documents/{document.id}/transport")
        told = client.get(f"/api/v1/documents/{document.id}/transport").json()

    (said,) = told["messages"]
    counted, evidence = said["receipts"]
    theirs = pair("peer").certificate.fingerprint
    assert ("as2", "out", "<1@ourco>") == (told["transport"], told["direction"], told["key"])
    assert [("signed", "ours"), ("encrypted", "profile")] == [
        (one["did"], one["source"]) for one in said["certificates"]
    ]
    assert (True, True, theirs) == (
        counted["agrees"],
        counted["counted"],
        counted["certificate"]["fingerprint"],
    )
    assert (None, False, None, ["unsigned"]) == tuple(
        evidence[name] for name in ("agrees", "counted", "certificate", "faults")
    )
    for part in ("the same as ours", "nothing: it is kept as evidence", "no signature we could verify"):
        assert part in page


def test_a_certificate_on_no_record_is_known_by_its_fingerprint_alone(house: House) -> None:
    """It has gone from the profile since; the page says so."""
    transmission = brought(house)
    services = agreed(house, as2={"us": "us", "them": "peer", "certificates": pinned("outsider")})
    with house.gateway.store.read() as work:
        (said,) = carriage_of(services, work, transmission).messages
    with caller(replace(house, gateway=replace(house.gateway, services=services))) as client:
        page = sound(client, f"/transmissions/{transmission.id}/transport")

    assert ("", "", None) == (
        said.certificates[0].source,
        said.certificates[0].subject,
        said.certificates[0].valid_until_at,
    )
    assert "on no record any more" in page


def test_of_other_ways_the_name_the_times_and_the_agreed_keys_are_shown(house: House) -> None:
    """Of a server its host keys, of a room on ours the keys that open it, of a folder none."""
    document = response(house)
    (came,) = house.documents("850")
    server = agreed(house, transport=SERVER)
    room = agreed(house, transport={"kind": "hosted"}, sftp={"user": "acme", "keys": [OWN_KEY]})
    with house.gateway.store.read() as work:
        transmission = work.transmissions.get(came.transmission)

        def keys(services: Services, way: str) -> tuple[str, ...]:
            return carriage_of(services, work, replace(transmission, transport=way)).fingerprints

        assert (HOST_KEY.split()[1],) == keys(server, "sftp")
        assert () == keys(server, "hosted") == keys(server, "folder")
        assert OWN_PRINT == keys(room, "hosted")
        left = carriage_of_document(house.gateway.services, work, document)
        assert ("folder", (), ()) == (left.transport, left.fingerprints, left.messages)
        assert (document.file_name, document.sent_at, 1) == (left.name, left.at, left.attempts)
    with caller(house) as client:
        assert "folder" in sound(client, f"/documents/{document.id}/transport")
        assert "/transport" in sound(client, f"/transmissions/{came.transmission}")


def test_what_is_not_known_is_not_made_up(house: House) -> None:
    """A partner on no record, cXML, a message of AS2 that is gone, a document that was made here."""
    services, document = house.gateway.services, response(house)
    (came,) = house.documents("850")
    with house.gateway.store.read() as work:
        stranger = replace(document, partner="nobody", message_id="")
        posted = replace(document, map_name="cxml/ConfirmationRequest")
        transmission = work.transmissions.get(came.transmission)
        without = carriage_of(services, work, replace(transmission, transport="as2"))

        assert "" == carriage_of_document(services, work, stranger).transport
        assert "cxml" == carriage_of_document(services, work, posted).transport
        assert ("as2", ()) == (without.transport, without.messages)
        with pytest.raises(NotFound, match="nothing crossed the wire"):
            carriage_of_document(services, work, replace(came, transmission=""))


def test_addresses_are_shown_without_what_lets_somebody_in() -> None:
    """Users, passwords and queries; other text stays."""
    lines = (
        ("Receipt-Delivery-Option", "https://u:p@peer.example/in?key=1"),
        ("X-Api-Key", "k"),
        ("Date", "today"),
    )

    assert [f"https://{MASK}@peer.example/in?{MASK}", MASK, "today"] == [one.value for one in shown(lines)]
