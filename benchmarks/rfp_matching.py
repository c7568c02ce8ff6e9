"""How well and how fast descriptions find their item: a made industrial catalogue, and lines as buyers would write them.

    python -m benchmarks.rfp_matching [ITEMS] [LINES]

The catalogue and its noise come from a seed. The last line printed is JSON: `top1`, `auto_accept_precision`,
`auto_accept_share`, `raw_top1` (fuzzy matching of the bare texts, over a sample) and seconds.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, product
from random import Random
from time import process_time

from rapidfuzz import fuzz, process

from gateway.application.ports.quoting import CatalogueEntry
from gateway.application.quoting.likeness import Index
from gateway.application.quoting.matching import Thresholds
from gateway.application.quoting.words import Wording

SEED = 20260302
RAW_LINES = 40
THREADS = ("M3", "M4", "M5", "M6", "M8", "M10", "M12", "M16", "M20", "M24")
LENGTHS = (6, 8, 10, 12, 16, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 120)
SHAPES = (
    "hexagon head bolt", "socket head cap screw", "countersunk screw", "button head screw", "set screw cup point",
    "carriage bolt", "eye bolt", "hexagon flange bolt", "pan head machine screw", "stud bolt fully threaded",
)  # fmt: skip
FINISHES = (
    "zinc plated", "stainless steel A2", "stainless steel A4", "black oxide", "hot dip galvanized", "plain", "brass",
)  # fmt: skip
GRADES = ("8.8", "10.9", "12.9", "4.6")
BORES = ("1/8", "1/4", "3/8", "1/2", "3/4", "1", "1-1/4", "1-1/2", "2", "3", "4")
FITTINGS = (
    "elbow 90 degree", "elbow 45 degree", "equal tee", "reducing tee", "union", "full coupling", "hexagon nipple",
    "ball valve", "gate valve", "check valve", "globe valve", "bulkhead fitting", "plug", "cap", "flange slip on",
)  # fmt: skip
BODIES = (
    "carbon steel",
    "stainless steel 304",
    "stainless steel 316",
    "brass",
    "polyvinyl chloride",
    "cast iron",
)
CLASSES = ("class 150", "class 300", "class 800", "class 3000", "schedule 40", "schedule 80")
ENDS = ("threaded NPT", "socket weld", "butt weld", "flanged")
BEARINGS = (
    "deep groove ball bearing",
    "angular contact ball bearing",
    "cylindrical roller bearing",
    "tapered roller bearing",
)
SEALS = ("open", "two shields", "two rubber seals", "one shield")
CABLES = (
    "control cable",
    "power cable",
    "instrument cable",
    "flexible cable",
    "coaxial cable",
    "thermocouple cable",
)
CORES = (2, 3, 4, 5, 7, 12, 18, 25)
SECTIONS = ("0.75", "1", "1.5", "2.5", "4", "6", "10", "16", "25", "35")
SHEATHS = ("PVC grey", "PVC black", "PUR orange", "halogen free", "silicone red")
VOLTS = ("300 V", "450 V", "600 V", "1000 V")
TOOLS = (
    "hole saw",
    "twist drill",
    "taper reamer",
    "end mill",
    "countersink cutter",
    "thread tap",
    "step drill",
)
STEELS = ("HSS", "HSS cobalt", "solid carbide", "carbide tipped", "titanium nitride coated")
FLUTES = (2, 3, 4, 6)
DIAMETERS = range(7, 31)
REACHES = (40, 60, 80, 100, 130)
SHORT: Mapping[str, str] = {
    "hex": "hexagon", "hd": "head", "scr": "screw", "blt": "bolt", "ss": "stainless steel", "sst": "stainless steel",
    "zp": "zinc plated", "hdg": "hot dip galvanized", "cs": "carbon steel", "pvc": "polyvinyl chloride",
    "soc": "socket", "csk": "countersunk", "thd": "threaded", "brg": "bearing", "flg": "flange", "vlv": "valve",
    "cpl": "coupling", "ell": "elbow", "deg": "degree", "cl": "class", "sch": "schedule", "galv": "galvanized",
    "ci": "cast iron", "cyl": "cylindrical", "sw": "socket weld", "bw": "butt weld", "cbl": "cable",
    "blk": "black", "mach": "machine",
}  # fmt: skip
"""What the lines abbreviate and the dictionary knows; `UNKNOWN` it does not."""
UNKNOWN: Mapping[str, str] = {
    "stainless": "stnls",
    "bolt": "bt",
    "screw": "scw",
    "valve": "valv",
    "bearing": "bearg",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What came of matching made lines to a made catalogue; shares of one, seconds of processor time."""

    items: int
    lines: int
    top1: float
    raw_top1: float
    auto_accept_precision: float
    auto_accept_share: float
    index_s: float
    match_s: float


def catalogue(size: int, seed: int = SEED) -> list[CatalogueEntry]:
    """Return so many items of a made industrial catalogue; raises ValueError where it does not go that far."""
    described = list(dict.fromkeys(_descriptions()))
    if size > len(described):
        raise ValueError(f"{len(described)} items are made, not {size}")
    Random(seed).shuffle(described)
    return [
        CatalogueEntry(sku=f"IND-{at:06d}", description=text)
        for at, text in enumerate(islice(described, size))
    ]


def noisy_lines(entries: Sequence[CatalogueEntry], count: int, seed: int = SEED) -> list[tuple[str, str]]:
    """Return so many (description as a buyer writes it, sku)."""
    chance = Random(seed + 1)
    return [(_noisy(one.description, chance), one.sku) for one in chance.choices(entries, k=count)]


def measure(items: int = 100_000, lines: int = 1_000, thresholds: Thresholds | None = None) -> Matched:
    """Return how well made lines find their items, with raw fuzzy matching of a few of them beside it."""
    accepts = thresholds or Thresholds()
    entries = catalogue(items)
    asked = noisy_lines(entries, lines)
    began = process_time()
    index = Index(entries, Wording(SHORT))
    built = process_time()
    found = [index.find(text) for text, _ in asked]
    ended = process_time()
    right = [
        bool(one.candidates) and one.candidates[0].sku == sku
        for one, (_, sku) in zip(found, asked, strict=True)
    ]
    taken = [ok for one, ok in zip(found, right, strict=True) if accepts.accept(one)]
    return Matched(
        items=len(entries),
        lines=lines,
        top1=sum(right) / lines,
        raw_top1=_raw(entries, asked[:RAW_LINES]),
        auto_accept_precision=sum(taken) / len(taken) if taken else 1.0,
        auto_accept_share=len(taken) / lines,
        index_s=built - began,
        match_s=ended - built,
    )


def _raw(entries: Sequence[CatalogueEntry], asked: Sequence[tuple[str, str]]) -> float:
    texts = {one.sku: one.description for one in entries}
    best = [process.extractOne(text, texts, scorer=fuzz.WRatio) for text, _ in asked]
    return sum(
        found is not None and found[2] == sku for found, (_, sku) in zip(best, asked, strict=True)
    ) / len(asked)


def _descriptions() -> Iterator[str]:
    for shape, thread, length, finish, grade in product(SHAPES, THREADS, LENGTHS, FINISHES, GRADES):
        yield f"{shape.capitalize()} {thread}x{length} {grade} {finish}"
    for fitting, bore, body, rating, end in product(FITTINGS, BORES, BODIES, CLASSES, ENDS):
        yield f'{fitting.capitalize()} {bore}" {body} {rating} {end}'
    for bearing, bore, ratio, seal in product(BEARINGS, range(5, 150, 5), range(4), SEALS):
        outer, width = bore * 2 + 12 + ratio * 8, bore // 3 + 6 + ratio
        yield f"{bearing.capitalize()} {bore}x{outer}x{width} mm {seal}"
    for tool, diameter, reach, flutes, steel in product(TOOLS, DIAMETERS, REACHES, FLUTES, STEELS):
        yield f"{tool.capitalize()} {diameter} mm x {reach} mm {flutes} flutes {steel}"
    for cable, cores, section, sheath, volts in product(CABLES, CORES, SECTIONS, SHEATHS, VOLTS):
        yield f"{cable.capitalize()} {cores} x {section} mm2 {sheath} {volts}"


def _noisy(text: str, chance: Random) -> str:
    words = text.lower().split() if chance.random() < 0.4 else text.split()
    full = {expansion: short for short, expansion in SHORT.items()}
    said = " ".join(words)
    for expansion, short in full.items():
        if expansion in said.lower() and chance.random() < 0.45:
            at = said.lower().index(expansion)
            said = f"{said[:at]}{short}{said[at + len(expansion) :]}"
    words = [UNKNOWN.get(one.lower(), one) if chance.random() < 0.08 else one for one in said.split()]
    plain = [at for at, one in enumerate(words) if one.isalpha() and len(one) > 4]
    if plain and chance.random() < 0.3:
        at = chance.choice(plain)
        words[at] = _typed(words[at], chance)
    if len(plain) > 1 and chance.random() < 0.12:
        del words[chance.choice(plain)]
    if chance.random() < 0.35:
        chance.shuffle(words)
    return " ".join(words).replace(" x ", "x" if chance.random() < 0.5 else " X ")


def _typed(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + chance.choice("aeinorst") + word[at + 1 :]


if __name__ == "__main__":
    print(json.dumps(asdict(measure(*map(int, sys.argv[1:3])))))
