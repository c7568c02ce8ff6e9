"""A whole file is told from a half one by its ends."""

import zipfile
from io import BytesIO

import pytest

from gateway.adapters.transports.wholeness import is_whole

HEAD = b"ISA*00*          *00*          *12*5555551234     *ZZ*OURCO          *260302*0900*U*00401*"
ISA = HEAD + b"000000007*0*T*>~"
BODY = b"GS*PO*A*B*20260302*0900*1*X*004010~ST*850*0001~SE*2*0001~GE*1*1~"
FILE = ISA + BODY + b"IEA*1*000000007~"


@pytest.mark.parametrize(
    "content",
    [
        FILE,
        FILE + b"\r\n",
        FILE + b"\n\n \t\0\x1a",
        FILE.replace(b"~", b"~\r\n"),
        FILE.replace(b"~", b"\n"),
        FILE.replace(b"*", b"|").replace(b"~", b"!"),
        FILE.replace(b"*", b"\x1d").replace(b"~", b"\x1c"),
        b"\xef\xbb\xbf" + FILE,
        b"\r\n" + FILE,
        FILE + b"\n" + FILE.replace(b"*", b"|"),
        FILE.removesuffix(b"~"),
        FILE.removesuffix(b"~") + b"\r\n",
        ISA.replace(b" ", b"") + BODY + b"IEA*1*000000007",
        FILE.replace(b"IEA*1*000000007", b"IEA*9*8"),
    ],
)
def test_a_closed_interchange_is_whole(content: bytes) -> None:
    """Whatever delimiters it has, whatever stands around it, and whether its counts are right or not."""
    assert is_whole(content)


@pytest.mark.parametrize("length", range(len(FILE) - 1))
def test_no_beginning_of_a_file_is_whole(length: int) -> None:
    """Cut anywhere: only the very last terminator may be missing."""
    assert not is_whole(FILE[:length])


@pytest.mark.parametrize(
    "content",
    [
        FILE + FILE[:50],
        FILE + FILE.removesuffix(b"7~"),
        FILE + b"\nISA",
        FILE + b"what is this",
        b"<xml>IEA*1*1~</xml>",
        b"IEA*1*000000007~",
        b"IEA*1*000000007",
        b"ISA*short IEA*1*",
        b"a,b,c\n",
    ],
)
def test_what_goes_on_or_is_something_else_is_not_whole(content: bytes) -> None:
    """More may come, or it is not for this check to say."""
    assert not is_whole(content)


def workbook(comment: bytes = b"") -> bytes:
    """Return an archive as every workbook is one."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.comment = comment
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [workbook(), workbook(b"saved by hand"), b"%PDF-1.7\n1 0 obj\n%%EOF\r\n"],
    ids=["xlsx", "comment", "pdf"],
)
def test_what_requests_come_as_is_whole_with_its_end_and_not_before(content: bytes) -> None:
    """A workbook has its directory at the end, a PDF its trailer: nobody waits for what is all there."""
    assert is_whole(content)
    assert not any(is_whole(content[:length]) for length in range(len(content.rstrip())))


def test_the_end_of_an_archive_within_is_not_the_end_of_the_one_around_it() -> None:
    """What it says of its directory has to fit."""
    inner = workbook()
    at = inner.rindex(b"PK\x05\x06")
    lying = inner[: at + 16] + (1 << 20).to_bytes(4, "little") + inner[at + 20 :]

    assert not is_whole(lying)
