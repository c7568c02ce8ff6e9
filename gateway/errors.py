"""What can go wrong with us or with the network, as one tree.

    GatewayError
      ConfigurationFault      a map, profile or setting is wrong: mend the file it names
      NotFound                what was asked for is not here
      Conflict                what was asked for cannot be done in the present state
        Overtaken             somebody else changed meanwhile what this rests on: begun anew it may go through
      Refused                 the caller may not do this
      TransportError          the way to a partner
        TransportUnavailable  not reachable now, later may be better
        TransportRefused      the other side said no, and will again
      NotYet                  not to be tried before an instant
      StorageUnavailable      the database could not be reached, later may be better

A bad *document* is none of these: it is a list of findings (`gateway.domain.findings`).
"""

from datetime import datetime
from typing import ClassVar


class GatewayError(Exception):
    """The root of every error raised here on purpose; `retry` says whether later may be better."""

    code: ClassVar[str] = "gateway"
    retry: ClassVar[bool] = False


class ConfigurationFault(GatewayError):
    """A file of the configuration is wrong; the text names file, place and remedy."""

    code = "configuration"


class NotFound(GatewayError):
    """What was asked for is not here."""

    code = "not-found"


class Conflict(GatewayError):
    """What was asked for cannot be done in the present state."""

    code = "conflict"


class Overtaken(Conflict):
    """Somebody else changed meanwhile what this rests on; begun anew it may go through."""

    code = "overtaken"
    retry = True


class Refused(GatewayError):
    """The caller may not do this."""

    code = "refused"


class TransportError(GatewayError):
    """The way to a partner failed."""

    code = "transport"


class TransportUnavailable(TransportError):
    """The other side could not be reached."""

    code = "transport.unavailable"
    retry = True


class TransportRefused(TransportError):
    """The other side said no, and would say it again."""

    code = "transport.refused"


class NotYet(GatewayError):
    """It is not to be tried before an instant: no failure, and none of the tries."""

    code = "not-yet"
    retry = True

    def __init__(self, why: str, *, until: datetime) -> None:
        super().__init__(why)
        self.until = until


class StorageUnavailable(GatewayError):
    """The database could not be reached."""

    code = "storage.unavailable"
    retry = True
