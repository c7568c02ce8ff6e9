"""Keys of ours and certificates of theirs: sealed, rolled over while messages travel, and told of before they run out."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from fastapi.testclient import TestClient

from gateway.adapters.secrets import MasterKeyVault, read_master_keys
from gateway.application.as2 import expiring, keys
from gateway.application.as2.keys import Making
from gateway.as2.agreements import Held, Pinned, Use, Window
from gateway.as2.certificates import load_certificate, load_key_pair
from gateway.as2.certifying import KeyKind, make_pair, written
from gateway.entrypoints.api.app import create_app
from gateway.errors import ConfigurationFault, Conflict
from tests.as2_house import hand, message
from tests.house import LAMPS, House, interchange, later, order, rebuilt
from tests.integration.as2.conftest import Building
from tests.unit.as2.trading import AT, DAY, THEM, pair, sending

MAKING = Making(identity="default", subject="us", kind=KeyKind.RSA_2048, lasts=timedelta(days=400))


def rolled(house: House) -> Pinned:
    """Roll our key over: the new one signs in thirty days, the old one decrypts for sixty more."""
    gateway = house.gateway
    made = keys.rotate(
        gateway.services,
        gateway.store,
        gateway.as2.vault,
        MAKING,
        switch_in=timedelta(days=10),
        keep=timedelta(days=10),
        actor="test",
    )
    return Pinned(certificate=load_certificate(made.certificate.encode()))


def order_for(house: House, number: int, *certificates: Pinned) -> tuple[bool, bytes]:
    """Let the partner encrypt an order to a certificate; return whether it was taken, and the receipt."""
    theirs = replace(sending(agreement=THEM), certificates=certificates or THEM.certificates)
    content = interchange(order(f"PO-{number}", LAMPS), number=300 + number).encode()
    answer = hand(house, message(content, f"<{number}@p>", agreement=theirs))
    return b"; processed\r\n" in answer.body, answer.body


def signs(house: House) -> str:
    """Return by which certificate we sign now."""
    gateway = house.gateway
    with gateway.store.read() as work:
        agreement = gateway.as2.agreement(work, gateway.services.directory.get("acme"))
    return agreement.signing_key(house.clock.now()).certificate.fingerprint


def test_a_key_of_ours_is_rolled_over_without_a_gap(building: Building) -> None:
    """Old and new decrypt side by side; we sign with the new one when partners had time; then the old one goes."""
    house = building()
    old, new = pair("us").certificate.fingerprint, rolled(house)

    assert old == signs(house)
    assert (True, True) == (order_for(house, 1)[0], order_for(house, 2, new)[0])
    later(house, days=11)
    assert new.certificate.fingerprint == signs(house)
    assert (True, True) == (order_for(house, 3)[0], order_for(house, 4, new)[0])
    later(house, days=10)
    assert (False, True) == (order_for(house, 5)[0], order_for(house, 6, new)[0])


def test_the_first_key_is_made_once(building: Building) -> None:
    """And a second one is a rollover, which needs a first."""
    house = building()
    gateway = house.gateway

    with pytest.raises(Conflict, match="cert rotate"):
        keys.make(gateway.services, gateway.store, gateway.as2.vault, MAKING, actor="test")
    other = replace(MAKING, identity="other")
    with pytest.raises(Conflict, match="cert new"):
        keys.rotate(
            gateway.services,
            gateway.store,
            gateway.as2.vault,
            other,
            switch_in=timedelta(0),
            keep=timedelta(0),
            actor="test",
        )
    made = keys.make(gateway.services, gateway.store, gateway.as2.vault, other, actor="test")
    assert [made.fingerprint] == house.events("certificate.made")


def test_private_keys_are_sealed_at_rest(building: Building) -> None:
    """Nothing in the database opens without the master key; another master key takes over while both are there."""
    house = building()
    with house.gateway.store.read() as work:
        (own,) = work.keyring.own()
    secret = written(pair("us"))

    assert secret not in own.sealed
    assert secret == house.gateway.as2.vault.open(f"key:{own.fingerprint}", own.sealed)
    new, old = b64encode(b"n" * 32).decode(), b64encode(b"m" * 32).decode()
    both = rebuilt(house, master_key=f"{new},{old}")
    assert order_for(both, 1)[0]
    with pytest.raises(ConfigurationFault, match="GATEWAY_MASTER_KEY does not hold"):
        order_for(rebuilt(house, master_key=new), 2)


def test_a_vault_gives_back_only_what_was_put_there() -> None:
    """Neither under another name nor altered; and it seals nothing without a key."""
    vault = MasterKeyVault(read_master_keys(b64encode(b"k" * 32).decode()))
    sealed = vault.seal("key:1", b"secret")

    assert b"secret" == vault.open("key:1", sealed)
    for name, found in (("key:2", sealed), ("key:1", sealed[:-1] + b"\0"), ("key:1", sealed[:10])):
        with pytest.raises(ConfigurationFault, match="altered"):
            vault.open(name, found)
    with pytest.raises(ConfigurationFault, match="set GATEWAY_MASTER_KEY"):
        MasterKeyVault(()).seal("key:1", b"secret")
    for wrong in ("no base64!", b64encode(b"short").decode()):
        with pytest.raises(ConfigurationFault, match="base64"):
            read_master_keys(wrong)


def test_a_master_key_may_lie_in_a_file(building: Building, tmp_path: Path) -> None:
    """As container platforms mount it."""
    house = building()
    (tmp_path / "key").write_text(b64encode(b"m" * 32).decode() + "\n")

    assert order_for(rebuilt(house, master_key="", master_key_file=tmp_path / "key"), 1)[0]


def test_secrets_are_sealed_by_name(building: Building) -> None:
    """What was put is found, under its name only."""
    house = rebuilt(building(), secrets="sealed")
    gateway = house.gateway
    keys.seal_secret(gateway.store, gateway.as2.vault, "acme-token", b"s3same\n")

    assert "s3same" == gateway.secrets.get("secret:acme-token")
    with pytest.raises(ConfigurationFault, match="gateway secret put other"):
        gateway.secrets.get("secret:other")
    with gateway.store.read() as work:
        assert ["acme-token"] == list(work.keyring.secret_names())
    for name, clear in (("No Name", b"x"), ("empty", b"\n"), ("bytes", b"\xff")):
        with pytest.raises(ConfigurationFault, match="secret"):
            keys.seal_secret(gateway.store, gateway.as2.vault, name, clear)


def test_a_key_made_elsewhere_is_taken_over(building: Building) -> None:
    """PKCS #12 with its password."""
    house = building()
    made = make_pair("us", KeyKind.EC_P256, from_at=AT - DAY, until_at=AT + 90 * DAY)
    certificate = load_certificate(made.certificate.der)
    store = pkcs12.serialize_key_and_certificates(
        b"us",
        made.secret,
        x509.load_der_x509_certificate(certificate.der),
        None,
        BestAvailableEncryption(b"pw"),
    )
    gateway = house.gateway
    with pytest.raises(ConfigurationFault, match="password is wrong"):
        keys.take_over(
            gateway.services,
            gateway.store,
            gateway.as2.vault,
            store,
            identity="ec",
            password=b"no",
            actor="test",
        )
    own = keys.take_over(
        gateway.services, gateway.store, gateway.as2.vault, store, identity="ec", password=b"pw", actor="test"
    )
    assert made.certificate.fingerprint == own.fingerprint


@pytest.mark.parametrize("kind", [KeyKind.RSA_2048, KeyKind.EC_P256, KeyKind.EC_P384])
def test_a_key_that_was_made_is_one_that_can_be_read(kind: KeyKind) -> None:
    """Its certificate names the subject and holds as long as asked for."""
    made = make_pair("Us, Inc.", kind, from_at=AT, until_at=AT + DAY)

    assert made == load_key_pair(written(made), made.certificate.der)
    assert (kind, AT, AT + DAY) == (
        made.certificate.key.replace("ec-", "ec-p"),
        made.certificate.valid_from_at,
        made.certificate.valid_until_at,
    )


def test_a_certificate_of_theirs_may_be_imported(building: Building) -> None:
    """Beside those of the profile, for its time and its use; only for a partner who speaks AS2."""
    house = building(certificates=[])
    gateway = house.gateway
    refused = order_for(house, 1)[1]
    window = Window(from_at=AT - DAY, until_at=AT + DAY, uses=frozenset({Use.SIGNING}))
    pem = pair("peer").certificate.pem.encode()
    keys.pin(gateway.services, gateway.store, pem, partner="acme", window=window, actor="test")

    assert b"authentication-failed" in refused
    assert order_for(house, 2)[0]
    with pytest.raises(ConfigurationFault, match="it needs a part `as2`"):
        keys.pin(gateway.services, gateway.store, pem, partner="globex", window=window, actor="test")
    later(house, days=2)
    assert not order_for(house, 3)[0]


def test_certificates_that_run_out_are_told_of_in_good_time(building: Building) -> None:
    """At 60, 30 and 7 days and at the end, each once; not where another follows."""
    house = building()
    told = []
    for days in (0, 0, 1, 22, 1, 8):
        later(house, days=days)
        house.ask(expiring.KIND)
        told.append(len(house.events("certificate.expiring")) + len(house.events("certificate.expired")))

    # Both certificates, theirs and ours, end thirty days and some hours after the start.
    assert [2, 2, 4, 4, 6, 8] == told
    assert 2 == len(house.events("certificate.expired"))


def test_the_overview_shows_certificates_that_run_out(building: Building) -> None:
    """Whose they are and when they end, until another follows."""
    client = TestClient(create_app(building().gateway), base_url="http://127.0.0.1:8000")
    page = client.get("/").text

    assert "Certificates that run out" in page
    assert "ours: default, ends 2026-04-01" in page
    assert "theirs: acme, ends 2026-04-01" in page


def test_a_certificate_that_is_followed_is_not_told_of(building: Building) -> None:
    """A rollover in good time needs no alarm."""
    house = building(certificates=[])
    rolled(house)
    house.ask(expiring.KIND)

    assert [] == house.events("certificate.expiring")
    with house.gateway.store.read() as work:
        known = keys.listed(house.gateway.services, work)
    assert ["ours", "ours"] == [one.source for one in known]
    assert known[0].ends_at() < known[1].ends_at()
    assert Held(pair=pair("us")).pair.certificate == known[0].certificate
