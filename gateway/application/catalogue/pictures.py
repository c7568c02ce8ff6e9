"""Pictures of items: taken in only where they are what they seem, and are safe to hand to a buyer's browser."""

import re
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from gateway.application.ports.catalogue import PictureFile

LARGEST = 2 * 1024 * 1024
"""Bytes of one picture."""
MOST_PIXELS = 6000
"""Pixels of a side."""
ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "image/png": "png",
        "image/jpeg": "jpg",
        "image/gif": "gif",
        "image/webp": "webp",
        "image/svg+xml": "svg",
    }
)
DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})(?:\.[a-z]+)?")
_SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_ACTIVE = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet|<\s*(?:[\w-]+:)?(?:script|foreignObject|iframe|object|embed|image|use|a"
    rb"|animate\w*|set|handler|style)[\s/>]|[\s\"']on\w+\s*=|(?:href|src)\s*=|url\s*\(\s*['\"]?\s*[^#\s'\"]|javascript:",
    re.IGNORECASE,
)


class Refused(ValueError):
    """A file that is no picture we hand out; the text says why."""


def taken(content: bytes) -> PictureFile:
    """Return a picture under the digest of its bytes; raises Refused for what is none, is too large or would act."""
    if len(content) > LARGEST:
        raise Refused(f"it has {len(content):,} bytes, {LARGEST:,} are the most")
    media_type = _media_type(content)
    if media_type == "image/png":
        _check_size(int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"))
    if media_type == "image/gif":
        _check_size(int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little"))
    if media_type == "image/svg+xml" and _ACTIVE.search(content):
        raise Refused("the drawing refers to something outside itself, or would act in a browser")
    return PictureFile(digest=sha256(content).hexdigest(), media_type=media_type, content=content)


def file_name(digest: str, media_type: str) -> str:
    """Return what a picture is served as."""
    return f"{digest}.{ENDINGS[media_type]}"


def digest_in(name: str) -> str:
    """Return the digest a name consists of, empty where it is another name."""
    found = DIGEST.fullmatch(name)
    return found.group(1) if found else ""


def _media_type(content: bytes) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if _SVG.match(content):
        return "image/svg+xml"
    raise Refused("it is neither PNG, JPEG, GIF, WebP nor SVG")


def _check_size(width: int, height: int) -> None:
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise Refused(f"it is {width} by {height} pixels, {MOST_PIXELS} are the most")
