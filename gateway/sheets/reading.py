"""Any file a buyer sends as bytes in, tables of cells out; what cannot be read is said in findings, never raised."""

from gateway.domain.findings import find
from gateway.sheets import kinds
from gateway.sheets.archives import Archive, Damaged, TooMuch
from gateway.sheets.delimited import read_csv
from gateway.sheets.limits import Limits
from gateway.sheets.tables import Workbook
from gateway.sheets.xlsx import read_xlsx

DEFAULT = Limits()


def read(
    name: str, content: bytes, limits: Limits = DEFAULT, *, encoding: str = "", delimiter: str = ""
) -> Workbook:
    """Return the tables of a file, its kind decided by its content; a person may name encoding and delimiter.

    Belongs into a process of its own where the file is not ours: a parser of a library may still hang or crash.
    """
    if len(content) > limits.max_bytes:
        return Workbook(
            name=name,
            kind=kinds.OTHER,
            findings=(find("sheet.too-large", value_seen=f"{len(content)} bytes"),),
        )
    if content.startswith(kinds.ZIP):
        return _read_archive(name, content, limits)
    kind = kinds.kind_of(content)
    if kind == kinds.CSV:
        return read_csv(name, content, limits, encoding=encoding, delimiter=delimiter)
    codes = {kinds.EMPTY: "sheet.empty", kinds.ENCRYPTED: "sheet.password"}
    return Workbook(name=name, kind=kind, findings=(find(codes.get(kind, "sheet.kind-unknown")),))


def _read_archive(name: str, content: bytes, limits: Limits) -> Workbook:
    try:
        archive = Archive(content, limits)
        kind = kinds.kind_of(content, archive.names)
        doubts = archive.doubts()
        if doubts:
            return Workbook(name=name, kind=kind, findings=doubts)
        if kind == kinds.XLSX:
            tables, findings = read_xlsx(archive, limits)
            return Workbook(name=name, kind=kind, tables=tables, findings=findings)
    except Damaged:
        return Workbook(name=name, kind=kinds.ARCHIVE, findings=(find("sheet.damaged"),))
    except TooMuch:
        return Workbook(name=name, kind=kinds.ARCHIVE, findings=(find("sheet.archive-bomb"),))
    return Workbook(name=name, kind=kind, findings=(find("sheet.kind-unknown"),))
