"""How cXML travels: plain, with attachments, or in a field of a form; in every form the same document comes out."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qsl, quote_plus, unquote, unquote_to_bytes

from gateway.cxml.limits import LIMITS, Limits
from gateway.domain.findings import Finding, find

XML_TYPES = frozenset({"text/xml", "application/xml", "application/cxml+xml", "application/x-cxml"})
FORM_TYPE = "application/x-www-form-urlencoded"
BASE64, URLENCODED = "cXML-base64", "cXML-urlencoded"
CONTENT_TYPE = "text/xml; charset=UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What came along with a document, by its Content-ID without brackets."""

    content_id: str
    media_type: str
    content: bytes = field(repr=False)
    filename: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrapped:
    """The document as bytes, what HTTP says of its encoding, what came along, and what is wrong with the wrapping.

    `form` is how it came: `xml`, `multipart`, `cXML-base64` or `cXML-urlencoded`; without a document it is empty.
    """

    content: bytes = field(default=b"", repr=False)
    charset: str = ""
    form: str = ""
    attachments: tuple[Attachment, ...] = ()
    findings: tuple[Finding, ...] = ()


def unwrap(content_type: str, body: bytes, *, limits: Limits = LIMITS) -> Unwrapped:
    """Return the document in the body of a request; a wrong wrapping is a finding."""
    if len(body) > limits.body_bytes:
        return Unwrapped(findings=(find("cxml.too-large"),))
    message = _headers(content_type)
    kind = message.get_content_type() if content_type.strip() else "text/xml"
    if kind.startswith("multipart/"):
        return _from_parts(content_type, body, limits)
    if kind == FORM_TYPE or (kind not in XML_TYPES and _FORM.match(body)):
        return _from_form(body, limits)
    if kind in XML_TYPES or body.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<":
        return Unwrapped(content=body, charset=_charset(message), form="xml")
    return Unwrapped(findings=(find("cxml.wire-form", value_seen=kind),))


_FORM = re.compile(rb"[^<&=]{0,200}cxml-(base64|urlencoded)=", re.IGNORECASE)


def unwrap_fields(fields: list[tuple[str, str]], *, limits: Limits = LIMITS) -> Unwrapped:
    """Return the document in the fields of a form that was taken apart already, whatever their letters' size."""
    given = {name.casefold(): value for name, value in reversed(fields)}
    if given.get(BASE64.casefold()):
        return _from_base64(given[BASE64.casefold()], limits)
    if given.get(URLENCODED.casefold()):
        return _from_text(given[URLENCODED.casefold()])
    return Unwrapped(findings=(find("cxml.wire-form", path="cXML-base64"),))


def base64_field(content: bytes) -> str:
    """Return the value of the form field cXML-base64."""
    return base64.b64encode(content).decode("ascii")


def urlencoded_field(content: bytes) -> str:
    """Return the value of the form field cXML-urlencoded: ASCII, all else as numeric references, not encoded yet."""
    return content.decode("utf-8").encode("ascii", "xmlcharrefreplace").decode("ascii")


def urlencoded_body(content: bytes) -> bytes:
    """Return a whole form body with one field cXML-urlencoded, as a browser posts it."""
    return f"{URLENCODED}={quote_plus(urlencoded_field(content))}".encode("ascii")


def with_attachments(
    content: bytes, attachments: tuple[Attachment, ...], *, boundary: str
) -> tuple[str, bytes]:
    """Return the content type and the body of a document with its attachments; the boundary must occur in none."""
    line = f"--{boundary}\r\n".encode()
    root = f"Content-Type: {CONTENT_TYPE}\r\nContent-ID: <root@{boundary}>\r\n\r\n".encode()
    parts = [line + root + content + b"\r\n"]
    for one in attachments:
        name = f'; filename="{_quoted(one.filename)}"' if one.filename else ""
        head = (
            f"Content-Type: {one.media_type}\r\nContent-ID: <{one.content_id}>\r\n"
            f"Content-Transfer-Encoding: binary\r\nContent-Disposition: attachment{name}\r\n\r\n"
        )
        parts.append(line + head.encode() + one.content + b"\r\n")
    kind = f'multipart/related; boundary="{boundary}"; type="text/xml"; start="<root@{boundary}>"'
    return kind, b"".join(parts) + f"--{boundary}--\r\n".encode()


def _quoted(name: str) -> str:
    return re.sub(r'[\\"\r\n]', "_", name)


def _headers(content_type: str) -> Message:
    head = re.sub(r"[\r\n]+", " ", content_type).encode("utf-8", "replace")
    message: Message = BytesParser().parsebytes(b"Content-Type: " + head + b"\r\n\r\n", headersonly=True)
    return message


def _charset(message: Message) -> str:
    return str(message.get_param("charset", "") or "")


def _from_parts(content_type: str, body: bytes, limits: Limits) -> Unwrapped:
    head = re.sub(r"[\r\n]+", " ", content_type).encode("utf-8", "replace")
    whole: Message = BytesParser().parsebytes(b"Content-Type: " + head + b"\r\n\r\n" + body)
    inner = whole.get_payload() if whole.is_multipart() else []
    parts = [one for one in inner if isinstance(one, Message)]
    if whole.get_content_type() == "multipart/form-data":
        return unwrap_fields(
            [(_field_name(one), _text(one)) for one in parts[: limits.fields]], limits=limits
        )
    root = _root(parts, _bare(str(whole.get_param("start", "") or "")))
    if root is None or len(parts) > limits.parts:
        return Unwrapped(findings=(find("cxml.wire-form", value_seen=whole.get_content_type()),))
    others = [_attachment(one) for one in parts if one is not root]
    too_large = [one for one in others if len(one.content) > limits.attachment_bytes]
    return Unwrapped(
        content=_bytes(root),
        charset=_charset(root),
        form="multipart",
        attachments=tuple(one for one in others if one not in too_large),
        findings=tuple(find("cxml.attachment-size", value_seen=one.content_id) for one in too_large),
    )


def _field_name(part: Message) -> str:
    return str(part.get_param("name", "", header="content-disposition") or "")


def _root(parts: list[Message], start: str) -> Message | None:
    named = (one for one in parts if start and _bare(str(one.get("Content-ID", ""))) == start)
    of_kind = (one for one in parts if one.get_content_type() in XML_TYPES)
    return next(named, None) or next(of_kind, None)


def _bare(content_id: str) -> str:
    return content_id.strip().removeprefix("<").removesuffix(">")


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    return _bytes(part).decode("utf-8", "replace")


def _attachment(part: Message) -> Attachment:
    return Attachment(
        content_id=_bare(str(part.get("Content-ID", ""))),
        media_type=part.get_content_type(),
        content=_bytes(part),
        filename=part.get_filename() or "",
    )


def _from_form(body: bytes, limits: Limits) -> Unwrapped:
    try:
        fields = parse_qsl(
            body.decode("ascii", "replace"),
            keep_blank_values=True,
            max_num_fields=limits.fields,
            errors="replace",
        )
    except ValueError:
        return Unwrapped(findings=(find("cxml.too-large"),))
    return unwrap_fields(fields, limits=limits)


def _from_base64(text: str, limits: Limits) -> Unwrapped:
    findings: tuple[Finding, ...] = ()
    if "%" in text:
        text, findings = unquote(text), (find("cxml.double-encoded"),)
    content = _unpacked(text)
    if content and b"<" not in content:
        again = _unpacked(content.decode("ascii", "replace"))
        content, findings = again, (find("cxml.double-encoded"),) if again else findings
    if not content:
        return Unwrapped(findings=(*findings, find("cxml.wire-form", path=BASE64)))
    if len(content) > limits.document_bytes:
        return Unwrapped(findings=(find("cxml.too-large"),))
    return Unwrapped(content=content, form=BASE64, findings=findings)


def _unpacked(text: str) -> bytes:
    """Return what base64 holds, whatever a form did to it; nothing where it is no base64."""
    packed = "".join(text.replace(" ", "+").replace("-", "+").replace("_", "/").split())
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _from_text(text: str) -> Unwrapped:
    """Return the document in a field: the form was text already, so its declaration says nothing of bytes."""
    findings: tuple[Finding, ...] = ()
    content = text.encode("utf-8", "replace")
    if "<" not in text:
        content, findings = unquote_to_bytes(text.replace("+", " ")), (find("cxml.double-encoded"),)
        if b"<" not in content:
            return Unwrapped(findings=(find("cxml.wire-form", path=URLENCODED),))
    return Unwrapped(content=content, charset="utf-8", form=URLENCODED, findings=findings)
