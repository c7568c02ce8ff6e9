"""What a warehouse is asked for by document, and what its answer comes to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.check_digits import check_digit
from gateway.domain.items import Item, ItemIdentifier, Mark, UnitOfItem
from gateway.domain.parties import Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.warehouse_orders import (
    LotDetail,
    OrderedUnit,
    ShippedUnit,
    Tally,
    WarehouseOrder,
    WarehouseOrderLine,
    WarehouseShipment,
    WarehouseShipmentLine,
)
from gateway.orderdesk.packing import Carton, Content
from gateway.orderdesk.warehousing import (
    AskedLine,
    Asking,
    Missing,
    Reported,
    bill_of_lading,
    reported,
    tracking_of,
    warehouse_order,
)

ITEMS = {
    "LAMP": Item(
        sku="LAMP",
        description="A desk lamp with a very long description that fits nowhere",
        units=(UnitOfItem(unit="CA", each=Fraction(12), gtin="10036000291459"),),
        identifiers=(
            ItemIdentifier(kind="buyer-item", value="445566"),
            ItemIdentifier(kind="upc", value="036000291452"),
        ),
    )
}
ASKED = (
    AskedLine(number="1", line=1, sku="LAMP", commitment="c1", quantity=10),
    AskedLine(number="2", line=2, sku="LAMP", commitment="c2", quantity=20),
    AskedLine(number="3", line=3, sku="DESK", commitment="c3", quantity=5),
)
LEFT = {"c1": 10, "c2": 20, "c3": 5}
SSCC = "006141419999999994"


def identified(kind: str, value: str) -> tuple[ItemIdentifier, ...]:
    return (ItemIdentifier(kind=kind, value=value),)


def line(sku: str = "LAMP", **said: Any) -> WarehouseShipmentLine:
    """Return a line of which all left, unless it says otherwise."""
    known = {"status": "complete", "unit": "EA", "identifiers": identified("vendor-item", sku)}
    return WarehouseShipmentLine(**(known | said))


def told(*lines: WarehouseShipmentLine, marks: tuple[Mark, ...] = (), **said: Any) -> Reported:
    """Return what one unit with these lines comes to."""
    unit = ShippedUnit(number="1", marks=marks, lines=lines)
    return reported(WarehouseShipment(units=(unit,), **said), ASKED, left=LEFT, items=ITEMS)


def loose(found: Reported) -> list[tuple[str, int]]:
    return [(one.commitment, one.quantity) for one in found.loose]


def test_each_promise_is_asked_for_on_a_line_of_its_own() -> None:
    """By our number and by one that everybody knows, counted in base units, in no more words than fit."""
    items = {
        "LAMP": Item(
            sku="LAMP",
            base_unit="PR",
            description="A desk lamp with a very long description of nothing",
            identifiers=(
                ItemIdentifier(kind="buyer-item", value="445566"),
                ItemIdentifier(kind="upc", value="036000291452"),
                ItemIdentifier(kind="ean", value="4006381333931"),
            ),
        ),
        "DESK": Item(sku="DESK", description="A desk without my very long description, off it goes"),
    }

    def wanted(number: str, sku: str, quantity: int, unit: str, *words: str, upc: str = "") -> OrderedUnit:
        known = identified("upc", upc) if upc else ()
        line = WarehouseOrderLine(
            quantity=Decimal(quantity),
            unit=unit,
            identifiers=(*identified("vendor-item", sku), *known),
            descriptions=words,
            references=(Reference(kind="line-item", value=number),),
        )
        return OrderedUnit(number=number, lines=(line,))

    order = warehouse_order(
        Asking(
            number="P1",
            order_number="PO-1",
            seller_order="S1",
            ship_on=date(2026, 3, 2),
            parties=(Party(role="ship-to", name="Store 1"),),
            lines=(ASKED[0], ASKED[2], replace(ASKED[1], sku="STOOL", number="7")),
        ),
        items,
    )

    assert order == WarehouseOrder(
        number="P1",
        order_number="PO-1",
        parties=(Party(role="ship-to", name="Store 1"),),
        references=(Reference(kind="vendor-order", value="S1"),),
        dates=(TradeDate(kind="ship-requested", on=date(2026, 3, 2)),),
        units=(
            wanted(
                "1", "LAMP", 10, "PR", "A desk lamp with a very long description of n", upc="036000291452"
            ),
            wanted("3", "DESK", 5, "EA", "A desk without my very long description, off"),
            wanted("7", "STOOL", 20, "EA"),
        ),
        total=Tally(quantity=Decimal(35)),
    )


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (identified("sku", "LAMP"), [("c1", 10), ("c2", 2)]),
        (identified("upc", "036000291452"), [("c1", 10), ("c2", 2)]),
        (identified("gtin", "10036000291459"), [("c1", 10), ("c2", 2)]),
        (identified("order-line", "2"), [("c2", 12)]),
        ((*identified("sku", "LAMP"), *identified("order-line", "2")), [("c2", 12)]),
        ((*identified("sku", "LAMP"), *identified("order-line", "3")), [("c1", 10), ("c2", 2)]),
    ],
)
def test_a_line_is_known_by_its_item_and_its_number(
    names: tuple[ItemIdentifier, ...], expected: list[tuple[str, int]]
) -> None:
    """Where both are told the item decides, and the number among its lines."""
    assert expected == loose(told(line(identifiers=names, shipped=Decimal(12))))


def test_a_line_can_be_named_by_the_unit_it_is_in() -> None:
    unit = ShippedUnit(
        number="9",
        references=(Reference(kind="line-item", value="3"),),
        lines=(line(identifiers=(), shipped=Decimal(5)),),
    )
    said = WarehouseShipment(units=(unit,))
    assert [("c3", 5)] == loose(reported(said, ASKED, left=LEFT, items=ITEMS))


def test_a_number_that_is_not_of_a_line_names_none() -> None:
    """Whatever else is counted may be called 2 as well."""
    other = (Reference(kind="customer-order", value="2"),)
    assert [("c1", 3)] == loose(told(line(references=other, shipped=Decimal(3))))


def test_what_one_line_took_is_not_there_for_the_next() -> None:
    """Each promise gives what is left of it, in turn; what is over stays with the last."""
    three = (*ASKED[:2], replace(ASKED[2], sku="LAMP"))
    unit = ShippedUnit(number="1", lines=(line(shipped=Decimal(10)), line(shipped=Decimal(27))))
    said = WarehouseShipment(units=(unit,))

    assert [("c1", 10), ("c2", 20), ("c3", 7)] == loose(reported(said, three, left=LEFT, items=ITEMS))
    assert [("c2", 10), ("c2", 10), ("c3", 17)] == loose(reported(said, three, left={"c2": 20}, items=ITEMS))


def test_units_are_counted_in_base_units() -> None:
    """A case is twelve; half a case is six; a fraction of one is nothing we can book."""
    assert [("c1", 10), ("c2", 2)] == loose(told(line(unit="CA", shipped=Decimal(1))))
    assert [("c1", 6)] == loose(told(line(unit="CA", shipped=Decimal("0.5"))))
    for unit, quantity in (("CA", "0.3"), ("BX", "1"), ("EA", "-1")):
        for sku in ("LAMP", "DESK"):
            assert told(line(sku, unit=unit, shipped=Decimal(quantity))) == Reported(
                doubts=(f"{sku}: the quantity is no whole number of units we know",)
            )


@pytest.mark.parametrize(
    ("said", "left", "short"),
    [
        (
            {"shipped": Decimal(4), "ordered": Decimal(5), "reason": "out-of-stock"},
            4,
            [("c3", 1, "out-of-stock")],
        ),
        ({"shipped": Decimal(4), "ordered": Decimal(5), "status": "partial-rest-follows"}, 4, []),
        ({"shipped": Decimal(4)}, 4, []),
        ({"ordered": Decimal(5)}, 5, []),
        ({"ordered": Decimal(5), "difference": Decimal(-2)}, 3, [("c3", 2, "")]),
        ({"ordered": Decimal(5), "status": "out-of-stock"}, 0, [("c3", 5, "")]),
        ({"status": "item-cancelled"}, 0, [("c3", 5, "")]),
        ({}, 0, []),
    ],
)
def test_what_is_missing_is_told_from_what_follows(
    said: dict[str, Any], left: int, short: list[tuple[str, int, str]]
) -> None:
    """Only what the warehouse says is missing is; what follows waits."""
    found = told(line("DESK", **said))

    assert left == sum(one.quantity for one in found.loose)
    assert [Missing(commitment=c, quantity=q, reason=r) for c, q, r in short] == list(found.short)


def test_what_is_missing_is_said_once_and_only_while_it_is_still_to_leave() -> None:
    """By the first reason; not where another line says that it follows, nor where all that is left did leave."""

    def short(*said: dict[str, Any], left: int = 5) -> list[Missing]:
        unit = ShippedUnit(number="1", lines=tuple(line("DESK", **one) for one in said))
        report = WarehouseShipment(units=(unit,))
        return list(reported(report, ASKED, left={"c3": left} if left else {}, items=ITEMS).short)

    gone: dict[str, Any] = {"ordered": Decimal(5), "shipped": Decimal(2)}
    assert [Missing(commitment="c3", quantity=1, reason="damaged")] == short(
        gone | {"reason": "damaged"}, gone | {"reason": "lost"}
    )
    assert [] == short(gone, {"shipped": Decimal(1), "status": "backordered"})
    assert [] == short(gone | {"ordered": Decimal(7), "shipped": Decimal(5)})
    assert [] == short({"status": "out-of-stock"}, left=0)


def test_a_line_in_several_cartons_is_missing_nothing_that_is_in_another() -> None:
    """Each says how many were ordered in all."""
    cartons = tuple(
        ShippedUnit(
            number=str(at),
            marks=(Mark(kind="carrier-package", value=f"1Z{at}"),),
            lines=(line("DESK", ordered=Decimal(5), shipped=Decimal(count)),),
        )
        for at, count in enumerate((3, 2), 1)
    )
    found = reported(WarehouseShipment(units=cartons), ASKED, left=LEFT, items=ITEMS)

    assert ((), [3, 2]) == (found.short, [one.contents[0].quantity for one in found.cartons])
    assert "1Z1" == tracking_of(WarehouseShipment(units=cartons))


def test_more_than_was_asked_for_stays_in_sight() -> None:
    """It is under the last promise it can be, so that whoever books it sees it."""
    assert [("c1", 10), ("c2", 25)] == loose(told(line(shipped=Decimal(35))))


@pytest.mark.parametrize("reporting", ["as-ordered", "differences-only"])
def test_what_is_not_spoken_of_left_as_asked(reporting: str) -> None:
    """In a report of differences; in one of everything it did not leave."""
    change = line("DESK", ordered=Decimal(5), shipped=Decimal(4))
    assert [("c3", 4), ("c1", 10), ("c2", 20)] == loose(told(change, reporting=reporting))
    assert [("c3", 4)] == loose(told(change))
    nothing = reported(WarehouseShipment(reporting=reporting), ASKED, left={"c1": 0}, items=ITEMS)
    assert () == nothing.loose


def test_what_was_not_asked_for_is_a_doubt() -> None:
    nameless = identified("upc", "")
    unknown = told(line("CHAIR", shipped=Decimal(1)), line(identifiers=nameless, shipped=Decimal(1)))
    other = told(line("LAMP", shipped=Decimal(1), status="substituted"))

    assert (
        "CHAIR is nothing that was asked for",
        "what is in 1 is nothing that was asked for",
    ) == unknown.doubts
    assert ("LAMP was shipped in place of something else",) == other.doubts
    assert ((), ()) == (unknown.loose, other.loose)


@pytest.mark.parametrize(
    ("label", "expected", "doubts"),
    [
        (Mark(kind="sscc", value=f"00{SSCC}"), SSCC, ()),
        (Mark(kind="sscc-without-identifier", value=SSCC), SSCC, ()),
        (Mark(kind="sscc", value="006141419999999990"), "", ("the label of 1 is no SSCC-18",)),
        (Mark(kind="sscc", value="LABEL"), "", ("the label of 1 is no SSCC-18",)),
        (Mark(kind="sscc", value=f"99{SSCC}"), "", ("the label of 1 is no SSCC-18",)),
        (Mark(kind="sscc", value=f"0{SSCC}"), "", ("the label of 1 is no SSCC-18",)),
        (
            Mark(kind="sscc", value="PALLETNUMBERSEVEN" + check_digit("PALLETNUMBERSEVEN")),
            "",
            ("the label of 1 is no SSCC-18",),
        ),
        (Mark(kind="sscc", value=SSCC.replace("1", "\u0661")), "", ("the label of 1 is no SSCC-18",)),
        (Mark(kind="carrier-package", value="1Z9"), "", ()),
    ],
)
def test_a_carton_keeps_the_label_it_wears(label: Mark, expected: str, doubts: tuple[str, ...]) -> None:
    found = told(line(shipped=Decimal(1)), marks=(label,))

    assert ([expected], doubts) == ([one.label for one in found.cartons], found.doubts)


def test_a_label_is_found_among_other_marks() -> None:
    marks = (Mark(kind="carrier-package", value="1Z9"), Mark(kind="sscc", value=f"00{SSCC}"))

    assert told(line("DESK", shipped=Decimal(2)), marks=marks) == Reported(
        cartons=(Carton(contents=(Content(commitment="c3", quantity=2),), label=SSCC),)
    )


def test_a_carton_of_nothing_is_none() -> None:
    found = told(line("DESK", status="out-of-stock"), marks=(Mark(kind="sscc", value=SSCC),))
    assert ((), ()) == (found.cartons, found.doubts)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ((("2.5", "KG"), ("1", "LB")), Decimal("2.954")),
        ((("2.5", "KG"), ("1", "ZZ")), None),
        ((("2.5", "KG"), (None, "KG")), None),
    ],
)
def test_a_carton_weighs_what_all_its_lines_do(
    weights: tuple[tuple[str | None, str], ...], expected: Decimal | None
) -> None:
    lines = [
        line(
            shipped=Decimal(1),
            weight=None if kg is None else Decimal(kg),
            weight_kind="gross",
            weight_unit=unit,
        )
        for kg, unit in weights
    ]
    (found,) = told(*lines, marks=(Mark(kind="carrier-package", value="1Z9"),)).cartons
    assert expected == found.weight_kg


def test_a_weight_that_is_not_the_whole_is_none() -> None:
    """What the goods weigh without their packing says nothing of the carton."""
    net = line(shipped=Decimal(1), weight=Decimal(2), weight_kind="net", weight_unit="KG")
    assert [None] == [one.weight_kg for one in told(net, marks=(Mark(kind="sscc", value=SSCC),)).cartons]


def test_lots_and_serials_stay_with_the_goods() -> None:
    """One lot is the line's, several are nobody's; serials go with the first promise only."""
    serials = (ItemIdentifier(kind="serial", value="S1"), ItemIdentifier(kind="lot", value="L1"))
    lots = (LotDetail(number="1", references=(Reference(kind="serial", value="S2"),)),)
    one = told(line(shipped=Decimal(12), identifiers=(*identified("sku", "LAMP"), *serials), lots=lots))
    two = told(line(shipped=Decimal(1), lot="L1", references=(Reference(kind="lot", value="L2"),)))

    assert [("L1", ("S1", "S2")), ("L1", ())] == [(each.lot, each.serials) for each in one.loose]
    assert [("", ())] == [(each.lot, each.serials) for each in two.loose]
    others = (Reference(kind="lot", value="L3"), *(Reference(kind="serial", value="S1") for _ in range(2)))
    third = told(line(shipped=Decimal(1), references=(Reference(kind="batch-note", value="N"), *others)))
    assert [("L3", ("S1",))] == [(each.lot, each.serials) for each in third.loose]


def test_papers_are_told_by_their_numbers() -> None:
    """The carrier's number of all goes before that of a parcel; a label is no such number."""
    parcels = tuple(
        Mark(kind=kind, value=value) for kind, value in (("sscc", SSCC), ("carrier-package", "1Z9"))
    )
    said = WarehouseShipment(
        references=(Reference(kind="bill-of-lading", value="B1"), Reference(kind="tracking", value="T1")),
        units=(ShippedUnit(number="1", marks=parcels),),
    )
    assert ("T1", "B1") == (tracking_of(said), bill_of_lading(said))
    bare = replace(said, references=(Reference(kind="pro-number", value="P1"),))
    assert ("1Z9", "") == (tracking_of(bare), bill_of_lading(bare))
    assert ("", "") == (tracking_of(WarehouseShipment()), bill_of_lading(WarehouseShipment()))
