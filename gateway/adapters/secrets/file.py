"""Secrets in files, one each, as container platforms mount them."""

from pathlib import Path

from gateway.adapters.secrets.names import bare
from gateway.errors import ConfigurationFault


class FileSecrets:
    """Implements the port `Secrets`: `secret:partner-token` is the file `partner-token` of the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> str:
        """Return the file's text without its last line end; raises ConfigurationFault naming the file."""
        file = self._folder / bare(name)
        try:
            secret = file.read_bytes().decode().removesuffix("\n").removesuffix("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationFault(f"{name} is not there: {file} cannot be read") from error
        if not secret:
            raise ConfigurationFault(f"{name} is not there: {file} is empty")
        return secret
