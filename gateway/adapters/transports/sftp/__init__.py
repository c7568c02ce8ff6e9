"""SFTP, as the client of a partner's server."""

from gateway.adapters.transports.kinds import Surroundings
from gateway.adapters.transports.sftp.remote import Login, Remote
from gateway.adapters.transports.sftp.settings import SftpSettings
from gateway.adapters.transports.sftp.transport import SftpTransport

__all__ = ["SftpSettings", "SftpTransport", "open_sftp"]


def open_sftp(settings: SftpSettings, surroundings: Surroundings) -> SftpTransport:
    """Return the transport to the server of the settings."""
    return SftpTransport(
        settings,
        connect=_legacy if settings.legacy else _modern,
        clock=surroundings.clock,
        secrets=surroundings.secrets,
        pause=surroundings.pause,
    )


def _modern(login: Login) -> Remote:
    from gateway.adapters.transports.sftp.modern import open_modern  # noqa: PLC0415 - takes a while to load

    return open_modern(login)


def _legacy(login: Login) -> Remote:
    from gateway.adapters.transports.sftp.legacy import open_legacy  # noqa: PLC0415 - takes a while to load

    return open_legacy(login)
