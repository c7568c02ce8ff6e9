"""A warehouse that ships everything it is asked to, on the day it is asked to: for demos and tests."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from gateway.adapters.files import settle, write
from gateway.adapters.warehouses.kinds import Surroundings
from gateway.application.ports import (
    Clock,
    PackedCarton,
    PackedLine,
    PackedShipment,
    PickLine,
    PickOrder,
)
from gateway.domain import canonical
from gateway.orderdesk.packing import Allocation, Carton, PackingRule, pack
from gateway.profiles.values import Spec, Text

CARTONS_A_TARE = 12
Capacity = Annotated[int, Field(ge=1)]


class SimulatedSettings(Spec):
    """How it packs and when it ships: so many base units of an item a carton, at once or on the day."""

    carton_capacity: Capacity = 24
    capacities: Mapping[Text, Capacity] = Field(default_factory=dict)
    ship_at_once: bool = False
    carrier: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")] = "SIMU"


def open_simulated(settings: SimulatedSettings, surroundings: Surroundings) -> "SimulatedWarehouse":
    """Return the warehouse that keeps its work in the folder of the surroundings."""
    return SimulatedWarehouse(settings, folder=surroundings.files, clock=surroundings.clock)


class SimulatedWarehouse:
    """Implements the port `Warehouse` with files, one a pick and one a shipment.

    A shipment is what of one pick leaves one location on one day; its id says these three, so that no
    restart can ship anything twice. Its file is written before it is told of, and kept once confirmed. What
    is asked back before its shipment was made does not leave; one process may work in the folder at a time.
    """

    def __init__(self, settings: SimulatedSettings, *, folder: Path, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._picks = folder / "picks"
        self._picked = folder / "picked"
        self._shipped = folder / "shipped"
        self._confirmed = folder / "confirmed"
        self._recalled = folder / "recalled"
        self._working = Lock()
        for made in (self._picks, self._picked, self._shipped, self._confirmed, self._recalled):
            made.mkdir(parents=True, exist_ok=True)

    def release(self, pick: PickOrder) -> None:
        """Keep the pick; the same id again changes nothing."""
        name = _file_name(pick.id)
        if not (self._picks / name).exists() and not (self._picked / name).exists():
            write(self._picks / name, canonical.dumps(pick).encode())

    def recall(self, commitments: Sequence[str]) -> Sequence[str]:
        """Take promises out of the picks of which nothing has left; each is remembered before it is taken out."""
        wanted = set(commitments)
        with self._working:
            for file in sorted(self._picks.glob("*.json")):
                self._take_out(file, wanted)
            return [one for one in commitments if (self._recalled / _file_name(one)).exists()]

    def fetch(self) -> Iterator[PackedShipment]:
        """Ship what is due, then yield all that was shipped and is not confirmed, oldest first."""
        with self._working:
            for file in sorted(self._picks.glob("*.json")):
                self._ship(file)
        shipments = [_read_shipment(file) for file in self._shipped.glob("*.json")]
        yield from sorted(shipments, key=lambda shipment: (shipment.shipped_at, shipment.id))

    def confirm(self, shipment: PackedShipment) -> None:
        """Put the shipment away; confirming it again changes nothing."""
        name = _file_name(shipment.id)
        if (self._shipped / name).exists():
            (self._shipped / name).replace(self._confirmed / name)
            settle(self._confirmed)

    def _take_out(self, file: Path, wanted: set[str]) -> None:
        pick = canonical.loads(PickOrder, file.read_text(encoding="utf-8"))
        going = [one for one in pick.lines if one.commitment in wanted and not self._has_left(pick, one)]
        if not going:
            return
        for line in going:
            write(self._recalled / _file_name(line.commitment), b"{}")
        left = tuple(one for one in pick.lines if one not in going)
        write(file, canonical.dumps(replace(pick, lines=left)).encode())

    def _has_left(self, pick: PickOrder, line: PickLine) -> bool:
        name = _file_name(f"{pick.id}:{line.location}:{line.ship_on.isoformat()}")
        return (self._shipped / name).exists() or (self._confirmed / name).exists()

    def _ship(self, file: Path) -> None:
        pick = canonical.loads(PickOrder, file.read_text(encoding="utf-8"))
        groups = _by_day_and_place(pick.lines)
        due = [key for key in groups if self._settings.ship_at_once or key[0] <= self._clock.now().date()]
        for ship_on, location in due:
            shipment_id = f"{pick.id}:{location}:{ship_on.isoformat()}"
            name = _file_name(shipment_id)
            if not (self._shipped / name).exists() and not (self._confirmed / name).exists():
                shipment = self._packed(pick, shipment_id, groups[ship_on, location])
                write(self._shipped / name, canonical.dumps(shipment).encode())
        if len(due) == len(groups):
            file.replace(self._picked / file.name)

    def _packed(self, pick: PickOrder, shipment_id: str, lines: Iterable[PickLine]) -> PackedShipment:
        cartons = [carton for same in _by_sku(lines) for carton in pack(_allocations(same), self._rule(same))]
        return PackedShipment(
            id=shipment_id,
            pick=pick.id,
            order=pick.order,
            shipped_at=self._clock.now(),
            carrier=self._settings.carrier,
            tracking=f"SIM{int(sha256(shipment_id.encode()).hexdigest()[:12], 16):015d}",
            cartons=tuple(_closed(carton, at // CARTONS_A_TARE + 1) for at, carton in enumerate(cartons)),
        )

    def _rule(self, lines: Sequence[PickLine]) -> PackingRule:
        capacity = self._settings.capacities.get(lines[0].sku, self._settings.carton_capacity)
        return PackingRule(units_per_carton=capacity)


def _allocations(lines: Iterable[PickLine]) -> list[Allocation]:
    return [
        Allocation(
            commitment=line.commitment,
            line=line.line,
            sku=line.sku,
            location=line.location,
            quantity=line.quantity,
        )
        for line in lines
    ]


def _closed(carton: Carton, tare: int) -> PackedCarton:
    contents = carton.contents
    lines = tuple(PackedLine(commitment=one.commitment, quantity=one.quantity) for one in contents)
    return PackedCarton(tare=tare, lines=lines)


def _by_day_and_place(lines: Iterable[PickLine]) -> dict[tuple[date, str], list[PickLine]]:
    groups: defaultdict[tuple[date, str], list[PickLine]] = defaultdict(list)
    for line in lines:
        groups[line.ship_on, line.location].append(line)
    return dict(sorted(groups.items()))


def _by_sku(lines: Iterable[PickLine]) -> Iterable[list[PickLine]]:
    """Return the lines by item, as a carton never mixes items."""
    groups: defaultdict[str, list[PickLine]] = defaultdict(list)
    for line in lines:
        groups[line.sku].append(line)
    return groups.values()


def _read_shipment(file: Path) -> PackedShipment:
    return canonical.loads(PackedShipment, file.read_text(encoding="utf-8"))


def _file_name(identifier: str) -> str:
    return f"{quote(identifier, safe='')}.json"
