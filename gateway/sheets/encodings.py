"""Bytes of text whose encoding nobody names: told by marks, by validity, by what the letters would spell."""

import codecs
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ№"
_VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_WESTERN = "äöüßÄÖÜéèêëàâáãåæçíìîïñóòôõøœúùûÉÈÀÇÑÓÚÍÁ°²³µ€£§«»¿¡®±×–—„“”’‘•…™½¼¾ªº´·¨"
_CENTRAL = "ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰâăîșțşţÂĂÎ"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read with, and whether another reading was possible."""

    text: str
    encoding: str
    guessed: bool


def decode(content: bytes, wanted: str = "") -> Decoded:
    """Return bytes as text: in the encoding a person chose, or in the likeliest one; never fails."""
    if wanted:
        return Decoded(content.decode(wanted, errors="replace"), wanted, guessed=False)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Decoded(content.decode(name, errors="replace"), name.removesuffix("-sig"), guessed=False)
    wide = _wide(content)
    if wide:
        return Decoded(content.decode(wide, errors="replace"), wide, guessed=False)
    try:
        return Decoded(content.decode("utf-8"), "utf-8", guessed=False)
    except UnicodeDecodeError as broken:
        if broken.start > _SAMPLE and len(content) - broken.end < 4:  # noqa: PLR2004 - a long file cut within a letter
            return Decoded(content.decode("utf-8", errors="replace"), "utf-8", guessed=True)
    name = _likeliest(content)
    return Decoded(unicodedata.normalize("NFC", content.decode(name, errors="replace")), name, guessed=True)


def _wide(content: bytes) -> str:
    """Return the UTF-16 that has no mark: every other byte of Western text is nothing."""
    head = content[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and odd > 4 * even:
        return "utf-16-le"
    if even > len(head) // 8 and even > 4 * odd:
        return "utf-16-be"
    return ""


def _likeliest(content: bytes) -> str:
    """Return the encoding whose letters spell words of the languages buyers write to us in."""
    sample = _whole_lines(content)
    if _is_chinese(sample):
        return "gb18030"
    if _is_cyrillic(sample):
        return "cp1251"
    scores = {
        "cp1252": _spelled(sample, "cp1252", _WESTERN),
        "cp1258": _spelled(sample, "cp1258", _VIETNAMESE),
        "cp1250": _spelled(sample, "cp1250", _CENTRAL + "äöüßéíóúâîôÄÖÜÉÁÍÓÚáýÝ"),
        "cp850": _spelled(sample, "cp850", "äöüßÄÖÜéèêàâáçíñóúÉÑ"),
        "mac_roman": _spelled(sample, "mac_roman", "äöüßÄÖÜéèêëàâáçíñóúÉÑ"),
    }
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.75:  # noqa: PLR2004 - three of four letters beyond ASCII are of the language
        return best
    found = from_bytes(sample, cp_exclusion=["utf_7"]).best()
    return found.encoding if found is not None else "cp1252"


def _whole_lines(content: bytes) -> bytes:
    """Return enough of a file to judge by, cut where a line ends."""
    if len(content) <= _SAMPLE:
        return content
    return content[: content.rfind(b"\n", 0, _SAMPLE) + 1] or content[:_SAMPLE]


def _is_chinese(sample: bytes) -> bool:
    """Return whether the bytes beyond ASCII come in pairs that are characters people write."""
    try:
        text = sample.decode("gb18030")
    except UnicodeDecodeError:
        return False
    beyond = [one for one in text if one > "\x7f"]
    common = sum(_is_common_chinese(one) for one in beyond)
    return bool(beyond) and common >= 0.9 * len(beyond)


def _is_cyrillic(sample: bytes) -> bool:
    """Return whether the letters beyond ASCII stand side by side, as in words that have no others."""
    try:
        text = sample.decode("cp1251")
    except UnicodeDecodeError:
        return False
    beyond = [
        (text[at - 1] if at else " ", one) for at, one in enumerate(text) if "\u0400" <= one <= "\u04ff"
    ]
    inner = sum("\u0400" <= before <= "\u04ff" for before, _ in beyond)
    return inner > 0.6 * len(beyond) and _spelled(sample, "cp1251", _CYRILLIC) > 0.9  # noqa: PLR2004 - most of a word follows a letter


def _is_common_chinese(one: str) -> bool:
    """Return whether GB 2312 has the character: both bytes at A1 or beyond, nothing a Latin word would spell."""
    try:
        pair = one.encode("gb2312")
    except UnicodeEncodeError:
        return "\u3000" <= one <= "\u303f" or "\uff00" <= one <= "\uffef"
    return len(pair) == 2  # noqa: PLR2004 - a pair


def _spelled(sample: bytes, encoding: str, letters: str) -> float:
    """Return the share of the characters beyond ASCII that are among the letters, less where they stand oddly."""
    try:
        text = unicodedata.normalize("NFC", sample.decode(encoding))
    except UnicodeDecodeError:
        return 0.0
    beyond = [(text[at - 1] if at else " ", one) for at, one in enumerate(text) if one > "\x7f"]
    if not beyond:
        return 0.0
    good = sum(one in letters and not _stands_oddly(before, one) for before, one in beyond)
    return good / len(beyond)


def _stands_oddly(before: str, one: str) -> bool:
    """Return whether a capital follows a small letter: the mark of a misread byte."""
    return one.isupper() and before.islower()
