"""Bodies of messages in an envelope, for tests that read what other people write."""

from gateway.cxml.messages import Received, read
from gateway.cxml.wire import Attachment

HEADER = (
    "<Header><From><Credential domain='DUNS'><Identity>1</Identity></Credential></From><To><Credential domain='DUNS'>"
    "<Identity>2</Identity></Credential></To><Sender><Credential domain='DUNS'><Identity>1</Identity></Credential>"
    "<UserAgent>t</UserAgent></Sender></Header>"
)
MONEY = "<Money currency='EUR'>{}</Money>"


def envelope(body: str, *, inside: str = "Request", payload_id: str = "p1") -> bytes:
    """Return a whole document around the body of a message."""
    header = "" if inside == "Response" else HEADER
    return (
        f"<cXML payloadID='{payload_id}' timestamp='2026-11-22T09:00:00+00:00'>{header}<{inside}>{body}</{inside}></cXML>"
    ).encode()


def heard(body: str, *, inside: str = "Request", attachments: tuple[Attachment, ...] = ()) -> Received:
    """Return what a message says."""
    return read(envelope(body, inside=inside), attachments=attachments)


def codes(received: Received) -> list[str]:
    """Return the codes of the findings, without what only tells that something was not read."""
    return [one.code for one in received.findings if one.code != "cxml.not-read"]


def unread(received: Received) -> set[str]:
    """Return what was not read: elements, and attributes with an @."""
    found = (one for one in received.findings if one.code == "cxml.not-read")
    return {f"@{one.element}" if one.element else one.path.rpartition("/")[2] for one in found}
