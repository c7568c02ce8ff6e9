"""Files as strangers lay them out: shapes made from how people work, with what a person would read of each.

Nothing here looks at the words or rules of the reader; what is expected was written down before it was tried.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tests.rfp_files.sheets import Case, Formula, Held, Number, Sheet

Column = tuple[str, str]
UNCLEAR, DAMAGED = "sheet.quantity-unclear", "sheet.part-damaged"
THREE: list[Column] = [("Part Number", "part"), ("Description", "description"), ("Qty", "quantity")]


def strangers() -> Iterator[Case]:
    """Yield every file strangers sent."""
    for made in (_headers, _tables, _merges, _numbers, _days, _prices, _eaten, _unseen, _scripts):
        yield from made()


def _listed(columns: Sequence[Column], rows: Sequence[tuple[Sequence[Held], dict[str, Any]]]) -> Sheet:
    """Return a sheet with a header and items; `findings` among the fields is what is to be said of a row."""
    sheet = Sheet()
    sheet.header(*columns)
    for cells, fields in rows:
        found = fields.pop("findings", ())
        sheet.item(cells, findings=found, **fields)
    return sheet


def _three(*rows: tuple[Held, Held, Held, dict[str, Any]]) -> Sheet:
    """Return a sheet of part, description and quantity; each row ends with what differs from what stands there."""
    return _listed(
        THREE,
        [
            (
                [part, text, quantity],
                {"part": part, "description": text, "quantity": quantity} | changes,
            )
            for part, text, quantity, changes in rows
        ],
    )


def _headers() -> Iterator[Case]:
    tall = Sheet(name="Annex 2")
    tall.add("Tender 2026/14: spare parts for pumping stations")
    tall.add()
    first = tall.add("Ref.", "Goods", None, "Demand", None, "Offer of the bidder", None)
    tall.add(None, "Identification", None, "Order", None, "to be filled in", None)
    tall.header_rows = [
        tall.add(None, "Stock code", "Description", "Quantity", "Unit", "Unit price", "Lead time")
    ]
    tall.merges = [(first, 0, first + 2, 0), (first, 1, first, 2), (first, 3, first, 4), (first, 5, first, 6)]
    tall.columns = {
        1: "part",
        2: "description",
        3: "quantity",
        4: "unit",
        5: "offer_price",
        6: "offer_lead_time",
    }
    for at, (part, text, quantity) in enumerate(
        (
            ("PMP-100", "Impeller bronze 180 mm", 4),
            ("PMP-101", "Shaft sleeve", 8),
            ("PMP-102", "Wear ring", 16),
        ),
        1,
    ):
        tall.item(
            [at, part, text, quantity, "pcs", None, None],
            part=part,
            description=text,
            quantity=quantity,
            unit="PC",
            unit_text="pcs",
        )
    yield Case("strange-header-of-three-lines", "xlsx", [tall])
    units = _listed(
        [
            ("Pos", "line"),
            ("Item description", "description"),
            ("Qty (pcs)", "quantity"),
            ("Your price (EUR)", "offer_price"),
        ],
        [
            (
                [1, "Ball valve DN25 PN16", 12, None],
                {"line": 1, "description": "Ball valve DN25 PN16", "quantity": 12},
            ),
            (
                [2, "Gate valve DN50 PN16", 3, None],
                {"line": 2, "description": "Gate valve DN50 PN16", "quantity": 3},
            ),
        ],
    )
    yield Case("strange-unit-in-header", "xlsx", [units])
    shouted = Sheet()
    for text in ("*** URGENT ***", "From: maintenance", "Please send best prices + delivery for the below"):
        shouted.add(text)
    shouted.header(
        ("ITEM NO.", "line"),
        ("PART#", "part"),
        ("DESCRIPTION OF ITEM", "description"),
        ("QTY REQ'D", "quantity"),
        ("U.O.M.", "unit"),
    )
    shouted.item(
        [1, "6204-2RS", "BEARING DEEP GROOVE", 10, "EA"],
        line=1,
        part="6204-2RS",
        description="BEARING DEEP GROOVE",
        quantity=10,
        unit="EA",
        unit_text="EA",
    )
    shouted.item(
        [2, "6205-2RS", "BEARING DEEP GROOVE", 6, "EA"],
        line=2,
        part="6205-2RS",
        description="BEARING DEEP GROOVE",
        quantity=6,
        unit="EA",
        unit_text="EA",
    )
    yield Case("strange-shouted-header", "xlsx", [shouted])


def _tables() -> Iterator[Case]:
    beside = Sheet()
    beside.header(*THREE, ("", ""), ("Site", ""), ("Contact", ""))
    sites = (("North plant", "A. Reader"), ("South plant", "B. Writer"), (None, None))
    for (part, text, quantity), (site, contact) in zip(
        (("H-10", "Hose 10 mm", 30), ("H-12", "Hose 12 mm", 20), ("H-16", "Hose 16 mm", 15)),
        sites,
        strict=True,
    ):
        beside.item(
            [part, text, quantity, None, site, contact], part=part, description=text, quantity=quantity
        )
    yield Case("strange-addresses-beside", "xlsx", [beside])
    twice = Sheet()
    twice.header(*THREE, ("", ""), *((text, "") for text, _ in THREE))
    for at in range(3):
        twice.item(
            [
                f"TW-{at}",
                f"Twist drill {at + 3} mm",
                10,
                None,
                f"TW-{at + 3}",
                f"Twist drill {at + 6} mm",
                20,
            ],
            part=f"TW-{at}",
            description=f"Twist drill {at + 3} mm",
            quantity=10,
        )
    yield Case("strange-same-table-beside", "xlsx", [twice])
    foot = _three(
        ("B-1", "Belt A42", 4, {}),
        ("B-2", "Belt B55", 6, {}),
    )
    foot.other("total", None, "Total quantity", 10)
    foot.add()
    foot.other("note", "Delivery: DAP our works. Payment: 30 days net.")
    foot.other("note", "Prepared by: C. Clerk", None, "Approved by: D. Director")
    yield Case("strange-footer-and-signatures", "xlsx", [foot])
    stacked = Sheet()
    stacked.header(*THREE)
    stacked.item(["L-1", "Lamp 10 W", 5], part="L-1", description="Lamp 10 W", quantity=5)
    stacked.add()
    stacked.other("section", "Spare parts")
    stacked.again()
    stacked.item(["L-9", "Driver for lamp", 2], part="L-9", description="Driver for lamp", quantity=2)
    yield Case("strange-second-table-below", "xlsx", [stacked])
    prose = _three(
        ("G-1", "Gasket spiral wound 2 inch", 25, {}), ("G-2", "Gasket spiral wound 3 inch", 10, {})
    )
    yield Case("strange-word-table", "word", [prose])
    yield Case("strange-print-without-lines", "pdf", [prose], ruled=False)


def _merges() -> Iterator[Case]:
    groups = Sheet()
    groups.header(("Area", ""), *THREE)
    rows = [
        ("Hall 1", "F-1", "Filter bag", 100),
        (None, "F-2", "Filter cage", 100),
        ("Hall 2", "F-3", "Filter cartridge", 12),
    ]
    for area, part, text, quantity in rows:
        groups.item([area, part, text, quantity], part=part, description=text, quantity=quantity)
    groups.merges = [(2, 0, 3, 0)]
    yield Case("strange-merged-area", "xlsx", [groups])
    dates = Sheet()
    dates.header(*THREE, ("Required date", "needed_on"))
    dates.item(
        ["M-5", "Motor 5.5 kW", 2, date(2026, 4, 1)],
        part="M-5",
        description="Motor 5.5 kW",
        quantity=2,
        needed_on="2026-04-01",
    )
    dates.item(
        [None, None, 3, date(2026, 5, 1)],
        part="M-5",
        description="Motor 5.5 kW",
        quantity=3,
        needed_on="2026-05-01",
    )
    dates.item(
        ["M-7", "Motor 7.5 kW", 1, date(2026, 4, 1)],
        part="M-7",
        description="Motor 7.5 kW",
        quantity=1,
        needed_on="2026-04-01",
    )
    dates.merges = [(2, 0, 3, 0), (2, 1, 3, 1)]
    yield Case("strange-one-item-on-two-dates", "xlsx", [dates])


def _numbers() -> Iterator[Case]:
    unclear = {"quantity": None, "findings": [UNCLEAR]}
    yield Case(
        "strange-quantities-in-words",
        "xlsx",
        [
            _three(
                ("W-1", "Wrench 13 mm", "twelve", unclear),
                ("W-2", "Wrench 17 mm", "five (5)", {"quantity": 5}),
                ("W-3", "Wrench 19 mm", "a few", unclear),
                ("W-4", "Wrench 22 mm", "10-12", unclear),
                ("W-5", "Wrench 24 mm", "approx. 40", {"quantity": 40}),
                ("W-6", "Wrench 27 mm", "2 x 6", unclear),
            )
        ],
    )
    yield Case(
        "strange-packs-in-quantity",
        "xlsx",
        [
            _three(
                (
                    "N-1",
                    "Nail 50 mm",
                    "5 BX 100",
                    {"quantity": 5, "unit": "BX", "unit_text": "BX 100", "pack": 100},
                ),
                (
                    "N-2",
                    "Nail 60 mm",
                    "3 boxes of 250",
                    {"quantity": 3, "unit": "BX", "unit_text": "boxes of 250", "pack": 250},
                ),
                ("N-3", "Nail 70 mm", "12 pcs.", {"quantity": 12, "unit": "PC", "unit_text": "pcs."}),
            )
        ],
    )
    columns: list[Column] = [*THREE, ("UOM", "unit"), ("Pack size", "pack")]
    packed = [
        ("X-1", "Glove nitrile L", 5, "BX", 100, {"unit": "BX", "pack": 100}),
        ("X-2", "Glove nitrile M", 500, "EA", 100, {"unit": "EA", "pack": 100}),
        (
            "X-3",
            "Glove nitrile S",
            30,
            "EA",
            100,
            {"unit": "EA", "pack": 100, "findings": ["sheet.pack-unclear"]},
        ),
        ("X-4", "Apron", 3, "C", None, {"unit": "HU"}),
        ("X-5", "Mask", 200, "C", None, {"unit": "HU", "findings": ["sheet.hundreds-unclear"]}),
    ]
    yield Case(
        "strange-packs-in-a-column",
        "xlsx",
        [
            _listed(
                columns,
                [
                    (
                        [part, text, quantity, unit, pack],
                        {"part": part, "description": text, "quantity": quantity, "unit_text": unit} | more,
                    )
                    for part, text, quantity, unit, pack, more in packed
                ],
            )
        ],
    )
    mixed: list[Column] = [*THREE, ("Target price", "target_price")]
    typed = [
        ("1.250,50", "1250.50", []),
        ("1,250.50", "1250.50", []),
        ("12,5", "12.5", []),
        ("12.5", "12.5", []),
        ("1 250,50", "1250.50", []),
        ("1'250.50", "1250.50", []),
    ]
    yield Case(
        "strange-mixed-decimals",
        "csv",
        [
            _listed(
                mixed,
                [
                    (
                        [f"C-{at}", f"Coupling {at}", "4", text],
                        {
                            "part": f"C-{at}",
                            "description": f"Coupling {at}",
                            "quantity": 4,
                            "target_price": price,
                            "findings": found,
                        },
                    )
                    for at, (text, price, found) in enumerate(typed)
                ],
            )
        ],
        delimiter=";",
    )


def _days() -> Iterator[Case]:
    columns: list[Column] = [*THREE, ("Required by", "needed_on")]
    typed = [
        ("2026-04-24", "2026-04-24"),
        ("24/04/2026", "2026-04-24"),
        ("24.04.2026", "2026-04-24"),
        ("2026/04/24", "2026-04-24"),
        ("2026.04.24.", "2026-04-24"),
        ("24 avril 2026", "2026-04-24"),
        ("24-Apr-26", "2026-04-24"),
        ("April 24th, 2026", "2026-04-24"),
        ("24 de abril de 2026", "2026-04-24"),
        ("ngày 24 tháng 4 năm 2026", "2026-04-24"),
        ("2026年4月24日", "2026-04-24"),
        ("20260424", "2026-04-24"),
    ]
    yield Case(
        "strange-days-of-everywhere",
        "xlsx",
        [
            _listed(
                columns,
                [
                    (
                        [f"T-{at}", f"Timer {at}", 1, text],
                        {"part": f"T-{at}", "description": f"Timer {at}", "quantity": 1, "needed_on": day},
                    )
                    for at, (text, day) in enumerate(typed)
                ],
            )
        ],
    )


def _prices() -> Iterator[Case]:
    columns: list[Column] = [*THREE, ("Budget price per 100", "target_price"), ("Your price", "offer_price")]
    rows = [
        (
            [f"R-{at}", f"Rivet {at}", 5000, price, None],
            {
                "part": f"R-{at}",
                "description": f"Rivet {at}",
                "quantity": 5000,
                "target_price": price,
                "price_basis": 100,
            },
        )
        for at, price in enumerate((Decimal("4.2"), Decimal("3.85")))
    ]
    yield Case("strange-price-per-hundred-in-header", "xlsx", [_listed(columns, rows)])
    typed = [("38.00 per 1000", "38.00", 1000), ("3.80/100", "3.80", 100), ("0.04 each", "0.04", None)]
    columns = [*THREE, ("Last price", "target_price")]
    rows = [
        (
            [f"R-{at}", f"Rivet {at}", 5000, text],
            {
                "part": f"R-{at}",
                "description": f"Rivet {at}",
                "quantity": 5000,
                "target_price": price,
                "price_basis": basis,
            },
        )
        for at, (text, price, basis) in enumerate(typed)
    ]
    yield Case("strange-price-bases-typed", "xlsx", [_listed(columns, rows)])


def _eaten() -> Iterator[Case]:
    damaged = {"part": None, "findings": [DAMAGED]}
    sheet = _three(
        (Number(Decimal(100000), "0.00E+00", "1.00E+05"), "Relay 1E5", 2, damaged),
        (date(2026, 3, 4), "Fitting 3-4", 10, damaged),
        ("00734", "Bracket, zeros kept as text", 3, {}),
        (Number(Decimal(734), "00000", "00734"), "Bracket, zeros kept by a format", 3, {"part": "00734"}),
        (Number(Decimal(12345678901234500000)), "Serial too long", 1, damaged),
    )
    yield Case("strange-eaten-part-numbers", "xlsx", [sheet])
    text = _three(
        ("4-Mar", "Fitting 3-4", "10", {}),
        ("1.00E+05", "Relay 1E5", "2", {"part": None, "findings": [DAMAGED]}),
        ("00734", "Bracket", "3", {}),
    )
    yield Case("strange-eaten-part-numbers-csv", "csv", [text])


def _unseen() -> Iterator[Case]:
    old = Sheet(name="Last year", hidden=True)
    old.header(*THREE)
    for at in range(12):
        old.add(f"OLD-{at}", f"Old thing {at}", at + 1)
    now = _three(("V-1", "Valve DN15", 4, {}), ("V-2", "Valve DN20", 6, {}))
    now.name = "This year"
    yield Case("strange-hidden-larger-sheet", "xlsx", [old, now], meant=1)
    columns: list[Column] = [
        ("Part Number", "part"),
        ("Qty last year", ""),
        ("Description", "description"),
        ("Qty", "quantity"),
    ]
    sheet = Sheet()
    sheet.header(*columns)
    for at, (last, quantity) in enumerate(((90, 5), (70, 7), (10, 9))):
        sheet.item(
            [f"K-{at}", last, f"Key {at}", quantity],
            part=f"K-{at}",
            description=f"Key {at}",
            quantity=quantity,
        )
    yield Case("strange-hidden-column", "xlsx", [sheet], options={"hidden_columns": (1,)})
    formulas = Sheet()
    formulas.header(("No.", "line"), *THREE)
    formulas.item(
        [Formula("=ROW()-1", Decimal(1)), "Q-1", "Quick coupling", Formula("=2*6", Decimal(12))],
        line=1,
        part="Q-1",
        description="Quick coupling",
        quantity=12,
    )
    formulas.item(
        [Formula("=ROW()-1"), "Q-2", "Quick coupling large", Formula("=SUM(H1:H9)")],
        part="Q-2",
        description="Quick coupling large",
        findings=["sheet.uncomputed", "sheet.uncomputed"],
    )
    yield Case("strange-formulas-without-values", "xlsx", [formulas])
    said = _three(("S-1", "Seal 40x62x10", 20, {}), ("S-2", "Seal 45x62x10", 15, {}))
    yield Case(
        "strange-comments",
        "xlsx",
        [said],
        options={"comments": {(2, 3): "or 25 if cheaper", (3, 1): "check!"}},
    )


def _scripts() -> Iterator[Case]:
    mark = "\u200f"
    sheet = _listed(
        [(f"{text}{mark}", name) for text, name in THREE],
        [
            (
                [f"{mark}A-{at}{mark}", f"{mark}Anchor {at}", f"{at + 3}{mark}"],
                {"part": f"A-{at}", "description": f"Anchor {at}", "quantity": at + 3},
            )
            for at in range(3)
        ],
    )
    yield Case("strange-right-to-left-marks", "xlsx", [sheet])
    yield Case("strange-right-to-left-marks-csv", "csv", [sheet], encoding="utf-8", options={"mark": True})
    wide = _three(
        ("\uff21\uff22-\uff11\uff10", "Adapter M12", "\uff11\uff12", {"part": "AB-10", "quantity": 12})
    )
    wide.item(["AB-11", "Adapter M16", "8"], part="AB-11", description="Adapter M16", quantity=8)
    yield Case("strange-full-width-digits", "csv", [wide], encoding="gb18030", options={"not_ascii": True})
    yield Case(
        "strange-utf-16-big-endian",
        "csv",
        [_three(("E-1", "Écrou M8", "40", {}), ("E-2", "Écrou M10", "60", {}))],
        encoding="utf-16-be",
        delimiter="\t",
    )
