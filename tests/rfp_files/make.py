"""Write the files of the bench, and beside each what is to be read of it: `python -m tests.rfp_files.make`."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.rfp_files import papers, workbooks
from tests.rfp_files.cases import cases
from tests.rfp_files.sheets import Case

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "rfp"
EXTENSIONS = {
    "spreadsheet_xml": "xls",
    "word": "docx",
    "letter": "eml",
    "scan": "pdf",
    "text": "txt",
    "html": "html",
}


def content_of(case: Case) -> bytes:
    """Return a case as a file."""
    forms = {
        "xlsx": workbooks.xlsx,
        "xls": workbooks.xls,
        "xlsb": workbooks.xlsb,
        "ods": workbooks.ods,
        "spreadsheet_xml": workbooks.spreadsheet_xml,
        "csv": papers.csv,
        "word": papers.word,
        "pdf": papers.pdf,
        "scan": papers.scan,
        "html": papers.html,
    }
    if case.form == "text":
        return papers.plain(case).encode()
    if case.form in ("letter", "zip"):
        form, name = case.options.get("attached", ("", ""))
        attached = ((name, forms[form](case)),) if form else ()
        return papers.letter(case, attached) if case.form == "letter" else workbooks.archive(dict(attached))
    return forms[case.form](case)


def expected_of(case: Case) -> dict[str, Any]:
    """Return what is to be read of a case."""
    sheet = case.sheet
    return {
        "header_rows": sheet.header_rows,
        "columns": {str(column): name for column, name in sorted(sheet.columns.items())},
        "headers_again": bool(case.options.get("headers_again")),
        "rows": sheet.expected,
    }


def main() -> None:
    """Write all of them anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for case in cases():
        extension = case.options.get("extension") or EXTENSIONS.get(case.form, case.form)
        home = FOLDER / case.name
        home.mkdir(parents=True)
        (home / f"request.{extension}").write_bytes(content_of(case))
        text = json.dumps(expected_of(case), ensure_ascii=False, indent=1)
        (home / "expected.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
