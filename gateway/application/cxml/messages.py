"""Messages: what we have to say, written as cXML, read back, and kept to be posted."""

from collections.abc import Sequence

from gateway.application.outgoing import Outgoing
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.errors import ConfigurationFault
from gateway.profiles.documents import Send


def keep(
    services: Services, work: UnitOfWork, together: Sequence[Outgoing], sending: Send | None
) -> Sequence[DocumentRecord]:
    """Write each document as its message of cXML and keep it; return those that may leave."""
    del services, work, sending
    raise ConfigurationFault(f"{together[0].set_id} cannot be written as cXML yet")
