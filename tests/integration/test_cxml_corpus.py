"""cXML found in the wild: each file is read without a traceback, and what we know becomes a document of ours.

The files are not part of this repository; where they are not at hand these tests say so and are skipped. The manifest
beside them says for each whether the official DTD admits it.
"""

import csv
from functools import cache
from pathlib import Path

import pytest

from gateway.cxml.dtd import Validator
from gateway.cxml.masking import MASK, masked
from gateway.cxml.messages import Received, read, write
from gateway.domain.carts import Cart
from gateway.domain.findings import Severity
from gateway.domain.invoices import Invoice
from gateway.domain.order_responses import OrderResponse
from gateway.domain.orders import PurchaseOrder
from gateway.domain.punch_outs import PunchOutSetup
from gateway.domain.quotes import Quote
from gateway.domain.shipments import ShipmentNotice

SHARED = Path(__file__).parents[3] / "shared"
CORPUS = SHARED / "corpus" / "cxml"
FILES = sorted(CORPUS.glob("*.xml"))
BECOME = {
    "PunchOutOrderMessage": Cart,
    "OrderRequest": PurchaseOrder,
    "PunchOutSetupRequest": PunchOutSetup,
    "ConfirmationRequest": OrderResponse,
    "ShipNoticeRequest": ShipmentNotice,
    "InvoiceDetailRequest": Invoice,
    "QuoteMessage": Quote,
}
WRONG = {
    "Message_PunchOutOrderMessage__naeda1902__index.xml": {"cxml.part-missing"},
    "Request_InvoiceDetailRequest.standard-new-None__officeluv__invoice_taxes_at_line_multiple_taxes.xml": {
        "cxml.date-wrong",
        "cxml.part-missing",
    },
    "Response_GarbageResponse__vphantom__garbage_response.xml": {"cxml.message-unknown", "cxml.part-missing"},
    "Response_Status401__mapiolca__parser_test.xml": {"cxml.part-missing"},
}
"""Files with errors besides messages that nobody implements: no credentials, a template's date, no payloadID."""

pytestmark = pytest.mark.skipif(not FILES, reason=f"the corpus is not at hand: {CORPUS}")


@cache
def opened(file: Path) -> Received:
    """Return what a file says."""
    return read(file.read_bytes())


@cache
def validator() -> Validator:
    """Return the DTDs, once for all files."""
    folder = SHARED / "cxml-dtd"
    return Validator(folder if folder.is_dir() else None)


def manifest() -> dict[str, dict[str, str]]:
    """Return what the manifest says of each file."""
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_is_read(file: Path) -> None:
    """What it is follows from its name; only what nobody implements, and known faults, are errors."""
    received = opened(file)
    inside, _, rest = file.stem.partition("_")
    message = rest.partition("__")[0].partition(".")[0]

    errors = {one.code for one in received.findings if one.severity is Severity.ERROR}

    assert received.is_cxml
    if inside == "Response" and message.startswith("Status"):
        assert received.status is not None
        assert received.status.code == message.removeprefix("Status")
    else:
        assert received.name == message
    if message in BECOME:
        assert type(received.document) is BECOME[message]
    assert errors - {"cxml.message-unknown"} == WRONG.get(file.name, set()) - {"cxml.message-unknown"}
    assert received.envelope.payload_id or file.name in WRONG
    assert inside in ("Request", "Message", "Response")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_read_can_be_said_again(file: Path) -> None:
    """A document from the wild, written in our way, reads as the same document."""
    received = opened(file)
    if received.document is not None:
        again = read(write(received.envelope, received.document).content)

        assert received.document == again.document


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_dtd_only_gives_advice(file: Path) -> None:
    """Whether the DTD admits a file is what the manifest says, and never an error."""
    found = validator().advise(opened(file).root)

    says = manifest()[file.name]["validates"]
    newest = "1.2.071" in says.partition("INVALID")[0] if "VALID" in says else None

    assert {one.severity for one in found} <= {Severity.INFO}
    if validator().is_there and says.startswith(("VALID", "INVALID")):
        assert bool(found) is not newest


def test_no_secret_leaves_a_file() -> None:
    """Every shared secret is masked, and nothing else changes."""
    secret = b"<SharedSecret>"
    kept = {file.name: masked(file.read_bytes()) for file in FILES}

    assert any(secret in file.read_bytes() for file in FILES)
    for name, content in kept.items():
        assert content.count(secret) == content.count(secret + MASK.encode()), name
