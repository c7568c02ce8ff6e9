"""AS2 between us and mock-edi, a mock trading partner nobody here wrote: clear messages, unsigned receipts."""

from contextlib import closing
from pathlib import Path

from gateway.adapters.transports import Surroundings, open_transport
from gateway.adapters.transports.as2 import As2Settings
from gateway.application.as2.sealing import Sealing
from gateway.errors import TransportError
from tests import interop
from tests.e2e.processes import BIN, START_S, Web, environment, free_port, started, until
from tests.fakes.secrets import KnownSecrets
from tests.house import LAMPS, House, interchange, order
from tests.integration.as2.conftest import Building
from tests.integration.as2.test_sending import sealed


def test_mock_edi_receipts_what_we_send(building: Building, tmp_path: Path) -> None:
    """Its check is right; what it cannot give, a signed receipt, is not passed off as one."""
    port = free_port()
    command = (BIN / "mock-edi", "--port", port, "--any-receiver", "--quiet")
    results: dict[tuple[str, str], str] = {}
    house = building(
        us="ACME",
        them="MOCKEDI",
        send={"sign": "none", "encrypt": "none"},
        receipt={"signed": "false"},
        accept={"layers": []},
    )
    peer = Web(f"http://127.0.0.1:{port}")
    with closing(peer.client), started(*command, env=environment(), log=tmp_path / "mock-edi.log") as program:
        until(lambda: peer.answers("/_mock/health"), seconds=START_S, what=f"mock-edi:\n{program.said}")
        results["we send", "clear, the receipt unsigned"] = delivered(house, port)

    interop.hold("mock-edi", results)


def delivered(house: House, port: int) -> str:
    """Deliver an order; return what came of it."""
    surroundings = Surroundings(
        files=house.folder,
        clock=house.clock,
        secrets=KnownSecrets(),
        partner="acme",
        as2=Sealing(as2=house.gateway.as2),
    )
    settings = As2Settings(url=f"http://127.0.0.1:{port}/as2", read_timeout="20s")
    content = interchange(order("PO-1", LAMPS), sender="ACME").replace("*12*ACME", "*ZZ*ACME").encode()
    try:
        open_transport("as2", settings, surroundings).leave("850.edi", content, message_id="<1@us>")
    except TransportError as error:
        return f"fails: {error}"
    return "ok" if sealed(house).state == "delivered" else f"fails: {sealed(house).reason}"
