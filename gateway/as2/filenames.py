"""File names as they travel: shown, compared, stored as data; never a path."""

import re
import unicodedata
from urllib.parse import quote

from gateway.as2.headers import Field, quoted

LONGEST = 200
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def safe_name(sent: str) -> str | None:
    """Return what is left of a file name when nothing in it can lead anywhere; none where nothing is left."""
    name = unicodedata.normalize("NFC", sent).replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if unicodedata.category(one)[0] != "C")
    name = _FORBIDDEN.sub("_", name).strip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name) or None


def _shortened(name: str) -> str:
    """Return a name of at most so many bytes; its extension survives."""
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension.encode()) > LONGEST // 4:
        stem, dot, extension = name, "", ""
    room = LONGEST - len(extension.encode()) - len(dot)
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + dot + extension


def disposition(name: str) -> str:
    """Return the header value that carries a file name: ASCII for everybody, RFC 2231 for the rest."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    plain = "".join(one for one in plain if one.isprintable()) or "file"
    if plain == name:
        return f"attachment; filename={quoted(name)}"
    return f"attachment; filename={quoted(plain)}; filename*=UTF-8''{quote(name, safe='')}"


def name_in(content_disposition: Field, content_type: Field) -> str | None:
    """Return the file name a part bears, as it was sent."""
    return content_disposition.parameters.get("filename") or content_type.parameters.get("name") or None
