"""No warehouse of ours: every location is run by a partner, who is asked by documents (X12 940 and 945)."""

from collections.abc import Iterator

from gateway.adapters.warehouses.kinds import Surroundings
from gateway.application.ports import PackedShipment, PickOrder
from gateway.errors import TransportRefused
from gateway.profiles.values import Spec


class PartnersSettings(Spec):
    """Nothing: who runs which location stands in the partners' profiles, under `warehouse`."""


def open_partners(settings: PartnersSettings, surroundings: Surroundings) -> "PartnersWarehouse":
    """Return the warehouse that is none."""
    del settings, surroundings
    return PartnersWarehouse()


class PartnersWarehouse:
    """Implements the port `Warehouse` for places nobody runs: what is asked of them is refused, and nothing leaves."""

    def release(self, pick: PickOrder) -> None:
        """Refuse, and say which locations nobody runs."""
        places = ", ".join(sorted({one.location for one in pick.lines}))
        raise TransportRefused(f"no partner runs {places}: name it in a profile, under warehouse")

    def fetch(self) -> Iterator[PackedShipment]:
        """Yield nothing: what left is told by documents."""
        return iter(())

    def confirm(self, shipment: PackedShipment) -> None:
        """Do nothing: a document is confirmed by its acknowledgement."""
