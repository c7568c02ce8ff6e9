"""What is wrong with a map file, said with file and line."""

from typing import ClassVar

from gateway.errors import ConfigurationFault, GatewayError


class MapFault(ConfigurationFault):
    """A map is not as the language or the standard has it; each line of the text names file, line and remedy."""

    code: ClassVar[str] = "map"


class CannotWrite(GatewayError):
    """The map has no way to carry a value of the document; the text names the place and the reason."""

    code: ClassVar[str] = "map.cannot-write"
