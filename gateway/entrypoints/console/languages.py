"""The languages the console speaks: which one a page is in, and what it says and how it writes numbers in it.

Sentences stand in English where they are said: `say(...)` in Python, `_(...)` in templates, `mark(...)` in tables that
are said later. `locale/<language>/LC_MESSAGES/console.po` says them in another language, and is all a language is made
of. What the inner layers tell (findings, refusals, reasons) is English there; `told` finds it again in the catalogue.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

from gateway.entrypoints.api.access import caller_here

ENGLISH = "en"
COOKIE = "gateway-language"
LOCALES = files(__package__) / "locale"
_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
PARTED = (". ", "; ", ", ", ": ")
"""What stands between sentences that were put together."""
_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with gaps as the inner layers write it: how it reads once filled, and the catalogue's words for it."""

    reads: re.Pattern[str]
    says: str


@cache
def languages() -> Mapping[str, str]:
    """Return the languages there are by tag, each with what it calls itself: English, and one for each catalogue."""
    found = sorted(one.name.replace("_", "-") for one in LOCALES.iterdir() if one.is_dir())
    return {tag: name_of(tag) for tag in (ENGLISH, *found)}


def name_of(tag: str) -> str:
    """Return what a language calls itself."""
    name = locale_of(tag).get_display_name() or tag
    return name[:1].upper() + name[1:]


@cache
def locale_of(tag: str) -> Locale:
    """Return how a language writes numbers and days."""
    return Locale.parse(tag, sep="-")


@cache
def catalogue(tag: str) -> NullTranslations:
    """Return what is said in a language, compiled from its catalogue the first time it is spoken."""
    if tag == ENGLISH:
        return NullTranslations()
    source = LOCALES / tag.replace("-", "_") / "LC_MESSAGES" / "console.po"
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes())))
    compiled.seek(0)
    return GNUTranslations(compiled)


def spoken() -> str:
    """Return the tag of the language that is spoken now."""
    return _SPOKEN.get()


def speak(tag: str) -> None:
    """Speak a language from now on, in this request."""
    _SPOKEN.set(tag)


def wanted_by(request: Request) -> str:
    """Return the language of ours a page is wanted in: by the user's own setting, the browser's cookie, what it accepts."""
    for tag in (caller_here(request).language, request.cookies.get(COOKIE, "")):
        if tag in languages():
            return tag
    return accepted(request.headers.get("accept-language", ""))


def accepted(header: str) -> str:
    """Return the language of ours a browser prefers, English where it names none of them."""
    for tag in _preferred(header):
        for ours in languages():
            if ours.casefold() == tag or ours.casefold().partition("-")[0] == tag.partition("-")[0]:
                return ours
    return ENGLISH


async def in_wanted_language(request: Request) -> None:
    """Speak what the request asks for, while it is answered."""
    speak(wanted_by(request))


def mark(message: str) -> str:
    """Return a sentence of a table as it stands: it goes into the catalogues, and is said later."""
    return message


def say(message: str, **values: object) -> str:
    """Return a sentence in the language that is spoken, its gaps `%(name)s` filled."""
    said = catalogue(spoken()).gettext(message)
    return said % values if values else said


def say_many(one: str, many: str, count: int, **values: object) -> str:
    """Return a sentence about so many, `%(count)s` of them, in the language that is spoken."""
    return catalogue(spoken()).ngettext(one, many, count) % (values | {"count": count})


def told(text: str) -> str:
    """Return what an inner layer told in English in the language that is spoken; as it is where nobody said how."""
    return _told(spoken(), text) if text else text


def gettext(message: str) -> str:
    """Return a sentence of a template."""
    return catalogue(spoken()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return a sentence of a template about so many."""
    return catalogue(spoken()).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Return a word of a template that means several things in English."""
    return catalogue(spoken()).pgettext(context, message)


def npgettext(context: str, one: str, many: str, count: int) -> str:
    """Return a word of a template that means several things in English, about so many."""
    return catalogue(spoken()).npgettext(context, one, many, count)


@lru_cache(maxsize=4096)
def _told(tag: str, text: str) -> str:
    said = catalogue(tag).gettext(text)
    if said != text or tag == ENGLISH:
        return said
    for one in _sentences(tag):
        if found := one.reads.fullmatch(text):
            return _filled(one.says, found, lambda part: _told(tag, part))
    return _in_parts(tag, text)


def _in_parts(tag: str, text: str) -> str:
    """Return what was put together of several sentences, each said by itself."""
    for between in PARTED:
        head, mark_, rest = text.partition(between)
        if mark_ and rest:
            return f"{_told(tag, head)}{between}{_told(tag, rest)}"
    return text


def _filled(says: str, found: re.Match[str], within: Callable[[str], str]) -> str:
    """Return a sentence with its gaps filled; what fills one is said too where it is a sentence itself."""

    def fill(gap: re.Match[str]) -> str:
        value = found[gap[1]]
        return within(value) if " " in value else value

    return _GAP.sub(fill, says)


@cache
def _sentences(tag: str) -> Sequence[Sentence]:
    """Return the sentences with gaps of a catalogue, those that say most first."""
    source = catalogue(tag)
    known = getattr(source, "_catalog", {})
    gapped = [one for one in known if isinstance(one, str) and _GAP.search(one)]
    gapped.sort(key=lambda one: (-len(_GAP.sub("", one)), one))
    return [Sentence(reads=_reading(one), says=known[one]) for one in gapped]


def _reading(message: str) -> re.Pattern[str]:
    """Return what a sentence reads like once its gaps are filled."""
    seen: set[str] = set()
    parts = []
    for at, part in enumerate(_GAP.split(message)):
        if at % 2 == 0:
            parts.append(re.escape(part))
        elif part in seen:
            parts.append(f"(?P={part})")
        else:
            seen.add(part)
            parts.append(f"(?P<{part}>.*?)")
    return re.compile("".join(parts), re.DOTALL)


def _preferred(header: str) -> list[str]:
    """Return the languages a browser accepts, the most wanted first."""
    weighed = []
    for at, part in enumerate(header.split(",")):
        tag, _, weight = part.strip().casefold().partition(";q=")
        try:
            weighed.append((-float(weight or 1), at, tag.strip()))
        except ValueError:
            continue
    return [tag for weight, _, tag in sorted(weighed) if tag and weight < 0]
