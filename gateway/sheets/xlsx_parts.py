"""The parts all sheets of an XLSX share: the list of sheets, the texts, the formats of numbers."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.sheets.archives import Archive, Damaged
from gateway.sheets.limits import Limits
from gateway.sheets.markup import Markup, NotMarkup
from gateway.sheets.number_formats import BUILT_IN, GENERAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as the workbook lists it; `part` is empty where it is not in the archive."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the workbook part says."""

    sheets: tuple[Sheet, ...]
    texts: str
    styles: str
    since_1904: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The number format of each style of a cell."""

    formats: tuple[str, ...] = field(default=())

    def of(self, style: str) -> str:
        """Return the number format of a style, `General` where there is none."""
        index = int(style) if style.isascii() and style.isdecimal() else 0
        return self.formats[index] if index < len(self.formats) else GENERAL


def read_book(archive: Archive) -> Book:
    """Return the list of sheets; raises Damaged or NotMarkup."""
    part = archive.find(_workbook_part(archive))
    if not part:
        raise Damaged
    sheets: list[tuple[str, str, bool]] = []
    since = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append((attributes.get("name", ""), attributes.get("id", ""), hidden))
        elif name == "workbookPr":
            since[0] = attributes.get("date1904", "0") in ("1", "true")

    Markup(start, _nothing).feed(archive.read(part))
    targets = _relations(archive, part)
    by_type = {kind.rpartition("/")[2]: target for kind, target in targets.values()}
    return Book(
        sheets=tuple(
            Sheet(name=name, part=archive.find(targets.get(ref, ("", ""))[1]), hidden=hidden)
            for name, ref, hidden in sheets
        ),
        texts=archive.find(by_type.get("sharedStrings", "xl/sharedStrings.xml")),
        styles=archive.find(by_type.get("styles", "xl/styles.xml")),
        since_1904=since[0],
    )


def _workbook_part(archive: Archive) -> str:
    for kind, target in _relations(archive, "").values():
        if kind.endswith("/officeDocument"):
            return target
    return "xl/workbook.xml"


def _relations(archive: Archive, part: str) -> Mapping[str, tuple[str, str]]:
    """Return type and target of each relation of a part, by id; what leads outside of the archive is left out."""
    folder, name = posixpath.split(part)
    file = archive.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, tuple[str, str]] = {}
    if not file:
        return found

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), posixpath.normpath(whole))

    Markup(start, _nothing).feed(archive.read(file))
    return found


class _Texts:
    """Takes the elements of the shared texts; what says how a text is pronounced is left out."""

    def __init__(self, most: int) -> None:
        self.found: list[str] = []
        self._most = most
        self._pieces: list[str] = []
        self._in_text = False
        self._phonetic = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self._pieces.clear()
        elif name == "rPh":
            self._phonetic += 1
        elif name == "t":
            self._in_text = not self._phonetic

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "si":
            self.found.append("".join(self._pieces)[: self._most])

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)


def read_texts(archive: Archive, part: str, limits: Limits) -> tuple[tuple[str, ...], bool]:
    """Return the shared texts, and whether all of them could be read."""
    texts = _Texts(limits.max_text)
    content, whole = archive.read_before_damage(part)
    try:
        Markup(texts.start, texts.end, texts.text).feed(content)
    except NotMarkup:
        whole = False
    return tuple(texts.found), whole


def read_styles(archive: Archive, part: str) -> Styles:
    """Return the number formats by style; raises Damaged or NotMarkup."""
    own: dict[str, str] = {}
    formats: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        inside.append(name)
        if name == "numFmt":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", GENERAL)
        elif name == "xf" and "cellXfs" in inside:
            number = attributes.get("numFmtId", "0")
            built_in = (
                BUILT_IN.get(int(number), GENERAL) if number.isascii() and number.isdecimal() else GENERAL
            )
            formats.append(own.get(number, built_in))

    def end(_: str) -> None:
        inside.pop()

    Markup(start, end).feed(archive.read(part))
    return Styles(formats=tuple(formats))


def _nothing(_: str) -> None:
    """Do nothing where an element ends."""
