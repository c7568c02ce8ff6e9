"""The ways to a partner, by the name a profile gives them; all implement the port `Transport`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from gateway.adapters.transports.as2 import As2Settings, open_as2, post_receipt
from gateway.adapters.transports.cxml import open_cxml
from gateway.adapters.transports.folder import FolderSettings, open_folder
from gateway.adapters.transports.hosted import HostedSettings, open_hosted
from gateway.adapters.transports.https import HttpsSettings, open_https
from gateway.adapters.transports.kinds import Kind, Surroundings
from gateway.adapters.transports.mail import MailSettings, open_mail
from gateway.adapters.transports.sftp import SftpSettings, open_sftp
from gateway.application.ports import Transport
from gateway.profiles.cxml import CxmlPosting

__all__ = ["KINDS", "SETTINGS", "As2Settings", "Kind", "Surroundings", "open_transport", "post_receipt"]

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {
        "as2": Kind(settings=As2Settings, open=open_as2, polled=False),
        "cxml": Kind(settings=CxmlPosting, open=open_cxml, polled=False),
        "folder": Kind(settings=FolderSettings, open=open_folder, polled=True),
        "hosted": Kind(settings=HostedSettings, open=open_hosted, polled=False),
        "https": Kind(settings=HttpsSettings, open=open_https, polled=False),
        "mail": Kind(settings=MailSettings, open=open_mail, polled=True),
        "sftp": Kind(settings=SftpSettings, open=open_sftp, polled=True),
    }
)
SETTINGS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {name: kind.settings for name, kind in KINDS.items()}
)


def open_transport(kind: str, settings: BaseModel, surroundings: Surroundings) -> Transport:
    """Return the transport of a kind with the settings a profile gave it."""
    return KINDS[kind].open(settings, surroundings)
