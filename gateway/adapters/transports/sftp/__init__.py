"""SFTP, as the client of a partner's server."""

from gateway.adapters.transports.kinds import Surroundings
from gateway.adapters.transports.sftp.legacy import open_legacy
from gateway.adapters.transports.sftp.modern import open_modern
from gateway.adapters.transports.sftp.settings import SftpSettings
from gateway.adapters.transports.sftp.transport import SftpTransport

__all__ = ["SftpSettings", "SftpTransport", "open_sftp"]


def open_sftp(settings: SftpSettings, surroundings: Surroundings) -> SftpTransport:
    """Return the transport to the server of the settings."""
    return SftpTransport(
        settings,
        connect=open_legacy if settings.legacy else open_modern,
        clock=surroundings.clock,
        secrets=surroundings.secrets,
        pause=surroundings.pause,
    )
