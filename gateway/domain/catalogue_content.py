"""What buyers see of an item: its names and words by language, its category, its maker, its pictures and its properties."""

import re
from dataclasses import dataclass

LANGUAGES = ("en", "vi", "zh-Hant")
"""The languages the shop speaks; a word that is missing in one is said in the first there is."""
UNSPSC_DIGITS = 8
LEVELS = (2, 4, 6, 8)
"""How many digits of a UNSPSC code name its segment, family, class and commodity."""
MAKER_KIND = "manufacturer-part"
"""The kind of identifier under which a maker's own part number is compared."""
_SEPARATORS = re.compile(r"[.\s\-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """An item in one language: what it is called, and what there is to say of it."""

    language: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One property of an item (`Thread`, `M8`); without a language it is said so in every language."""

    name: str
    value: str
    unit: str = ""
    language: str = ""

    @property
    def said(self) -> str:
        """Return the value with its unit."""
        return f"{self.value} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of an item, by the digest of its file; `text` says what is to be seen to those who do not see it."""

    digest: str
    media_type: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemContent:
    """What buyers see of an item beside its price and its stock; `category` is UNSPSC, eight digits."""

    sku: str
    texts: tuple[ItemText, ...] = ()
    category: str = ""
    maker: str = ""
    maker_number: str = ""
    lead_days: int | None = None
    attributes: tuple[Attribute, ...] = ()
    pictures: tuple[Picture, ...] = ()

    def text(self, language: str) -> ItemText | None:
        """Return the words in a language, or in the first of ours there are words in; None where there are none."""
        known = {one.language: one for one in self.texts}
        return next((known[one] for one in (language, *LANGUAGES) if one in known), None)

    def attributes_in(self, language: str) -> tuple[Attribute, ...]:
        """Return the properties as they are said in a language, or in the first of ours they are said in."""
        spoken = {one.language for one in self.attributes}
        chosen = next((one for one in (language, *LANGUAGES) if one in spoken), "")
        return tuple(one for one in self.attributes if one.language in ("", chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryName:
    """What a category is called in a language; `code` has as many digits as its level names."""

    code: str
    language: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssortmentRule:
    """What a partner may see beside, or instead of, all that has a price for it.

    `what` is `sku`, `group` or `category` (a UNSPSC code of two to eight digits). Where any rule of a partner shows
    something, only what is shown is seen; what is hidden never is.
    """

    partner: str
    what: str
    value: str
    shown: bool


def unspsc(text: str) -> str:
    """Return a UNSPSC code as eight digits, dots and blanks left out; raises ValueError for anything else.

    A code of a higher level (two, four or six digits) is filled up with zeros.
    """
    digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in LEVELS:
        raise ValueError("a UNSPSC code has eight digits")
    return digits.ljust(UNSPSC_DIGITS, "0")


def prefix(category: str) -> str:
    """Return the digits that name a category on its level: `31160000` is the family 3116."""
    level = next(
        (size for size in LEVELS if not category[size:].strip("0")),
        UNSPSC_DIGITS,
    )
    return category[:level]


def ancestors(category: str) -> tuple[str, ...]:
    """Return the digits that name a category and those above it, the widest first."""
    own = prefix(category)
    return tuple(own[:size] for size in LEVELS if size <= len(own))
