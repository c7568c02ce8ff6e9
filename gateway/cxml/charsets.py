"""From bytes in any encoding partners use to text without an XML declaration; what is no such encoding is refused."""

import codecs
import re

from gateway.domain.findings import Finding, find

ALLOWED = frozenset(
    {
        "utf-8",
        "ascii",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "iso8859-1",
        "iso8859-2",
        "iso8859-15",
        "cp1250",
        "cp1252",
        "shift_jis",
        "cp932",
        "euc_jp",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "euc_kr",
    }
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_DECLARED = re.compile(rb"^\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
MISLABELLED = "cp1252"


def decode(raw: bytes, charset: str = "") -> tuple[str | None, tuple[Finding, ...]]:
    """Return the text without mark and declaration; `charset` is what HTTP says, and wins. None: it was refused."""
    name = _name(raw, charset)
    findings: tuple[Finding, ...] = ()
    if not name:
        return None, (find("cxml.encoding", value_seen=charset or _declared(raw)),)
    for mark, _ in _MARKS:
        raw = raw.removeprefix(mark)
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        text = raw.decode(MISLABELLED, "replace")
        findings = (find("cxml.encoding-mislabelled", value_seen=name),)
    return _bare(text), findings


def _name(raw: bytes, charset: str) -> str:
    """Return the codec: by the mark or the first bytes, else by what is said; empty where it is refused."""
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    if marked:
        return marked
    if raw[:2] in (b"<\0", b"\0<"):
        return "utf-16-le" if raw[:1] == b"<" else "utf-16-be"
    return _allowed(charset or _declared(raw) or "utf-8")


def _declared(raw: bytes) -> str:
    found = _DECLARED.match(raw[:400])
    return found.group(1).decode("ascii") if found else ""


def _allowed(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    if known.startswith("utf-16"):
        return "utf-8"  # its bytes would have shown it: somebody converted the document and left the label
    return known if known in ALLOWED else ""


def _bare(text: str) -> str:
    """Return the text without its declaration; lines keep their numbers."""
    rest = text.lstrip("\ufeff \t\r\n")
    before = "\n" * text[: len(text) - len(rest)].count("\n")
    found = _DECLARATION.match(rest)
    return before + (rest[found.end() :] if found else rest)
