"""A reader of pages as strict as a person with a keyboard: what is not sound HTML does not pass."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
FIELDS = {"input", "select", "textarea"}


@dataclass
class Seen:
    """What stands on a page."""

    links: list[str] = field(default_factory=list)
    forms: list[tuple[str, str]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    text: str = ""


def read(html: str, language: str = "en") -> Seen:
    """Return what stands on a page, with all that is wrong with it where it is to be in a language."""
    reader = _Reader(language)
    reader.feed(html)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted = wanted
        self.seen = Seen()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.labelled: set[str] = set()
        self.fields: list[tuple[str, bool]] = []
        self.referred: set[str] = set()
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.seen.text += " "
        if tag not in VOID:
            self.open.append(tag)
        self._look(tag, told)
        self._guard(tag, told)

    def handle_endtag(self, tag: str) -> None:
        self.seen.text += " "
        if not self.open or self.open.pop() != tag:
            self.seen.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.seen.text += data

    def finished(self) -> Seen:
        faults = self.seen.faults
        faults += [f"<{tag}> is not closed" for tag in self.open]
        faults += [f"{name} is there {count} times" for name, count in self.ids.items() if count > 1]
        faults += [f"nothing is called {name}" for name in self.referred if name not in self.ids]
        faults += [
            f"field {name} has no label"
            for name, inside in self.fields
            if not inside and name not in self.labelled
        ]
        if self.language != self.wanted:
            faults.append("the page does not say its language")
        if self.seen.headings.count("h1") != 1:
            faults.append("a page has one first heading")
        levels = [int(one[1]) for one in self.seen.headings]
        pairs = pairwise(levels)
        faults += [f"h{one} is followed by h{two}" for one, two in pairs if two > one + 1]
        return self.seen

    def _look(self, tag: str, told: dict[str, str]) -> None:
        if tag == "html":
            self.language = told.get("lang", "")
        if tag == "a":
            self.seen.links.append(told["href"])
        if tag == "form":
            self.seen.forms.append((told.get("method", "get"), told["action"]))
        if tag in {"h1", "h2", "h3", "h4"}:
            self.seen.headings.append(tag)
        if tag == "label" and "for" in told:
            self.labelled.add(told["for"])
        if tag in FIELDS and told.get("type") != "hidden":
            self.fields.append((told.get("id", ""), "label" in self.open))
        if "id" in told:
            self.ids[told["id"]] += 1
        self.referred |= set(told.get("aria-labelledby", "").split())

    def _guard(self, tag: str, told: dict[str, str]) -> None:
        ours = tag == "script" and told.get("src", "").startswith("/static/")
        if (tag in {"script", "style", "iframe"} and not ours) or "style" in told:
            self.seen.faults.append(f"<{tag}> is more than the policy allows")
        if any(name.startswith("on") for name in told):
            self.seen.faults.append(f"<{tag}> has a script on it")
        if any(told.get(name, "").startswith(("http", "//")) for name in ("src", "href", "action")):
            self.seen.faults.append(f"<{tag}> leads out of the house")
        if tag == "img" and "alt" not in told:
            self.seen.faults.append("an image says nothing")
        if tag == "th" and "scope" not in told:
            self.seen.faults.append("a heading of a table heads nothing")
