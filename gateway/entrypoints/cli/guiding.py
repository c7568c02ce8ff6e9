"""The guide a partner receives: `guide`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import write_out

if TYPE_CHECKING:
    from gateway.application.guidebooks import GuideBook
    from gateway.mapping.library import Library


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command(short_help="Write the implementation guide of a map: HTML, PDF, Markdown.")(guide)


def guide(
    map_name: str = typer.Argument(metavar="MAP", help="A map, say base/x12/004010/850 or PARTNER/850."),
    as_html: bool = typer.Option(False, "--html", help="One HTML file that needs nothing else."),
    as_pdf: bool = typer.Option(False, "--pdf", help="A PDF file."),
    as_markdown: bool = typer.Option(False, "--markdown", help="Markdown; the default."),
    out: Path | None = typer.Option(None, help="Write to this file instead of standard output."),  # noqa: B008 - typer's way
) -> None:
    """Write the implementation guide of a map, as a partner would want to receive it.

    It has the structure, every segment with its elements, codes, notes and an example, a whole sample, and how
    we acknowledge. Where a partner's agreement names the map, its identifiers, delimiters and terms are told.
    """
    from gateway.application.guidebooks import compose
    from gateway.bootstrap import directory
    from gateway.entrypoints.cli.library import open_library
    from gateway.settings import load

    if as_html + as_pdf + as_markdown > 1:
        raise typer.BadParameter("ask for one form at a time", param_hint="--html")
    library = open_library(map_name)
    book = compose(library, map_name, directory(load()).all())
    content = _content(book, library, form="html" if as_html else "pdf" if as_pdf else "markdown")
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        write_out(out, content)


def _content(book: "GuideBook", library: "Library", *, form: str) -> bytes:
    if form == "pdf":
        from gateway.entrypoints.guides.pdf import pdf

        return pdf(book)
    if form == "html":
        from gateway.entrypoints.guides.html import html

        return html(book).encode()
    from gateway.application.guides import page_of
    from gateway.entrypoints.guides.words import markdown

    return markdown(book, page_of(library, book.map_name)).encode()
