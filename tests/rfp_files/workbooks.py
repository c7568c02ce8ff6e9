"""XLSX, XLS, XLSB, ODS and the XML of 2003, written byte by byte or with openpyxl: no reader of ours is involved."""

import struct
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from tests.rfp_files.sheets import Case, Formula, Held, Number, Sheet

_STAMP = (2026, 1, 5, 8, 0, 0)
_EPOCH = date(1899, 12, 30)


def repacked(content: bytes) -> bytes:
    """Return an archive with every time the same, so that it is written alike each day."""
    found = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                continue
            if name in ("[Content_Types].xml", "_rels/.rels"):
                data = _without_core(data)
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return found.getvalue()


def _without_core(data: bytes) -> bytes:
    import re  # noqa: PLC0415 - one use

    return re.sub(rb"<(?:Override|Relationship)\b[^>]*core(?:\.xml|-properties)[^>]*?/>", b"", data)


def xlsx(case: Case) -> bytes:
    """Return a workbook with formats, merges, hidden rows, and whatever the case asks for."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in case.sheets:
        made = book.create_sheet(sheet.name)
        made.sheet_state = "hidden" if sheet.hidden else "visible"
        _fill(made, sheet)
        if case.options.get("protected") and sheet is case.sheet:
            _protect(made, sheet)
        if sheet is case.sheet:
            for column in case.options.get("hidden_columns", ()):
                made.column_dimensions[get_column_letter(column + 1)].hidden = True
            for (row, column), text in case.options.get("comments", {}).items():
                made.cell(row, column).comment = Comment(text, "somebody")
    if case.options.get("since_1904"):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    written = BytesIO()
    book.save(written)
    return with_values(repacked(written.getvalue()), case)


def _fill(made: openpyxl.worksheet.worksheet.Worksheet, sheet: Sheet) -> None:
    line = Side(style="thin", color="999999")
    for number, row in enumerate(sheet.rows, 1):
        for column, held in enumerate(row, 1):
            if held is None:
                continue
            cell = made.cell(number, column)
            if isinstance(held, Number):
                cell.value, cell.number_format = held.value, held.number_format
            elif isinstance(held, Formula):
                cell.value = held.text
            else:
                cell.value = held
                if isinstance(held, str):
                    cell.data_type = "s"
            if number in sheet.header_rows:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDDDDD")
                cell.border = Border(bottom=line)
                cell.alignment = Alignment(wrap_text=True)
    for top, left, bottom, right in sheet.merges:
        made.merge_cells(start_row=top, start_column=left + 1, end_row=bottom, end_column=right + 1)
    for number in sheet.hidden_rows:
        made.row_dimensions[number].hidden = True


def _protect(made: openpyxl.worksheet.worksheet.Worksheet, sheet: Sheet) -> None:
    """Lock all but the columns we answer in, and let a list say what may stand in one."""
    first = sheet.header_rows[-1] + 1
    for column, name in sheet.columns.items():
        if name.startswith("offer_"):
            for number in range(first, len(sheet.rows) + 1):
                made.cell(number, column + 1).protection = Protection(locked=False)
    made.protection.sheet = True
    letter = get_column_letter(len(sheet.columns) + 1)
    check = DataValidation(type="list", formula1='"yes,no"', allow_blank=True)
    made.add_data_validation(check)
    check.add(f"{letter}{first}:{letter}{len(sheet.rows)}")


def with_values(content: bytes, case: Case) -> bytes:
    """Return a workbook whose formulas have the values they were last worked out to: openpyxl writes none."""
    values = {
        f"xl/worksheets/sheet{at}.xml": {
            f"{get_column_letter(column)}{number}": held.value
            for number, row in enumerate(sheet.rows, 1)
            for column, held in enumerate(row, 1)
            if isinstance(held, Formula) and held.value is not None
        }
        for at, sheet in enumerate(case.sheets, 1)
    }
    found = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            data = source.read(info)
            for where, value in values.get(info.filename, {}).items():
                start = data.index(f'r="{where}"'.encode())
                end = data.index(b"</c>", start)
                part = data[start:end].replace(b"<v></v>", b"").replace(b"<v/>", b"").replace(b"<v />", b"")
                data = data[:start] + part + f"<v>{value}</v>".encode() + data[end:]
            target.writestr(info, data)
    return found.getvalue()


def archive(parts: dict[str, bytes | str], *, stored: str = "") -> bytes:
    """Return an archive of parts; one may be stored as it is."""
    found = BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return found.getvalue()


def _plain(held: Held) -> str | Decimal | int | date | None:
    if isinstance(held, Number | Formula):
        return held.value
    return held


# ODS


def ods(case: Case) -> bytes:
    """Return an OpenDocument workbook: each cell with its value and the text people see."""
    tables = "".join(_ods_table(sheet) for sheet in case.sheets)
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    )
    styles = '<office:automatic-styles><style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.3">{styles}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    return archive(
        {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}, stored="mimetype"
    )


def _ods_table(sheet: Sheet) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merges}
    rows = []
    for number, row in enumerate(sheet.rows, 1):
        hidden = ' table:visibility="collapse"' if number in sheet.hidden_rows else ""
        cells = []
        for column, held in enumerate(row):
            down, across = spans.get((number, column), (1, 1))
            span = (
                f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
                if (down, across) != (1, 1)
                else ""
            )
            cells.append(_ods_cell(held, span))
        rows.append(f"<table:table-row{hidden}>{''.join(cells)}</table:table-row>")
    style = ' table:style-name="off"' if sheet.hidden else ""
    tail = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    return f"<table:table table:name={quoteattr(sheet.name)}{style}>{''.join(rows)}{tail}</table:table>"


def _ods_cell(held: Held, span: str) -> str:
    if isinstance(held, Formula):
        value = "" if held.value is None else f' office:value-type="float" office:value="{held.value}"'
        shown = "" if held.value is None else f"<text:p>{held.value}</text:p>"
        return f"<table:table-cell{span} table:formula={quoteattr('of:' + held.text)}{value}>{shown}</table:table-cell>"
    if isinstance(held, Number):
        shown = held.shown or str(held.value)
        return f'<table:table-cell{span} office:value-type="float" office:value="{held.value}"><text:p>{escape(shown)}</text:p></table:table-cell>'
    if isinstance(held, date):
        return f'<table:table-cell{span} office:value-type="date" office:date-value="{held.isoformat()}"><text:p>{held.strftime("%d/%m/%Y")}</text:p></table:table-cell>'
    if isinstance(held, int | Decimal):
        return f'<table:table-cell{span} office:value-type="float" office:value="{held}"><text:p>{held}</text:p></table:table-cell>'
    if not held:
        return f"<table:table-cell{span}/>"
    return f'<table:table-cell{span} office:value-type="string"><text:p>{escape(held)}</text:p></table:table-cell>'


# The XML of 2003


def spreadsheet_xml(case: Case) -> bytes:
    """Return a workbook as ERP systems of 2003 wrote it."""
    sheets = []
    for sheet in case.sheets:
        rows = []
        for number, row in enumerate(sheet.rows, 1):
            cells = [
                f'<Cell ss:Index="{column}">{_data(held)}</Cell>'
                for column, held in enumerate(row, 1)
                if held not in (None, "")
            ]
            hidden = ' ss:Hidden="1"' if number in sheet.hidden_rows else ""
            rows.append(f'<Row ss:Index="{number}"{hidden}>{"".join(cells)}</Row>')
        sheets.append(
            f"<Worksheet ss:Name={quoteattr(sheet.name)}><Table>{''.join(rows)}</Table></Worksheet>"
        )
    names = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    return f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook {names}>{"".join(sheets)}</Workbook>'.encode()


def _data(held: Held) -> str:
    plain = _plain(held)
    if isinstance(plain, date):
        return f'<Data ss:Type="DateTime">{plain.isoformat()}T00:00:00.000</Data>'
    if isinstance(plain, int | Decimal):
        return f'<Data ss:Type="Number">{plain}</Data>'
    return f'<Data ss:Type="String">{escape(str(plain or ""))}</Data>'


# XLSB, as MS-XLSB has it


def xlsb(case: Case) -> bytes:
    """Return a binary workbook of the records a reader needs."""
    kinds = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    root = f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{relation}/officeDocument" Target="xl/workbook.bin"/></Relationships>'
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{relation}/worksheet" Target="worksheets/sheet{at}.bin"/>'
        for at in range(1, len(case.sheets) + 1)
    )
    links += f'<Relationship Id="rId99" Type="{relation}/styles" Target="styles.bin"/>'
    rels = f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    book = _record(131) + _record(143)
    for at, sheet in enumerate(case.sheets, 1):
        book += _record(
            156, struct.pack("<II", int(sheet.hidden), at) + _wide(f"rId{at}") + _wide(sheet.name)
        )
    book += _record(144) + _record(132)
    formats = (
        _record(278) + _record(617, struct.pack("<I", 2)) + _xf(0) + _xf(14) + _record(618) + _record(279)
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": kinds,
        "_rels/.rels": root,
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": rels,
        "xl/styles.bin": formats,
    }
    for at, sheet in enumerate(case.sheets, 1):
        parts[f"xl/worksheets/sheet{at}.bin"] = _xlsb_sheet(sheet)
    return archive(parts)


def _xf(number_format: int) -> bytes:
    return _record(47, struct.pack("<HHHHHBBHH", 0, number_format, 0, 0, 0, 0, 0, 0, 0)[:16])


def _xlsb_sheet(sheet: Sheet) -> bytes:
    data = (
        _record(129)
        + _record(148, struct.pack("<IIII", 0, len(sheet.rows) - 1, 0, sheet.width - 1))
        + _record(145)
    )
    for number, row in enumerate(sheet.rows):
        data += _record(0, struct.pack("<IIHBBB", number, 0, 300, 0, 0, 0) + struct.pack("<I", 0))
        for column, held in enumerate(row):
            plain = _plain(held)
            if isinstance(plain, date):
                data += _record(5, struct.pack("<IId", column, 1, float((plain - _EPOCH).days)))
            elif isinstance(plain, int | Decimal):
                data += _record(5, struct.pack("<IId", column, 0, float(plain)))
            elif plain:
                data += _record(6, struct.pack("<II", column, 0) + _wide(plain))
    return data + _record(146) + _record(130)


def _record(kind: int, data: bytes = b"") -> bytes:
    return _packed(kind) + _packed(len(data), size=True) + data


def _packed(number: int, *, size: bool = False) -> bytes:
    if not size:
        return bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    found = b""
    while True:
        more = number >> 7
        found += bytes([number & 0x7F | (0x80 if more else 0)])
        number = more
        if not more:
            return found


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


# XLS: BIFF8 in a compound file


def xls(case: Case) -> bytes:
    """Return a workbook of 1997: BIFF8 records in a compound file."""
    bodies = [_xls_sheet(sheet) for sheet in case.sheets]
    names = [sheet.name.encode("utf-16-le") for sheet in case.sheets]
    head = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)) + _biff(
        0x0042, struct.pack("<H", 1200)
    )
    head += b"".join(
        _biff(0x00E0, struct.pack("<HHHBBBBHIH", 0, one, 1, 0, 0, 0, 0, 0, 0, 0)[:20].ljust(20, b"\0"))
        for one in (0, 14)
    )
    sizes = sum(4 + 8 + len(name) for name in names)
    at = len(head) + sizes + 4
    listed = b""
    for sheet, name, body in zip(case.sheets, names, bodies, strict=True):
        listed += _biff(0x0085, struct.pack("<IBBBB", at, int(sheet.hidden), 0, len(name) // 2, 1) + name)
        at += len(body)
    return _compound("Workbook", head + listed + _biff(0x000A) + b"".join(bodies))


def _xls_sheet(sheet: Sheet) -> bytes:
    data = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    data += _biff(0x0200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, sheet.width, 0))
    for number, row in enumerate(sheet.rows):
        for column, held in enumerate(row):
            plain = _plain(held)
            if isinstance(plain, date):
                data += _biff(0x0203, struct.pack("<HHHd", number, column, 1, float((plain - _EPOCH).days)))
            elif isinstance(plain, int | Decimal):
                data += _biff(0x0203, struct.pack("<HHHd", number, column, 0, float(plain)))
            elif plain:
                text = plain.encode("utf-16-le")
                data += _biff(0x0204, struct.pack("<HHHHB", number, column, 0, len(text) // 2, 1) + text)
    if sheet.merges:
        ranges = b"".join(
            struct.pack("<HHHH", top - 1, bottom - 1, left, right)
            for top, left, bottom, right in sheet.merges
        )
        data += _biff(0x00E5, struct.pack("<H", len(sheet.merges)) + ranges)
    return data + _biff(0x000A)


def _biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound(name: str, stream: bytes) -> bytes:
    """Return a compound file with one stream (MS-CFB), long enough to stand in sectors of its own."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    fat_count = -(-(count + 2) // 127)
    chain = [*range(1, count), 0xFFFFFFFE]
    directory_at = count
    fat = chain + [0xFFFFFFFE] + [0xFFFFFFFD] * fat_count
    fat += [0xFFFFFFFF] * (fat_count * 128 - len(fat))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
    )
    header += struct.pack("<IIIIIIIII", 0, fat_count, directory_at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    places = [count + 1 + at for at in range(fat_count)]
    header += b"".join(struct.pack("<I", one) for one in places + [0xFFFFFFFF] * (109 - fat_count))
    directory = (
        _entry("Root Entry", 5, child=1)
        + _entry(name, 2, start=0, size=len(stream))
        + _entry("", 0)
        + _entry("", 0)
    )
    table = b"".join(struct.pack("<I", one) for one in fat)
    return header + stream + directory + table


def _entry(name: str, kind: int, *, child: int = 0xFFFFFFFF, start: int = 0xFFFFFFFE, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    none = 0xFFFFFFFF
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", length, kind, 1, none, none, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
