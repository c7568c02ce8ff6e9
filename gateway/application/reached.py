"""Where we are reached: no address goes out that nobody but the request itself spoke of."""

from gateway.errors import ConfigurationFault

UNKNOWN = "nobody said by which address we are reached: set GATEWAY_PUBLIC_URL, or name the host in GATEWAY_TRUSTED_HOSTS"


def reached_by(base: str) -> str:
    """Return the address others reach us by; raises ConfigurationFault where there is none."""
    if not base:
        raise ConfigurationFault(UNKNOWN)
    return base
