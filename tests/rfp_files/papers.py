"""CSV, DOCX, PDF, HTML, e-mail and plain text, as people and their programs write them."""

from email.message import EmailMessage
from html import escape
from io import BytesIO
from pathlib import Path

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.rfp_files.sheets import Case, text_of
from tests.rfp_files.workbooks import repacked

_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
_STAMP = "Mon, 05 Jan 2026 08:00:00 +0000"


def csv(case: Case) -> bytes:
    """Return fields with something between them, quoted where they must be."""
    lines = [*case.before]
    for row in case.sheet.rows:
        fields = [text_of(cell, case) for cell in row]
        fields += [""] * (case.sheet.width - len(fields))
        lines.append(case.delimiter.join(_quoted(field, case.delimiter) for field in fields))
    text = case.options.get("newline", "\r\n").join([*lines, ""])
    mark = "\ufeff" if case.options.get("mark") else ""
    return (mark + text).encode(case.encoding)


def _quoted(field: str, delimiter: str) -> str:
    if delimiter in field or '"' in field or "\n" in field:
        return '"' + field.replace('"', '""') + '"'
    return field


def word(case: Case) -> bytes:
    """Return a document with paragraphs and a table."""
    document = docx.Document()
    for text in case.before:
        document.add_paragraph(text)
    sheet = case.sheet
    table = document.add_table(rows=len(sheet.rows), cols=sheet.width)
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            text = text_of(cell, case)
            if text:
                table.cell(number, column).text = text
    for top, left, bottom, right in sheet.merges:
        table.cell(top - 1, left).merge(table.cell(bottom - 1, right))
    document.add_paragraph(case.options.get("after", ""))
    written = BytesIO()
    document.save(written)
    return repacked(written.getvalue())


def _font(case: Case) -> str:
    if case.options.get("font") == "chinese":
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        return "STSong-Light"
    if case.options.get("font") == "wide":
        pdfmetrics.registerFont(TTFont("Wide", _FONT))
        return "Wide"
    return "Helvetica"


def pdf(case: Case) -> bytes:
    """Return a print of a sheet: with ruled lines or without, the header again on each page."""
    font = _font(case)
    sheet = case.sheet
    rows = [[text_of(cell, case) for cell in row] + [""] * (sheet.width - len(row)) for row in sheet.rows]
    body = getSampleStyleSheet()["Normal"]
    body.fontName = font
    wrapped = case.options.get("wrapped")
    if wrapped is not None:
        for row in rows:
            row[wrapped] = Paragraph(escape(row[wrapped]), body)
    style = [
        ("FONTNAME", (0, 0), (-1, -1), font),
        ("FONTSIZE", (0, 0), (-1, -1), 8),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    if case.ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    style += [("ALIGN", (column, 0), (column, -1), "RIGHT") for column in case.options.get("right", ())]
    page = landscape(A4) if case.options.get("landscape") else A4
    written = BytesIO()
    document = SimpleDocTemplate(
        written, pagesize=page, invariant=1, title="RFQ", leftMargin=36, rightMargin=36
    )
    story = [Paragraph(escape(text), body) for text in case.before]
    story += [
        Spacer(1, 12),
        Table(
            rows,
            style=TableStyle(style),
            repeatRows=case.options.get("repeat", 0),
            colWidths=case.options.get("widths"),
        ),
    ]
    document.build(story)
    return written.getvalue()


def scan(case: Case) -> bytes:
    """Return a page that is a picture."""
    del case
    written = BytesIO()
    page = canvas.Canvas(written, pagesize=A4, invariant=1)
    from PIL import Image  # noqa: PLC0415 - one use
    from reportlab.lib.utils import ImageReader  # noqa: PLC0415 - one use

    page.drawImage(ImageReader(Image.new("L", (60, 80), 230)), 36, 36, 500, 700)
    page.save()
    return written.getvalue()


def html(case: Case) -> bytes:
    """Return what an old portal calls .xls."""
    return f"<html><head><meta charset='{case.encoding}'><style>td {{ mso-number-format:'@' }}</style></head><body>{_html_table(case)}</body></html>".encode(
        case.encoding
    )


def _html_table(case: Case) -> str:
    spans = {(top, left): right - left + 1 for top, left, _, right in case.sheet.merges}
    rows = []
    for number, row in enumerate(case.sheet.rows, 1):
        cells, column = [], 0
        while column < len(row):
            across = spans.get((number, column), 1)
            cells.append(
                f"<td{f' colspan={across}' if across > 1 else ''}>{escape(text_of(row[column], case))}</td>"
            )
            column += across
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table border=1>{''.join(rows)}</table>"


def letter(case: Case, attached: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """Return an e-mail: its body a table, words in columns, or only words and a file."""
    message = EmailMessage()
    message["From"] = "Buyer <buyer@example.com>"
    message["To"] = "sales@example.com"
    message["Date"] = _STAMP
    message["Subject"] = case.options.get("subject", "Request for quotation")
    body = case.options.get("body", "text")
    words = "\n".join(case.before)
    if body == "text":
        words += "\n\n" + plain(case) + "\nBest regards\nA. Buyer\n"
    message.set_content(words or "Please see attached.")
    if body == "html":
        message.add_alternative(
            f"<html><body><p>{escape(words)}</p>{_html_table(case)}</body></html>", subtype="html"
        )
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    if message.is_multipart():
        message.set_boundary("=-=-=rfq")
        for part in message.iter_parts():
            if part.is_multipart():
                part.set_boundary("=-=-=body")
    return message.as_bytes()


def plain(case: Case) -> str:
    """Return words that stand in columns."""
    rows = [
        [text_of(cell, case) for cell in row] + [""] * (case.sheet.width - len(row))
        for row in case.sheet.rows
    ]
    widths = [
        max(len(row[column]) for row in rows if sum(map(bool, row)) > 1) + 3
        for column in range(case.sheet.width)
    ]
    return "\n".join(
        "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
