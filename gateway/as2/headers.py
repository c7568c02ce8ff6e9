"""Header lines of HTTP and of MIME: names without case, folded lines, parameters, names with quotes, RFC 2231."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, unquote_to_bytes

from gateway.as2.limits import Limits
from gateway.as2.refusals import Modifier, Refused

_PARAMETER = re.compile(r';\s*(?P<name>[^\s=;"]{1,80})\s*=\s*(?P<value>"(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_FOLD = re.compile(r"\r?\n[ \t]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CONTINUED = re.compile(r"^(?P<name>[^*]+)\*(?P<at>\d{1,2})(?P<encoded>\*?)$")


@dataclass(frozen=True, slots=True)
class Headers:
    """Header lines in the order in which they came."""

    lines: tuple[tuple[str, str], ...] = ()

    def every(self, name: str) -> tuple[str, ...]:
        """Return each value under a name."""
        return tuple(value.strip() for found, value in self.lines if found.lower() == name)

    def one(self, name: str) -> str | None:
        """Return the value under a name, none where there is none; two are one too many."""
        values = self.every(name)
        if len(values) > 1:
            raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, f"The header {name} stands there twice.")
        return values[0] if values else None

    def field(self, name: str) -> "Field":
        """Return the value under a name taken apart; an empty one where there is none."""
        return read_field(self.one(name) or "")


NONE = Headers()
_LETS_IN = frozenset({"authorization", "proxy-authorization", "cookie"})


def without_secrets(lines: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return header lines as they may be kept: what let somebody in is not evidence of what was sent."""
    return tuple((name, "" if name.lower() in _LETS_IN else value) for name, value in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A header value with its parameters, their names in small letters."""

    value: str
    parameters: Mapping[str, str]

    @property
    def word(self) -> str:
        """Return the value in small letters."""
        return self.value.lower()


def checked(lines: Iterable[tuple[str, str]], limits: Limits) -> Headers:
    """Return the header lines a server took from the wire, unless they are too many, too long or broken."""
    headers = Headers(tuple((name, _FOLD.sub(" ", value)) for name, value in lines))
    if len(headers.lines) > limits.header_lines:
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "There are too many header lines.")
    if sum(len(name) + len(value) for name, value in headers.lines) > limits.headers:
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "The header lines are too long.")
    if any(_CONTROL.search(value) for _, value in headers.lines):
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "A header line holds control characters.")
    return headers


def parse(block: bytes, limits: Limits) -> Headers:
    """Return the header lines of a MIME part; lines that are none end the reading with a refusal."""
    text = _FOLD.sub(" ", block.decode("latin-1"))
    lines = []
    for line in filter(None, re.split(r"\r?\n", text)):
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "A part begins with what is no header line.")
        lines.append((name.strip(), value.strip()))
    return checked(lines, limits)


def read_field(text: str) -> Field:
    """Return a value and its parameters; continued and encoded parameters (RFC 2231) are put together."""
    value, semicolon, _ = text.partition(";")
    raw: dict[str, str] = {}
    if semicolon:
        for match in _PARAMETER.finditer(text, len(value)):
            raw.setdefault(match["name"].lower(), _utf_8(unquoted(match["value"].strip())))
    return Field(value=value.strip(), parameters=MappingProxyType(raw | dict(_joined(raw))))


def _utf_8(text: str) -> str:
    """Return what was meant: some send UTF-8 as it is, and header lines are read octet by octet."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _joined(raw: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what RFC 2231 spread over several parameters or encoded."""
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, value in raw.items():
        if match := _CONTINUED.match(name):
            pieces.setdefault(match["name"], {})[int(match["at"])] = (bool(match["encoded"]), value)
    for name, found in pieces.items():
        encoded = any(one for one, _ in found.values())
        text = "".join(
            value if one or not encoded else quote(value, safe="")
            for _, (one, value) in sorted(found.items())
        )
        yield name, _decoded(text) if encoded else text
    for name, value in raw.items():
        if name.endswith("*") and not _CONTINUED.match(name):
            yield name[:-1], _decoded(value)


def _decoded(text: str) -> str:
    charset, _, rest = text.partition("'")
    _, _, octets = rest.partition("'")
    try:
        return unquote_to_bytes(octets).decode(charset or "ascii", "replace")
    except LookupError:
        return unquote_to_bytes(octets).decode("ascii", "replace")


def unquoted(text: str) -> str:
    """Return a text without the quotes around it."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _ESCAPED.sub(r"\1", text[1:-1])
    return text


def quoted(text: str) -> str:
    """Return a text in quotes."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
