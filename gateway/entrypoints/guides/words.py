"""What guides say in every form: the title page's words, and the guide as Markdown."""

from collections.abc import Mapping
from types import MappingProxyType

from gateway.application.guidebooks import GuideBook

DIRECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "to us": "you send it to us",
        "from us": "we send it to you",
        "either way": "either of us may send it",
    }
)


def subtitle(book: GuideBook) -> str:
    """Return what kind of guide it is, of what, for whom."""
    partner = f", for {book.partner}" if book.partner else ""
    return f"Implementation guide, X12 {book.set_id} {book.set_name}, version {book.version}{partner}"


def how_often(times: str) -> str:
    """Return how often a segment may occur, as a sentence goes on."""
    return "any number of times" if times == "any number" else f"at most {times}"


def markdown(book: GuideBook, page: str) -> str:
    """Return a map's page with a whole sample and how it is answered."""
    return "\n".join(
        (
            page.rstrip(),
            "",
            "## A whole sample\n",
            "Made up; it is valid, and read by this map without a finding.\n",
            "```text",
            *book.sample,
            "```\n",
            "## Acknowledgement\n",
            *(f"- {said}" for said in book.acknowledgement),
            "",
        )
    )
