"""Any file a buyer sends as bytes in, tables of cells out; what cannot be read is said in findings, never raised."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gateway.domain.findings import Finding, find
from gateway.sheets import kinds
from gateway.sheets.archives import Archive, Damaged, TooMuch
from gateway.sheets.delimited import delimiter_of, evenness, read_csv
from gateway.sheets.encodings import decode
from gateway.sheets.hypertext import read_html
from gateway.sheets.layout import Word, edges_of, lines_of
from gateway.sheets.layout import rows_of as rows_of_lines
from gateway.sheets.limits import Limits
from gateway.sheets.mail import open_letter
from gateway.sheets.reached import reached_xls, reached_xlsb
from gateway.sheets.tables import Table, Workbook

DEFAULT = Limits()
DAMAGED, MACROS = "sheet.damaged", "sheet.macros"
_EVEN = 0.5
"""So many rows of a file with delimiters have the usual number of fields, or more than one; words in columns do not."""
_LETTER = 6.0
_LINE = 12.0
_MOST_LINES = 5_000


def read(
    name: str, content: bytes, limits: Limits = DEFAULT, *, encoding: str = "", delimiter: str = ""
) -> Workbook:
    """Return the tables of a file, its kind decided by its content; a person may name encoding and delimiter.

    Belongs into a process of its own where the file is not ours: a parser of a library may still hang or crash.
    """
    found = _Reading(limits, encoding, delimiter).read(name, content, 1)
    if found.tables or found.texts or found.attached or found.findings:
        return found
    return replace(found, findings=(find("sheet.empty"),))


@dataclass(frozen=True, slots=True)
class _Reading:
    limits: Limits
    encoding: str
    delimiter: str

    def read(self, name: str, content: bytes, depth: int) -> Workbook:
        if len(content) > self.limits.max_bytes:
            return _nothing(name, kinds.OTHER, find("sheet.too-large", value_seen=f"{len(content)} bytes"))
        if content.startswith(kinds.ZIP):
            return self._archive(name, content, depth)
        kind = kinds.kind_of(content)
        if kind == kinds.MAIL:
            return self._letter(name, content, depth)
        if kind == kinds.CSV:
            return self._text(name, content)
        codes = {
            kinds.EMPTY: "sheet.empty",
            kinds.ENCRYPTED: "sheet.password",
            kinds.OTHER: "sheet.kind-unknown",
        }
        if kind in codes:
            return _nothing(name, kind, find(codes[kind]))
        return self._plain(name, kind, content)

    def _plain(self, name: str, kind: str, content: bytes) -> Workbook:
        """Read a file that holds no other files."""
        texts: tuple[str, ...] = ()
        findings: tuple[Finding, ...] = ()
        if kind == kinds.PDF:
            from gateway.sheets.pages import read_pdf  # noqa: PLC0415 - slow to load, and most files are none

            tables, texts, findings = read_pdf(content, self.limits)
        elif kind == kinds.HTML:
            tables, texts = read_html(decode(content, self.encoding).text, self.limits)
        elif kind == kinds.SPREADSHEET_XML:
            from gateway.sheets.spreadsheet_xml import read_spreadsheet_xml  # noqa: PLC0415 - rare

            tables, findings = read_spreadsheet_xml(content, self.limits)
        else:
            from gateway.sheets.binary import read_binary  # noqa: PLC0415 - as above

            tables, findings = read_binary(content, self.limits)
        if kind == kinds.XLS:
            findings = tuple(_placed(findings, reached_xls(content)))
            findings = _with_macros(findings, there=kinds.holds_project(content))
        return Workbook(name=name, kind=kind, tables=tables, texts=texts, findings=findings)

    def _text(self, name: str, content: bytes) -> Workbook:
        """Read a file of text: fields with something between them, or words that stand in columns."""
        found = read_csv(name, content, self.limits, encoding=self.encoding, delimiter=self.delimiter)
        if self.delimiter or evenness(found.tables[0]) >= _EVEN:
            return found
        text = decode(content, self.encoding).text
        tables = tuple(_aligned(text))
        return replace(found, tables=tables or found.tables, texts=tuple(text.splitlines()) if tables else ())

    def _archive(self, name: str, content: bytes, depth: int) -> Workbook:
        kind = kinds.ARCHIVE
        try:
            archive = Archive(content, self.limits)
            kind = kinds.kind_of(content, archive.names)
            doubts = archive.doubts()
            if doubts:
                return Workbook(name=name, kind=kind, findings=doubts)
            return self._opened(name, kind, archive, content, depth)
        except Damaged:
            return _nothing(name, kind, find("sheet.damaged"))
        except TooMuch:
            return _nothing(name, kind, find("sheet.archive-bomb"))

    def _opened(self, name: str, kind: str, archive: Archive, content: bytes, depth: int) -> Workbook:
        texts: tuple[str, ...] = ()
        if kind == kinds.XLSX:
            from gateway.sheets.xlsx import read_xlsx  # noqa: PLC0415 - each file loads what it needs

            tables, findings = read_xlsx(archive, self.limits)
        elif kind == kinds.ODS:
            from gateway.sheets.opendocument import read_ods  # noqa: PLC0415 - as above

            tables, findings = read_ods(archive, self.limits)
        elif kind == kinds.DOCX:
            from gateway.sheets.documents import read_docx  # noqa: PLC0415 - as above

            tables, texts, findings = read_docx(content, self.limits, archive)
            findings = _with_macros(findings, there=archive.holds_project)
        elif kind == kinds.XLSB:
            found = self._plain(name, kind, content)
            reached = reached_xlsb(archive)
            findings = tuple(_placed(found.findings, reached))
            findings = _with_macros(findings, there=archive.holds_project)
            unsaid = reached and not any(one.code == DAMAGED for one in findings)
            return replace(found, findings=(*findings, find(DAMAGED, path=reached)) if unsaid else findings)
        else:
            inside = ((one, archive.read(one)) for one in archive.names[: self.limits.max_attachments])
            return self._with_attached(Workbook(name=name, kind=kind), inside, depth)
        return Workbook(name=name, kind=kind, tables=tables, texts=texts, findings=findings)

    def _letter(self, name: str, content: bytes, depth: int) -> Workbook:
        letter = open_letter(content, self.limits.max_attachments)
        tables, lines = read_html(letter.html, self.limits) if letter.html else ((), ())
        if not tables and letter.text:
            tables = tuple(_of_text(letter.text, self.limits))
        texts = (letter.subject, *(letter.text.splitlines() or lines))
        named = tuple(replace(one, name=f"letter {number}") for number, one in enumerate(tables, 1))
        found = Workbook(
            name=name, kind=kinds.MAIL, tables=named, texts=tuple(one for one in texts if one.strip())
        )
        damaged = tuple(find(DAMAGED, path=one) for one in letter.damaged)
        return self._with_attached(replace(found, findings=damaged), letter.attached, depth)

    def _with_attached(self, outer: Workbook, files: Iterable[tuple[str, bytes]], depth: int) -> Workbook:
        """Return a workbook with the files inside of it, each read in turn; files in files end somewhere."""
        if depth >= self.limits.max_depth:
            return replace(outer, findings=(*outer.findings, find("sheet.too-deep", path=outer.name)))
        attached = tuple(_named(self.read(name, content, depth + 1)) for name, content in files if content)
        return replace(outer, attached=attached)


def _placed(findings: Iterable[Finding], reached: str) -> Iterator[Finding]:
    """Yield findings, damage with the last cell that could be reached in the sheet it names, or in the first damaged."""
    for one in findings:
        sheet = reached.rpartition("!")[0] or reached
        fits = one.code == DAMAGED and reached and one.path in ("", sheet)
        yield replace(one, path=reached) if fits else one


def _with_macros(findings: tuple[Finding, ...], *, there: bool) -> tuple[Finding, ...]:
    """Return findings with a word on macros where there are some, said once."""
    said = any(one.code == MACROS for one in findings)
    return (*findings, find(MACROS)) if there and not said else findings


def _nothing(name: str, kind: str, finding: Finding) -> Workbook:
    return Workbook(name=name, kind=kind, findings=(finding,))


def _named(inner: Workbook) -> Workbook:
    """Return a file inside of another with its name on its tables and findings."""
    return replace(
        inner,
        tables=tuple(replace(table, file=inner.name) for table in inner.tables),
        findings=tuple(
            replace(one, path=f"{inner.name}: {one.path}" if one.path else inner.name)
            for one in inner.findings
        ),
    )


def _of_text(text: str, limits: Limits) -> Iterator[Table]:
    """Yield the table in the words of a letter: fields with tabs or semicolons between them, or words in columns."""
    if delimiter_of(text) != "," and sum(delimiter_of(text) in line for line in text.splitlines()) > 1:
        yield from read_csv("", text.encode(), limits).tables
    else:
        yield from _aligned(text)


def _aligned(text: str) -> Iterator[Table]:
    """Yield the table whose columns are made with blanks, where there is one."""
    words = [
        Word(token, at * _LETTER, (at + len(token)) * _LETTER, number * _LINE, number * _LINE + _LINE * 0.96)
        for number, line in enumerate(text.splitlines()[:_MOST_LINES])
        for at, token in _tokens(line.expandtabs(8))
    ]
    lines = lines_of(words)
    edges = edges_of(lines)
    if edges:
        rows = tuple(
            replace(row, cells=tuple(replace(one, box=None) for one in row.cells), page=0)
            for row in rows_of_lines(lines, edges)
        )
        yield Table(name="text", rows=rows)


def _tokens(line: str) -> Iterator[tuple[int, str]]:
    at = 0
    for token in line.split(" "):
        if token:
            yield at, token
        at += len(token) + 1
