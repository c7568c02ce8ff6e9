"""Pages of a PDF as pictures, for a person who compares what was read with what stands there."""

from io import BytesIO

import pypdfium2

from gateway.sheets.attachments import attached, first_pdf
from gateway.sheets.limits import Limits

WIDEST = 1600
"""How many pixels a picture is wide at most; a page of any size fits."""
_SCALE = 2.0
_MOST_PIXELS = 12_000_000


def page_of(name: str, content: bytes, page: int) -> bytes:
    """Return a page (from 1) of a PDF, or of the PDF of a name inside of a letter or archive, as PNG; empty where there is no such page or it cannot be drawn."""
    held = (attached(content, name, Limits()) if name else b"") or first_pdf(content, Limits())
    if not held:
        return b""
    try:
        document = pypdfium2.PdfDocument(held)
    except pypdfium2.PdfiumError:
        return b""
    try:
        if not 1 <= page <= len(document):
            return b""
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = min(_SCALE, WIDEST / max(width, 1), (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        drawn = BytesIO()
        sheet.render(scale=scale, may_draw_forms=False).to_pil().save(drawn, format="PNG", optimize=False)
        return drawn.getvalue()
    except pypdfium2.PdfiumError:
        return b""
    finally:
        document.close()
