"""A quote as it is printed: every script can be read, headings repeat, and costs stay inside."""

import shutil
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest

from gateway.adapters.papers import fonts
from gateway.adapters.papers.quotes import Printed, quote_pdf, unshown
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.parties import Party
from gateway.domain.quotes import QuotedLine
from gateway.orderdesk.choices import Alternate, Break
from gateway.orderdesk.quoting import OfferedLine

CHINESE, VIETNAMESE = "\u516d\u89d2\u87ba\u6813", "Bu l\u00f4ng \u0111\u1ea7u l\u1ee5c gi\u00e1c"


def line(at: int, words: str, **changes: object) -> tuple[QuotedLine, OfferedLine]:
    said = QuotedLine(
        number=f"{at:03}",
        quantity=Decimal(24),
        unit="EA",
        price=Decimal("9.25"),
        identifiers=(ItemIdentifier(kind="vendor-item", value=f"LAMP-{at}"),),
        descriptions=(Description(text=words),) if words else (),
    )
    usual = {
        "line": at,
        "sku": f"LAMP-{at}",
        "quantity": Decimal(24),
        "unit": "EA",
        "price": Decimal("9.25"),
        "amount": Decimal("222.00"),
        "cost": Decimal("77.77"),
        "ships_on": date(2026, 3, 9),
    }
    return said, OfferedLine(**(usual | changes))  # type: ignore[arg-type] # what a test changes of an offer


def printed(*lines: tuple[QuotedLine, OfferedLine], **changes: object) -> Printed:
    seller = Party(
        role="seller", name="Our Company", street=("1 Factory Lane",), city="Columbus", country="US"
    )
    usual = {
        "number": "Q00000012",
        "request_number": "RFQ-1",
        "quoted_on": date(2026, 3, 2),
        "valid_until": date(2026, 4, 1),
        "currency": "USD",
        "total": Decimal("15984.5"),
        "seller": seller,
        "buyer": "ACME <Stores>",
        "terms": ("net 30 days",),
        "lines": lines,
    }
    return Printed(**(usual | changes))  # type: ignore[arg-type] # what a test changes of a quote


def text_of(content: bytes) -> list[str]:
    with pdfplumber.open(BytesIO(content)) as file:
        return [page.extract_text() for page in file.pages]


def test_a_quote_says_who_offers_what_until_when() -> None:
    one = line(
        1,
        "Desk lamp & shade",
        per=Fraction(100),
        minimum=Decimal(48),
        breaks=(Break(quantity=Decimal(100), price=Decimal("8.9")),),
        alternates=(
            Alternate(sku="X1", description="Other lamp", quantity=Decimal(1), unit="EA", price=Decimal(3)),
            Alternate(sku="X2", description="", quantity=Decimal(1), unit="EA"),
        ),
    )
    bare = (QuotedLine(number="9"), OfferedLine(line=9))
    (page,) = text_of(quote_pdf(printed(one, bare, line(2, "", ships_on=None))))

    for words in (
        "Q00000012",
        "RFQ-1",
        "2026-04-01",
        "Our Company",
        "ACME <Stores>",
        "Desk lamp & shade",
        "at least 48 EA",
        "from 100 EA: 8.90 USD",
        "or sooner: X1 Other lamp, 3.00 USD",
        "per 100",
        "No offer for this line.",
        "on request",
        "Total 15,984.50 USD",
        "Payment: net 30 days",
    ):
        assert words in page
    assert "77.77" not in page


def test_headings_repeat_on_every_page_and_the_same_quote_is_the_same_file() -> None:
    quote = printed(*(line(at, f"Lamp {at}") for at in range(1, 61)))
    pages = text_of(quote_pdf(quote))

    assert len(pages) > 1
    assert all("Can leave" in page and "Page" in page for page in pages)
    assert quote_pdf(quote) == quote_pdf(quote)


def test_every_script_is_in_the_file() -> None:
    (page,) = text_of(
        quote_pdf(printed(line(1, CHINESE), line(2, "\u30dc\u30eb\u30c8"), line(3, "\ubcfc\ud2b8")))
    )

    assert CHINESE in page


def test_a_quote_without_total_seller_or_day_is_printed_too() -> None:
    (page,) = text_of(quote_pdf(printed(total=None, seller=None, valid_until=None)))

    assert "Total" not in page


def test_without_fonts_of_its_own_a_machine_prints_what_can_be_read() -> None:
    bare = fonts.Letters(plain=fonts.BUILT_IN[0], bold=fonts.BUILT_IN[1])

    assert fonts.BUILT_IN == fonts.fonts((("/none", "/none"),))
    assert "Bu lông dau luc giác" == bare.marked_up(VIETNAMESE)
    assert "? a\n&lt;b" == bare.marked_up("\u2603 a\n<b")
    assert f'<font name="{fonts.CHINESE}">{CHINESE}</font>' == bare.marked_up(CHINESE)
    assert "".join(sorted({*"\u0111\u1ea7\u1ee5", *CHINESE})) == bare.missing(
        [VIETNAMESE, CHINESE, "plain\n"]
    )


def test_a_font_for_eastern_scripts_is_embedded_where_there_is_one() -> None:
    plain = next((one for one, _ in fonts.PLACES if Path(one).is_file()), "")
    both = fonts.Letters(plain=fonts.BUILT_IN[0], bold=fonts.BUILT_IN[1], eastern=fonts._named(plain))

    assert "" == fonts.eastern(("/none", plain))
    assert "" == fonts._named(__file__)
    if plain:
        assert "" == both.missing([VIETNAMESE])
        assert f'<font name="{both.eastern}">\u0111</font>' == both.marked_up("\u0111")


def test_the_operators_own_folder_of_fonts_comes_first(tmp_path: Path) -> None:
    usual = next(((one, bold) for one, bold in fonts.PLACES if Path(one).is_file()), None)
    if usual is None:
        pytest.skip("NOT TESTED: this machine has no font of its own")
    (tmp_path / "notes.txt").write_text("no font", encoding="utf-8")
    (tmp_path / "broken.ttf").write_bytes(b"no font either")
    assert fonts.fonts() == (fonts.letters_of(tmp_path).plain, fonts.letters_of(tmp_path).bold)
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(usual[0], own / "Ours.ttf")
    assert ("Ours", "Ours") == (fonts.letters_of(own).plain, fonts.letters_of(own).bold)
    shutil.copy(usual[1], own / "OursBold.ttf")
    fonts.letters_of.cache_clear()
    assert ("Ours", "OursBold") == (fonts.letters_of(own).plain, fonts.letters_of(own).bold)
    assert VIETNAMESE in text_of(quote_pdf(printed(line(1, VIETNAMESE)), own))[0]


def test_a_quote_says_which_of_its_letters_no_font_has() -> None:
    assert "\u2e80" in unshown(printed(line(1, "Lamp \u2e80"))) or fonts.eastern()
    assert "" == unshown(printed(line(1, VIETNAMESE))) or fonts.BUILT_IN == fonts.fonts()
