"""What a kind of transport is: the settings a profile gives it, and how to open it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Generic, TypeVar

from pydantic import BaseModel

from gateway.application.ports import As2Desk, Clock, Secrets, Transport

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What transports need: a folder that relative paths start from, secrets, time, whose way it is, who seals for AS2."""

    files: Path
    clock: Clock
    secrets: Secrets
    pause: Callable[[float], None] = sleep
    partner: str = ""
    as2: As2Desk | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[S]):
    """A kind of transport; `polled` says whether files are fetched through it at all."""

    settings: type[S]
    open: Callable[[S, Surroundings], Transport]
    polled: bool
