"""A guide book as PDF: title page, structure, every segment, a whole sample, how it is answered; with bookmarks."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from gateway.application.guidebooks import GuideBook
from gateway.entrypoints.guides.words import DIRECTIONS, how_often, subtitle
from gateway.mapping.chapters import CodeList, GuideElement, GuideSegment

MARGIN = 16 * mm
WIDTH = A4[0] - 2 * MARGIN
LINE = colors.HexColor("#d0d7de")
SOFT = colors.HexColor("#f6f8fa")
QUIET = colors.HexColor("#57606a")
ACCENT = colors.HexColor("#0b5394")

_SHEET = getSampleStyleSheet()
BODY = ParagraphStyle("body", parent=_SHEET["BodyText"], fontSize=9.5, leading=13)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=7.6, leading=9.6, spaceBefore=0, spaceAfter=0)
HEAD = ParagraphStyle("head", parent=CELL, fontName="Helvetica-Bold")
CODE = ParagraphStyle(
    "code",
    parent=CELL,
    fontName="Courier",
    fontSize=7.6,
    leading=9.8,
    backColor=SOFT,
    borderPadding=4,
    wordWrap="CJK",
)
TITLE = ParagraphStyle("title", parent=_SHEET["Title"], alignment=0, fontSize=26, leading=31, spaceAfter=6)
LEAD = ParagraphStyle("lead", parent=BODY, fontSize=12, leading=16, textColor=QUIET, spaceAfter=12)
CHAPTER = ParagraphStyle("chapter", parent=_SHEET["Heading1"], fontSize=16, leading=20, textColor=ACCENT)
SECTION = ParagraphStyle(
    "section", parent=_SHEET["Heading2"], fontSize=11, leading=14, spaceBefore=12, spaceAfter=2
)
GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, LINE),
        ("BACKGROUND", (0, 0), (-1, 0), SOFT),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
)
FACTS = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def pdf(book: GuideBook) -> bytes:
    """Return the guide as a PDF file; the same guide gives the same bytes."""
    written = BytesIO()
    document = _Document(book, written)
    document.build(
        [
            *_cover(book),
            PageBreak(),
            *_structure(book),
            PageBreak(),
            _Heading("Segments", CHAPTER, "segments", 0),
            *(flowable for one in book.segments for flowable in _segment(one)),
            PageBreak(),
            *_sample(book),
            *_acknowledgement(book),
            *_differences(book),
        ]
    )
    return written.getvalue()


class _Document(BaseDocTemplate):  # type: ignore[misc] # reportlab ships no types
    """A4 pages with the guide's name and the page's number at the foot, and bookmarks for its headings."""

    def __init__(self, book: GuideBook, written: BytesIO) -> None:
        super().__init__(
            written,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN + 4 * mm,
            title=f"{book.title} ({book.set_id}, {book.version})",
            author=book.map_name,
            subject=subtitle(book),
            lang="en",
            invariant=1,
        )
        self.name = f"{book.title}, {book.set_id} {book.version}"
        frame = Frame(self.leftMargin, self.bottomMargin, self.width, self.height, 0, 0, 0, 0, id="page")
        self.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=self._foot)])

    def _foot(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 7.5)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 10 * mm, self.name[:110])
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, str(canvas.getPageNumber()))
        canvas.restoreState()

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Make a bookmark of each heading."""
        if isinstance(flowable, _Heading):
            self.canv.bookmarkPage(flowable.key)
            self.canv.addOutlineEntry(flowable.said, flowable.key, flowable.level, closed=flowable.level == 0)


class _Heading(Paragraph):  # type: ignore[misc] # reportlab ships no types
    """A heading with a bookmark."""

    def __init__(self, text: str, style: ParagraphStyle, key: str, level: int) -> None:
        super().__init__(escape(text), style)
        self.said, self.key, self.level = text, key, level
        self.keepWithNext = 1


def _cover(book: GuideBook) -> Iterator[Flowable]:
    yield Spacer(1, 40 * mm)
    yield Paragraph(escape(book.title), TITLE)
    yield Paragraph(escape(subtitle(book)), LEAD)
    if book.note:
        yield Paragraph(escape(book.note), BODY)
    yield Spacer(1, 8 * mm)
    facts = [
        ("Document", book.document),
        ("Direction", DIRECTIONS[book.direction]),
        ("Transaction set", f"{book.set_id} (ST01)"),
        ("Functional group", f"{book.functional_group} (GS01)"),
        ("Version", f"{book.version} (GS08)"),
        *book.identities,
        ("Delimiters", ", ".join(f"{what} {sign}" for what, sign in book.delimiters)),
        ("Map", f"{book.map_name}, state {book.digest}" + (f", on {book.base}" if book.base else "")),
    ]
    rows = [[Paragraph(escape(name), HEAD), Paragraph(escape(value), CELL)] for name, value in facts]
    yield Table(rows, colWidths=[35 * mm, WIDTH - 35 * mm], style=FACTS)
    yield Spacer(1, 6 * mm)
    yield Paragraph(
        "This guide is made from the map that reads and writes the document; it cannot say anything else than what "
        "happens.",
        ParagraphStyle("quiet", parent=BODY, textColor=QUIET),
    )


def _structure(book: GuideBook) -> Iterator[Flowable]:
    yield _Heading("Structure", CHAPTER, "structure", 0)
    rows = [
        [
            Paragraph(
                f'<a href="#{escape(one.anchor)}"><font face="Courier-Bold">{escape(one.label)}</font></a>',
                ParagraphStyle("indented", parent=CELL, leftIndent=one.depth * 9),
            ),
            _cell(one.name + (" (loop)" if one.looped else "")),
            _usage(one.usage),
            _cell(one.times),
        ]
        for one in book.segments
    ]
    yield _table(("Segment", "What it is", "Usage", "At most"), rows, (0.3, 0.4, 0.14, 0.16))


def _segment(one: GuideSegment) -> Iterator[Flowable]:
    yield CondPageBreak(45 * mm)
    yield _Heading(f"{one.address.replace('/', ' / ')}  {one.name}", SECTION, one.anchor, 1)
    said = f"{one.usage.capitalize()}{' loop' if one.looped else ''}, {how_often(one.times)}."
    yield Paragraph(escape(" ".join((said, *one.notes))), BODY)
    if one.example:
        yield Spacer(1, 3)
        yield Paragraph(escape(one.example), CODE)
        yield Spacer(1, 5)
    if one.elements:
        rows = [row for element in one.elements for row in _element(element)]
        heads = ("Reference", "Element", "Name", "Usage", "Type and length", "What it says")
        yield _table(heads, rows, (0.13, 0.08, 0.17, 0.09, 0.15, 0.38))
    if one.conditions:
        yield Paragraph(escape(" ".join(one.conditions)), BODY)
    if one.unread:
        yield Paragraph(
            escape(f"Not read: {', '.join(one.unread)}."),
            ParagraphStyle("unread", parent=CELL, textColor=QUIET),
        )


def _element(element: GuideElement) -> Iterator[list[Flowable]]:
    """Yield the rows of an element: its own, and further ones where its codes need more than a page would hold."""
    says = element.says + (f". {element.note}" if element.note else "")
    yield [
        Paragraph(f'<font face="Courier-Bold">{escape(element.reference)}</font>', CELL),
        _cell(element.number),
        _cell(element.name),
        _usage(element.usage),
        _cell(element.format),
        [_cell(says), *(part for one in element.lists for part in _codes(one))],
    ]


def _codes(one: CodeList) -> Iterator[Flowable]:
    listed = "; ".join(
        f'<font face="Courier-Bold">{escape(code)}</font> {escape(word)}' for code, word in one.codes
    )
    of = f"Codes of {escape(one.of)}: " if one.of else ""
    yield Paragraph(f"{of}{listed}. <font color='#57606a'>{escape(one.others)}</font>", CELL)


def _sample(book: GuideBook) -> Iterator[Flowable]:
    yield _Heading("A whole sample", CHAPTER, "sample", 0)
    yield Paragraph(
        "Made up; it is valid, and read by this map without a finding. Line breaks after the segments are for the eye.",
        BODY,
    )
    yield Spacer(1, 6)
    for line in book.sample:
        yield Paragraph(escape(line), ParagraphStyle("line", parent=CODE, borderPadding=(0, 4, 1, 4)))


def _acknowledgement(book: GuideBook) -> Iterator[Flowable]:
    yield Spacer(1, 8 * mm)
    yield CondPageBreak(45 * mm)
    yield _Heading("Acknowledgement", CHAPTER, "acknowledgement", 0)
    for said in book.acknowledgement:
        yield Paragraph(escape(said), BODY, bulletText="\u2022")


def _differences(book: GuideBook) -> Iterator[Flowable]:
    if book.differences:
        yield PageBreak()
        yield _Heading("Differences from our base", CHAPTER, "differences", 0)
        rows: list[list[Flowable]] = [
            [_cell(one.address or "map"), _cell(one.element), _cell(one.words)] for one in book.differences
        ]
        yield _table(("Where", "Element", "What"), rows, (0.22, 0.16, 0.62))


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]], shares: Sequence[float]) -> Table:
    head = [Paragraph(escape(one), HEAD) for one in heads]
    return Table(
        [head, *rows], colWidths=[share * WIDTH for share in shares], repeatRows=1, style=GRID, splitInRow=1
    )


def _cell(text: str) -> Paragraph:
    return Paragraph(escape(text), CELL)


def _usage(usage: str) -> Paragraph:
    return Paragraph(escape(usage), HEAD if usage == "required" else CELL)
