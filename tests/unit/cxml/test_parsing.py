"""What is refused before it can do harm, what is read in spite of its form, and that nothing is ever fetched."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from gateway.cxml.limits import Limits
from gateway.cxml.messages import read
from gateway.cxml.parsing import parse

SMALL = Limits(document_bytes=2000, depth=8, elements=50)
LAUGHS = (
    '<!DOCTYPE cXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<cXML><Response><Status code='200' text='&b;'>&b;</Status></Response></cXML>"
)
DEFAULTS = '<!DOCTYPE cXML [<!ATTLIST Status code CDATA "200">]><cXML><Response><Status/></Response></cXML>'
EXTERNAL = '<!DOCTYPE cXML [<!ENTITY x SYSTEM "file:///etc/passwd">]><cXML>&x;</cXML>'
PARAMETER = '<!DOCTYPE cXML [<!ENTITY % p SYSTEM "http://127.0.0.1/p.dtd"> %p;]><cXML/>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "cxml.empty"),
        (" \r\n", "cxml.empty"),
        (EXTERNAL, "cxml.entity"),
        (PARAMETER, "cxml.entity"),
        (LAUGHS, "cxml.entity"),
        (DEFAULTS, "cxml.entity"),
        ('<!DOCTYPE cXML SYSTEM "http://x.test/cXML.dtd"><cXML>&nbsp;</cXML>', "cxml.entity"),
        ("<cXML>&nbsp;</cXML>", "cxml.not-well-formed"),
        ("<cXML>" + "<a>" * 9 + "</a>" * 9 + "</cXML>", "cxml.too-deep"),
        ("<cXML>" + "<a/>" * 60 + "</cXML>", "cxml.too-many-elements"),
        ("<cXML>" + "<" * 1200 + "</cXML>", "cxml.too-many-elements"),
        ("<cXML>" + "x" * 3000 + "</cXML>", "cxml.too-large"),
        ("<cXML><a></cXML>", "cxml.not-well-formed"),
        ("<cXML:x/>", "cxml.not-well-formed"),
        ("<html/>", "cxml.not-cxml"),
        ("<Combined><Other/></Combined>", "cxml.not-cxml"),
        ("ISA*00*", "cxml.not-well-formed"),
    ],
    ids=lambda one: one[:24],
)
def test_what_no_cxml_document_has_is_refused(text: str, code: str) -> None:
    """Each attack and each accident ends as one finding."""
    parsed = parse(text.encode(), limits=SMALL)

    assert (None, [code]) == (parsed.root, [one.code for one in parsed.findings])


def test_the_place_of_a_refusal_is_a_line() -> None:
    """A person finds it."""
    (finding,) = parse(b"<?xml version='1.0'?>\n<cXML>\n<a>\n</cXML>").findings

    assert finding.position == 4


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen on loopback, to see whether anybody comes."""
    with closing(socket.create_server(("127.0.0.1", 0))) as made:
        made.settimeout(0)
        yield made


def test_nothing_is_ever_fetched(listener: socket.socket) -> None:
    """A DOCTYPE, an XInclude and a stylesheet that point at us bring nobody here."""
    here = f"http://127.0.0.1:{listener.getsockname()[1]}"
    parsed = parse(
        f'<?xml-stylesheet href="{here}/s.xsl"?><!DOCTYPE cXML SYSTEM "{here}/cXML.dtd">'
        f'<cXML><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{here}/i.xml"/></cXML>'.encode()
    )

    assert parsed.system == f"{here}/cXML.dtd"
    assert parsed.root is not None
    with pytest.raises(BlockingIOError):
        listener.accept()


OK = "<cXML payloadID='1' timestamp='2026-11-22T09:00:00+00:00'><Response><Status code='200' text='{}'/></Response></cXML>"


@pytest.mark.parametrize(
    ("raw", "text", "codes"),
    [
        (b"\xef\xbb\xbf" + OK.format("é").encode(), "é", []),
        (b"\n\n<?xml version='1.0' encoding='UTF8'?>" + OK.format("é").encode(), "é", []),
        (b"<?xml version='1.0' encoding='windows-1252'?>" + OK.format("€").encode("cp1252"), "€", []),
        (b"<?xml version='1.0' encoding='Shift_JIS'?>" + OK.format("漢").encode("shift_jis"), "漢", []),
        (OK.format("é").encode("utf-16"), "é", []),
        (OK.format("é").encode("utf-16-be"), "é", []),
        (("<?xml version='1.0' encoding='UTF-16'?>" + OK.format("é")).encode("utf-16-le"), "é", []),
        (("<?xml version='1.0' encoding='UTF-16'?>" + OK.format("é")).encode(), "é", []),
        (
            b"<?xml version='1.0' encoding='UTF-8'?>" + OK.format("é").encode("cp1252"),
            "é",
            ["cxml.encoding-mislabelled"],
        ),
        (f"<Combined><Payload>{OK.format('x')}</Payload></Combined>".encode(), "x", ["cxml.wrapped"]),
        (f"<Payload>{OK.format('x')}</Payload>".encode(), "x", ["cxml.wrapped"]),
        (OK.format("x").replace("<cXML", "<cXML xmlns='http://x.test/'").encode(), "x", ["cxml.namespace"]),
    ],
    ids=[
        "mark",
        "UTF8",
        "cp1252",
        "Shift_JIS",
        "utf-16",
        "utf-16-be",
        "utf-16-le",
        "label left",
        "mislabelled",
        "Combined",
        "Payload",
        "namespace",
    ],
)
def test_what_can_be_read_is_read(raw: bytes, text: str, codes: list[str]) -> None:
    """Encodings and wrappings partners use, well or badly labelled."""
    received = read(raw)

    assert received.status is not None
    assert text == received.status.text
    assert codes == [one.code for one in received.findings]


@pytest.mark.parametrize("name", ["UTF-7", "base64", "nothing-known", "x\0y"])
def test_encodings_that_hide_things_are_refused(name: str) -> None:
    """What HTTP says of the encoding wins, and what is not on the list is not tried."""
    (finding,) = read(OK.encode(), charset=name).findings

    assert finding.code == "cxml.encoding"


def test_a_declared_encoding_that_is_not_allowed_is_refused() -> None:
    """Whoever says it."""
    (finding,) = read(b"<?xml version='1.0' encoding='utf-7'?><cXML/>").findings

    assert (finding.code, finding.value_seen) == ("cxml.encoding", "utf-7")
