"""ProfileRequest and ProfileResponse: what somebody understands, and where to send it."""

from dataclasses import dataclass
from datetime import datetime

from gateway.cxml.codecs import MOMENT
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.shapes import Both, Each, Fields, Shape, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRequest:
    """The question what somebody understands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice somebody made, by name."""

    name: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A message somebody understands, and where it is to be sent."""

    message: str
    url: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What somebody understands, since when."""

    effective_at: datetime
    endpoints: tuple[Endpoint, ...] = ()
    options: tuple[Option, ...] = ()

    def url_of(self, message: str) -> str:
        """Return where a message is to be sent, empty where it is not understood."""
        return next((one.url for one in self.endpoints if one.message == message), "")


def _read_text(node: Node, into: Fields, _: Reading) -> None:
    into["value"] = node.text


def _write_text(value: Option, element: Element, _: Writing) -> None:
    element.text = value.value


_OPTION = Shape(Option, (Value("@name", "name"), Both(_read_text, _write_text)), least={"name": lambda _: ""})
_ENDPOINT = Shape(
    Endpoint,
    (Value("@requestName", "message"), Value("URL", "url"), Each("Option", "options", _OPTION)),
    least={"message": lambda _: "", "url": lambda _: ""},
)
REQUEST = Shape(ProfileRequest, ())
PROFILE = Shape(
    Profile,
    (
        Value("@effectiveDate", "effective_at", MOMENT, required=True),
        Both(lambda node, *_: node.forget("@lastRefresh"), lambda *_: None),
        Each("Option", "options", _OPTION),
        Each("Transaction", "endpoints", _ENDPOINT),
    ),
    least={"effective_at": lambda reading: reading.sent_at},
)
