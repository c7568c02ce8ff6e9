"""A browser without JavaScript: it keeps cookies, follows redirects, and fills in forms."""

from urllib.parse import urlencode, urljoin, urlsplit

from gateway.application.buyer.pages import Page, PageForm, read_page
from gateway.application.buyer.wire import Reply, Wire

MOST_REDIRECTS = 8
FORM = "application/x-www-form-urlencoded"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Browser:
    """One browser with cookies of its own."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._cookies: dict[str, dict[str, str]] = {}

    def open(self, url: str) -> Page:
        """Return the page at an address, redirects followed."""
        return self._followed("GET", url, b"", {})

    def submit(self, page: Page, form: PageForm, fields: list[tuple[str, str]] | None = None) -> Page:
        """Return what comes of a form, sent as it stands or with the fields given."""
        content = urlencode(form.fields if fields is None else fields)
        url = urljoin(page.url, form.action)
        if form.method == "get":
            return self.open(f"{url.partition('?')[0]}?{content}")
        own = f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}"
        return self._followed("POST", url, content.encode(), {"content-type": FORM, "origin": own})

    def _followed(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Page:
        for _ in range(MOST_REDIRECTS):
            reply = self._send(method, url, body, headers)
            if reply.status not in REDIRECTS:
                break
            url = urljoin(url, reply.headers.get("location", ""))
            method, body, headers = "GET", b"", {}
        return read_page(url, reply.status, reply.headers, reply.text)

    def _send(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Reply:
        origin = urlsplit(url).netloc
        held = self._cookies.setdefault(origin, {})
        told = dict(headers)
        if held:
            told["cookie"] = "; ".join(f"{name}={value}" for name, value in held.items())
        reply = self._wire.send(method, url, body=body, headers=told)
        for cookie in reply.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            held[name.strip()] = value.strip()
        return reply
