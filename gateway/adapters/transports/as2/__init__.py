"""AS2 on the wire: what leaves is posted as it was sealed, what comes back is handed to whoever judges it."""

from gateway.adapters.transports.as2.settings import As2Settings
from gateway.adapters.transports.as2.transport import As2Transport, open_as2, post_receipt

__all__ = ["As2Settings", "As2Transport", "open_as2", "post_receipt"]
