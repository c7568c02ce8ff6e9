"""Secrets that a test knows."""

from gateway.errors import ConfigurationFault


class KnownSecrets:
    """Implements the port `Secrets` with what it is given."""

    def __init__(self, **secrets: str) -> None:
        self._secrets = secrets

    def get(self, name: str) -> str:
        """Return the secret; raises ConfigurationFault."""
        try:
            return self._secrets[name.removeprefix("secret:")]
        except KeyError:
            raise ConfigurationFault(f"{name} is not there") from None
