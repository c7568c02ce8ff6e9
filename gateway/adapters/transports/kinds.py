"""What a kind of transport is: the settings a profile gives it, and how to open it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Generic, TypeVar

from pydantic import BaseModel

from gateway.application.ports import Clock, Secrets, Transport

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What transports need of the machine: a folder that relative paths start from, secrets, time, and whose way it is."""

    files: Path
    clock: Clock
    secrets: Secrets
    pause: Callable[[float], None] = sleep
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[S]):
    """A kind of transport; `polled` says whether files are fetched through it at all."""

    settings: type[S]
    open: Callable[[S, Surroundings], Transport]
    polled: bool
