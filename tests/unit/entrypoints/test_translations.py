"""The catalogues as their readers see them: the words of the trade, the letters and marks of a language, no English left."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from gateway.entrypoints.console.extraction import CONSOLE, LOCALE, NAMED, catalogues, read

CHINESE, VIETNAMESE = (LOCALE / one / "LC_MESSAGES" / "console.po" for one in ("zh_Hant", "vi"))
ENTRY = re.compile(r"^# ?(?P<english>[^=\n]+?) = (?P<says>.+)$", re.MULTILINE)
AS_TYPED = re.compile(
    r"<code>.*?</code>|`[^`]*`|<[^>]*>|gateway [a-z]+( [a-z]+)?|\b[\w-]+: [a-z]+: |\b\w+/\w+(/\w+)*|\bcid:|--[a-z]+"
)
"""What is the same in every language: code, markup, commands, keys of files, paths."""
NAME = re.compile(r"[A-Z]{2}|[a-z][A-Z]|_|\d|^[A-Z][a-z]+-[A-Z]")
"""What a name in standards and code looks like: `payloadID`, `HOOK_URL`, `If-Match`."""
WORD = re.compile(r"[A-Za-z][A-Za-z_-]{2,}\d*")
BUTTON = re.compile(r"<button[^>]*>(.*?)</button>", re.DOTALL)
SENTENCE = re.compile(r"""_\((["'])(.*?)\1""")
WIDEST_BUTTON = 40
"""Letters on a button, a Chinese one counted as two: with more of them it breaks its line on a telephone."""
ENDS = {".": ".。", ":": ":：", "?": "?？"}  # noqa: RUF001 - marks of Chinese
KEPT = frozenset(
    """active admin allowed America Attachment byte cart Catalog catalogue category cid columns Comments Commit cookie
    cost create credential currency cutoff delete discontinued edit email fields form-action from gateway git https
    inspect Interface Length lengths maker Message multipart needs New number oci Open order orders origin pallet
    partner payload payloads percent Profile punch-out punchout ratio related Request requests Response return Sam
    scenarios sha shown Shopper sku Standard stock Street test tests text Thread token units update upgrade upc URL url
    value webhook Webhooks website what Windows- xml yaml yes York zone doctor extrinsics extrinsic max_kg from_on
    until_on stock_from return_to maker_number text/xml cXML-base64 from_location loopback catalogue_from items any
    site""".casefold().split()
)
"""Words of English that stay in other languages: of forms and files, of standards, and those people there use too."""
THE_SAME = frozenset(
    {"TA1", "git sha", "sha256", "url", "token", "byte %(offset)s", "Commit", "Sam Shopper", "1 Test Street"}
)
MEANS_ANOTHER_THING = frozenset(
    {
        "A workbook, CSV, PDF, document or mail as the buyer sent it. The same file again is the same request.",
        "the quote held until {valid_until}: revise it first",
        "It leaves by 843 where that is agreed. From then on orders that name it are held to its prices.",
        "set orders: currency", "Buyer item", "Failures in a row", "Line item", "Vendor item", "There is no such line.",
        "lines of the trail wait to be sealed for more than a quarter of an hour",
        "nobody keeps the timetable, or somebody slipped lines in",
        "There is no Request, Message or Response in it.", "fill in maker and maker_number in the catalogue",
        "{text} should be QUALIFIER:ID or QUALIFIER:ID:GROUP, such as 08:9254110060:WAYNE",
        "name events: {EVENTS}, a group such as order.*, or *",
        "Content came before under another Message-ID: not worked on again",
        "Message-ID came before with other content: refused",
        "Payment first: the partner's language has no proforma invoice, somebody has to ask",
    }
)  # fmt: skip
"""Sentences in which a word of the glossary is part of a name, or no word of the trade."""
MAINLAND = re.compile(
    "軟件|硬件|網絡|信息|默認|用戶|文件夾|數據|服務器|鏈接|打印|屏幕|字符串|字段|字節|支持|質量|視頻|進程|菜單|刷新|接口|兼容|內存|在線|激活|"
    "添加|郵箱|賬|優化|缺省|端口|字體|圖標|光標|鼠標|硬盤|磁盤|函數|隊列|線程|運行|調用|創建|查找|設置|打開|搜索|證書|令牌|登陸|發貨|反饋|導入|導出"
)
"""Words readers in Taiwan say otherwise: 軟體, 網路, 資訊, 預設, 使用者 and so on."""


@cache
def sentences(path: Path) -> tuple[tuple[str, str], ...]:
    """Return each sentence of a catalogue in English, the many before the one, and as it is said."""
    return tuple(
        (one.id if isinstance(one.id, str) else one.id[-1], text)
        for one in read(path)
        for text in ([one.string] if isinstance(one.string, str) else one.string or ())
        if one.id and text
    )


@cache
def glossary(path: Path) -> dict[str, list[str]]:
    """Return what the head of a catalogue says each word of the trade is called."""
    head = read(path).header_comment
    return {one["english"].strip(): one["says"].split(" / ") for one in ENTRY.finditer(head)}


def plain(text: str) -> str:
    """Return a sentence without what is typed or filled in."""
    return NAMED.sub(" ", AS_TYPED.sub(" ", text))


@cache
def spotted(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds words of the trade, one or several, the longest first: `order number` is no `order`."""
    several = [
        f"{one[:-1]}(?:y|ies)" if one.endswith("y") else f"{one}(?:s|es)?"
        for one in sorted(terms, key=len, reverse=True)
    ]
    return re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(f'({one})' for one in several)})(?!\w)")


def spoken_of(english: str, terms: Mapping[str, object]) -> Iterator[str]:
    """Yield the words of the trade in a sentence."""
    ordered = sorted(terms, key=len, reverse=True)
    for one in spotted(tuple(terms)).finditer(plain(english)):
        yield ordered[(one.lastindex or 0) - 1]


def told(found: Iterable[tuple[str, ...]]) -> str:
    """Return what is wrong, a line each."""
    return "\n".join(map(" | ".join, found))


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_word_of_the_trade_is_the_same_throughout(path: Path) -> None:
    """As the glossary at the head of the catalogue has it."""
    terms = glossary(path)
    wrong = [
        (term, english, said)
        for english, said in sentences(path)
        if english not in MEANS_ANOTHER_THING
        for term in spoken_of(english, terms)
        if not any(one.casefold() in said.casefold() for one in terms[term])
    ]

    assert len(terms) > 100
    assert [] == wrong, told(wrong)


def test_every_language_has_the_whole_glossary() -> None:
    assert glossary(VIETNAMESE).keys() == glossary(CHINESE).keys()


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_no_english_is_left(path: Path) -> None:
    """But names of standards and code, and the words people of the trade say everywhere."""
    wrong = []
    for english, said in sentences(path):
        known = {one.casefold() for one in WORD.findall(plain(english))}
        left = [
            one
            for one in WORD.findall(plain(said))
            if (path == CHINESE or one.casefold() in known)
            and one.casefold() not in KEPT
            and not NAME.search(one)
        ]
        if left or (english == said and english not in THE_SAME):
            wrong.append((english, said, *left))

    assert [] == wrong, told(wrong)


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_sentences_end_and_are_parted_as_the_english_ones(path: Path) -> None:
    """A question stays one, a label no sentence; no mark that is made of two, no blank too many."""
    wrong = [
        (english, said)
        for english, said in sentences(path)
        if (
            said[-1] not in ENDS[english[-1]]
            if english[-1] in ENDS and not re.search(r"\back\.$", english)
            else said[-1] in "".join(ENDS.values())
        )
        or said != unicodedata.normalize("NFC", said)
        or "  " in said
    ]

    assert [] == wrong, told(wrong)


def test_vietnamese_begins_large_where_english_does() -> None:
    """And only there: no title has every word written large, and no sentence begins small."""
    wrong = [
        (english, said)
        for english, said in sentences(VIETNAMESE)
        if english[0].isalpha()
        and said[0].isalpha()
        and english[0].isupper() != said[0].isupper()
        and not NAME.search(said.split()[0] + english.split()[0])
    ]

    assert [] == wrong, told(wrong)


def test_chinese_is_written_as_in_taiwan() -> None:
    """Letters of the long form, words and marks of Taiwan, a blank between Chinese and Latin letters or figures."""
    marks = re.compile(r"[\u4e00-\u9fff] ?[,;:?!()]|[,;:?!()] ?[\u4e00-\u9fff]| [，。；：？！（）、]")  # noqa: RUF001 - marks of Chinese
    close = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9%{]|[A-Za-z0-9}][\u4e00-\u9fff]|\)s[\u4e00-\u9fff]")
    wrong = []
    for english, said in sentences(CHINESE):
        bare = AS_TYPED.sub("A", re.sub(r"</?(a|i|span)\b[^>]*>", "", said))
        found = [*MAINLAND.findall(said)]
        found += [one for one in said if "\u4e00" <= one <= "\u9fff" and not one.encode("big5", "ignore")]
        found += [*marks.findall(bare), *close.findall(bare)]
        if found:
            wrong.append((english, said, *found))

    assert [] == wrong, told(wrong)


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_what_stands_on_a_button_fits_on_it(path: Path) -> None:
    says = dict(sentences(path))
    pages = [one.read_text(encoding="utf-8") for one in sorted((CONSOLE / "templates").glob("*.html"))]
    buttons = {
        said for page in pages for button in BUTTON.findall(page) for _, said in SENTENCE.findall(button)
    }
    wide = [(one, says[one]) for one in sorted(buttons & says.keys()) if width(says[one]) > WIDEST_BUTTON]

    assert len(buttons) > 80
    assert [] == wide, told(wide)


def width(text: str) -> int:
    """Return how many narrow letters a text is as wide as."""
    return sum(1 + (unicodedata.east_asian_width(one) in "WF") for one in text)
