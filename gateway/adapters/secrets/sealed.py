"""Secrets sealed in the database, opened with the master key."""

from collections.abc import Callable

from gateway.adapters.secrets.names import bare
from gateway.application.ports import Vault
from gateway.errors import ConfigurationFault


class SealedSecrets:
    """Implements the port `Secrets`: `secret:partner-token` was put there with `gateway secret put partner-token`."""

    def __init__(self, vault: Vault, sealed: Callable[[str], bytes | None]) -> None:
        self._vault = vault
        self._sealed = sealed

    def get(self, name: str) -> str:
        """Return the secret; raises ConfigurationFault where nobody put it, or the master key does not open it."""
        sealed = self._sealed(bare(name))
        if sealed is None:
            raise ConfigurationFault(f"{name} is not there: `gateway secret put {bare(name)}`")
        return self._vault.open(f"secret:{bare(name)}", sealed).decode()
