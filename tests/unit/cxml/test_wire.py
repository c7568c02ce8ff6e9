"""How cXML travels: whatever is around it, the same document comes out."""

import base64
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.cxml.limits import Limits
from gateway.cxml.wire import (
    Attachment,
    base64_field,
    unwrap,
    unwrap_fields,
    urlencoded_body,
    urlencoded_field,
    with_attachments,
)

DOCUMENT = "<?xml version='1.0'?><cXML>Größe &lt;漢&gt; + 100 %</cXML>".encode()
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("kind", ["text/xml; charset=UTF-8", "application/xml", "TEXT/XML", "", "text/plain"])
def test_a_plain_body_is_the_document(kind: str) -> None:
    """By its type, or because it looks like it."""
    found = unwrap(kind, DOCUMENT)

    assert (DOCUMENT, "xml", ()) == (found.content, found.form, found.findings)
    assert ("UTF-8" if "charset" in kind else "") == found.charset


@pytest.mark.parametrize("kind", [FORM, "application/octet-stream"])
@pytest.mark.parametrize("name", ["cXML-base64", "cxml-BASE64"])
def test_a_form_carries_base64(name: str, kind: str) -> None:
    """The field's name is read whatever its letters' size."""
    found = unwrap(kind, f"{name}={quote_plus(base64_field(DOCUMENT))}&x=1".encode())

    assert (DOCUMENT, "cXML-base64") == (found.content, found.form)


def test_base64_survives_what_forms_do_to_it() -> None:
    """A plus that became a space, no padding, line breaks, the alphabet of URLs."""
    packed = base64.b64encode(b"<cXML>\xfb\xef\xbe</cXML>").decode()

    for field in (
        packed.replace("+", " "),
        packed.rstrip("="),
        packed[:8] + "\r\n" + packed[8:],
        packed.replace("+", "-"),
    ):
        assert unwrap_fields([("cXML-base64", field)]).content == b"<cXML>\xfb\xef\xbe</cXML>"


def test_a_field_encoded_twice_is_decoded_twice() -> None:
    """And it is said."""
    once = base64_field(DOCUMENT)
    for fields in (
        [("cXML-base64", quote_plus(base64.b64encode(b"<cXML>" + b"?" * 9).decode()) + "%3D")],
        [("cXML-urlencoded", quote_plus(urlencoded_field(DOCUMENT)))],
        [("cXML-base64", base64.b64encode(once.encode()).decode())],
    ):
        found = unwrap_fields(fields)
        assert found.content.startswith((b"<cXML>", b"<?xml"))
        assert [one.code for one in found.findings] == ["cxml.double-encoded"]


def test_an_urlencoded_form_is_ascii() -> None:
    """As a browser posts it, and back."""
    body = urlencoded_body(DOCUMENT)

    found = unwrap(FORM, body)

    assert body.isascii()
    assert (b"Gr&#246;&#223;e" in found.content, "utf-8") == (True, found.charset)
    assert found.form == "cXML-urlencoded"


def test_a_form_of_parts_is_a_form() -> None:
    """multipart/form-data, as some scripts post it."""
    body = (
        b'--b\r\nContent-Disposition: form-data; name="cXML-urlencoded"\r\n\r\n' + DOCUMENT + b"\r\n--b--\r\n"
    )

    found = unwrap("multipart/form-data; boundary=b", body)

    assert (DOCUMENT, "cXML-urlencoded") == (found.content, found.form)


@settings(max_examples=30, deadline=None)
@given(content=st.binary(max_size=60), name=st.sampled_from(("", 'a"b.pdf', "c.pdf")))
def test_attachments_come_along(content: bytes, name: str) -> None:
    """Any bytes at all, by their Content-ID."""
    sent = Attachment(content_id="p1@us.test", media_type="application/pdf", content=content, filename=name)

    kind, body = with_attachments(DOCUMENT, (sent,), boundary="=_cut_here")
    found = unwrap(kind, body)

    assert (DOCUMENT, "UTF-8", "multipart") == (found.content, found.charset, found.form)
    (one,) = found.attachments
    assert (one.content_id, one.media_type, one.content) == ("p1@us.test", "application/pdf", content)
    assert one.filename == name.replace('"', "_")


def test_the_root_is_the_part_named_start_else_the_first_xml() -> None:
    """Whatever stands before it; base64 parts are decoded."""
    body = (
        b"--b\r\nContent-Type: image/png\r\nContent-ID: <pic>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(b"\x89PNG")
        + b"\r\n--b\r\nContent-Type: text/xml\r\n\r\n<first/>\r\n"
        + b"--b\r\nContent-Type: text/xml\r\nContent-ID: <main>\r\n\r\n<main/>\r\n--b--\r\n"
    )

    named = unwrap('multipart/related; boundary=b; start="<main>"', body)
    unnamed = unwrap("multipart/mixed; boundary=b", body)

    assert (b"<main/>", b"<first/>") == (named.content, unnamed.content)
    assert named.attachments[0].content == b"\x89PNG"


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("application/json", b'{"a": 1}', "cxml.wire-form"),
        ("multipart/related; boundary=b", b"nothing", "cxml.wire-form"),
        (
            "multipart/related; boundary=b",
            b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--",
            "cxml.wire-form",
        ),
        (FORM, b"a=1", "cxml.wire-form"),
        (FORM, b"cXML-base64=%21%21%21", "cxml.wire-form"),
        (FORM, b"cXML-base64=aGVsbG8gdGhlcmUh", "cxml.wire-form"),
        (FORM, b"cXML-urlencoded=hello", "cxml.wire-form"),
        (FORM, b"&".join([b"a=1"] * 30), "cxml.too-large"),
        (FORM, b"cXML-base64=" + base64.b64encode(b"<" * 600), "cxml.too-large"),
        ("text/xml", b"x" * 5000, "cxml.too-large"),
    ],
)
def test_what_is_no_form_of_cxml_is_said(kind: str, body: bytes, code: str) -> None:
    """Nothing comes out, and one finding."""
    found = unwrap(kind, body, limits=Limits(body_bytes=4000, document_bytes=500, fields=20))

    assert (b"", "", [code]) == (found.content, found.form, [one.code for one in found.findings])


def test_an_attachment_that_is_too_large_is_left_out() -> None:
    """The document is read all the same."""
    sent = Attachment(content_id="big", media_type="image/png", content=b"x" * 50)
    kind, body = with_attachments(DOCUMENT, (sent,), boundary="b")

    found = unwrap(kind, body, limits=Limits(attachment_bytes=10))

    assert (DOCUMENT, ()) == (found.content, found.attachments)
    assert [(one.code, one.value_seen) for one in found.findings] == [("cxml.attachment-size", "big")]


@settings(max_examples=60, deadline=None)
@given(
    kind=st.text(max_size=40) | st.sampled_from(("multipart/related; boundary=b", FORM)),
    body=st.binary(max_size=120),
)
def test_any_body_at_all_ends_in_a_document_or_a_finding(kind: str, body: bytes) -> None:
    """Never in a traceback."""
    found = unwrap(kind, body)

    assert bool(found.form) != bool(found.findings) or found.form
