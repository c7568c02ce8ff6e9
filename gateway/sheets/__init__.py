"""Workbooks, CSV, PDF and DOCX as bytes in, tables of cells out; the only place for the libraries that read them."""
