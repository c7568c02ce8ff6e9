"""Where orders go and shipments come from, by name; all implement the port `Warehouse`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from gateway.adapters.warehouses.csv_folder import CsvSettings, open_csv
from gateway.adapters.warehouses.kinds import Kind, Surroundings
from gateway.adapters.warehouses.partners import PartnersSettings, open_partners
from gateway.adapters.warehouses.rest import RestSettings, open_rest
from gateway.adapters.warehouses.simulated import SimulatedSettings, open_simulated
from gateway.application.ports import Warehouse

__all__ = ["KINDS", "Kind", "Surroundings", "open_warehouse"]

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {
        "simulated": Kind(settings=SimulatedSettings, open=open_simulated),
        "rest": Kind(settings=RestSettings, open=open_rest),
        "x12": Kind(settings=PartnersSettings, open=open_partners),
        "csv": Kind(settings=CsvSettings, open=open_csv),
    }
)


def open_warehouse(kind: str, settings: BaseModel, surroundings: Surroundings) -> Warehouse:
    """Return the warehouse of a kind with its settings."""
    return KINDS[kind].open(settings, surroundings)
