"""The other side of each kind of warehouse, for real: an HTTP server and a clerk with tables, over one that ships everything."""

import csv
import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from gateway.adapters.warehouses import open_warehouse
from gateway.adapters.warehouses.csv_folder import WHOLE, CsvSettings
from gateway.adapters.warehouses.kinds import Surroundings
from gateway.adapters.warehouses.rest import RestSettings
from gateway.adapters.warehouses.simulated import SimulatedSettings, SimulatedWarehouse
from gateway.application.ports import PackedShipment, PickOrder, Warehouse
from gateway.domain.canonical import from_plain, to_plain
from tests.fakes.clocks import FixedClock
from tests.fakes.secrets import KnownSecrets

TLS = Path(__file__).parent / "tls"
A_PAGE = 2


class Other(Protocol):
    """A warehouse as it is on its own side; each `opened` opens our way to it anew."""

    def opened(self) -> Warehouse:
        """Return our way to it, as after a restart."""
        ...


def surroundings(files: Path, **secrets: str) -> Surroundings:
    """Return what a warehouse needs of the machine."""
    return Surroundings(files=files, clock=FixedClock(), secrets=KnownSecrets(**secrets))


@dataclass
class SimulatedOther:
    """The simulated one is both sides."""

    files: Path

    def opened(self) -> Warehouse:
        """Return it."""
        return open_warehouse("simulated", SimulatedSettings(), surroundings(self.files))


@contextmanager
def simulated_other(files: Path) -> Iterator[SimulatedOther]:
    """Open the simulated warehouse."""
    yield SimulatedOther(files)


@dataclass
class HttpOther:
    """A warehouse behind an address. `says` puts other bytes in place of its answer to a path; `asked` is what came."""

    address: str
    goods: SimulatedWarehouse
    files: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    says: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)

    def opened(self) -> Warehouse:
        """Return our way to it."""
        settings = RestSettings.model_validate({"url": self.address, **self.settings})
        return open_warehouse("rest", settings, surroundings(self.files, **self.secrets))

    def answer(self, path: str, query: Mapping[str, list[str]], body: bytes) -> tuple[int, object]:
        """Return what it says of its own accord."""
        if path == "/picks":
            self.goods.release(from_plain(PickOrder, json.loads(body)))
            return 201, {}
        if path == "/recalls":
            return 200, {"recalled": list(self.goods.recall(json.loads(body)["commitments"]))}
        waiting = list(self.goods.fetch())
        if path == "/shipments":
            return 200, self._page(waiting, query.get("after", [""])[0])
        if path.endswith("/confirmation"):
            wanted = unquote(path.split("/")[2])
            for one in waiting:
                if one.id == wanted:
                    self.goods.confirm(one)
            return 204, None
        return 404, {}

    @staticmethod
    def _page(waiting: list[PackedShipment], after: str) -> object:
        start = next((at + 1 for at, one in enumerate(waiting) if one.id == after), 0)
        page = waiting[start : start + A_PAGE]
        more = len(waiting) > start + len(page)
        return {"shipments": [to_plain(one) for one in page], "next": page[-1].id if more else None}


@contextmanager
def http_other(files: Path, *, tls: bool = False, **settings: Any) -> Iterator[HttpOther]:
    """Open a warehouse over HTTP on a port of its own; with `tls` it shows a certificate nobody knows."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            with suppress(ConnectionError):  # whoever asked may be gone
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                url = urlsplit(self.path)
                path = url.path.removeprefix("/wms")
                other.asked.append((self.command, self.path, dict(self.headers), body))
                self.reply(*self.said(path, parse_qs(url.query), body))

        def said(self, path: str, query: Mapping[str, list[str]], body: bytes) -> tuple[int, bytes]:
            if path in other.says:
                return other.says[path]
            status, answer = other.answer(path, query, body)
            return status, b"" if answer is None else json.dumps(answer).encode()

        def reply(self, status: int, content: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **other.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    goods = SimulatedWarehouse(SimulatedSettings(), folder=files / "theirs", clock=FixedClock())
    address = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/wms"
    other = HttpOther(address=address, goods=goods, files=files, settings=settings)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield other
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@dataclass
class CsvOther:
    """A warehouse whose clerk takes the tables of orders and leaves tables of shipments whenever we look."""

    files: Path
    goods: SimulatedWarehouse
    settings: CsvSettings = field(default_factory=CsvSettings)

    @property
    def orders(self) -> Path:
        """Return where we leave orders."""
        return self.files / self.settings.orders

    @property
    def shipments(self) -> Path:
        """Return where the clerk leaves shipments."""
        return self.files / self.settings.shipments

    def opened(self) -> Warehouse:
        """Let the clerk work, and return our way to the warehouse."""
        ours = open_warehouse("csv", self.settings, surroundings(self.files))
        for file in sorted(self.orders.glob("*.csv")):
            self._take(file)
        for shipment in self.goods.fetch():
            self._leave(shipment)
            self.goods.confirm(shipment)
        return ours

    def _take(self, file: Path) -> None:
        with file.open(encoding="utf-8", newline="") as lines:
            *rows, last = csv.DictReader(lines)
        assert ("END", str(len(rows))) == (last["pick"], last["order"])
        data = {
            "id": rows[0]["pick"],
            "order": rows[0]["order"],
            "lines": [
                {
                    "line": int(row["line"]),
                    "sku": row["sku"],
                    "location": row["location"],
                    "quantity": int(row["quantity"]),
                    "ship_on": row["ship_on"],
                    "commitment": row["commitment"],
                }
                for row in rows
            ],
        }
        self.goods.release(from_plain(PickOrder, data))
        file.unlink()

    def _leave(self, shipment: PackedShipment) -> None:
        rows = [
            (
                shipment.id,
                shipment.pick,
                shipment.shipped_at.isoformat(),
                shipment.carrier,
                shipment.tracking,
                shipment.order,
                f"C{at}",
                carton.tare,
                line.commitment,
                line.quantity,
            )
            for at, carton in enumerate(shipment.cartons)
            for line in carton.lines
        ]
        name = f"{len(list(self.shipments.iterdir())):03}.csv"
        with (self.shipments / name).open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow((*WHOLE, "order", "carton", "tare", "commitment", "quantity"))
            table.writerows(rows)
            table.writerow(("END", len(rows)))


@contextmanager
def csv_other(files: Path) -> Iterator[CsvOther]:
    """Open a warehouse that works with tables."""
    goods = SimulatedWarehouse(SimulatedSettings(), folder=files / "theirs", clock=FixedClock())
    yield CsvOther(files=files, goods=goods)


OTHERS: Mapping[str, Callable[[Path], AbstractContextManager[Other]]] = {
    "simulated": simulated_other,
    "rest": http_other,
    "csv": csv_other,
}
