"""Where secrets are kept, by the name the settings give a place; all implement the port `Secrets`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from gateway.adapters.secrets.env import EnvSecrets
from gateway.adapters.secrets.file import FileSecrets
from gateway.adapters.secrets.sealed import SealedSecrets
from gateway.adapters.secrets.vault import MasterKeyVault, read_master_keys
from gateway.application.ports import Secrets, Vault

__all__ = ["KINDS", "MasterKeyVault", "Surroundings", "open_secrets", "read_master_keys"]
NO_VAULT = MasterKeyVault(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What places of secrets need: the environment, the folder secrets are mounted to, the vault and what it sealed."""

    environment: Mapping[str, str]
    folder: Path
    vault: Vault = NO_VAULT
    sealed: Callable[[str], bytes | None] = lambda _: None


KINDS: Mapping[str, Callable[[Surroundings], Secrets]] = MappingProxyType(
    {
        "env": lambda surroundings: EnvSecrets(surroundings.environment),
        "file": lambda surroundings: FileSecrets(surroundings.folder),
        "sealed": lambda surroundings: SealedSecrets(surroundings.vault, surroundings.sealed),
    }
)


def open_secrets(kind: str, surroundings: Surroundings) -> Secrets:
    """Return the secrets of a kind of place."""
    return KINDS[kind](surroundings)
