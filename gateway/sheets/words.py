"""The words buyers use, as data: what columns, rows, units and months are called, in many languages."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import ClassVar, TypeVar

import yaml

from gateway.errors import ConfigurationFault

try:
    from yaml import CBaseLoader as _BaseLoader
except ImportError:  # pragma: no cover - without libyaml PyYAML reads the same, only slower
    from yaml import BaseLoader as _BaseLoader  # type: ignore[assignment] # its twin in Python

FOLDER = "words"
"""The folder beside the maps that holds a file for each language; an operator's file shadows ours by name."""

ASKED = (
    "line",
    "part",
    "buyer_part",
    "supplier_part",
    "manufacturer",
    "manufacturer_part",
    "gtin",
    "description",
    "specification",
    "quantity",
    "unit",
    "pack",
    "price_basis",
    "target_price",
    "currency",
    "needed_on",
    "note",
)
"""The fields a buyer fills in."""
OFFERED = (
    "offer_price",
    "offer_total",
    "offer_lead_time",
    "offer_part",
    "offer_manufacturer",
    "offer_minimum",
    "offer_note",
)
"""The fields a buyer leaves to us."""
EITHER: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "price": ("target_price", "offer_price"),
        "delivery": ("needed_on", "offer_lead_time"),
        "remark": ("note", "offer_note"),
    }
)
"""Words that say one thing where the column is filled, and another where it is empty."""
THING = "thing"
"""Words that say what is wanted, be it by its number or in words, or which line it is: the column tells."""
IGNORED = "ignored"
STATED = ("number", "answer_by", "requested_on", "currency", "contact", "email")
NAMES = (*ASKED, *OFFERED, *EITHER, THING, IGNORED)
PIECES = frozenset({"EA", "PC", "UN"})
"""The codes of units that count single things."""
COUNTED: Mapping[str, int] = MappingProxyType({"HU": 100, "TH": 1000})
"""The codes of units that are a round number of single things, of whatever."""
_LISTS = ("totals", "notes", "sections", "repeated", "packing", "months", "soon", "none")
_NAMED = ("headers", "units", "counts", "bases", "stated", "abbreviations")
_SECTIONS = frozenset({"language", "decimal_sign", *_LISTS, *_NAMED})
_KEPT = re.compile(r"[^\w#%$€£¥\"'&+²³°]+", re.UNICODE)
_UNDERSCORES = re.compile(r"_+")
_Found = TypeVar("_Found")


class WordsFault(ConfigurationFault):
    """A file of words is not as agreed; the text names the file and the entry."""

    code: ClassVar[str] = "sheets.words"


def _bare(text: str) -> str:
    """Return a text in small letters without accents or widths."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().replace("đ", "d"))
    return unicodedata.normalize("NFC", "".join(one for one in plain if not unicodedata.combining(one)))


@lru_cache(maxsize=16_384)
def normal(text: str) -> str:
    """Return a text as words are compared: no capitals, accents, widths or punctuation."""
    bare = text.lower() if text.isascii() else _bare(text)
    kept = _UNDERSCORES.sub(" ", _KEPT.sub(" ", bare))
    return " ".join(kept.split()) or text.strip()


def exact(text: str) -> str:
    """Return a text as words with accents are compared: no capitals, widths or doubled blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything the files say, by normalised word; of two files that name one word the first read holds.

    `languages` are all that use a word for a column. `units_of` are the units by language, then by word with
    and without its accents: `St` is a set in English and a piece in German. `counts_of` are words for a hundred or a
    thousand by language, capitals and all: `C` and `M` are that in English only.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decimal_signs: Mapping[str, str] = field(default_factory=dict)
    totals: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    units_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    counts_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bases: Mapping[str, Decimal] = field(default_factory=dict)
    packing: frozenset[str] = frozenset()
    months: Mapping[str, int] = field(default_factory=dict)
    soon: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()
    stated: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)

    def unit(self, text: str, language: str = "") -> str:
        """Return the code of a unit, first as the language says it, empty where nobody knows it."""
        own = self.units_of.get(language, {})
        keys = (exact(text), normal(text))
        return next((found[key] for found in (own, self.units) for key in keys if key in found), "")

    def count(self, text: str, language: str = "") -> str:
        """Return the code of a hundred or a thousand where a text is a word for it in the language, else nothing."""
        return self.counts_of.get(language or "en", {}).get(" ".join(text.split()), "")


def load(folders: Sequence[Traversable]) -> Words:
    """Return the words of all languages in folders of maps, a later folder's file in the place of an earlier one's.

    Raises WordsFault.
    """
    files = {
        file.name: file
        for folder in folders
        if (home := folder.joinpath(FOLDER)).is_dir()
        for file in home.iterdir()
        if file.name.endswith(".yaml")
    }
    languages = [_read(file, f"{FOLDER}/{name}") for name, file in sorted(files.items(), key=_english_first)]
    return _words(languages)


def _english_first(named: tuple[str, Traversable]) -> tuple[bool, str]:
    return (named[0] != "en.yaml", named[0])


@dataclass(frozen=True, slots=True)
class _Language:
    shown: str
    entries: Mapping[str, object]

    @property
    def name(self) -> str:
        return self.text("language")

    def text(self, name: str) -> str:
        value = self.entries.get(name, "")
        if not isinstance(value, str):
            raise WordsFault(f"{self.shown}: {name} is one word")
        return value

    def words(self, name: str) -> Iterator[str]:
        value = self.entries.get(name, [])
        yield from self._listed(value, name)

    def lists(self, name: str) -> Iterator[tuple[str, list[str]]]:
        """Yield each name under an entry with its words."""
        for key, value in self._named(name).items():
            yield key, list(self._listed(value, f"{name}.{key}"))

    def pairs(self, name: str) -> Iterator[tuple[str, str]]:
        for key, value in self._named(name).items():
            if not isinstance(value, str):
                raise WordsFault(f"{self.shown}: {name}.{key} is one text")
            yield key, value

    def _named(self, name: str) -> Mapping[str, object]:
        value = self.entries.get(name, {})
        if not isinstance(value, dict):
            raise WordsFault(f"{self.shown}: {name} has words under names")
        return value

    def _listed(self, value: object, name: str) -> Iterator[str]:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise WordsFault(f"{self.shown}: {name} is a list of words")
        yield from value


def _read(file: Traversable, shown: str) -> _Language:
    try:
        found = yaml.load(file.read_text(encoding="utf-8"), _BaseLoader)  # noqa: S506 - this loader builds nothing but text
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as unreadable:
        raise WordsFault(f"{shown}: is not YAML: {unreadable}") from unreadable
    if not isinstance(found, dict):
        raise WordsFault(f"{shown}: is not a mapping")
    if odd := sorted(set(found) - _SECTIONS):
        raise WordsFault(f"{shown}: has unknown words: {', '.join(map(str, odd))}")
    return _Language(shown, found)


def _words(languages: Sequence[_Language]) -> Words:
    headers, spoken = _headers(languages)
    return Words(
        headers=headers,
        languages=spoken,
        decimal_signs={one.name: one.text("decimal_sign") or "." for one in languages},
        totals=_all(languages, "totals"),
        notes=_all(languages, "notes"),
        sections=_all(languages, "sections"),
        repeated=_all(languages, "repeated"),
        units=_firsts(pair for one in languages for pair in _units(one)),
        units_of={one.name: _firsts(_units(one)) for one in languages},
        counts_of={
            one.name: _firsts((word, code) for code, words in one.lists("counts") for word in words)
            for one in languages
        },
        bases=dict(_bases(languages)),
        packing=_all(languages, "packing"),
        months=_firsts(
            (normal(word), number)
            for one in languages
            for number, said in enumerate(one.words("months"), 1)
            for word in said.split()
        ),
        soon=_all(languages, "soon"),
        none=_all(languages, "none"),
        stated=_firsts(
            (normal(word), key) for one in languages for key, words in _stated(one) for word in words
        ),
        abbreviations=_firsts(
            (short.casefold(), whole) for one in languages for short, whole in one.pairs("abbreviations")
        ),
    )


def _units(language: _Language) -> Iterator[tuple[str, str]]:
    """Yield every word for a unit with its accents, then without."""
    said = [(word, code) for code, words in language.lists("units") for word in words]
    yield from ((exact(word), code) for word, code in said)
    yield from ((normal(word), code) for word, code in said)


def _headers(languages: Sequence[_Language]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the field of each word for a column, and the languages that say it."""
    fields: dict[str, str] = {}
    spoken: dict[str, tuple[str, ...]] = {}
    for language in languages:
        for name, words in language.lists("headers"):
            if name not in NAMES:
                raise WordsFault(f"{language.shown}: headers.{name} is no field")
            for word in words:
                fields.setdefault(normal(word), name)
                said = spoken.get(normal(word), ())
                spoken[normal(word)] = said if language.name in said else (*said, language.name)
    return fields, spoken


def _stated(language: _Language) -> Iterator[tuple[str, list[str]]]:
    for key, words in language.lists("stated"):
        if key not in STATED:
            raise WordsFault(f"{language.shown}: stated.{key} is nothing we take")
        yield key, words


def _bases(languages: Sequence[_Language]) -> Iterator[tuple[str, Decimal]]:
    for language in languages:
        for word, number in language.pairs("bases"):
            try:
                yield word, Decimal(number)
            except InvalidOperation as odd:
                raise WordsFault(f"{language.shown}: bases.{word} is a number") from odd


def _all(languages: Sequence[_Language], name: str) -> frozenset[str]:
    return frozenset(normal(word) for language in languages for word in language.words(name))


def _firsts(pairs: Iterator[tuple[str, _Found]]) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found
