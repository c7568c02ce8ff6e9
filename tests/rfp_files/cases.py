"""The files of the bench: every form, language and trap we know of, each with what is to be read of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tests.rfp_files.goods import GOODS, Good
from tests.rfp_files.sheets import Case, Formula, Held, Number, Sheet
from tests.rfp_files.strangers import strangers

Column = tuple[str, str]
UNKNOWN_UNIT = "sheet.unit-unknown"
NAMES: dict[str, list[Column]] = {
    "en": [
        ("Line", "line"),
        ("Part Number", "part"),
        ("Description", "description"),
        ("Qty", "quantity"),
        ("UOM", "unit"),
        ("Required Date", "needed_on"),
        ("Unit Price", "offer_price"),
        ("Lead Time (days)", "offer_lead_time"),
    ],
    "de": [
        ("Pos.", "line"),
        ("Artikelnr.", "part"),
        ("Bezeichnung", "description"),
        ("Menge", "quantity"),
        ("ME", "unit"),
        ("Wunschtermin", "needed_on"),
        ("Einzelpreis", "offer_price"),
        ("Lieferzeit", "offer_lead_time"),
    ],
    "fr": [
        ("N°", "line"),
        ("Référence", "part"),
        ("Désignation", "description"),
        ("Qté", "quantity"),
        ("Unité", "unit"),
        ("Date souhaitée", "needed_on"),
        ("P.U. HT", "offer_price"),
        ("Délai", "offer_lead_time"),
    ],
    "es": [
        ("Partida", "line"),
        ("Código", "part"),
        ("Descripción", "description"),
        ("Cantidad", "quantity"),
        ("U.M.", "unit"),
        ("Fecha requerida", "needed_on"),
        ("Precio unitario", "offer_price"),
        ("Plazo de entrega", "offer_lead_time"),
    ],
    "vi": [
        ("STT", "line"),
        ("Mã hàng", "part"),
        ("Tên hàng", "description"),
        ("Số lượng", "quantity"),
        ("ĐVT", "unit"),
        ("Ngày cần hàng", "needed_on"),
        ("Đơn giá", "offer_price"),
        ("Thời gian giao hàng", "offer_lead_time"),
    ],
    "zh": [
        ("序号", "line"),
        ("物料编码", "part"),
        ("名称", "description"),
        ("数量", "quantity"),
        ("单位", "unit"),
        ("需求日期", "needed_on"),
        ("单价", "offer_price"),
        ("交货期", "offer_lead_time"),
    ],
}
TITLES = {
    "en": "Request for Quotation",
    "de": "Anfrage",
    "fr": "Demande de prix",
    "es": "Solicitud de cotización",
    "vi": "YÊU CẦU BÁO GIÁ",
    "zh": "询价单",
}
TOTALS = {
    "en": "Total",
    "de": "Gesamtsumme",
    "fr": "Total général",
    "es": "Total",
    "vi": "Tổng cộng",
    "zh": "合计",
}
NOTES = {
    "en": "Please quote in USD, delivered duty paid.",
    "de": "Bitte geben Sie Ihre Lieferzeit in Arbeitstagen an.",
    "fr": "Merci de répondre avant la date limite.",
    "es": "Favor de indicar la validez de la oferta.",
    "vi": "Ghi chú: Giá trên chưa bao gồm thuế VAT.",
    "zh": "备注：报价请注明是否含税。",
}
SECTIONS = {
    "en": "Section A - Fasteners",
    "de": "Los 1: Befestigung",
    "fr": "Lot 1 : visserie",
    "es": "Lote 1: tornillería",
    "vi": "Phần I: Vật tư cơ khí",
    "zh": "一、紧固件",
}


def expected_of(good: Good, columns: Sequence[Column], line: str) -> dict[str, Any]:
    """Return what is to be read of a good from columns."""
    values: dict[str, Any] = {
        "line": line,
        "part": good.part,
        "buyer_part": good.part,
        "supplier_part": good.part,
        "manufacturer": good.maker,
        "manufacturer_part": good.maker_part,
        "description": good.text,
        "quantity": good.quantity,
        "needed_on": good.needed_on,
    }
    found = {name: values[name] for _, name in columns if name in values}
    if any(name == "unit" for _, name in columns):
        found |= {"unit": good.code, "unit_text": good.unit}
    return found


def cells_of(good: Good, columns: Sequence[Column], line: Held) -> list[Held]:
    """Return the cells of a good; what we are to answer stays empty."""
    values: dict[str, Held] = {
        "line": line,
        "part": good.part,
        "buyer_part": good.part,
        "supplier_part": good.part,
        "manufacturer": good.maker,
        "manufacturer_part": good.maker_part,
        "description": good.text,
        "quantity": int(good.quantity) if good.quantity == int(good.quantity) else good.quantity,
        "unit": good.unit,
        "needed_on": good.needed_on,
    }
    return [values.get(name) for _, name in columns]


def add_goods(
    sheet: Sheet, goods: Sequence[Good], columns: Sequence[Column], *, first: int = 1, step: int = 1
) -> None:
    """Add goods one below the other."""
    for at, good in enumerate(goods):
        line = first + at * step
        found = [] if good.code or "unit" not in dict(map(reversed, columns)) else [UNKNOWN_UNIT]
        sheet.item(cells_of(good, columns, line), findings=found, **expected_of(good, columns, str(line)))


def plain(
    language: str,
    columns: Sequence[Column] | None = None,
    *,
    title: bool = True,
    count: int = 99,
    step: int = 1,
) -> Sheet:
    """Return a sheet with a title, a header, goods, and nothing odd."""
    columns = columns or NAMES[language]
    sheet = Sheet()
    if title:
        sheet.title(f"{TITLES[language]} 2026-0117", len(columns))
        sheet.add()
    sheet.header(*columns)
    add_goods(sheet, GOODS[language][:count], columns, step=step)
    return sheet


def with_all(language: str) -> Sheet:
    """Return a sheet with a section, a total and a note."""
    columns = NAMES[language]
    sheet = Sheet()
    sheet.title(TITLES[language], len(columns))
    sheet.add()
    sheet.header(*columns)
    goods = GOODS[language]
    sheet.other("section", SECTIONS[language])
    add_goods(sheet, goods[:4], columns)
    sheet.other(
        "section", *([None] * 2), SECTIONS[language].replace("1", "2").replace("A", "B").replace("一", "二")
    )
    add_goods(sheet, goods[4:], columns, first=5)
    total = sum((good.quantity for good in goods), Decimal(0))
    sheet.other("total", None, None, TOTALS[language], int(total))
    sheet.add()
    sheet.other("note", NOTES[language])
    return sheet


def cases() -> Iterator[Case]:
    """Yield every file of the bench."""
    for made in (_workbooks, _layouts, _traps, _texts, _papers, _letters, _columns):
        yield from made()
    yield from strangers()


def _workbooks() -> Iterator[Case]:
    for language in NAMES:
        yield Case(f"xlsx-{language}", "xlsx", [with_all(language)])
    for language, form in (
        ("en", "xls"),
        ("de", "xls"),
        ("zh", "xls"),
        ("fr", "xlsb"),
        ("vi", "xlsb"),
        ("es", "ods"),
        ("zh", "ods"),
        ("de", "ods"),
        ("en", "spreadsheet_xml"),
    ):
        yield Case(f"{form.replace('_', '-')}-{language}", form, [with_all(language)])


def _two_lines() -> Sheet:
    sheet = Sheet(name="Bid sheet")
    sheet.title("Plant maintenance 2026 - annual bid", 10)
    sheet.add("RFQ No:", "R-88120", None, "Closing date:", date(2026, 2, 20))
    sheet.add("Buyer:", "A. Buyer", None, "All prices in:", "USD")
    sheet.add()
    upper = [("Item", 1), ("Part", 2), ("Requirement", 3), ("Bidder response", 3)]
    lower = [
        ("No.", "line"),
        ("Our part number", "buyer_part"),
        ("Mfr part number", "manufacturer_part"),
        ("Description", "description"),
        ("Annual quantity", "quantity"),
        ("UOM", "unit"),
        ("Unit price", "offer_price"),
        ("Lead time (weeks)", "offer_lead_time"),
        ("Alternate part", "offer_part"),
    ]
    sheet.header_of_two(upper, lower)
    sheet.header_rows = sheet.header_rows[1:]
    add_goods(sheet, GOODS["en"], [column for column in lower if column[1]])
    return sheet


def _instructions() -> list[Sheet]:
    words = Sheet(name="Instructions")
    for text in (
        "How to fill in this workbook",
        "1. Go to the sheet Bid and fill in the yellow cells only.",
        "2. Quantity and part number must not be changed.",
        "3. Unit price in USD, lead time in days.",
    ):
        words.add(text)
    lists = Sheet(name="Lists", hidden=True)
    for unit in ("UOM", "EA", "BX", "RL"):
        lists.add(unit, unit)
    sheet = plain("en")
    sheet.name = "Bid"
    return [words, sheet, lists]


def _layouts() -> Iterator[Case]:
    yield Case("two-line-header", "xlsx", [_two_lines()])
    yield Case("instructions-and-lists", "xlsx", _instructions(), meant=1)
    yield Case("locked-template", "xlsx", [_two_lines()], options={"protected": True})
    deep = Sheet(name="Tabelle1")
    for text in (
        "Muster Maschinenbau",
        "Einkauf",
        "Ansprechpartner: E. Beispiel",
        "",
        "Anfrage Nr.: 77-4410",
        "Angebotsfrist: 20.02.2026",
        "",
        "Sehr geehrte Damen und Herren,",
        "bitte bieten Sie uns an:",
        "",
    ):
        deep.add(*([text] if text else []))
    deep.header(*NAMES["de"])
    add_goods(deep, GOODS["de"], NAMES["de"], first=10, step=10)
    yield Case("header-on-row-eleven", "xlsx", [deep])
    off = Sheet()
    off.add()
    off.header(("", ""), ("", ""), *NAMES["en"])
    for at, good in enumerate(GOODS["en"], 1):
        off.item([None, None, *cells_of(good, NAMES["en"], at)], **expected_of(good, NAMES["en"], str(at)))
    yield Case("table-off-the-corner", "xlsx", [off])
    pages = Sheet()
    pages.header(*NAMES["en"])
    add_goods(pages, GOODS["en"][:5], NAMES["en"])
    pages.again()
    add_goods(pages, GOODS["en"][5:], NAMES["en"], first=6)
    yield Case("header-repeated", "xlsx", [pages])
    broken = Sheet()
    broken.title("Request for proposal", 7)
    names = [
        ("Ln", "line"),
        ("", "part"),
        ("", "description"),
        ("", "quantity"),
        ("", "unit"),
        ("", "offer_price"),
        ("", "offer_lead_time"),
    ]
    above = [
        ("Ln", 1),
        ("Part", 1),
        ("Item", 1),
        ("Order", 1),
        ("Unit of", 1),
        ("Bid Unit", 1),
        ("Lead Time", 1),
    ]
    below = [
        (text, name)
        for text, (_, name) in zip(
            ("", "Number", "Description", "Quantity", "Measure", "Price", "(Weeks)"), names, strict=True
        )
    ]
    broken.header_of_two(above, below)
    add_goods(broken, GOODS["en"], names)
    yield Case("header-broken-over-two-lines", "xlsx", [broken])
    small, large = plain("en", count=2), plain("en")
    small.name, large.name = "Summary", "Details"
    yield Case("two-tables", "xlsx", [small, large], meant=1)
    none = Sheet()
    for at, good in enumerate(GOODS["en"], 1):
        columns = NAMES["en"][:5]
        none.item(cells_of(good, columns, at), **expected_of(good, columns, str(at)))
    none.columns = {0: "line", 1: "part", 2: "description", 3: "quantity", 4: "unit"}
    yield Case("no-header", "csv", [none])
    boq = Sheet()
    columns = [
        ("Item", "line"),
        ("Description of goods", "description"),
        ("Unit", "unit"),
        ("Quantity", "quantity"),
        ("Rate", "offer_price"),
        ("Amount", "offer_total"),
    ]
    boq.header(*columns)
    boq.other("section", "A", "PIPING")
    for at, good in enumerate(GOODS["en"][4:6], 1):
        boq.item(
            [f"A.{at}", good.text, good.unit, int(good.quantity), None, None],
            **expected_of(good, columns, f"A.{at}"),
        )
    boq.other("total", None, "Sub-total section A", None, None, None, Decimal(0))
    boq.other("section", "B", "ELECTRICAL")
    for at, good in enumerate(GOODS["en"][6:10], 1):
        boq.item(
            [f"B.{at}", good.text, good.unit, int(good.quantity), None, None],
            **expected_of(good, columns, f"B.{at}"),
        )
    boq.other("total", None, "Grand total", None, None, None, Decimal(0))
    yield Case("bill-of-quantities", "xlsx", [boq])


def _trap(
    name: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[Sequence[Held], dict[str, Any], Sequence[str]]],
    form: str = "xlsx",
    **more: Any,
) -> Case:
    sheet = Sheet()
    sheet.header(*columns)
    for cells, fields, findings in rows:
        sheet.item(cells, findings=findings, hidden=bool(fields.pop("hidden", False)), **fields)
    return Case(name, form, [sheet], **more)


def _said(columns: Sequence[Column], *values: Any) -> dict[str, Any]:
    return {name: value for (_, name), value in zip(columns, values, strict=False) if value is not None}


def _traps() -> Iterator[Case]:
    short: list[Column] = [("Part No", "part"), ("Description", "description"), ("Quantity", "quantity")]
    zeros = [
        (Number(Decimal(456), "00000", "00456"), "00456"),
        (Number(Decimal(78), "00000", "00078"), "00078"),
        (Number(Decimal(120034), "000-000", "120-034"), "120-034"),
        (Number(Decimal(77), '"AB-"0000', "AB-0077"), "AB-0077"),
    ]
    for form in ("xlsx", "ods"):
        yield _trap(
            f"leading-zeros-{form}",
            short,
            [
                ([cell, f"Bracket {at}", 10 + at], _said(short, text, f"Bracket {at}", 10 + at), [])
                for at, (cell, text) in enumerate(zeros)
            ],
            form,
        )
    yield _trap(
        "leading-zeros-lost-xls",
        short,
        [
            (
                [Number(Decimal(456 + at)), f"Bracket {at}", 10],
                _said(short, str(456 + at), f"Bracket {at}", 10),
                ["sheet.zeros-lost"],
            )
            for at in range(3)
        ],
        "xls",
    )
    damaged = [
        ("7.89E+04", None, ["sheet.part-damaged"]),
        ("1.2E+11", None, ["sheet.part-damaged"]),
        ("12E4", "12E4", []),
        ("3E-100", "3E-100", []),
        ("LM-14E5", "LM-14E5", []),
    ]
    yield _trap(
        "damaged-part-numbers",
        short,
        [
            ([text, f"Sensor {at}", 5], _said(short, part, f"Sensor {at}", 5), found)
            for at, (text, part, found) in enumerate(damaged)
        ],
    )
    yield _trap(
        "damaged-part-numbers-csv",
        short,
        [
            ([text, f"Sensor {at}", 5], _said(short, part, f"Sensor {at}", 5), found)
            for at, (text, part, found) in enumerate(damaged)
        ],
        "csv",
    )
    formulas = Sheet()
    formulas.header(*short)
    formulas.item(
        ["F-1", "Worked out", Formula("=3*4", Decimal(12))], part="F-1", description="Worked out", quantity=12
    )
    formulas.item(
        ["F-2", "Never worked out", Formula("=3*5")],
        part="F-2",
        description="Never worked out",
        findings=["sheet.uncomputed"],
    )
    formulas.item(["F-3", "Plain", 7], part="F-3", description="Plain", quantity=7)
    formulas.other("total", None, "Total", Formula("=SUM(C2:C4)", Decimal(34)))
    yield Case("formulas", "xlsx", [formulas])
    hidden = Sheet()
    hidden.header(*NAMES["en"])
    add_goods(hidden, GOODS["en"][:3], NAMES["en"])
    good = GOODS["en"][3]
    hidden.item(
        cells_of(good, NAMES["en"], 4),
        hidden=True,
        findings=["sheet.row-hidden"],
        **expected_of(good, NAMES["en"], "4"),
    )
    add_goods(hidden, GOODS["en"][4:7], NAMES["en"], first=5)
    for form in ("xlsx", "ods"):
        yield Case(f"hidden-row-{form}", form, [hidden])
    typed: list[tuple[str, str | None, list[str]]] = [
        ("1,000", "1000", []),
        ("2,500.5", "2500.5", []),
        ("12", "12", []),
        ("1,250,000", "1250000", []),
        ("approx. 40", "40", []),
        ("10-20", None, ["sheet.quantity-unclear"]),
        ("0", None, ["sheet.quantity-unclear"]),
        ("as required", None, ["sheet.quantity-unclear"]),
        ("25 pcs", "25", []),
    ]
    rows = []
    for at, (text, quantity, found) in enumerate(typed):
        fields = _said(short, f"Q-{at}", f"Thing {at}", quantity)
        rows.append(
            (
                [f"Q-{at}", f"Thing {at}", text],
                fields | ({"unit": "PC", "unit_text": "pcs"} if "pcs" in text else {}),
                found,
            )
        )
    yield _trap("quantities-typed-en", short, rows)
    german: list[Column] = [("Artikel", "part"), ("Bezeichnung", "description"), ("Menge", "quantity")]
    typed = [
        ("1.250,5", "1250.5", []),
        ("1.000", "1000", []),
        ("0,75", "0.75", []),
        ("12", "12", []),
        ("10.000,00", "10000.00", []),
        ("1 500", "1500", []),
    ]
    yield _trap(
        "quantities-typed-de",
        german,
        [
            ([f"M-{at}", f"Teil {at}", text], _said(german, f"M-{at}", f"Teil {at}", quantity), found)
            for at, (text, quantity, found) in enumerate(typed)
        ],
    )
    lone = [("1,000", "1.000", ["sheet.number-ambiguous"]), ("5", "5", [])]
    yield _trap(
        "quantities-ambiguous-de",
        german,
        [
            ([f"M-{at}", f"Teil {at}", text], _said(german, f"M-{at}", f"Teil {at}", quantity), found)
            for at, (text, quantity, found) in enumerate(lone)
        ],
    )
    yield from _units_and_bases()
    yield from _days()


def _units_and_bases() -> Iterator[Case]:
    columns: list[Column] = [
        ("Item #", "part"),
        ("Description", "description"),
        ("Qty", "quantity"),
        ("U/M", "unit"),
        ("Target price", "target_price"),
    ]
    rows: list[tuple[list[Held], dict[str, Any], list[str]]] = []
    units = [
        ("BX 100", "BX", {"pack": 100}),
        ("C", "HU", {}),
        ("M", "TH", {}),
        ("Box of 50", "BX", {"pack": 50}),
        ("EA", "EA", {}),
        ("Doz", "DZ", {}),
        ("Pairs", "PR", {}),
        ("100/BX", "BX", {"pack": 100}),
        ("Ctn", "CT", {}),
        ("blorp", "", {}),
    ]
    for at, (text, unit, more) in enumerate(units):
        fields = {
            "part": f"U-{at}",
            "description": f"Washer {at}",
            "quantity": 10,
            "unit": unit,
            "unit_text": text,
            "target_price": "4.25",
            **more,
        }
        rows.append(
            ([f"U-{at}", f"Washer {at}", 10, text, Decimal("4.25")], fields, [] if unit else [UNKNOWN_UNIT])
        )
    yield _trap("units-and-price-bases", columns, rows)
    german: list[Column] = [
        ("Pos", "line"),
        ("Material", "part"),
        ("Kurztext", "description"),
        ("Menge", "quantity"),
        ("ME", "unit"),
        ("Zielpreis", "target_price"),
        ("PE", "price_basis"),
        ("Währung", "currency"),
    ]
    german[1] = ("Materialnummer", "part")
    rows = []
    for at, (price, basis) in enumerate((("12,50", 100), ("1.250,00", 1000), ("0,85", 1))):
        fields = {
            "line": str(at + 1),
            "part": f"40001{at}",
            "description": f"Niet {at}",
            "quantity": 500,
            "unit": "PC",
            "unit_text": "ST",
            "target_price": price.replace(".", "").replace(",", "."),
            "price_basis": basis,
            "currency": "EUR",
        }
        rows.append(
            ([str(at + 1), f"40001{at}", f"Niet {at}", "500", "ST", price, str(basis), "EUR"], fields, [])
        )
    yield _trap("price-units-de", german, rows, "csv", delimiter=";", encoding="cp1252")
    priced: list[Column] = [
        ("SKU", "part"),
        ("Description", "description"),
        ("Qty", "quantity"),
        ("Last price", "target_price"),
        ("Quoted price", "offer_price"),
    ]
    prices = [
        ("$1,250.00", "1250.00", {"currency": "USD"}),
        ("€ 3.20", "3.20", {"currency": "EUR"}),
        ("USD 14.5", "14.5", {"currency": "USD"}),
        ("n/a", None, {}),
        ("12.40/C", "12.40", {"price_basis": 100}),
    ]
    rows = [
        (
            [f"P-{at}", f"Clamp {at}", 20, text, None],
            {**_said(priced, f"P-{at}", f"Clamp {at}", 20, price), **more},
            [],
        )
        for at, (text, price, more) in enumerate(prices)
    ]
    yield _trap("prices-typed", priced, rows)


def _days() -> Iterator[Case]:
    columns: list[Column] = [
        ("Part", "part"),
        ("Description", "description"),
        ("Qty", "quantity"),
        ("Need by", "needed_on"),
    ]
    american: list[tuple[Held, str | None, list[str]]] = [
        ("03/25/2026", "2026-03-25", []),
        ("04/01/2026", "2026-04-01", []),
        ("15-Apr-2026", "2026-04-15", []),
        ("May 4, 2026", "2026-05-04", []),
        ("2026-06-01", "2026-06-01", []),
        ("ASAP", None, []),
        ("when ready", None, ["sheet.date-unclear"]),
        (date(2026, 7, 1), "2026-07-01", []),
    ]
    yield _trap(
        "days-american",
        columns,
        [
            ([f"D-{at}", f"Pump {at}", 1, held], _said(columns, f"D-{at}", f"Pump {at}", 1, day), found)
            for at, (held, day, found) in enumerate(american)
        ],
    )
    unclear: list[tuple[str, str]] = [("03/04/2026", "2026-03-04"), ("05/06/2026", "2026-05-06")]
    yield _trap(
        "days-ambiguous",
        columns,
        [
            (
                [f"D-{at}", f"Pump {at}", 1, text],
                _said(columns, f"D-{at}", f"Pump {at}", 1, day),
                ["sheet.date-ambiguous"],
            )
            for at, (text, day) in enumerate(unclear)
        ],
    )
    german: list[Column] = [
        ("Artikelnummer", "part"),
        ("Bezeichnung", "description"),
        ("Anzahl", "quantity"),
        ("Liefertermin gewünscht", "needed_on"),
    ]
    typed = [
        ("24.03.2026", "2026-03-24"),
        ("1.4.26", "2026-04-01"),
        ("KW 15/2026", "2026-04-06"),
        ("15. Mai 2026", "2026-05-15"),
        ("sofort", None),
    ]
    yield _trap(
        "days-german",
        german,
        [
            ([f"D-{at}", f"Pumpe {at}", 1, text], _said(german, f"D-{at}", f"Pumpe {at}", 1, day), [])
            for at, (text, day) in enumerate(typed)
        ],
    )
    chinese: list[Column] = [
        ("料号", "part"),
        ("品名", "description"),
        ("需求数量", "quantity"),
        ("要求交期", "needed_on"),
    ]
    typed = [("2026年3月24日", "2026-03-24"), ("2026/4/1", "2026-04-01"), ("尽快", None)]
    yield _trap(
        "days-chinese",
        chinese,
        [
            ([f"D-{at}", f"水泵 {at}", 1, text], _said(chinese, f"D-{at}", f"水泵 {at}", 1, day), [])
            for at, (text, day) in enumerate(typed)
        ],
    )


def _texts() -> Iterator[Case]:
    yield Case(
        "csv-utf8-mark",
        "csv",
        [plain("fr", title=False)],
        delimiter=";",
        decimal=",",
        date_format="%d/%m/%Y",
        options={"mark": True},
    )
    yield Case(
        "csv-cp1252-de",
        "csv",
        [plain("de", title=False)],
        encoding="cp1252",
        delimiter=";",
        decimal=",",
        date_format="%d.%m.%Y",
    )
    yield Case("csv-utf16-tab", "csv", [plain("en", title=False)], encoding="utf-16", delimiter="\t")
    yield Case(
        "csv-utf16le-without-mark",
        "csv",
        [plain("es", title=False)],
        encoding="utf-16-le",
        delimiter=";",
        decimal=",",
        date_format="%d/%m/%Y",
    )
    yield Case("csv-gb18030", "csv", [plain("zh", title=False)], encoding="gb18030")
    yield Case(
        "csv-cp1258",
        "csv",
        [_decomposed(plain("vi", title=False))],
        encoding="cp1258",
        delimiter=";",
        decimal=",",
        date_format="%d/%m/%Y",
    )
    yield Case(
        "csv-utf8-vi", "csv", [plain("vi", title=False)], decimal=",", delimiter=";", date_format="%d/%m/%Y"
    )
    yield Case(
        "csv-cp850",
        "csv",
        [plain("de", title=False)],
        encoding="cp850",
        delimiter=";",
        decimal=",",
        date_format="%d.%m.%Y",
    )
    yield Case(
        "csv-mac-roman",
        "csv",
        [_without_squares(plain("fr", title=False))],
        encoding="mac_roman",
        delimiter=";",
        decimal=",",
        date_format="%d/%m/%Y",
        options={"newline": "\r"},
    )
    yield Case("csv-pipe", "csv", [plain("en")], delimiter="|")
    yield Case("csv-quoted-lines", "csv", [_quoted()])
    yield Case(
        "csv-sep-line",
        "csv",
        [_after_sep(plain("es", title=False))],
        delimiter=";",
        decimal=",",
        date_format="%d/%m/%Y",
        before=["sep=;"],
    )
    yield Case("text-in-columns", "text", [plain("en", title=False)])


def _without_squares(sheet: Sheet) -> Sheet:
    """Return a sheet without the one letter that encodings of the eighties lack."""
    rows = [[held.replace("²", "2") if isinstance(held, str) else held for held in row] for row in sheet.rows]
    expected = [
        {name: value.replace("²", "2") if isinstance(value, str) else value for name, value in row.items()}
        for row in sheet.expected
    ]
    return replace(sheet, rows=rows, expected=expected)


def _decomposed(sheet: Sheet) -> Sheet:
    """Return a sheet whose letters the Vietnamese code page has: marks of tone stand after their vowel."""
    import unicodedata  # noqa: PLC0415 - one use

    def apart(held: Held) -> Held:
        if not isinstance(held, str):
            return held
        return (
            "".join(_apart(one) for one in unicodedata.normalize("NFC", held))
            .replace("²", "2")
            .replace("×", "x")
        )

    def _apart(one: str) -> str:
        try:
            one.encode("cp1258")
        except UnicodeEncodeError:
            pieces = unicodedata.normalize("NFD", one)
            tone = next((mark for mark in pieces[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
            return unicodedata.normalize("NFC", pieces.replace(tone, "")) + tone
        return one

    rows = [[apart(held) for held in row] for row in sheet.rows]
    expected = [
        {
            name: value.replace("²", "2").replace("×", "x") if isinstance(value, str) else value
            for name, value in row.items()
        }
        for row in sheet.expected
    ]
    return Sheet(rows=rows, header_rows=sheet.header_rows, columns=sheet.columns, expected=expected)


def _quoted() -> Sheet:
    columns = NAMES["en"][:5]
    sheet = Sheet()
    sheet.header(*columns)
    texts = ['Valve, ball, 1/2"', "Hose assembly\nwith two fittings", 'Sign "Danger", 300 x 200', "Plain"]
    for at, text in enumerate(texts, 1):
        sheet.item(
            [str(at), f"Q-{at}", text, "5", "EA"],
            line=at,
            part=f"Q-{at}",
            description=" ".join(text.split()),
            quantity=5,
            unit="EA",
            unit_text="EA",
        )
    return sheet


def _after_sep(sheet: Sheet) -> Sheet:
    """Return a sheet that stands one row lower: a line before it says what parts the fields."""
    expected = [{**row, "number": row["number"] + 1} for row in sheet.expected]
    return Sheet(
        rows=sheet.rows,
        header_rows=[one + 1 for one in sheet.header_rows],
        columns=sheet.columns,
        expected=expected,
    )


def _papers() -> Iterator[Case]:
    said = ["Request for quotation 2026-0117", "Please reply by 2026-02-20"]
    narrow = NAMES["en"][:6]
    for language in ("en", "de", "vi"):
        sheet = plain(language, NAMES[language][:6], title=False)
        decimal = "." if language == "en" else ","
        yield Case(
            f"docx-{language}",
            "word",
            [sheet],
            before=said,
            decimal=decimal,
            date_format="%Y-%m-%d" if language == "en" else "%d.%m.%Y",
        )
    yield Case("pdf-ruled-en", "pdf", [plain("en", narrow, title=False)], before=said)
    yield Case(
        "pdf-unruled-en",
        "pdf",
        [_lower(plain("en", narrow, title=False), 2)],
        before=said,
        ruled=False,
        options={"right": (3,)},
    )
    yield Case(
        "pdf-ruled-de",
        "pdf",
        [plain("de", NAMES["de"][:6], title=False)],
        decimal=",",
        date_format="%d.%m.%Y",
        before=said,
    )
    yield Case(
        "pdf-unruled-fr",
        "pdf",
        [_lower(plain("fr", NAMES["fr"][:5], title=False), 2)],
        ruled=False,
        decimal=",",
        before=said,
        options={"right": (3,)},
    )
    yield Case(
        "pdf-ruled-zh", "pdf", [plain("zh", NAMES["zh"][:6], title=False)], options={"font": "chinese"}
    )
    yield Case(
        "pdf-ruled-vi",
        "pdf",
        [plain("vi", NAMES["vi"][:5], title=False)],
        decimal=",",
        options={"font": "wide"},
    )
    for ruled in (True, False):
        yield _many_pages(ruled=ruled)
    yield Case(
        "pdf-wrapped-ruled", "pdf", [_wordy()], options={"wrapped": 2, "widths": [30, 60, 150, 40, 40]}
    )
    yield Case("pdf-scan", "scan", [Sheet()])


def _lower(sheet: Sheet, by: int) -> Sheet:
    """Return what is read of a print without ruled lines: the words above the table are rows as well."""
    expected = [{**row, "number": row["number"] + by} for row in sheet.expected]
    return replace(sheet, header_rows=[one + by for one in sheet.header_rows], expected=expected)


def _many_pages(*, ruled: bool) -> Case:
    columns = NAMES["en"][:5]
    sheet = Sheet()
    sheet.header(*columns)
    goods = [replace(good, part=f"{good.part}-{at:02}") for at in range(9) for good in GOODS["en"]]
    add_goods(sheet, goods, columns)
    return Case(
        f"pdf-pages-{'ruled' if ruled else 'unruled'}",
        "pdf",
        [sheet],
        ruled=ruled,
        options={"repeat": 1, "headers_again": True},
    )


def _wordy() -> Sheet:
    columns = NAMES["en"][:5]
    sheet = Sheet()
    sheet.header(*columns)
    for at, good in enumerate(GOODS["en"], 1):
        long = replace(good, text=f"{good.text}, packed singly with certificate of conformity and label")
        sheet.item(cells_of(long, columns, at), **expected_of(long, columns, str(at)))
    return sheet


def _letters() -> Iterator[Case]:
    said = ["Dear supplier,", "please quote for the following:"]
    short = NAMES["en"][:5]
    yield Case(
        "eml-html-table", "letter", [plain("en", short, title=False)], before=said, options={"body": "html"}
    )
    yield Case(
        "eml-words-in-columns",
        "letter",
        [_with_greeting(_lower(plain("en", short, title=False), 2))],
        before=said,
        options={"body": "text"},
    )
    yield Case(
        "eml-xlsx-attached",
        "letter",
        [plain("de")],
        before=["Guten Tag,", "anbei unsere Anfrage."],
        options={"body": "none", "attached": ("xlsx", "Anfrage.xlsx")},
    )
    yield Case(
        "eml-csv-attached",
        "letter",
        [_lower(plain("es", title=False), 1)],
        before=["Buenos días,"],
        delimiter=";",
        decimal=",",
        date_format="%d/%m/%Y",
        options={"body": "none", "attached": ("csv", "solicitud.csv")},
    )
    yield Case("html-called-xls", "html", [plain("en")], options={"extension": "xls"})
    yield Case(
        "csv-called-xls", "csv", [plain("en", title=False)], delimiter="\t", options={"extension": "xls"}
    )
    yield Case("zip-with-workbook", "zip", [plain("fr")], options={"attached": ("xlsx", "consultation.xlsx")})


def _with_greeting(sheet: Sheet) -> Sheet:
    """Return a sheet after which somebody sends regards and a name."""
    last = sheet.expected[-1]["number"]
    return replace(
        sheet, expected=[*sheet.expected, *({"number": last + at, "kind": "note"} for at in (1, 2))]
    )


def _columns() -> Iterator[Case]:
    def one(name: str, language: str, columns: Sequence[Column], form: str = "xlsx", **more: Any) -> Case:
        return Case(name, form, [plain(language, columns)], **more)

    yield one(
        "columns-vendor-form",
        "en",
        [
            ("Sl. No.", "line"),
            ("Item Code", "part"),
            ("Item Description", "description"),
            ("Make", "manufacturer"),
            ("MPN", "manufacturer_part"),
            ("Reqd. Qty.", "quantity"),
            ("Unit of Measure", "unit"),
            ("Delivery Required By", "needed_on"),
            ("Your Price (USD)", "offer_price"),
            ("Vendor Remarks", "offer_note"),
        ],
    )
    yield one(
        "columns-symbols",
        "en",
        [
            ("#", "line"),
            ("P/N", "part"),
            ("Desc.", "description"),
            ("Qty.", "quantity"),
            ("U/M", "unit"),
            ("Price $", "offer_price"),
            ("LT", "offer_lead_time"),
        ],
    )
    yield one(
        "columns-bilingual-zh",
        "zh",
        [
            ("序号 No.", "line"),
            ("料号 / Part No.", "part"),
            ("品名 Description", "description"),
            ("数量 Qty", "quantity"),
            ("单位 Unit", "unit"),
            ("单价(含税) Unit Price", "offer_price"),
            ("备注 Remarks", "offer_note"),
        ],
    )
    yield one(
        "columns-bilingual-vi",
        "vi",
        [
            ("STT (No.)", "line"),
            ("Mã hàng (Code)", "part"),
            ("Tên hàng hóa (Description)", "description"),
            ("Số lượng (Q'ty)", "quantity"),
            ("ĐVT (Unit)", "unit"),
            ("Đơn giá (Unit price)", "offer_price"),
            ("Ghi chú (Remarks)", "offer_note"),
        ],
    )
    yield one(
        "columns-no-accents-vi",
        "vi",
        [
            ("STT", "line"),
            ("Ma vat tu", "part"),
            ("Ten vat tu", "description"),
            ("So luong", "quantity"),
            ("DVT", "unit"),
            ("Don gia", "offer_price"),
            ("Thanh tien", "offer_total"),
        ],
    )
    yield one(
        "columns-traditional-zh",
        "zh",
        [
            ("項次", "line"),
            ("料號", "part"),
            ("名稱", "description"),
            ("數量", "quantity"),
            ("單位", "unit"),
            ("單價", "offer_price"),
            ("交貨期", "offer_lead_time"),
            ("備註", "offer_note"),
        ],
    )
    yield one(
        "columns-misspelled",
        "en",
        [
            ("Line Nr", "line"),
            ("Manufacturer Part Nmber", "manufacturer_part"),
            ("Item Desciption", "description"),
            ("Quantiy", "quantity"),
            ("Unit of Mesure", "unit"),
            ("Lead Tme", "offer_lead_time"),
        ],
    )
    yield one(
        "columns-sap-de",
        "de",
        [
            ("Position", "line"),
            ("Kundenmaterialnummer", "buyer_part"),
            ("Materialkurztext", "description"),
            ("Bestellmenge", "quantity"),
            ("BME", "unit"),
            ("Lieferdatum", "needed_on"),
            ("Nettopreis", "offer_price"),
            ("Bemerkung", "offer_note"),
        ],
    )
    yield one(
        "columns-fr-public",
        "fr",
        [
            ("N° de poste", "line"),
            ("Réf. article", "part"),
            ("Désignation des articles", "description"),
            ("Quantité demandée", "quantity"),
            ("Unité de mesure", "unit"),
            ("Prix unitaire HT (€)", "offer_price"),
            ("Montant HT", "offer_total"),
            ("Délai de livraison (semaines)", "offer_lead_time"),
        ],
    )
    yield one(
        "columns-es-mexico",
        "es",
        [
            ("Renglón", "line"),
            ("No. de parte", "part"),
            ("Descripción del artículo", "description"),
            ("Marca", "manufacturer"),
            ("Cant.", "quantity"),
            ("Unidad de medida", "unit"),
            ("P. Unitario", "offer_price"),
            ("Importe", "offer_total"),
            ("Tiempo de entrega", "offer_lead_time"),
        ],
    )
    yield one(
        "columns-ours-and-theirs",
        "en",
        [
            ("Customer Part Number", "buyer_part"),
            ("Manufacturer", "manufacturer"),
            ("Manufacturer Part Number", "manufacturer_part"),
            ("Part Description", "description"),
            ("Estimated Annual Usage", "quantity"),
            ("UoM", "unit"),
            ("Bid Unit Price", "offer_price"),
            ("Alternate Part Number", "offer_part"),
            ("Country of Origin", ""),
        ],
    )
