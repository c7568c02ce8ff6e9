"""Validation against the official DTDs, where an operator put them: strict for what we send, advice for what comes in.

The files are those of the cXML release zip, unchanged (`cXML.dtd`, `Fulfill.dtd`, `InvoiceDetail.dtd`, ...). Each is
complete in itself, so that a document is checked against one of them, whatever version it says it follows.
"""

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from lxml import etree

from gateway.cxml.nodes import Element
from gateway.cxml.parsing import parse
from gateway.domain.findings import Finding, Severity, find
from gateway.errors import ConfigurationFault

GENERAL = "cXML"
DTDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "ConfirmationRequest",
                "ShipNoticeRequest",
                "ServiceEntryRequest",
                "SalesOrderRequest",
                "TimeCardRequest",
                "TimeCardInfoRequest",
                "ReceiptRequest",
                "OrderStatusRequest",
                "ComponentConsumptionRequest",
                "ProductReplenishmentMessage",
            ),
            "Fulfill",
        ),
        "InvoiceDetailRequest": "InvoiceDetail",
        "QuoteRequest": "Quote",
        "QuoteMessage": "Quote",
        **dict.fromkeys(
            (
                "PaymentRemittanceRequest",
                "PaymentRemittanceStatusUpdateRequest",
                "PaymentProposalRequest",
                "TradeRequest",
                "PaymentBatchRequest",
                "PaymentReceiptConfirmationRequest",
                "ChargeFileRequest",
            ),
            "PaymentRemittance",
        ),
        "TransportRequest": "Logistics",
        "TransportConfirmation": "Logistics",
        "ContractRequest": "Contract",
        "ContractStatusUpdateRequest": "Contract",
    }
)
"""The DTD that admits a message; all others are in the general one."""
MOST_TOLD = 50


class Validator:
    """The DTDs of a folder, each loaded when it is first needed; without a folder nothing is said."""

    def __init__(self, folder: Path | None) -> None:
        """Raise ConfigurationFault where a folder is named that holds no cXML.dtd."""
        if folder is not None and not (folder / f"{GENERAL}.dtd").is_file():
            raise ConfigurationFault(f"{folder} holds no cXML.dtd")
        self._folder = folder
        self._loaded: dict[str, etree.DTD | None] = {}
        self._lock = Lock()

    @property
    def is_there(self) -> bool:
        """Return whether there are DTDs to check against."""
        return self._folder is not None

    def advise(self, root: Element | None) -> tuple[Finding, ...]:
        """Return where a document that came in differs from its DTD; none of it is held against it."""
        return self._check(root, Severity.INFO)

    def judge(self, content: bytes) -> tuple[Finding, ...]:
        """Return where a document of ours differs from its DTD; each is an error."""
        return self._check(parse(content).root, Severity.ERROR)

    def _check(self, root: Element | None, severity: Severity) -> tuple[Finding, ...]:
        if root is None or self._folder is None:
            return ()
        with self._lock:
            dtd = self._dtd(DTDS.get(message_of(root), GENERAL))
            if dtd is None or dtd.validate(root):
                return ()
            return tuple(
                find(
                    "cxml.dtd",
                    severity=severity,
                    position=one.line,
                    path=one.path or "",
                    value_seen=one.message,
                )
                for one in list(dtd.error_log)[:MOST_TOLD]
            )

    def _dtd(self, name: str) -> etree.DTD | None:
        if name not in self._loaded and self._folder is not None:
            file = self._folder / f"{name}.dtd"
            self._loaded[name] = etree.DTD(file=str(file)) if file.is_file() else None
        return self._loaded[name]


def message_of(root: Element) -> str:
    """Return the name of the message in a document, empty for a bare status."""
    for kind in ("Request", "Message", "Response"):
        body = root.find(kind)
        if body is not None:
            names = (str(one.tag) for one in body if isinstance(one.tag, str))
            return next((name for name in names if name != "Status"), "")
    return ""
