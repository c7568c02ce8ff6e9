"""Pages of the shop as a browser without JavaScript sees them: their words, links and forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class PageForm:
    """A form: where it goes, and its fields as they stand; `buttons` are the named ones, of which one may be pressed."""

    action: str
    method: str
    target: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, **values: str) -> list[tuple[str, str]]:
        """Return the fields with some of them filled in otherwise."""
        return [(name, values.get(name, value)) for name, value in self.fields]

    def names(self) -> set[str]:
        """Return the names of the fields."""
        return {name for name, _ in self.fields}


@dataclass(slots=True)
class Page:
    """A page: where it is, what it says and what can be done on it."""

    url: str
    status: int
    headers: dict[str, str]
    source: str
    forms: list[PageForm] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def form_to(self, ending: str) -> PageForm | None:
        """Return the first form that goes to an address with this ending."""
        return next((one for one in self.forms if one.action.rstrip("/").endswith(ending)), None)

    def form_with(self, *names: str) -> PageForm | None:
        """Return the first form that has all these fields."""
        return next((one for one in self.forms if one.names() >= set(names)), None)


def read_page(url: str, status: int, headers: dict[str, str], source: str) -> Page:
    """Return a page of HTML."""
    page = Page(url=url, status=status, headers=headers, source=source)
    reader = _Reader(page)
    reader.feed(source)
    reader.close()
    return page


class _Reader(HTMLParser):
    """Collects forms and links; a choice takes its chosen option, or its first."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._form: PageForm | None = None
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._area = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self._page.links.append(given["href"])
        elif tag == "form":
            self._form = PageForm(
                action=given.get("action", ""),
                method=given.get("method", "get").lower(),
                target=given.get("target", ""),
            )
            self._page.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, given, self._form)

    def _field(self, tag: str, given: dict[str, str], form: PageForm) -> None:
        name = given.get("name", "")
        if tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._area, self._text = name, []
        elif tag == "input" and name:
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked and given.get("type") not in ("submit", "button", "image"):
                form.fields.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select and self._form is not None:
            chosen = next((value for value, selected in self._options if selected), None)
            first = self._options[0][0] if self._options else ""
            self._form.fields.append((self._select, first if chosen is None else chosen))
            self._select = ""
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.fields.append((self._area, "".join(self._text)))
            self._area = ""
