"""ASN.1 in BER, read in one pass: no recursion, no quadratic joining, every length held; and written in DER."""

from functools import cache

from gateway.as2.limits import STANDARD, Limits

INTEGER = 0x02
OCTETS = 0x04
IDENTIFIER = 0x06
SEQUENCE = 0x30
SET = 0x31
CONSTRUCTED = 0x20
IN_PLACE = 0x80
EXPLICIT = 0xA0
NULL = b"\x05\0"
_MORE_TAG_BYTES = 0x1F
_LONG = 0x80
_LENGTH_BYTES = 5
_IDENTIFIER_BYTES = 32


class Malformed(ValueError):
    """The bytes are not what they say they are, or more than we look at."""


class Walker:
    """A place in BER bytes that only moves forward."""

    def __init__(
        self, data: bytes | memoryview, limits: Limits = STANDARD, *, elements: int | None = None
    ) -> None:
        self._data = memoryview(data)
        self._at = 0
        self._ends: list[int | None] = []
        self._bounds = [len(self._data)]
        self._depth = limits.asn1_depth
        self._largest = limits.signature
        self._left = limits.asn1_elements if elements is None else elements

    def enter(self, tag: int) -> None:
        """Go into a constructed element."""
        if self.peek() != tag:
            raise Malformed("another element was expected")
        self._open(self._header()[1])

    def leave(self) -> None:
        """Go out of the element gone into last; nothing may be left in it."""
        if not self.ended:
            raise Malformed("something follows where nothing should")
        self._pop()

    @property
    def ended(self) -> bool:
        """Return whether the element gone into last holds nothing more."""
        if self._ends and self._ends[-1] is None:
            return bytes(self._data[self._at : self._at + 2]) == b"\0\0"
        return self._at == self._bounds[-1]

    def peek(self) -> int | None:
        """Return the tag of what comes next; none at the end."""
        if self.ended:
            return None
        if self._at >= self._bounds[-1]:
            raise Malformed("the bytes end too early")
        return self._data[self._at]

    def primitive(self, tag: int) -> memoryview:
        """Return the content of a primitive element."""
        found, length = self._header()
        if found != tag or length is None:
            raise Malformed("another element was expected")
        self._at += length
        return self._data[self._at - length : self._at]

    def integer(self) -> int:
        """Return a whole number."""
        return int.from_bytes(self.primitive(INTEGER), "big", signed=True)

    def identifier(self) -> str:
        """Return an object identifier with its dots."""
        return dotted(bytes(self.primitive(IDENTIFIER)))

    def skip(self) -> memoryview:
        """Return one whole element, whatever is in it; what is large is never skipped.

        Where a length says how far to go nothing is looked at, else only as much as it takes to find the end.
        """
        start, depth = self._at, len(self._ends)
        self._step()
        while len(self._ends) > depth:
            if self.ended:
                self._pop()
            else:
                self._step()
            if self._at - start > self._largest:
                break
        if self._at - start > self._largest:
            raise Malformed("an element is too large")
        return self._data[start : self._at]

    def octets(self, tag: int) -> memoryview:
        """Return the content of an octet string, in one piece or in chunks; a chunk has no chunks of its own."""
        if self.peek() == tag:
            return self.primitive(tag)
        self.enter(tag | CONSTRUCTED)
        joined = bytearray()
        while not self.ended:
            joined += self.primitive(OCTETS)
        self.leave()
        return memoryview(joined)

    def finish(self) -> None:
        """Make sure that nothing follows."""
        if self._ends or not self.ended:
            raise Malformed("something follows where nothing should")

    def _step(self) -> None:
        if self.peek() is None:
            raise Malformed("an element was expected")
        _, length = self._header()
        if length is None:
            self._open(None)
        else:
            self._at += length

    def _open(self, length: int | None) -> None:
        if len(self._ends) >= self._depth:
            raise Malformed("elements are nested too deeply")
        self._ends.append(None if length is None else self._at + length)
        self._bounds.append(self._bounds[-1] if length is None else self._at + length)

    def _pop(self) -> None:
        self._bounds.pop()
        if self._ends.pop() is None:
            self._at += 2

    def _header(self) -> tuple[int, int | None]:
        """Read a tag and a length; the length is none where the element goes on until it is ended."""
        self._left -= 1
        if self._left < 0:
            raise Malformed("there are too many elements")
        data, bound = self._data, self._bounds[-1]
        if self._at + 2 > bound:
            raise Malformed("the bytes end too early")
        tag, length = data[self._at], data[self._at + 1]
        self._at += 2
        if tag & _MORE_TAG_BYTES == _MORE_TAG_BYTES or not tag:
            raise Malformed("such a tag is not used here")
        if length == _LONG:
            if not tag & CONSTRUCTED:
                raise Malformed("a primitive element has no open end")
            return tag, None
        if length > _LONG:
            length = self._long_length(length - _LONG)
        if self._at + length > bound:
            raise Malformed("an element is longer than what holds it")
        return tag, length

    def _long_length(self, count: int) -> int:
        if count > _LENGTH_BYTES or self._at + count > self._bounds[-1]:
            raise Malformed("a length is too long")
        self._at += count
        return int.from_bytes(self._data[self._at - count : self._at], "big")


def element(tag: int, *contents: bytes | memoryview | bytearray) -> bytes:
    """Return one element in DER; the tag says whether it is constructed."""
    length = sum(map(len, contents))
    if length < _LONG:
        return b"".join((bytes((tag, length)), *contents))
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return b"".join((bytes((tag, _LONG | len(size))), size, *contents))


def integer(number: int) -> bytes:
    """Return a whole number in DER."""
    return element(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


@cache
def identifier(name: str) -> bytes:
    """Return an object identifier in DER, from its name with dots; ours are few, so each is made once."""
    first, second, *rest = map(int, name.split("."))
    content = bytearray()
    for number in (first * 40 + second, *rest):
        septets = [number & 0x7F]
        while number := number >> 7:
            septets.append(number & 0x7F | 0x80)
        content += bytes(reversed(septets))
    return element(IDENTIFIER, content)


def dotted(content: bytes) -> str:
    """Return the name with dots of what stands in an object identifier."""
    if not content or content[-1] & 0x80 or len(content) > _IDENTIFIER_BYTES:
        raise Malformed("an object identifier is cut off")
    numbers, number = [], 0
    for octet in content:
        number = number << 7 | octet & 0x7F
        if not octet & 0x80:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - first * 40, *numbers[1:])))


def small(data: bytes | memoryview, limits: Limits) -> Walker:
    """Return a walker over what is never large: a signature, a list of recipients."""
    if len(data) > limits.signature:
        raise Malformed("a piece of ASN.1 is too large")
    return Walker(data, limits, elements=limits.signature_elements)
