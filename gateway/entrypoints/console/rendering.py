"""Templates to pages; everything that comes from outside is escaped."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache, lru_cache, partial
from html import unescape
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

import gateway
from gateway.application.documents import name_of
from gateway.application.people.callers import EVERYTHING, Caller
from gateway.entrypoints.api.access import caller_here, gateway_of, whole_gateway
from gateway.entrypoints.api.needs import NEEDS, need_of
from gateway.entrypoints.console import languages
from gateway.entrypoints.console.colouring import scheme_of, schemes
from gateway.entrypoints.console.languages import say, say_many, spoken, told
from gateway.entrypoints.console.navigation import NAVIGATION
from gateway.entrypoints.console.numbers import day, instant, money, number, signed, written_day
from gateway.entrypoints.console.trade_words import TOLD_DETAILS, named
from gateway.entrypoints.console.words import event_of, label_of, word_of
from gateway.entrypoints.console.work_words import work

MOST_SAID = 8
_FORM = re.compile(r'<form [^>]*method="post"[^>]*action="(?P<action>[^"]*)".*?</form>', re.DOTALL)
_FOLDED_NOTHING = re.compile(r"<details[^>]*>\s*<summary>[^<]*</summary>\s*</details>")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@cache
def templates() -> Environment:
    """Return the templates, read once."""
    environment = Environment(
        loader=PackageLoader("gateway.entrypoints.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # what the extension adds
        languages.gettext,
        languages.ngettext,
        newstyle=True,
        pgettext=languages.pgettext,
        npgettext=languages.npgettext,
    )
    environment.filters |= {
        "instant": instant,
        "day": day,
        "written_day": written_day,
        "money": money,
        "number": number,
        "signed": signed,
        "told": told,
        "named": named,
        "event": event_of,
        "said": said,
        "needed": lambda need, words: say(words[need]) if need in words else need,
        "span": span,
        "work": work,
    }
    environment.tests["identifier"] = is_identifier
    environment.tests["match_column"] = lambda address, column: address.rstrip("0123456789") == column
    environment.globals |= {
        "word_of": word_of,
        "label_of": label_of,
        "name_of": name_of,
        "version": gateway.__version__,
        "link": link,
        "told_details": TOLD_DETAILS,
    }
    return environment


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 - a template takes anything
    """Return a template as a page, with what every page shows."""
    here = gateway_of(request)
    names = {one.code: one.name for one in here.services.directory.all()}
    caller = caller_here(request)
    languages.speak(languages.wanted_by(request))
    common = {
        "caller": caller,
        "reach": partial(reaches, caller),
        "navigation": [(say(title), open_) for title, pages in NAVIGATION if (open_ := _open(caller, pages))],
        "alert_count": getattr(request.state, "alerts", 0),
        "path": request.url.path,
        "here": here_again(request),
        "language": spoken(),
        "languages": languages.languages(),
        "scheme": scheme_of(request),
        "schemes": schemes(),
        "environment": here.settings.environment,
        "partner_names": names,
        "now": here.services.clock.now(),
    }
    content = templates().get_template(template).render(common | values)
    if caller.may != EVERYTHING:
        content = without_closed_forms(content, caller)
    return HTMLResponse(content, status_code=status)


def _open(caller: Caller, pages: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(path, say(name)) for path, name in pages if reaches(caller, path)]


def count_alerts(request: Request) -> None:
    """Remember, before a page is made, how many alerts nobody has taken: the frame says so to who may see them."""
    if request.method == "GET" and reaches(caller_here(request), "/alerts"):
        with whole_gateway(request).store.read() as work:
            request.state.alerts = work.alerts.open_count()


def here_again(request: Request) -> str:
    """Return the address that shows this page once more, the overview's where a form led to it."""
    if request.method != "GET":
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def reaches(caller: Caller, path: str, method: str = "GET") -> bool:
    """Return whether somebody may ask for a route, by the path it is written down under."""
    need = need_of(method, path)
    return need.may is None or (need.may in caller.may and (need.own or not caller.partner))


def without_closed_forms(content: str, caller: Caller) -> str:
    """Return a page without the forms its reader may not send, and without what folds out to nothing."""

    def kept(form: re.Match[str]) -> str:
        return form[0] if reaches(caller, _route_of(unescape(form["action"])), "POST") else ""

    return _FOLDED_NOTHING.sub("", _FORM.sub(kept, content))


@lru_cache(maxsize=1024)
def _route_of(path: str) -> str:
    """Return the path a form's address is written down under, the address itself where it is nowhere."""
    found = (route for pattern, route in _posts() if pattern.fullmatch(path.partition("?")[0]))
    return next(found, path)


@cache
def _posts() -> tuple[tuple[re.Pattern[str], str], ...]:
    routes = (route.partition(" ")[2] for route in NEEDS if route.startswith("POST "))
    return tuple((re.compile(re.sub(r"\{\w+\}", "[^/]+", route)), route) for route in routes)


def span(length: timedelta | None) -> str:
    """Return a length of time as profiles write it: 24h, 30m, 2d; empty where nothing is agreed."""
    if length is None:
        return ""
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def is_identifier(value: object) -> bool:
    """Return whether a value is one of our identifiers, which search leads from."""
    return isinstance(value, str) and _IDENTIFIER.fullmatch(value) is not None


def said(value: object) -> str:
    """Return a detail of an event on one line: of a list each item once, with how often, and not too many."""
    if not isinstance(value, list | tuple):
        return str(value)
    counts = Counter(map(str, value))
    shown = [f"{text} ×{count}" if count > 1 else text for text, count in counts.items()]  # noqa: RUF001 - the sign for times
    rest = len(shown) - MOST_SAID
    more = say_many(" and %(count)s more", " and %(count)s more", rest) if rest > 0 else ""
    return ", ".join(shown[:MOST_SAID]) + more


def link(path: str, values: Mapping[str, str | int]) -> str:
    """Return an address with those values that say something as its query."""
    said = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(said)}" if said else path
