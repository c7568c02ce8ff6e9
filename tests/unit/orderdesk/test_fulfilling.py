"""The notice announces exactly what left, under labels that check."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import Calendar
from gateway.domain.items import Description, ItemIdentifier, Mark
from gateway.domain.parties import Contact, Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.shipments import Pack, ShipmentNotice, ShippedItem, ShippedOrder, Tare
from gateway.domain.terms import PackageCount, Routing
from gateway.errors import Conflict
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.fulfilling import Labels, Shipment, go_together, notice, shipped_by_order
from gateway.orderdesk.levels import OrderPart, label_count, packages, weight_of
from gateway.orderdesk.packing import Allocation, Carton, Content
from tests.unit.orderdesk.desk import STORE, TODAY, agreement, day, line, order

WORDS = Description(kind="free", text="A mug")
ORDERED = order(
    line(quantity="2", unit="CA", price=Decimal(18), descriptions=(WORDS,)),
    line("PLATE", "6"),
    release="R1",
    contract="C1",
)
CASES = StandingLine(line=1, sku="MUG", unit="CA", base_unit="EA", each=Fraction(12), ordered=24)
PLATES = StandingLine(line=2, sku="PLATE", unit="EA", base_unit="EA", each=Fraction(1), ordered=6)
ALLOCATIONS = (
    Allocation(commitment="a", line=1, sku="MUG", location="MAIN", quantity=24),
    Allocation(commitment="b", line=2, sku="PLATE", location="MAIN", quantity=6),
)
LABELS = Labels(company_prefix="0614141", first_serial=7)
WAREHOUSE = Party(role="ship-from", name="Main warehouse", code_kind="seller-assigned", code="MAIN")


def carton(*contents: tuple[str, int], **more: Any) -> Carton:
    return Carton(
        contents=tuple(Content(commitment=one, quantity=number) for one, number in contents), **more
    )


def announced(
    *cartons: Carton,
    labels: Labels = LABELS,
    lines: Any = (CASES, PLATES),
    levels: str = "pallets",
    before: Any = None,
    **more: Any,
) -> ShipmentNotice:
    shipment = Shipment(
        number="SH1", shipped_on=TODAY, issued_on=TODAY, issued_at_time=time(9, 30), cartons=cartons, **more
    )
    agreed = agreement(calendar=Calendar(transit_days=2), ship_from_parties=(WAREHOUSE,))
    part = OrderPart(
        order=ORDERED, lines=lines, allocations=ALLOCATIONS, seller_order="S1", shipped_before=before or {}
    )
    return notice(shipment, [part], agreement=agreed, labels=labels, levels=levels)


def only(sent: ShipmentNotice) -> ShippedOrder:
    (shipped,) = sent.orders
    return shipped


def sscc(digits: str) -> tuple[Mark, ...]:
    return (Mark(kind="sscc", value=digits),)


def weighing(kilograms: str, cartons: int = 1) -> tuple[PackageCount, ...]:
    return (
        PackageCount(
            packaging="CTN25",
            count=cartons,
            weight_kind="gross",
            weight=Decimal(kilograms),
            weight_unit="KG",
        ),
    )


def test_a_notice_tells_shipment_order_pallets_cartons_and_items() -> None:
    sent = announced(
        carton(("a", 12), tare=1, weight_kg=Decimal("4.5")),
        carton(("a", 12), ("b", 6), tare=1, weight_kg=Decimal("6.5")),
        location="MAIN",
        carrier="UPSN",
        mode="road",
        tracking="1Z1",
        references=(Reference(kind="bill-of-lading", value="B1"),),
    )

    mugs = ShippedItem(
        line_number="1",
        identifiers=ORDERED.lines[0].identifiers,
        quantity=Decimal(1),
        unit="CA",
        ordered=Decimal(2),
        ordered_unit="CA",
        descriptions=(WORDS,),
    )
    plates = ShippedItem(
        line_number="2",
        identifiers=ORDERED.lines[1].identifiers,
        quantity=Decimal(6),
        unit="EA",
        ordered=Decimal(6),
        ordered_unit="EA",
    )
    assert (
        ShipmentNotice(
            number="SH1",
            issued_on=TODAY,
            issued_at_time=time(9, 30),
            hierarchy="shipment-order-packaging-item",
            packages=weighing("11.0", 2),
            routing=(Routing(carrier_kind="scac", carrier="UPSN", mode="road"),),
            references=(
                Reference(kind="tracking", value="1Z1"),
                Reference(kind="bill-of-lading", value="B1"),
            ),
            shipment_dates=(
                TradeDate(kind="shipped", on=TODAY),
                TradeDate(kind="delivery-estimated", on=day(2)),
            ),
            parties=(WAREHOUSE, STORE),
            orders=(
                ShippedOrder(
                    order_number="PO1",
                    release="R1",
                    ordered_on=TODAY,
                    contract="C1",
                    seller_order="S1",
                    tares=(
                        Tare(
                            marks=sscc("00006141410000000074"),
                            packages=weighing("11.0", 2),
                            cartons=(
                                Pack(
                                    marks=sscc("00006141410000000081"),
                                    packages=weighing("4.5"),
                                    items=(mugs,),
                                ),
                                Pack(
                                    marks=sscc("00006141410000000098"),
                                    packages=weighing("6.5"),
                                    items=(mugs, plates),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            hash_total=Decimal(8),
        )
        == sent
    )


def test_cartons_on_no_pallet_stand_below_the_order() -> None:
    shipped = only(announced(carton(("a", 12)), carton(("b", 6), tare=5)))

    assert (1, 1, 1) == (len(shipped.cartons), len(shipped.tares), len(shipped.tares[0].cartons))
    assert (sscc("00006141410000000074"), sscc("00006141410000000098")) == (
        shipped.tares[0].marks,
        shipped.cartons[0].marks,
    )


def test_pallets_are_kept_apart_however_the_cartons_come() -> None:
    shipped = only(announced(carton(("a", 1), tare=2), carton(("b", 1), tare=1), carton(("a", 1), tare=2)))

    assert [1, 2] == [len(tare.cartons) for tare in shipped.tares]


def test_what_nobody_weighed_has_no_weight() -> None:
    sent = announced(carton(("a", 12), weight_kg=Decimal(1)), carton(("b", 6)))

    assert (PackageCount(packaging="CTN25", count=2),) == sent.packages
    assert (weighing("1"), ()) == tuple(one.packages for one in only(sent).cartons)


def test_what_nobody_named_is_left_out() -> None:
    sent = announced(carton(("a", 12)))

    assert ((), (), (STORE,)) == (sent.routing, sent.references, sent.parties)


def test_labels_may_go_without_the_application_identifier() -> None:
    (one,) = only(announced(carton(("a", 12)), labels=replace(LABELS, extension="3", bare=True))).cartons

    assert (Mark(kind="sscc-without-identifier", value="306141410000000075"),) == one.marks


def test_one_item_of_a_carton_is_said_once_and_what_left_before_is_repeated() -> None:
    (one,) = only(announced(carton(("a", 6), ("a", 6)), before={1: 6})).cartons

    assert [(Decimal(1), Decimal("0.5"))] == [(item.quantity, item.shipped_to_date) for item in one.items]


def test_a_part_of_a_case_is_told_in_base_units() -> None:
    (one,) = only(announced(carton(("a", 7)))).cartons

    assert [(Decimal(7), "EA", Decimal(2), "CA")] == [
        (item.quantity, item.unit, item.ordered, item.ordered_unit) for item in one.items
    ]


def test_a_substitute_goes_by_our_number_and_the_buyers() -> None:
    instead = replace(CASES, sku="JUG", substituted=True)
    mine = ItemIdentifier(kind="buyer-item", value="B-MUG")
    ordered = replace(
        ORDERED, lines=(replace(ORDERED.lines[0], identifiers=(*ORDERED.lines[0].identifiers, mine)),)
    )
    shipment = Shipment(
        number="SH1", shipped_on=TODAY, issued_on=TODAY, issued_at_time=time(9), cartons=(carton(("a", 12)),)
    )

    part = OrderPart(order=ordered, lines=[instead], allocations=ALLOCATIONS)
    sent = notice(shipment, [part], agreement=agreement(), labels=LABELS)

    (item,) = only(sent).cartons[0].items
    assert ((mine, ItemIdentifier(kind="vendor-item", value="JUG")), ()) == (
        item.identifiers,
        item.descriptions,
    )


def test_what_was_not_allocated_is_not_announced() -> None:
    """Neither more than was, nor what nobody asked for."""
    with pytest.raises(Conflict, match=r"^a: more was packed than was allocated$"):
        announced(carton(("a", 25)))
    with pytest.raises(Conflict, match=r"^ghost: more was packed than was allocated$"):
        announced(carton(("a", 12), ("ghost", 1)))


OTHER = order(line("MUG", "12"), number="PO2")
OTHER_PART = OrderPart(
    order=OTHER,
    lines=[StandingLine(line=1, sku="MUG", unit="EA", base_unit="EA", each=Fraction(1), ordered=12)],
    allocations=[Allocation(commitment="z", line=1, sku="MUG", location="MAIN", quantity=12)],
    seller_order="S2",
)
OWN_PART = OrderPart(order=ORDERED, lines=(CASES, PLATES), allocations=ALLOCATIONS, seller_order="S1")


def together(*cartons: Carton, levels: str = "pallets", other: OrderPart = OTHER_PART) -> ShipmentNotice:
    shipment = Shipment(
        number="SH1", shipped_on=TODAY, issued_on=TODAY, issued_at_time=time(9, 30), cartons=cartons
    )
    return notice(shipment, [OWN_PART, other], agreement=agreement(), labels=LABELS, levels=levels)


def labels_of(shipped: ShippedOrder) -> list[tuple[str, list[str]]]:
    """Return the last digits of each pallet's label with those of its cartons."""
    return [
        (tare.marks[0].value[-2:], [one.marks[0].value[-2:] for one in tare.cartons])
        for tare in shipped.tares
    ]


@pytest.mark.parametrize(("levels", "labels"), [("pallets", 6), ("cartons", 4), ("items", 0)])
def test_every_carton_and_every_pallet_that_is_told_of_has_a_label(levels: str, labels: int) -> None:
    cartons = (
        carton(("a", 1)),
        carton(("a", 1), tare=3),
        carton(("a", 1), tare=3),
        carton(("a", 1), tare=2),
    )

    assert labels == label_count(iter(cartons), levels)


def test_a_carton_that_wears_a_label_keeps_it() -> None:
    """The others draw theirs as if it were not there."""
    worn = "006141419999999994"
    cartons = (carton(("a", 12), label=worn), carton(("a", 12)))

    packs = announced(*cartons, levels="cartons").orders[0].cartons

    assert (1, 1) == (label_count(cartons, "cartons"), label_count(cartons))
    assert [f"00{worn}", "00006141410000000074"] == [one.marks[0].value for one in packs]


def test_a_notice_without_pallets_has_every_carton_straight_under_its_order() -> None:
    sent = announced(carton(("a", 12), tare=1), carton(("b", 6), tare=2), levels="cartons")

    assert "shipment-order-packaging-item" == sent.hierarchy
    assert ((), 2, ()) == (only(sent).tares, len(only(sent).cartons), only(sent).items)


def test_a_notice_without_cartons_has_each_line_once() -> None:
    sent = announced(carton(("a", 12), tare=1), carton(("a", 12), ("b", 6), tare=2), levels="items")

    assert "shipment-order-item" == sent.hierarchy
    assert [("1", Decimal(2)), ("2", Decimal(6))] == [
        (one.line_number, one.quantity) for one in only(sent).items
    ]
    assert ((), ()) == (only(sent).tares, only(sent).cartons)


def test_orders_that_travel_together_stand_side_by_side() -> None:
    sent = together(carton(("a", 12), tare=1), carton(("z", 12), tare=2))

    assert ["PO1", "PO2"] == [one.order_number for one in sent.orders]
    assert [[("74", ["81"])], [("98", ["04"])]] == [labels_of(one) for one in sent.orders]
    assert Decimal(13) == sent.hash_total


def test_a_pallet_and_a_carton_of_two_orders_stand_under_both_with_one_label() -> None:
    """What they weigh is said of neither: it is not known what part of it belongs to whom."""
    sent = together(
        carton(("a", 12), ("z", 6), tare=1, weight_kg=Decimal(9)),
        carton(("z", 6), tare=1, weight_kg=Decimal(2)),
    )

    assert [[("74", ["81"])], [("74", ["81", "98"])]] == [labels_of(one) for one in sent.orders]
    assert [(), ()] == [one.tares[0].packages for one in sent.orders]
    assert [[()], [(), weighing("2")]] == [
        [pack.packages for pack in one.tares[0].cartons] for one in sent.orders
    ]


def test_a_pallet_of_two_orders_weighs_nothing_though_each_carton_of_it_does() -> None:
    """It stands under both of them: the sum of all pallets would count it twice."""
    sent = together(
        carton(("a", 12), tare=1, weight_kg=Decimal(9)), carton(("z", 12), tare=1, weight_kg=Decimal(2))
    )

    assert [((), [weighing("9")]), ((), [weighing("2")])] == [
        (tare.packages, [pack.packages for pack in tare.cartons]) for one in sent.orders for tare in one.tares
    ]


def test_what_left_of_each_order_is_told_by_line() -> None:
    cartons = (carton(("b", 6), ("a", 1)), carton(("z", 5), ("a", 12)))

    assert ({1: 13, 2: 6}, {1: 5}) == shipped_by_order(cartons, [OWN_PART, OTHER_PART])


def test_nothing_weighs_nothing_that_is_known() -> None:
    assert (None, (PackageCount(packaging="CTN25", count=0),)) == (weight_of(()), packages(()))


def test_items_come_by_line_and_lot_however_they_were_packed() -> None:
    contents = tuple(
        Content(commitment=one, quantity=quantity, lot=lot)
        for one, quantity, lot in (("b", 6, ""), ("a", 6, "L2"), ("a", 12, "L1"), ("a", 6, "L2"))
    )
    (one,) = only(announced(Carton(contents=contents))).cartons

    assert [("1", Decimal(1), "L1"), ("1", Decimal(1), "L2"), ("2", Decimal(6), "")] == [
        (item.line_number, item.quantity, "".join(each.value for each in item.references))
        for item in one.items
    ]


def test_an_order_of_which_nothing_left_is_not_told_of() -> None:
    assert ["PO2"] == [one.order_number for one in together(carton(("z", 1))).orders]


def test_orders_that_go_to_different_places_do_not_travel_together() -> None:
    elsewhere = replace(STORE, code="0099")
    other = replace(OTHER_PART, order=replace(OTHER, parties=(elsewhere,)))

    with pytest.raises(Conflict, match=r"^the orders in it go to different places$"):
        together(carton(("a", 1), ("z", 1)), other=other)
    assert [True, False] == [
        go_together(orders, agreement()) for orders in ((ORDERED, OTHER), (ORDERED, OTHER, other.order))
    ]


def test_what_is_theirs_alone_does_not_keep_orders_apart() -> None:
    """Whom to call at the place is not where it is."""
    called = replace(STORE, contacts=(Contact(name="Someone"),))
    assert go_together((ORDERED, replace(OTHER, parties=(called,))), agreement())


def test_a_lot_and_its_serials_are_told_with_the_item() -> None:
    contents = (
        Content(commitment="a", quantity=12, lot="L1", serials=("S1", "S2")),
        Content(commitment="a", quantity=12, lot="L2"),
    )
    (one,) = only(announced(Carton(contents=contents))).cartons

    assert [[("lot", "L1"), ("serial", "S1"), ("serial", "S2")], [("lot", "L2")]] == [
        [(each.kind, each.value) for each in item.references] for item in one.items
    ]
