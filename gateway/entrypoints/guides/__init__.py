"""Implementation guides as pages: HTML in one file, Markdown, PDF."""
