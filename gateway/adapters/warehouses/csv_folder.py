"""A warehouse that works with tables: orders are left for it as CSV files, shipments come back as CSV files."""

import csv
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import AfterValidator, Field

from gateway.adapters.files import not_through_links, settle, write
from gateway.adapters.warehouses.kinds import Surroundings
from gateway.adapters.warehouses.reports import MOST_LINES, shipment_of
from gateway.application.ports import Clock, PackedShipment, PickOrder
from gateway.domain import canonical
from gateway.errors import TransportRefused, TransportUnavailable
from gateway.profiles.values import Duration, Spec

END = "END"
SUFFIX = ".csv"
ORDER_COLUMNS = ("pick", "order", "line", "sku", "location", "quantity", "ship_on", "commitment")
WHOLE = ("shipment", "pick", "shipped_at", "carrier", "tracking")
"""What every row of a shipment says alike."""
PARTS = (
    "order",
    "carton",
    "tare",
    "weight_kg",
    "sscc",
    "commitment",
    "quantity",
    "short",
    "reason",
    "lot",
    "serials",
)
NEEDED = frozenset({"shipment", "pick", "shipped_at", "order", "commitment"})
ODD = re.compile(r"[^A-Za-z0-9._-]+")


def _folder(name: str) -> str:
    if not name or not name.isprintable() or ".." in PurePosixPath(name).parts:
        raise ValueError("should be a folder, without .. in its path")
    return name


FolderName = Annotated[str, AfterValidator(_folder)]


class CsvSettings(Spec):
    """Where orders are left (`orders`) and shipments come back (`shipments`); a relative folder lies under the gateway's own.

    A file of shipments is taken once nothing changed it for `settle` and its last row says `END` and how many rows
    there are; without that row it is taken after `grace`.
    """

    orders: FolderName = "csv/orders"
    shipments: FolderName = "csv/shipments"
    archive: FolderName = "csv/archive"
    settle: Duration = timedelta(seconds=2)
    grace: Duration = timedelta(hours=1)
    largest_bytes: Annotated[int, Field(ge=1)] = 16 * 1024 * 1024


def open_csv(settings: CsvSettings, surroundings: Surroundings) -> "CsvWarehouse":
    """Return the warehouse over the folders of the settings."""
    return CsvWarehouse(settings, folder=surroundings.files, clock=surroundings.clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file as it was read: what it holds, and how to know that it is still the same."""

    path: Path
    content: bytes
    stamp: tuple[int, int]

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


class CsvWarehouse:
    """Implements the port `Warehouse` over folders; goods cannot be asked back this way.

    An order is written whole under a name made of its id and remembered: once the warehouse has taken the file
    it is not written again, except where a crash comes between the two; then it has the same name and content.
    """

    def __init__(self, settings: CsvSettings, *, folder: Path, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._orders = folder / settings.orders
        self._shipments = folder / settings.shipments
        self._archive = folder / settings.archive
        self._asked = folder / "csv" / "asked"
        self._told = folder / "csv" / "told"
        with _reaching(folder):
            for made in (self._orders, self._shipments, self._archive, self._asked, self._told):
                made.mkdir(parents=True, exist_ok=True)

    def release(self, pick: PickOrder) -> None:
        """Leave the pick as a file; the same id again changes nothing."""
        name = _name_of(pick.id)
        with _reaching(self._orders):
            if not (self._asked / name).exists():
                write(self._orders / name, _written(pick))
                write(self._asked / name, b"")

    def fetch(self) -> Iterator[PackedShipment]:
        """Yield the shipments of every whole file that are not confirmed; raises TransportRefused at the end for files that are none."""
        refused = []
        for file in self._files():
            try:
                shipments = [shipment_of(one) for one in _rows(file.content)]
                new = [one for one in shipments if not self._is_told(one)]
            except TransportRefused as why:
                refused.append(f"{file.path.name}: {why}")
                continue
            if not new:
                self._put_away(file)
            yield from new
        if refused:
            raise TransportRefused("; ".join(refused[:3]))

    def confirm(self, shipment: PackedShipment) -> None:
        """Remember that we have it: a file goes to the archive once we have all of it."""
        with _reaching(self._told):
            write(self._told / quote(shipment.id, safe=""), _digest(shipment).encode())

    def _is_told(self, shipment: PackedShipment) -> bool:
        told = self._told / quote(shipment.id, safe="")
        if not told.exists():
            return False
        if told.read_text(encoding="utf-8") != _digest(shipment):
            raise TransportRefused(f"shipment {shipment.id} was told otherwise before")
        return True

    def _put_away(self, file: _File) -> None:
        """Move a file to the archive, unless it was replaced since it was read."""
        with _reaching(self._archive):
            if _stamp(file.path) != file.stamp:
                return
            target = self._archive / f"{file.digest[:16]}-{file.path.name}"
            file.path.replace(target)
            settle(self._archive)

    def _files(self) -> Iterator[_File]:
        with _reaching(self._shipments):
            names = sorted(
                one.name
                for one in self._shipments.iterdir()
                if one.name.lower().endswith(SUFFIX) and not one.name.startswith(".")
            )
        for name in names:
            if file := self._read(self._shipments / name):
                yield file

    def _read(self, path: Path) -> _File | None:
        """Return a file that is whole and settled; what is too large stands for itself as nothing we can read."""
        with _reaching(path.parent):
            try:
                with open(path, "rb", opener=not_through_links) as handle:
                    content = handle.read(self._settings.largest_bytes + 1)
                    found = os.fstat(handle.fileno())
            except FileNotFoundError:
                return None  # taken back between the list and now
        age = timedelta(seconds=self._clock.now().timestamp() - found.st_mtime)
        too_large = len(content) > self._settings.largest_bytes
        finished = too_large or age >= self._settings.grace or _is_whole(content)
        if abs(age) < self._settings.settle or not finished:
            return None
        content = b"" if too_large else content
        return _File(path=path, content=content, stamp=(found.st_size, found.st_mtime_ns))


def _written(pick: PickOrder) -> bytes:
    text = StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(ORDER_COLUMNS)
    for one in pick.lines:
        table.writerow(
            (pick.id, pick.order, one.line, one.sku, one.location, one.quantity, one.ship_on, one.commitment)
        )
    table.writerow((END, len(pick.lines)))
    return text.getvalue().encode()


def _rows(content: bytes) -> list[dict[str, Any]]:
    """Return the shipments of a table as plain data; raises TransportRefused."""
    try:
        rows = [row for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline="")) if any(row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise TransportRefused("no CSV in UTF-8") from error
    if len(rows) > MOST_LINES or not rows:
        raise TransportRefused(f"has no rows, more than {MOST_LINES}, or is too large")
    headings, *body = rows
    if body and body[-1][0] == END:
        *body, last = body
        if last[1:2] != [str(len(body))]:
            raise TransportRefused("does not have as many rows as its last one says")
    known = {*WHOLE, *PARTS}
    if not NEEDED <= set(headings) <= known or len(set(headings)) != len(headings):
        raise TransportRefused(f"should have the columns {', '.join((*WHOLE, *PARTS))}")
    if any(len(row) != len(headings) for row in body):
        raise TransportRefused("has a row with more or fewer cells than headings")
    shipments: dict[str, list[Mapping[str, str]]] = {}
    for row in body:
        said = dict.fromkeys(known, "") | dict(zip(headings, row, strict=True))
        shipments.setdefault(said["shipment"], []).append(said)
    return [_shipment(found) for found in shipments.values()]


def _shipment(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return one shipment as plain data from its rows, which must agree on the whole of it."""
    first = rows[0]
    if any(row[column] != first[column] for row in rows for column in WHOLE):
        raise TransportRefused("the rows of a shipment do not agree on who carries it, or when it left")
    orders = list(dict.fromkeys(row["order"] for row in rows))
    cartons: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["carton"] and not row["short"]:
            carton = cartons.setdefault(row["carton"], {"lines": []})
            carton["lines"].append(_line(row))
            carton.update({column: row[column] for column in ("tare", "weight_kg", "sscc") if row[column]})
    return {
        "id": first["shipment"],
        "pick": first["pick"],
        "order": orders[0],
        "orders": orders[1:],
        "shipped_at": first["shipped_at"],
        "carrier": first["carrier"],
        "tracking": first["tracking"],
        "cartons": list(cartons.values()),
        "loose": [_line(row) for row in rows if not row["carton"] and not row["short"]],
        "short": [
            {"commitment": row["commitment"], "quantity": row["short"], "reason": row["reason"]}
            for row in rows
            if row["short"]
        ],
    }


def _line(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "commitment": row["commitment"],
        "quantity": row["quantity"],
        "lot": row["lot"],
        "serials": row["serials"].split(),
    }


def _is_whole(content: bytes) -> bool:
    """Return whether the last row says that it is the last; how many there are is looked at when they are read."""
    return content.rstrip(b"\r\n \t").rsplit(b"\n", 1)[-1].startswith(f"{END},".encode())


def _digest(shipment: PackedShipment) -> str:
    return sha256(canonical.dumps(shipment).encode()).hexdigest()


def _name_of(pick: str) -> str:
    return f"{ODD.sub('-', pick)[:80]}-{sha256(pick.encode()).hexdigest()[:8]}{SUFFIX}"


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


@contextmanager
def _reaching(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TransportUnavailable(f"{folder}: {error.strerror or type(error).__name__}") from error
