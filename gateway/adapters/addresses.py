"""Addresses we call, and what we trust at them: the same for every adapter that speaks HTTP."""

import ssl
from ipaddress import ip_address
from typing import Annotated

import httpx2
from pydantic import AfterValidator

from gateway.errors import ConfigurationFault

DELIVERED = range(200, 300)
BROKEN = range(500, 600)
LATER = frozenset({408, 425, 429})
SAID = 200


def _url(text: str) -> str:
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError):
        raise ValueError("is no address") from None
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.fragment:
        raise ValueError("should be https://host/path, without a name or password in it")
    return text


Address = Annotated[str, AfterValidator(_url)]


def must_be_private(address: str, *, insecure: bool) -> None:
    """Raise ValueError for http:// beyond this machine, unless somebody said that this is how it should be."""
    url = httpx2.URL(address)
    if url.scheme == "http" and not insecure and not _is_loopback(url.host):
        raise ValueError("http:// beyond this machine needs `insecure`, or better an https:// address")


def trusted(address: str, ca_file: str | None) -> ssl.SSLContext | bool:
    """Return whom we believe at an address: those of the file, else those everybody does; raises ConfigurationFault."""
    if ca_file:
        try:
            return ssl.create_default_context(cafile=ca_file)
        except OSError as error:
            raise ConfigurationFault(f"{ca_file} holds no certificates we can read") from error
    # Made once, not once a call; over http:// there is nothing to trust.
    return httpx2.create_ssl_context(trust_env=False) if address.startswith("https:") else False


def in_plain_characters(said: bytes) -> str:
    """Return the beginning of an answer as a reason for people, kept short."""
    text = said[:SAID].decode("utf-8", "replace")
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
