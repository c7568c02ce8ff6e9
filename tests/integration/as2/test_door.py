"""The door of its own for AS2, and the command line: mTLS, basic, six posts at once, keys made and evidence written out."""

import json
import signal
import ssl
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from gateway.adapters.transports.as2 import As2Settings, post_receipt
from gateway.as2.receipt_reading import Outcome, check_receipt
from gateway.entrypoints import cli
from gateway.entrypoints.api.app import create_app as whole_app
from gateway.entrypoints.as2 import route
from gateway.entrypoints.as2.server import As2Server, Tls, create_app
from gateway.errors import ConfigurationFault, TransportRefused
from tests.as2_house import (
    MASTER,
    PEER_FOR_YEARS,
    US_FOR_YEARS,
    for_years,
    hand,
    keep_key,
    message,
    written,
)
from tests.databases import fresh
from tests.e2e.as2_partner import theirs
from tests.e2e.processes import ANSWER_S, GATEWAY, address_of, environment, started
from tests.fakes.peers import TLS
from tests.fakes.secrets import KnownSecrets
from tests.house import LAMPS, House, interchange, order
from tests.integration.application.test_faults import full_disk
from tests.integration.as2.conftest import Building
from tests.unit.as2.trading import pair, sending, sent

ORDER = interchange(order("PO-1", LAMPS)).encode()


@contextmanager
def door(house: House) -> Iterator[str]:
    """Serve AS2 over TLS; yield the address."""
    tls = Tls(certificate=TLS / "certificate.pem", key=TLS / "key.pem")
    server = As2Server(gateway=house.gateway, host="127.0.0.1", port=0, tls=tls)
    with server.running():
        yield server.address


def test_a_client_certificate_that_was_agreed_opens_the_door(building: Building, tmp_path: Path) -> None:
    """Shown to the server, told to the route; without it, or with another, nothing is taken."""
    agreed, other = for_years("client"), for_years("another")
    house = building(accept={"client_certificates": [agreed.certificate.pem, other.certificate.pem]})
    composed = message(ORDER)
    (tmp_path / "client.pem").write_bytes(written(agreed))
    (tmp_path / "outsider.pem").write_bytes(written(for_years("outsider")))

    def posted(address: str, key: str = "") -> int:
        context = ssl.create_default_context(cafile=str(TLS / "certificate.pem"))
        context.check_hostname = False
        if key:
            context.load_cert_chain(tmp_path / key)
        with httpx2.Client(verify=context, trust_env=False) as client:
            return client.post(address, content=composed.body, headers=list(composed.headers)).status_code

    with door(house) as address:
        assert 403 == posted(address)
        with pytest.raises(httpx2.HTTPError):
            posted(address, "outsider.pem")
        assert 200 == posted(address, "client.pem")


def test_we_show_our_own_certificate_to_partners_who_ask(building: Building) -> None:
    """And to nobody else; a secret that holds no key is said."""
    mine = for_years("client")
    accept = {"client_certificates": [mine.certificate.pem]}
    house, composed = building(ours="peer", theirs="us", accept=accept), sent()
    secrets = KnownSecrets(client=written(mine).decode(), empty="no key")

    def posted(address: str, **shown: str) -> None:
        settings = As2Settings(url=address, ca_file=str(TLS / "certificate.pem"), **shown)
        post_receipt(settings, secrets, address, composed.headers, composed.body)

    with door(house) as address:
        posted(address, client_key="secret:client")
        with pytest.raises(TransportRefused, match="403"):
            posted(address)
        with pytest.raises(ConfigurationFault, match="no key with its certificate"):
            posted(address, client_key="secret:empty")
    with house.gateway.store.read() as work:
        assert ["accepted"] == [one.state for one in work.as2_inbox.recent(5)]
    with pytest.raises(ValueError, match="over https"):
        As2Settings(url="http://127.0.0.1:9/as2", client_key="secret:client")


def test_a_name_and_password_may_be_demanded(building: Building) -> None:
    """Before a byte of the body is read."""
    login = {"login": {"user": "acme", "password": "secret:acme-as2"}}
    house = building(accept=login)
    composed = message(ORDER)
    client = TestClient(create_app(house.gateway), raise_server_exceptions=False)

    def posted(**more: str) -> int:
        headers = [*composed.headers, *more.items()]
        return client.post("/as2", content=composed.body, headers=headers).status_code

    basic = f"Basic {b64encode(b'acme:sesame').decode()}"
    assert (401, 401) == (posted(), posted(Authorization=basic))
    known = replace(house.gateway, secrets=KnownSecrets(**{"acme-as2": "sesame"}))
    client = TestClient(create_app(known), raise_server_exceptions=False)
    assert (401, 200) == (posted(), posted(Authorization=basic))
    with house.gateway.store.read() as work:
        kept = [dict(one.headers) for one in work.as2_inbox.recent(10)]
    assert [""] == [one["authorization"] for one in kept]


def test_six_posts_at_once_get_one_receipt(building: Building) -> None:
    """Through the route of the whole application too."""
    house, composed = building(), message(ORDER)
    client = TestClient(whole_app(house.gateway), base_url="http://127.0.0.1:8000")

    def posted(_: int) -> tuple[int, bytes]:
        answer = client.post("/as2", content=composed.body, headers=list(composed.headers))
        return answer.status_code, answer.content

    with ThreadPoolExecutor(6) as six:
        answers = set(six.map(posted, range(6)))
    assert 1 == len(answers)
    assert 200 == answers.pop()[0]


def test_a_full_disk_is_answered_with_come_again(building: Building) -> None:
    """Nothing is kept and nothing receipted; the same message is taken, once, when there is room."""
    house, composed = building(), message(ORDER)
    client = TestClient(create_app(house.gateway), raise_server_exceptions=False)

    def posted() -> tuple[int, bytes]:
        answer = client.post("/as2", content=composed.body, headers=list(composed.headers))
        return answer.status_code, answer.content

    with full_disk(at=4096):
        status, said = posted()
    with house.gateway.store.read() as work:
        kept = work.as2_inbox.recent(5)
    later = posted()

    assert (503, False, ()) == (status, b"processed" in said, tuple(kept))
    assert (200, True) == (later[0], b"; processed\r\n" in later[1])
    assert later == posted()


def test_who_waits_too_long_for_the_same_message_is_told_to_come_again(
    building: Building, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 and when."""
    house, composed = building(), message(ORDER)
    hand(house, composed)
    with house.gateway.store.begin() as work:
        (done,) = work.as2_inbox.recent(1)
        busy = {"state": "received", "id": "busy", "message_id": "<2@peer.example>"}
        later = {"held_until_at": house.clock.now().replace(year=2027)}
        assert work.as2_inbox.claim(replace(done, **busy, **later), composed.body) is None
        work.commit()
    monkeypatch.setattr(route, "BUSY_S", 0.0)
    client = TestClient(create_app(house.gateway), raise_server_exceptions=False)
    other = message(ORDER, "<2@peer.example>")
    answer = client.post("/as2", content=other.body, headers=list(other.headers))

    assert (503, "10") == (answer.status_code, answer.headers["retry-after"])


def test_the_door_has_nothing_else_behind_it(building: Building) -> None:
    """No page, no API, no description."""
    client = TestClient(create_app(building().gateway), raise_server_exceptions=False)

    assert [200, 404, 404, 404] == [
        client.get(path).status_code for path in ("/healthz", "/", "/api/v1/orders", "/openapi.json")
    ]


def test_a_certificate_for_tls_that_cannot_be_read_is_said(building: Building, tmp_path: Path) -> None:
    """Before anybody connects."""
    file = tmp_path / "no.pem"
    file.write_text("nothing")
    gateway = building().gateway

    with pytest.raises(ConfigurationFault, match="TLS"):
        As2Server(gateway=gateway, host="127.0.0.1", port=0, tls=Tls(certificate=file, key=file))


def test_the_verb_serves_until_it_is_told_to_end(building: Building, tmp_path: Path) -> None:
    """A process of its own, which takes a body that comes in pieces, and ends gently."""
    house = building(identity="years", certificates=[{"pem": for_years(PEER_FOR_YEARS).certificate.pem}])
    keep_key(house, for_years(US_FOR_YEARS), "years")
    composed = message(ORDER, agreement=sending(agreement=theirs()))
    lines = [one for one in composed.headers if one[0].lower() != "content-length"]
    pieces = (composed.body[at : at + 700] for at in range(0, len(composed.body), 700))
    known = house.gateway.settings
    env = environment(
        config_dir=known.config_dir,
        data_dir=known.data_dir,
        database_url=known.database_url,
        master_key=MASTER,
    )
    with started(GATEWAY, "as2-server", "--port", "0", env=env, log=tmp_path / "server.log") as program:
        address = f"{address_of(program)}/as2"
        with httpx2.Client(timeout=ANSWER_S, trust_env=False) as client:
            answer = client.post(address, content=pieces, headers=lines)
        program.signal(signal.SIGTERM)
        ended = program.ended()

    received = tuple(answer.headers.items())
    verdict = check_receipt(received, answer.content, composed.sent, theirs(), at=datetime.now(UTC))
    assert (200, Outcome.DELIVERED) == (answer.status_code, verdict.outcome)
    assert "chunked" == answer.request.headers["transfer-encoding"]
    assert (0, False) == (ended, "Traceback" in program.said), program.said
    with house.gateway.store.read() as work:
        assert [ORDER] == [work.transmissions.content(one.id) for one in work.transmissions.recent(5)]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def] # noqa: ANN201 - a function
    """Run a command in this process, over a database of its own; return what it printed."""
    monkeypatch.setenv("GATEWAY_DATABASE_URL", fresh("sqlite", tmp_path))
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("GATEWAY_MASTER_KEY", MASTER)

    def ran(*words: str, typed: str = "") -> str:
        result = CliRunner().invoke(cli.app, list(words), input=typed, catch_exceptions=False)
        assert 0 == result.exit_code, result.output
        return result.output

    return ran


def test_keys_are_made_listed_and_rolled_over_from_the_command_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - a function
    """And what is printed is never the private key."""
    out = tmp_path / "us.crt"
    assert "there is no certificate" in run("cert", "list")
    made = run("cert", "new", "--kind", "rsa-2048", "--out", str(out))
    rolled = json.loads(run("cert", "rotate", "--kind", "ec-p256", "--json"))
    listed = json.loads(run("cert", "list", "--json"))
    (tmp_path / "key.pem").write_bytes(written(pair("us", until_at=pair("us").certificate.valid_until_at)))
    imported = run("cert", "import", str(tmp_path / "key.pem"), "--identity", "elsewhere")

    assert out.read_text().startswith("-----BEGIN CERTIFICATE")
    assert {rolled["fingerprint"]} < {one["fingerprint"] for one in listed}
    assert "PRIVATE" not in made + json.dumps(rolled) + json.dumps(listed) + imported
    assert 3 == len(run("cert", "list").splitlines())


def test_secrets_are_put_from_standard_input(run) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - a function
    """And named, never shown."""
    assert "secret:acme-token is sealed" in run("secret", "put", "acme-token", typed="s3same\n")
    assert "secret:acme-token\n" == run("secret", "list")
    assert ["acme-token"] == json.loads(run("secret", "list", "--json"))


def test_what_proves_a_message_is_written_out(
    building: Building, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Header lines and bytes of both, as they crossed the wire."""
    house, composed = building(), message(ORDER)
    answer = hand(house, composed)
    settings = house.gateway.settings
    for name in ("config_dir", "data_dir", "database_url"):
        monkeypatch.setenv(f"GATEWAY_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("GATEWAY_MASTER_KEY", MASTER)

    def ran(*words: str) -> str:
        result = CliRunner().invoke(cli.app, list(words), catch_exceptions=False)
        assert 0 == result.exit_code, result.output
        return result.output

    (received,) = json.loads(ran("as2", "list", "--json"))["received"]
    assert "accepted" in ran("as2", "list")
    (tmp_path / "new.crt").write_text(pair("peer new").certificate.pem)
    words = (
        "cert",
        "import",
        str(tmp_path / "new.crt"),
        "--partner",
        "acme",
        "--use",
        "signing",
        "--from",
        "2026-03-01",
    )
    assert "for signing" in ran(*words)
    assert {"partner": "acme", "uses": ["signing"]}.items() <= json.loads(ran(*words, "--json")).items()
    ran("as2", "evidence", received["id"], str(tmp_path / "evidence"))
    assert composed.body == (tmp_path / "evidence" / "message.body").read_bytes()
    assert answer.body == (tmp_path / "evidence" / "receipt-1.body").read_bytes()
    assert b"Message-ID: <1@peer.example>" in (tmp_path / "evidence" / "message.headers").read_bytes()
