"""What a kind of warehouse is: its settings, and how to open it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from gateway.application.ports import Clock, Secrets, Warehouse

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What warehouses need of the machine: a folder of their own, the time, and secrets."""

    files: Path
    clock: Clock
    secrets: Secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[S]):
    """A kind of warehouse."""

    settings: type[S]
    open: Callable[[S, Surroundings], Warehouse]
