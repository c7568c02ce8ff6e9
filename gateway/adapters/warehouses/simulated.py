"""A warehouse that ships everything it is asked to, on the day it is asked to: for demos and tests."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

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
    restart can ship anything twice. Its file is written before it is told, and kept once confirmed.
    """

    def __init__(self, settings: SimulatedSettings, *, folder: Path, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._picks = folder / "picks"
        self._picked = folder / "picked"
        self._shipped = folder / "shipped"
        self._confirmed = folder / "confirmed"
        for made in (self._picks, self._picked, self._shipped, self._confirmed):
            made.mkdir(parents=True, exist_ok=True)

    def release(self, pick: PickOrder) -> None:
        """Keep the pick; the same id again changes nothing."""
        name = _file_name(pick.id)
        if not (self._picks / name).exists() and not (self._picked / name).exists():
            _write(self._picks / name, canonical.dumps(pick))

    def fetch(self) -> Iterator[PackedShipment]:
        """Ship what is due, then yield all that was shipped and is not confirmed, oldest first."""
        for file in sorted(self._picks.glob("*.json")):
            self._ship(file)
        shipments = [_read_shipment(file) for file in self._shipped.glob("*.json")]
        yield from sorted(shipments, key=lambda shipment: (shipment.shipped_at, shipment.id))

    def confirm(self, shipment: PackedShipment) -> None:
        """Put the shipment away; confirming it again changes nothing."""
        name = _file_name(shipment.id)
        if (self._shipped / name).exists():
            (self._shipped / name).replace(self._confirmed / name)

    def _ship(self, file: Path) -> None:
        pick = canonical.loads(PickOrder, file.read_text(encoding="utf-8"))
        groups = _by_day_and_place(pick.lines)
        due = [key for key in groups if self._settings.ship_at_once or key[0] <= self._clock.now().date()]
        for ship_on, location in due:
            shipment_id = f"{pick.id}:{location}:{ship_on.isoformat()}"
            name = _file_name(shipment_id)
            if not (self._shipped / name).exists() and not (self._confirmed / name).exists():
                shipment = self._packed(pick, shipment_id, groups[ship_on, location])
                _write(self._shipped / name, canonical.dumps(shipment))
        if len(due) == len(groups):
            file.replace(self._picked / file.name)

    def _packed(self, pick: PickOrder, shipment_id: str, lines: Iterable[PickLine]) -> PackedShipment:
        cartons = [carton for sku, same in _by_sku(lines) for carton in self._cartons(sku, same)]
        return PackedShipment(
            id=shipment_id,
            pick=pick.id,
            order=pick.order,
            shipped_at=self._clock.now(),
            carrier=self._settings.carrier,
            tracking=f"SIM{int(sha256(shipment_id.encode()).hexdigest()[:12], 16):015d}",
            cartons=tuple(
                PackedCarton(tare=at // CARTONS_A_TARE + 1, lines=lines) for at, lines in enumerate(cartons)
            ),
        )

    def _cartons(self, sku: str, lines: Iterable[PickLine]) -> Iterator[tuple[PackedLine, ...]]:
        """Yield full cartons of one item and the rest; a carton never mixes items."""
        capacity = self._settings.capacities.get(sku, self._settings.carton_capacity)
        carton: list[PackedLine] = []
        room = capacity
        for line in lines:
            left = line.quantity
            while left:
                taken = min(left, room)
                carton.append(PackedLine(commitment=line.commitment, quantity=taken))
                left, room = left - taken, room - taken
                if not room:
                    yield tuple(carton)
                    carton, room = [], capacity
        if carton:
            yield tuple(carton)


def _by_day_and_place(lines: Iterable[PickLine]) -> dict[tuple[date, str], list[PickLine]]:
    groups: defaultdict[tuple[date, str], list[PickLine]] = defaultdict(list)
    for line in lines:
        groups[line.ship_on, line.location].append(line)
    return dict(sorted(groups.items()))


def _by_sku(lines: Iterable[PickLine]) -> Iterable[tuple[str, list[PickLine]]]:
    groups: defaultdict[str, list[PickLine]] = defaultdict(list)
    for line in lines:
        groups[line.sku].append(line)
    return groups.items()


def _read_shipment(file: Path) -> PackedShipment:
    return canonical.loads(PackedShipment, file.read_text(encoding="utf-8"))


def _file_name(identifier: str) -> str:
    return f"{quote(identifier, safe='')}.json"


def _write(file: Path, text: str) -> None:
    """Write whole or not at all, and so that a power cut does not undo it."""
    draft = file.with_suffix(".tmp")
    with draft.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
