"""A partner who runs a warehouse of ours: takes our 940s from a shared folder and answers with 945s."""

from collections.abc import Iterable
from decimal import Decimal

import yaml

from gateway.domain.warehouse_orders import WarehouseOrder
from tests.house import House, rebuilt

DOCK = "northdock"
LABEL = "006141419999999994"
PROFILE = {
    "name": "North Dock, a warehouse",
    "state": "testing",
    "x12": {"them": {"qualifier": "ZZ", "id": "NORTHDOCK"}, "us": {"qualifier": "ZZ", "id": "OURCO"}},
    "transport": {"kind": "folder", "inbox": f"{DOCK}/in", "outbox": f"{DOCK}/out", "create": "true"},
    "documents": [
        {"send": "940", "map": "base/x12/004010/940", "acknowledgement_due": "24h"},
        {"receive": "945", "map": "base/x12/004010/945"},
    ],
    "warehouse": {"locations": ["MAIN"]},
}


def with_dock(house: House, *, kind: str = "x12", **changes: object) -> House:
    """Return the house after somebody runs its warehouse."""
    target = house.folder / "config" / "partners" / f"{DOCK}.yaml"
    target.write_text(yaml.safe_dump(PROFILE | changes), encoding="utf-8")
    settings = {} if kind == "simulated" else {"warehouse_settings": {}}
    return rebuilt(house, warehouse=kind, **settings)


def asked(house: House) -> list[WarehouseOrder]:
    """Return what the warehouse was asked for, as it reads it."""
    return [one for one in house.sent("940", DOCK) if isinstance(one, WarehouseOrder)]


def line(sku: str, ordered: int, shipped: int, *, status: str = "CC") -> list[str]:
    """Return the segments of a line of a 945."""
    return [f"W12*{status}*{ordered}*{shipped}*{ordered - shipped or ''}*EA**VN*{sku}~\n"]


def carton(number: int, *lines: Iterable[str], label: str = "", package: str = "") -> list[str]:
    """Return the segments of a carton, of loose goods where it has no mark."""
    marks = [f"MAN*GM*{label}~\n"] if label else []
    marks += [f"MAN*CP*{package}~\n"] if package else []
    return [f"LX*{number}~\n", *marks, *(segment for one in lines for segment in one)]


def report(
    number: str, *units: list[str], shipment: str = "BOL1", reporting: str = "F", control: int = 1
) -> str:
    """Return an interchange of the warehouse's with one 945 about one of our numbers."""
    body = [
        "ST*945*0001~\n",
        f"W06*{reporting}*{number}*20260303*{shipment}~\n",
        "N9*BM*BOL-77~\n",
        "W27*M*UPSN~\n",
        *(segment for unit in units for segment in unit),
    ]
    return "".join(
        (
            f"ISA*00*          *00*          *ZZ*NORTHDOCK      *ZZ*OURCO          *260303*0900*U*00401*{control:09d}*0*T*>~\n",
            f"GS*SW*NORTHDOCK*OURCO*20260303*0900*{control}*X*004010~\n",
            *body,
            f"SE*{len(body) + 1}*0001~\n",
            f"GE*1*{control}~\n",
            f"IEA*1*{control:09d}~\n",
        )
    )


def in_full(order: WarehouseOrder, **said: str) -> str:
    """Return a 945 that says all of an order left, one labelled carton a line."""
    units = [
        carton(
            at,
            line(one.identifiers[0].value, int(one.quantity), int(one.quantity)),
            label=f"00{LABEL}" if at == 1 else "",
            package=f"1Z{at}" if at > 1 else "",
        )
        for at, one in enumerate(order.lines(), 1)
    ]
    return report(order.number, *units, **said)


def quantities(order: WarehouseOrder) -> list[tuple[str, Decimal]]:
    """Return what an order to the warehouse asks for, line by line."""
    return [(one.identifiers[0].value, one.quantity) for one in order.lines()]
