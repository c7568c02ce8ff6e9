"""What a file is, decided by its content: names lie, and half of all .xls files are something else."""

import re
from collections.abc import Collection

XLSX, XLSB, XLS, ODS, DOCX = "xlsx", "xlsb", "xls", "ods", "docx"
PDF, MAIL, HTML, SPREADSHEET_XML, ARCHIVE = "pdf", "eml", "html", "xml", "zip"
CSV, ENCRYPTED, OTHER, EMPTY = "csv", "encrypted", "other", "empty"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOOK_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
"""The first record of a workbook of 1997: it stands where the directory that names it may be cut off."""
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WIDE = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book", "WordDocument")}
_PROJECT = "_VBA_PROJECT".encode("utf-16-le")
"""The storage of a compound file in which macros are kept ([MS-OVBA] 2.2.1)."""
_BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ",
    b"RIFF",
    b"{\\rtf",
    b"%!PS",
)
_HEAD = 4096
_MAIL = re.compile(rb"\A(?:[!-9;-~]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}", re.IGNORECASE)
_MAIL_NAMES = re.compile(
    rb"^(?:from|received|mime-version|return-path|message-id|content-type|delivered-to):",
    re.IGNORECASE | re.MULTILINE,
)


def kind_of(content: bytes, parts: Collection[str] = ()) -> str:
    """Return the kind of a file; `parts` are the names inside where it is an archive."""
    head = content[:_HEAD]
    if not content.strip(b"\0 \t\r\n"):
        return EMPTY
    if head.startswith(ZIP):
        return _in_archive(parts)
    if head.startswith(OLE):
        return _in_compound(content)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(_BINARY):
        return OTHER
    return _in_text(head)


def _in_archive(parts: Collection[str]) -> str:
    names = {name.lower().lstrip("/") for name in parts}
    if "xl/workbook.bin" in names:
        return XLSB
    if any(name.startswith("word/") for name in names):
        return DOCX
    if any(name.startswith("xl/") for name in names) or "workbook.xml" in names:
        return XLSX
    if "content.xml" in names and ("mimetype" in names or "meta-inf/manifest.xml" in names):
        return ODS
    return ARCHIVE


def _in_compound(content: bytes) -> str:
    """Return what a compound file holds, by the names of its streams."""
    if _WIDE["EncryptedPackage"] in content:
        return ENCRYPTED
    if _WIDE["WordDocument"] in content:
        return OTHER
    named = _WIDE["Workbook"] in content or _WIDE["Book"] in content
    return XLS if named or BOOK_BEGINS in content else OTHER


def holds_project(content: bytes) -> bool:
    """Return whether a compound file holds macros."""
    return _PROJECT in content


def _in_text(head: bytes) -> str:
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    start = bare[:512].lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in bare:
        return SPREADSHEET_XML
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<div", b"<body", b"<style")):
        return HTML
    if start.startswith(b"<?xml"):
        return HTML if b"<html" in start else OTHER
    if _MAIL.match(bare) and _MAIL_NAMES.search(bare):
        return MAIL
    return OTHER if _looks_binary(head) else CSV


def _looks_binary(head: bytes) -> bool:
    """Return whether this is no text: control characters, or NULs that do not come in pairs as UTF-16 has them."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    nulls = head.count(0)
    if nulls:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return max(even, odd) < len(head) // 8 or min(even, odd) > len(head) // 16
    controls = sum(head.count(one) for one in range(1, 32) if one not in (9, 10, 12, 13, 26, 27))
    return controls > max(2, len(head) // 50)
