"""XML of a file somebody sent, event by event: no entities, no document types, nothing looked up anywhere."""

from collections.abc import Callable
from xml.parsers import expat

from gateway.sheets.archives import TooMuch


class NotMarkup(Exception):
    """The bytes are no XML, or of a kind no honest file holds."""


class Markup:
    """Feeds the elements of a part to what reads it; names come without their prefix.

    A reader sets `start`, `end` and `text`. Raises NotMarkup where the XML breaks off: what was fed before stands.
    """

    DEPTH = 256

    def __init__(
        self,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> None:
        self._start = start
        self._end = end
        self._depth = 0
        self._names: dict[str, str] = {}
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed
        self._parser.CharacterDataHandler = text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def feed(self, content: bytes) -> None:
        """Parse a whole part."""
        try:
            self._parser.Parse(content, True)  # noqa: FBT003 - expat's own signature: this is the last piece
        except expat.ExpatError as broken:
            raise NotMarkup from broken
        finally:
            self._parser.StartElementHandler = None
            self._parser.EndElementHandler = None
            self._parser.CharacterDataHandler = None

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self.DEPTH:
            raise TooMuch
        if ":" in "".join(attributes):
            attributes = {self._local(one): value for one, value in attributes.items()}
        self._start(self._local(name), attributes)

    def _closed(self, name: str) -> None:
        self._depth -= 1
        self._end(self._local(name))

    def _local(self, name: str) -> str:
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = name.rpartition(":")[2]
        return found

    def _refuse(self, *_: object) -> None:
        raise NotMarkup
