"""Secrets in the environment."""

import re
from collections.abc import Mapping

from gateway.adapters.secrets.names import bare
from gateway.errors import ConfigurationFault

PREFIX = "GATEWAY_SECRET_"


class EnvSecrets:
    """Implements the port `Secrets`: `secret:partner-token` is `GATEWAY_SECRET_PARTNER_TOKEN`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def get(self, name: str) -> str:
        """Return the secret; raises ConfigurationFault naming the variable that is missing or empty."""
        variable = PREFIX + re.sub("[^A-Z0-9]", "_", bare(name).upper())
        secret = self._environment.get(variable, "")
        if not secret:
            raise ConfigurationFault(f"{name} is not there: set {variable}")
        return secret
