"""Freezing: an index as bytes and back, so that no process builds again what another has built.

First the SHA-256 of all that follows, which is packed: a line of JSON says what there is and how long each part is. A
part is numbers (unsigned, four bytes, or two for lengths) or texts with a NUL between them. Whatever is not exactly
that is no index of ours.
"""

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import pairwise

from gateway.application.catalogue.index import CatalogueIndex, Listing
from gateway.application.catalogue.postings import Postings

FORMAT = 1
"""Raise it with whatever changes what stands in an index, or how words are taken apart."""
BETWEEN = "\0"
DIGEST = 32
QUICKLY = 1


class Unfit(Exception):
    """Bytes that are no index of ours."""


def frozen(index: CatalogueIndex) -> bytes:
    """Return an index as bytes; none where a text holds the sign that stands between texts."""
    parts = [*_columns(index), *_lists(index)]
    for postings in (index.names, index.any, index.codes, index.categories, index.groups, index.properties):
        parts += _postings(postings)
    for postings in index.partner_codes.values():
        parts += _postings(postings)
    if any(part is None for part in parts):
        return b""
    known = [part for part in parts if part is not None]
    head = {
        "format": FORMAT,
        "order": sys.byteorder,
        "lists": list(index.lists),
        "partners": list(index.partner_codes),
        "parts": [len(part) for part in known],
    }
    body = zlib.compress(b"".join((json.dumps(head).encode(), b"\n", *known)), QUICKLY)
    return sha256(body).digest() + body


def thawed(content: bytes) -> CatalogueIndex:
    """Return the index that was frozen; raises Unfit."""
    digest, body = content[:DIGEST], content[DIGEST:]
    if sha256(body).digest() != digest:
        raise Unfit
    line, _, rest = zlib.decompress(body).partition(b"\n")
    head = json.loads(line)
    if (head["format"], head["order"]) != (FORMAT, sys.byteorder):
        raise Unfit
    index, parts = CatalogueIndex(), _cut(rest, head["parts"])
    _put_columns(index, parts)
    for name in head["lists"]:
        listing = index.lists[name] = Listing()
        for numbers in (listing.places, listing.starts, listing.ends):
            numbers.frombytes(next(parts))
    for postings in (index.names, index.any, index.codes, index.categories, index.groups, index.properties):
        _put_postings(postings, parts)
    for partner in head["partners"]:
        _put_postings(index.partner_codes.setdefault(partner, Postings(surely=2)), parts)
    return index


def _columns(index: CatalogueIndex) -> list[bytes | None]:
    kinds = list(dict.fromkeys(index.described))
    number = {one: at for at, one in enumerate(kinds)}
    alive, active = (
        one.to_bytes((len(index.skus) >> 3) + 1, "little") for one in (index.alive, index.active)
    )
    return [
        _texts(index.skus),
        index.lengths.tobytes(),
        _texts(word for one in kinds for pair in one for word in pair),
        array("I", map(len, kinds)).tobytes(),
        array("I", map(number.__getitem__, index.described)).tobytes(),
        alive,
        active,
    ]


def _put_columns(index: CatalogueIndex, parts: Iterator[bytes]) -> None:
    skus = _words(next(parts))
    index.lengths.frombytes(next(parts))
    words = iter(_words(next(parts)))
    kinds = [tuple((next(words), next(words)) for _ in range(many)) for many in array("I", next(parts))]
    described = [kinds[at] for at in array("I", next(parts))]
    alive, active = next(parts), next(parts)
    there = ((sku, at) for at, sku in enumerate(skus) if alive[at >> 3] >> (at & 7) & 1)
    index.put(skus, described, dict(there))
    index.alive, index.active = int.from_bytes(alive, "little"), int.from_bytes(active, "little")


def _lists(index: CatalogueIndex) -> list[bytes | None]:
    return [
        numbers.tobytes() for one in index.lists.values() for numbers in (one.places, one.starts, one.ends)
    ]


def _postings(postings: Postings) -> list[bytes | None]:
    words, ends, places = postings.flat()
    return [_texts(words), ends.tobytes(), places.tobytes()]


def _put_postings(postings: Postings, parts: Iterator[bytes]) -> None:
    words = _words(next(parts))
    postings.put(words, array("I", next(parts)), array("I", next(parts)))


def _texts(texts: Iterable[str]) -> bytes | None:
    """Return texts in one, None where one of them holds the sign between them."""
    listed = list(texts)
    joined = BETWEEN.join(listed)
    fits = joined.count(BETWEEN) == max(len(listed) - 1, 0) and listed != [""]
    return joined.encode() if fits else None


def _words(content: bytes) -> list[str]:
    return content.decode().split(BETWEEN) if content else []


def _cut(content: bytes, lengths: list[int]) -> Iterator[bytes]:
    ends = [0]
    for one in lengths:
        ends.append(ends[-1] + one)
    return (content[first:last] for first, last in pairwise(ends))
