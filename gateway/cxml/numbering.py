"""Numbers of lines: cXML counts in whole numbers."""

from gateway.cxml.nodes import Element, Writing


def number_of(number: str, at: int, element: Element, writing: Writing) -> str:
    """Return the number of a line; its place, counted from 1, where it is no whole number."""
    if number.isascii() and number.isdigit():
        return number
    writing.note("cxml.line-number-wrong", element, attribute="lineNumber", value=number)
    return str(at)
