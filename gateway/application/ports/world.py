"""What every use case needs of the world: the time, identifiers and secrets."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class Ids(Protocol):
    """Makes identifiers."""

    def new(self) -> str:
        """Return a UUIDv7 text nobody has used."""
        ...


class Secrets(Protocol):
    """Secrets by name (`secret:<partner>-token` in a profile)."""

    def get(self, name: str) -> str:
        """Return the secret; raises ConfigurationFault when nobody has it."""
        ...
