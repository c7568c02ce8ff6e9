"""Files of the bench, damaged: bytes flipped, cut, doubled, parts of archives swapped; what a reader must survive."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from random import Random

_ODD = (b"\x00", b"\xff", b"<", b"&", b"]]>", b"\x80", b"(" * 200, b"%s" * 40, b"9" * 400)


def damaged(content: bytes, dice: Random, count: int) -> Iterator[bytes]:
    """Yield so many damaged copies of a file; the same dice give the same copies."""
    ways = [_flipped, _cut, _doubled, _stuffed]
    if content.startswith(b"PK"):
        ways += [_part_damaged, _part_damaged, _part_swapped]
    for _ in range(count):
        yield dice.choice(ways)(content, dice)


def _flipped(content: bytes, dice: Random) -> bytes:
    found = bytearray(content)
    for _ in range(dice.choice((1, 3, 20))):
        found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def _cut(content: bytes, dice: Random) -> bytes:
    return content[: dice.randrange(1, len(content))]


def _doubled(content: bytes, dice: Random) -> bytes:
    start = dice.randrange(len(content))
    end = min(len(content), start + dice.choice((10, 500, 5000)))
    return content[:end] + content[start:end] * dice.choice((1, 3)) + content[end:]


def _stuffed(content: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + dice.choice(_ODD) + content[at:]


def _part_damaged(content: bytes, dice: Random) -> bytes:
    """Damage what is inside of an archive, so that the damage gets past its checksums."""
    parts = _parts(content)
    name = dice.choice([name for name, data in parts.items() if data])
    parts[name] = dice.choice((_flipped, _cut, _doubled, _stuffed))(parts[name], dice)
    return _packed(parts)


def _part_swapped(content: bytes, dice: Random) -> bytes:
    """Let parts of an archive change names."""
    parts = _parts(content)
    one, other = dice.choice(list(parts)), dice.choice(list(parts))
    parts[one], parts[other] = parts[other], parts[one]
    if dice.random() < 0.3:
        del parts[one]
    return _packed(parts)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    found = BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return found.getvalue()
