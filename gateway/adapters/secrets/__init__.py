"""Where secrets are kept, by the name the settings give a place; all implement the port `Secrets`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from gateway.adapters.secrets.env import EnvSecrets
from gateway.adapters.secrets.file import FileSecrets
from gateway.application.ports import Secrets

__all__ = ["KINDS", "Surroundings", "open_secrets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What places of secrets need of the machine: the environment, and the folder secrets are mounted to."""

    environment: Mapping[str, str]
    folder: Path


KINDS: Mapping[str, Callable[[Surroundings], Secrets]] = MappingProxyType(
    {
        "env": lambda surroundings: EnvSecrets(surroundings.environment),
        "file": lambda surroundings: FileSecrets(surroundings.folder),
    }
)


def open_secrets(kind: str, surroundings: Surroundings) -> Secrets:
    """Return the secrets of a kind of place."""
    return KINDS[kind](surroundings)
