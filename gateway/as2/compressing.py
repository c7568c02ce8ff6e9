"""CompressedData (RFC 3274): made with zlib, opened up to a size and no further."""

import zlib

from gateway.as2 import cms
from gateway.as2.ber import EXPLICIT, OCTETS, SEQUENCE, Malformed, Walker, element, identifier, integer
from gateway.as2.cms_making import algorithm, content_info
from gateway.as2.limits import Limits
from gateway.as2.refusals import Modifier, Refused, refusing


def compress(content: bytes) -> bytes:
    """Return content compressed."""
    inside = element(EXPLICIT, element(OCTETS, zlib.compress(content)))
    return content_info(
        cms.COMPRESSED,
        element(SEQUENCE, integer(0), algorithm(cms.ZLIB), element(SEQUENCE, identifier(cms.DATA), inside)),
    )


def decompress(data: bytes | memoryview, limits: Limits) -> bytes:
    """Return the content of CompressedData; it is not unpacked beyond the limit."""
    with refusing(Modifier.DECOMPRESSION_FAILED, "The compressed content cannot be read."):
        packed = _packed(data, limits)
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, limits.decompressed + 1)
    if len(content) > limits.decompressed:
        raise Refused(Modifier.DECOMPRESSION_FAILED, "The content is larger than we unpack.")
    if not unpacking.eof or unpacking.unused_data:
        raise Refused(
            Modifier.DECOMPRESSION_FAILED, "The compressed content is cut off, or goes on after its end."
        )
    return content


def _packed(data: bytes | memoryview, limits: Limits) -> memoryview:
    walker = Walker(data, limits)
    for tag in (SEQUENCE, EXPLICIT, SEQUENCE):
        if tag == EXPLICIT and walker.identifier() != cms.COMPRESSED:
            raise Malformed("this is no CompressedData")
        walker.enter(tag)
    walker.integer()
    if cms.read_algorithm(walker) != cms.ZLIB:
        raise Malformed("only zlib is used")
    walker.enter(SEQUENCE)
    walker.identifier()
    walker.enter(EXPLICIT)
    packed = walker.octets(OCTETS)
    cms.leave(walker, 5)
    return packed
