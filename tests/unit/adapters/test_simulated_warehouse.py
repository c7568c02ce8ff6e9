"""The simulated warehouse: when it ships, how it packs, and what a crash leaves behind."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.adapters.warehouses.simulated import CARTONS_A_TARE, SimulatedSettings, SimulatedWarehouse
from gateway.application.ports import PackedShipment, PickLine, PickOrder
from tests.fakes.clocks import START, FixedClock

TODAY = START.date()


def line(number: int, quantity: int, *, sku: str = "BOLT", ship_on: date = TODAY) -> PickLine:
    """Return a line of the main warehouse."""
    return PickLine(
        line=number, sku=sku, location="MAIN", quantity=quantity, ship_on=ship_on, commitment=f"c{number}"
    )


def pick(*lines: PickLine) -> PickOrder:
    """Return a pick of these lines."""
    return PickOrder(id="p/1", order="o1", lines=lines)


def warehouse(folder: Path, clock: FixedClock | None = None, **chosen: object) -> SimulatedWarehouse:
    """Return a warehouse in a folder."""
    return SimulatedWarehouse(
        SimulatedSettings.model_validate(chosen), folder=folder, clock=clock or FixedClock()
    )


def cartons(shipment: PackedShipment) -> list[tuple[int, list[tuple[str, int]]]]:
    """Return the cartons in plain words: tare, and commitments with quantities."""
    return [
        (carton.tare, [(one.commitment, one.quantity) for one in carton.lines]) for carton in shipment.cartons
    ]


def test_goods_leave_on_their_day(tmp_path: Path) -> None:
    """What is due today leaves today, the rest with a shipment of its own."""
    clock = FixedClock()
    simulated = warehouse(tmp_path, clock)
    simulated.release(pick(line(1, 5), line(2, 3, ship_on=TODAY + timedelta(days=2))))

    (first,) = simulated.fetch()
    simulated.confirm(first)
    clock.advance(timedelta(days=1))
    between = list(simulated.fetch())
    clock.advance(timedelta(days=1))
    (second,) = simulated.fetch()

    assert (cartons(first), between, cartons(second)) == ([(1, [("c1", 5)])], [], [(1, [("c2", 3)])])
    assert (first.shipped_at, second.shipped_at) == (START, START + timedelta(days=2))


def test_goods_may_leave_at_once(tmp_path: Path) -> None:
    """For a demo nobody waits for; the days still make shipments of their own."""
    simulated = warehouse(tmp_path, ship_at_once=True)
    simulated.release(pick(line(1, 5), line(2, 3, ship_on=TODAY + timedelta(days=40))))

    assert [cartons(one) for one in simulated.fetch()] == [[(1, [("c1", 5)])], [(1, [("c2", 3)])]]


def test_cartons_hold_one_item_up_to_their_capacity(tmp_path: Path) -> None:
    """Lines of one item share cartons; the last of each item is what is left."""
    simulated = warehouse(tmp_path, carton_capacity=10, capacities={"CRATE": 1})
    simulated.release(pick(line(1, 12), line(2, 2, sku="CRATE"), line(3, 9)))

    (shipment,) = simulated.fetch()

    expected = [
        [("c1", 10)],
        [("c1", 2), ("c3", 8)],
        [("c3", 1)],
        [("c2", 1)],
        [("c2", 1)],
    ]
    assert [lines for _, lines in cartons(shipment)] == expected


def test_a_tare_holds_twelve_cartons(tmp_path: Path) -> None:
    """Tares count from 1."""
    simulated = warehouse(tmp_path, carton_capacity=1)
    simulated.release(pick(line(1, 25)))

    (shipment,) = simulated.fetch()

    assert [carton.tare for carton in shipment.cartons] == [1] * 12 + [2] * 12 + [3]


def test_two_warehouses_do_the_same(tmp_path: Path) -> None:
    """Nothing is left to chance: the same picks and clock give the same shipments."""
    told = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        simulated = warehouse(folder)
        simulated.release(pick(line(1, 100), line(2, 3, sku="NUT")))
        told.append(list(simulated.fetch()))

    assert told[0] == told[1]


def test_shipments_are_told_in_the_order_they_left(tmp_path: Path) -> None:
    """Whatever they are called."""
    clock = FixedClock()
    simulated = warehouse(tmp_path, clock)
    for name in ("z", "a"):
        simulated.release(PickOrder(id=name, order="o1", lines=(line(1, 1),)))
        list(simulated.fetch())
        clock.advance(timedelta(minutes=1))

    assert [one.pick for one in simulated.fetch()] == ["z", "a"]


def test_a_crash_after_shipping_ships_nothing_twice(tmp_path: Path) -> None:
    """The pick is still there, and its shipment is known by its id, confirmed or not."""
    simulated = warehouse(tmp_path)
    simulated.release(pick(line(1, 5)))
    (file,) = (tmp_path / "picks").iterdir()
    content = file.read_bytes()
    (shipment,) = simulated.fetch()
    file.write_bytes(content)

    assert list(simulated.fetch()) == [shipment]
    simulated.confirm(shipment)
    file.write_bytes(content)
    assert list(simulated.fetch()) == []


def test_a_pick_of_nothing_is_done(tmp_path: Path) -> None:
    """It does not come back at every look."""
    simulated = warehouse(tmp_path)
    simulated.release(pick())

    assert list(simulated.fetch()) == []
    assert list((tmp_path / "picks").iterdir()) == []


def test_ids_are_no_paths(tmp_path: Path) -> None:
    """Whatever an id holds, its file stays in the folder."""
    simulated = warehouse(tmp_path / "warehouse")
    simulated.release(PickOrder(id="../../up", order="o1", lines=(line(1, 1),)))
    (shipment,) = simulated.fetch()
    simulated.confirm(shipment)

    assert [path.name for path in tmp_path.iterdir()] == ["warehouse"]
    assert list(simulated.fetch()) == []


@settings(max_examples=50, deadline=None)  # it writes files
@given(
    lines=st.lists(st.tuples(st.sampled_from(["BOLT", "NUT", "PIN"]), st.integers(1, 90)), max_size=6),
    capacity=st.integers(1, 50),
)
def test_packing_loses_nothing_and_overfills_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, int]], capacity: int
) -> None:
    """Every unit is in one carton, every carton within its capacity, every tare within twelve."""
    asked = [line(number, quantity, sku=sku) for number, (sku, quantity) in enumerate(lines)]
    simulated = warehouse(tmp_path_factory.mktemp("warehouse"), carton_capacity=capacity)
    simulated.release(pick(*asked))
    items = {one.commitment: one.sku for one in asked}

    packed = [carton for shipment in simulated.fetch() for carton in cartons(shipment)]

    for one in asked:
        found = sum(quantity for _, held in packed for name, quantity in held if name == one.commitment)
        assert found == one.quantity
    for _, held in packed:
        assert sum(quantity for _, quantity in held) <= capacity
        assert len({items[name] for name, _ in held}) == 1
    tares = [tare for tare, _ in packed]
    assert all(tares.count(tare) <= CARTONS_A_TARE for tare in tares)
    assert tares == sorted(tares)


@pytest.mark.parametrize(
    "given_settings",
    [{"carton_capacity": 0}, {"capacities": {"BOLT": 0}}, {"carrier": "too long"}, {"colour": "blue"}],
)
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, given_settings: dict[str, object]) -> None:
    """No carton of nothing, no carrier that no notice could name."""
    with pytest.raises(ValidationError):
        warehouse(tmp_path, **given_settings)
