"""Who is beyond our own networks: names are looked up once, and what was looked up is what is called."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from gateway.adapters.transports.retrying import NotConnected
from gateway.errors import TransportRefused

LookUp = Callable[[str, int], Sequence[str]]


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host, the best first; raises NotConnected where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotConnected(f"{host} cannot be found: {error}") from error
    return [str(one[4][0]) for one in found]


def address_of(host: str, port: int, *, private: bool, look_up: LookUp = look_up) -> str:
    """Return the address to call for a host; raises TransportRefused where it is one of a network nobody should reach."""
    found = look_up(host, port)
    if not private and not all(_is_outside(ip_address(one.partition("%")[0])) for one in found):
        raise TransportRefused(f"{host} is within a private network, and nobody said that it may be")
    return found[0]


def _is_outside(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_global and not address.is_multicast
